"""`make requirements`: the rows that the last `make test` proved, by capability and by report."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.covers import known_rows

RESULT = Path(__file__).resolve().parent.parent / "var" / "requirements.json"
console = Console()


def main() -> int:
    """Print one table by report, one by capability, and any row whose tests failed."""
    if not RESULT.exists():
        console.print("No result yet: run `make test` first.")
        return 1
    rows = json.loads(RESULT.read_text(encoding="utf-8"))["rows"]
    known = known_rows()
    covered = {id for id, row in rows.items() if row["covered"]}
    console.print(_table("report", {id: [row["report"]] for id, row in known.items()}, covered))
    console.print(_table("capability", {id: row["capabilities"].split() for id, row in known.items()}, covered))
    for id, row in rows.items():
        if row["tests"] and not row["covered"]:
            console.print(f"[red]{id}[/] cited by a test that did not pass: {', '.join(row['tests'])}")
    console.print(f"{len(covered)} of {len(known)} rows covered.")
    return 0


def _table(by: str, groups: dict[str, list[str]], covered: set[str]) -> Table:
    """One line per group: how many of its rows are covered, and which."""
    members: dict[str, list[str]] = defaultdict(list)
    for id, names in groups.items():
        for name in names:
            members[name].append(id)
    table = Table(by, "covered", "of", "rows", box=None, padding=(0, 2, 0, 0))
    for name, ids in members.items():
        hit = [id for id in ids if id in covered]
        table.add_row(name, str(len(hit)), str(len(ids)), " ".join(hit))
    return table


if __name__ == "__main__":
    sys.exit(main())
