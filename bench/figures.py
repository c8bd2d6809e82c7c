"""Figures: what was measured, beside the limit measured in the same run and the target that was set."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

#: What one figure is in `var/bench.json`.
KEYS = ("name", "figure", "unit", "limit", "ratio", "target", "met")


@dataclass(frozen=True)
class Figure:
    """One measured number. `limit` was measured in the same run, `against` names it.

    A target is a floor unless `ceiling` says that less is better. Without a target the figure only informs.
    """

    name: str
    figure: float
    unit: str
    limit: float | None = None
    target: float | None = None
    ceiling: bool = False
    against: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure in parts of the limit."""
        return self.figure / self.limit if self.limit else None

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.figure <= self.target if self.ceiling else self.figure >= self.target

    def as_data(self) -> dict[str, Any]:
        """The figure with its seven keys, numbers to four digits."""
        return {key: _rounded(getattr(self, key)) for key in KEYS}


def keep(figures: Iterable[dict[str, Any]], path: Path) -> None:
    """Write the list; figures of benches that did not run this time stay as they were."""
    fresh = list(figures)
    names = {each["name"] for each in fresh}
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    kept = [each for each in before if each["name"] not in names]
    path.parent.mkdir(parents=True, exist_ok=True)
    # Put in place at once: another run may be reading.
    part = path.with_suffix(".part")
    part.write_text(json.dumps([*kept, *fresh], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(path)


def show(figures: Iterable[Figure], console: Console) -> None:
    """The table: figure, limit, ratio, target, and whether it was met."""
    table = Table(show_lines=False)
    for heading in ("measured", "figure", "unit", "limit", "ratio", "target", "met"):
        table.add_column(heading, justify="left" if heading in ("measured", "unit", "limit") else "right")
    for each in figures:
        limit = f"{_short(each.limit)} {each.against}".strip()
        sign = "≤" if each.ceiling else "≥"
        target = "" if each.target is None else f"{sign} {_short(each.target)}"
        met = {None: "", True: "[green]yes[/]", False: "[bold red]NO[/]"}[each.met]
        table.add_row(each.name, _short(each.figure), each.unit, limit, _short(each.ratio), target, met)
    console.print(table)


def _rounded(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) and abs(value) < 1000 else value


def _short(value: float | None) -> str:
    if value is None:
        return ""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
