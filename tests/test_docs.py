"""What the documents say of the code is so: words, folders, settings."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Set by the house for its own processes, and by nobody who runs it.
OWN = {"TONGXIN_COLLECTED", "TONGXIN_STRICT"}


def told(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def sources() -> dict[Path, str]:
    files = [*(ROOT / "config").glob("*.py"), *(ROOT / "src" / "tongxin").rglob("*.py")]
    return {path: path.read_text("utf-8") for path in files if "tests" not in path.parts}


def test_words_of_the_glossary_in_camel_case_are_classes() -> None:
    rows = [line.split("|")[1] for line in told("glossary.md").splitlines() if line.startswith("| ")]
    words = {word for row in rows for word in re.findall(r"`([A-Z]\w+)`", row)}
    assert not words - {name for text in sources().values() for name in re.findall(r"^class (\w+)", text, re.M)}


def test_the_map_names_every_room() -> None:
    rooms = {folder.parent.name for folder in (ROOT / "src" / "tongxin").glob("*/apps.py")}
    assert not [room for room in sorted(rooms) if f"| `src/tongxin/{room}` |" not in told("map.md")]


def test_every_setting_of_the_environment_is_told_of() -> None:
    read = {name for text in sources().values() for name in re.findall(r"TONGXIN_[A-Z_]+", text)} - OWN
    # `TONGXIN_SMTP_HOST`, `_PORT`: the later ones of a line leave out what they share.
    written = told("operations.md")
    assert not [name for name in sorted(read) if name not in written and f"`_{name.split('_', 2)[-1]}`" not in written]


def test_the_newest_changes_carry_the_version_of_the_house() -> None:
    newest = re.search(r"^## ([\d.]+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    page = json.loads((ROOT / "package.json").read_text("utf-8"))["version"]
    assert newest and newest[1] == project == page
