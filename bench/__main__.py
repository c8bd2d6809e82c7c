"""`python -m bench [names]`: run all benches or the named ones, print the table, keep `var/bench.json`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from rich.console import Console

from bench import ground
from bench.figures import Figure, keep, show
from tongxin.cli.children import stopping_on_signals
from tongxin.kernel import embedded

#: The benches in the order in which they run; each is a module with `measure()`.
BENCHES = (
    "tree",
    "claiming",
    "importing",
    "matching",
    "listing",
    "members",
    "raising",
    "crowd",
    "booking",
    "finding",
    "grids",
    "reporting",
    "cases",
    "exporting",
    "lateness",
    "screens",
)
KEPT = embedded.PROJECT / "var" / "bench.json"
console = Console(highlight=False, stderr=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], metavar="name", help=", ".join(BENCHES))
    names = parser.parse_args().names or [name for name in BENCHES if _is_there(name)]
    found: list[Figure] = []
    failed: list[str] = []
    try:
        with stopping_on_signals(), ground.base():
            for name in names:
                found += _run(name, failed)
    except KeyboardInterrupt:
        return 130
    show(found, Console(highlight=False, width=150))
    keep((each.as_data() for each in found), KEPT)
    if failed:
        console.print(f"not measured: {', '.join(failed)}", style="red")
    return 1 if failed else 0


def _run(name: str, failed: list[str]) -> list[Figure]:
    """One bench in its own process and database, so that none disturbs the memory or the tables of another."""
    begun = time.monotonic()
    console.print(f"{name} …", style="dim")
    with ground.copy(name) as database, tempfile.NamedTemporaryFile("r", encoding="utf-8") as answers:
        command = [sys.executable, "-m", "bench.__main__", "--measure", name, answers.name]
        child = subprocess.Popen(command, env=ground.environment(database), cwd=embedded.PROJECT)
        try:
            status = child.wait()
        finally:
            child.terminate()
            child.wait(30)
        figures = [Figure(**json.loads(line)) for line in answers]
    console.print(f"{name}: {time.monotonic() - begun:.0f} s", style="dim")
    if status:
        failed.append(name)
    return figures


def _measure(name: str, answers: Path) -> int:
    """The child's side: measure and write one line per figure."""
    import django

    django.setup()
    with stopping_on_signals(), answers.open("w", encoding="utf-8") as lines:
        for figure in import_module(f"bench.{name}").measure():
            lines.write(json.dumps(vars(figure), ensure_ascii=False) + "\n")
            lines.flush()
    return 0


def _is_there(name: str) -> bool:
    return (Path(__file__).parent / f"{name}.py").exists()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        sys.exit(_measure(sys.argv[2], Path(sys.argv[3])))
    sys.exit(main())
