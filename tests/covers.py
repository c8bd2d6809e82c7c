"""Which requirement rows a test run proved: reads the `covers` marks, checks them, writes `var/requirements.json`.

A row counts as covered when at least one test cites it and every test that cites it passed.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

ROWS = Path(__file__).resolve().parent.parent / "docs" / "requirements.csv"
AT_MOST = 3


def known_rows() -> dict[str, dict[str, str]]:
    """Each row of the reports and features by its id, with its report and capabilities."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--requirements", metavar="FILE", help="write which requirement rows this run proved")


def pytest_configure(config: pytest.Config) -> None:
    if (target := config.getoption("--requirements")) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Listener(Path(target)), "requirement-rows")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    known = known_rows()
    for item in items:
        ids = [str(id) for mark in item.iter_markers("covers") for id in mark.args]
        if unknown := [id for id in ids if id not in known]:
            raise pytest.UsageError(f"{item.nodeid} covers unknown rows: {', '.join(unknown)}")
        if len(ids) > AT_MOST:
            raise pytest.UsageError(
                f"{item.nodeid} covers {len(ids)} rows; {AT_MOST} at most, or it proves none of them"
            )
        if ids:
            item.user_properties.append(("covers", ids))


class Listener:
    """Hears each test's end, also those of other processes."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.outcomes: dict[str, dict[str, bool]] = defaultdict(dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for id in dict(report.user_properties).get("covers", []):  # type: ignore[attr-defined]
            held = report.passed if report.when == "call" else not (report.failed or report.skipped)
            self.outcomes[id][report.nodeid] = self.outcomes[id].get(report.nodeid, True) and held

    def pytest_sessionfinish(self) -> None:
        rows = {}
        for id in known_rows():
            tests = self.outcomes.get(id, {})
            rows[id] = {"covered": bool(tests) and all(tests.values()), "tests": sorted(tests)}
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.target.write_text(json.dumps({"rows": rows}, indent=1) + "\n", encoding="utf-8")
