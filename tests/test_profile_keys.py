"""Nothing lies in the profiles that nobody reads: each list, key and rule is asked for by name."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tongxin.kernel import profiles, rules

ROOT = Path(__file__).resolve().parent.parent
CITIES = sorted(path.parent.name for path in (ROOT / "cities").glob("*/profile.toml"))
#: For people who read the files: where a row comes from, how sure it is, what a city calls itself elsewhere.
SAID_TO_READERS = {"source", "article", "sure", "example", "about", "english", "motto", "service_brand", "figures_year"}
#: What waits for a room that is not built yet, or for a page of one that is, or is kept in another way.
WAITING = {
    "beside": "membership",
    "by_election": "membership",
    "calendar.extra_sessions": "counter",
    "call_back": "cases",
    "complaint_phone": "counter",
    "duty_list_kinds": "supervision",
    "enrolment.active_per_kind": "enrolment: the database keeps it",
    "fallback": "membership",
    "former_hotline": "cases: named by the `number_of` of a line",
    "from_area": "organizations: found by the post's own area",
    "inverse": "organizations: the other side of a tie in words",
    "needs_place": "exchange: a resource without a place",
    "one_active": "enrolment: the database keeps it",
    "one_theme": "membership",
    "only_party_activities": "funds: money for Party activities only",
    "party_forms": "membership",
    "privacy.log_months_from": "supervision",
    "privacy.request_answer_within": "counter",
    "reaches": "organizations: the words of a reach",
    "regional_forms": "alliance",
    "rollout_tiers": "assessment",
    "single": "organizations: one tie of a kind at a time",
}
PARTY = "party."


@cache
def spoken() -> frozenset[str]:
    """Every word that stands in quotes in the code, and every key that a page takes from a term."""
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "demo").glob("*.py"), *(ROOT / "src").rglob("*.html")]
    text = "\n".join(path.read_text("utf-8") for path in files if "/tests/" not in path.as_posix())
    return frozenset(re.findall(r"[\"']([A-Za-z_][\w.]*)[\"']", text)) | frozenset(re.findall(r"\.data\.(\w+)", text))


@cache
def begun() -> tuple[str, ...]:
    """Beginnings of keys that the code completes: f"matching.weight.{term}"."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        found |= set(re.findall(r"f\"([a-z_]+\.[a-z_.]*)\{", path.read_text("utf-8")))
    return tuple(sorted(found - {""}))


def is_read(word: str) -> bool:
    return word in spoken() or word.rsplit(".", 1)[-1] in spoken() or word.startswith(begun())


def unread() -> dict[str, str]:
    """What no code asks for, with the file it stands in."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "cities").glob("*/*.toml")):
        if path.name != "figures.toml":
            table = tomllib.loads(path.read_text("utf-8"))
            by_limit = set(re.findall(r"within_rule = \"([\w.]+)\"", path.read_text("utf-8")))
            names = {*words_of(table, ""), *(rule["key"] for rule in table.get("rules", []))} - by_limit
            found |= {name: path.name for name in names if not is_read(name)}
    return {name: file for name, file in found.items() if name not in SAID_TO_READERS and not name.startswith(PARTY)}


def words_of(tables: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            continue
        if isinstance(table.get("items"), Mapping):
            yield prefix + name
            for item in table["items"].values():
                yield from item
        else:
            yield from (key for key, value in table.items() if not isinstance(value, Mapping | list))
            yield from words_of(table, f"{prefix}{name}.")


def test_every_key_of_the_profiles_is_read_by_somebody() -> None:
    limits = set()
    for path in (ROOT / "cities").glob("*/*.toml"):
        limits |= set(re.findall(r"within_rule = \"([\w.]+)\"", path.read_text("utf-8")))
    left = {name: file for name, file in unread().items() if name not in WAITING and name not in limits}
    assert not left, "take these out of the profiles, or read them"
    assert not WAITING.keys() - unread().keys(), "these wait no longer: take them off the list"


def test_every_table_of_the_profiles_is_told_of_in_their_readme() -> None:
    told = (ROOT / "cities" / "README.md").read_text("utf-8")
    files = [path for path in (ROOT / "cities").glob("*/*.toml") if path.name != "figures.toml"]
    tables = {name for path in files for name in tomllib.loads(path.read_text("utf-8"))}
    assert not [name for name in sorted(tables) if not re.search(rf"`{name}[`.]", told)]


def asked_for() -> set[str]:
    """The keys that the code asks for and cannot do without: `rules.value("...")`."""
    found: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        if "/tests/" in path.as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_ask = isinstance(node, ast.Call) and ast.unparse(node.func) == "rules.value" and node.args
            if is_ask and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return found


@pytest.mark.parametrize("city", CITIES)
def test_every_rule_that_the_code_cannot_do_without_is_set(city: str) -> None:
    set_here = {rule["key"] for rule in profiles.read(city).tables["rules"]} | {"office.sessions", "office.week"}
    assert not {*asked_for(), *rules.NEEDED} - set_here
    assert "matching.weight.words" in rules.NEEDED


@pytest.mark.django_db
def test_a_profile_without_such_a_rule_is_not_loaded() -> None:
    whole = profiles.read("yuxi")
    kept = [rule for rule in whole.tables["rules"] if rule["key"] != "duty.warning_working_days"]
    broken = profiles.Profile(whole.folder, {**whole.tables, "rules": kept, "calendar": {}})
    with pytest.raises(profiles.ProfileIncomplete, match=r"yuxi 缺少规则：office.sessions、office.week、duty.warning"):
        profiles.load(broken)
