"""How large a synthetic city is: the headline figures of its report, times a scale."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Sizes:
    """Counts to be made; a figure that the report of the city does not give is taken from `ELSEWHERE`."""

    figures: Mapping[str, int]
    scale: float
    made: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        known = [self.figures[each] for each in (name, *SAME.get(name, ())) if each in self.figures]
        whole = round((known[0] if known else ELSEWHERE.get(name, 0)) * self.scale)
        return max(1, whole - self.made.get(name, 0))

    def besides(self, made: Mapping[str, int]) -> "Sizes":
        """What is left to make when so much is made by hand."""
        return Sizes(self.figures, self.scale, made)


#: Lines under which other reports count the same.
SAME = {
    "checked_in_members": ("members_checked_in",),
    "checked_in_organisations": ("commitment_units", "paired_units"),
    "projects": ("alliance_projects",),
    "volunteers": ("other_volunteers",),
}

#: Modest sizes for what a report does not count, so that every city has something of each.
ELSEWHERE = {
    "checked_in_organisations": 40,
    "checked_in_members": 400,
    "check_in_activities": 60,
    "resources": 100,
    "needs": 90,
    "projects": 40,
    "part_time_members": 12,
    "promises": 2000,
    "cases": 120,
    "livelihood_matters_solved": 40,
    "livelihood_money_yuan": 90_000,
    "volunteer_organisations": 30,
    "volunteers": 600,
    "agreements": 30,
    "commitment_units": 12,
    "paired_units": 60,
    "paired_members": 60,
    "public_benefit_batches": 60,
    "service_centres": 8,
    "theme_day_branches": 60,
    "theme_day_sessions": 240,
}


def read_figures(name: str) -> dict[str, dict[str, Any]]:
    """The figures of the city's report, as reported: value, id, and whether it says "about"."""
    path = Path(settings.CITIES_DIR) / name / "figures.toml"
    tables: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    found: dict[str, dict[str, Any]] = tables.get(name, tables)
    return found


def sizes_of(name: str, scale: float) -> Sizes:
    values = {key: figure["value"] for key, figure in read_figures(name).items() if isinstance(figure["value"], int)}
    return Sizes(values, scale)
