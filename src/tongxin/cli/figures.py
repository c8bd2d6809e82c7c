"""The reported headline figures of a city beside what the platform counts from its own rows."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from tongxin.kernel import measures

console = Console(highlight=False)


@dataclass(frozen=True)
class Figure:
    """One line: `about` figures were reported as rounded; `counted` is None while their room is not built."""

    name: str
    id: str
    reported: float
    about: bool
    counted: int | None
    difference: float | None


def show(name: str, *, as_json: bool, on: date) -> int:
    """Print the figures of one city; returns the exit status."""
    file = Path(settings.CITIES_DIR) / name / "figures.toml"
    if not file.exists():
        console.print(_("没有名为 {name} 的城市。").format(name=name), style="red")
        return 1
    figures = compare(file, on=on)
    if as_json:
        print(json.dumps({"city": name, "figures": [asdict(figure) for figure in figures]}, ensure_ascii=False))
    else:
        console.print(_table(figures))
    return 0


def compare(file: Path, *, on: date) -> list[Figure]:
    """Each line of the city's `figures.toml` with the count of the measure of that name."""
    measures.discover()
    lines = tomllib.loads(file.read_text(encoding="utf-8"))
    return [_compared(name, line, on) for name, line in lines.items()]


def _compared(name: str, line: Mapping[str, Any], on: date) -> Figure:
    reported, counted = line["value"], measures.counted(name, on=on)
    difference = None if counted is None else counted - reported
    return Figure(name, line["id"], reported, bool(line.get("about")), counted, difference)


def _table(figures: list[Figure]) -> Table:
    table = Table(_("指标"), _("出处"), _("报告"), _("计数"), _("相差"), box=None, padding=(0, 2, 0, 0))
    for figure in figures:
        known = measures.MEASURES.get(figure.name)
        reported = f"{figure.reported:,}" + (_("（约）") if figure.about else "")
        if figure.counted is None:
            table.add_row(figure.name, figure.id, reported, "—", "—", style="dim")
        else:
            color = "red" if figure.difference and not figure.about else ""
            label = str(known.label) if known else figure.name
            table.add_row(label, figure.id, reported, f"{figure.counted:,}", f"{figure.difference:+,}", style=color)
    return table
