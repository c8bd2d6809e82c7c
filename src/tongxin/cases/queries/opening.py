"""Opening: cases as open data. One row each without any person; in a cell of few, only what cannot point at one.

A cell is a community, a category and a month. Where it holds fewer cases than the rule says, its cases stand with the
month instead of the day, with the place above the community, and without words, address and point.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import TruncMonth

from tongxin.areas.models import Area
from tongxin.cases.queries.publishing import Face, published
from tongxin.kernel import rules

(LEAST,) = rules.needed("cases.open_data_least")


@dataclass(frozen=True)
class OpenRow:
    """What is told of one case."""

    number: int
    category_code: str
    category: str
    status: str
    step: str
    reported: str
    place: str
    place_code: str
    address: str
    description: str
    longitude: float | None
    latitude: float | None
    voices: int | None


FIELDS = tuple(OpenRow.__dataclass_fields__)


def of_year(year: int) -> QuerySet[Any]:
    """The public cases reported in a year, each with how many there are in its cell."""
    cell: list[Any] = [F("community_path"), F("category"), TruncMonth("raised_on")]
    rows = published().exclude(category="").filter(raised_on__year=year)
    return rows.annotate(in_cell=Window(Count("pk"), partition_by=cell)).select_related("area", "desk", "lead")


def rows_of(year: int, *, on: date) -> Iterator[OpenRow]:
    """A year as open data, the newest first, without holding it in memory."""
    least = int(rules.value(LEAST, on=on))
    places = {area.pk: area for area in Area.objects.only("id", "name", "code", "path")}
    for case in of_year(year).order_by("-pk").iterator(chunk_size=2000):
        yield _row(case, places, is_small=case.in_cell < least)  # type: ignore[attr-defined]


def _row(case: Any, places: dict[int, Area], *, is_small: bool) -> OpenRow:
    face = Face(case)
    path = [int(part) for part in case.community_path.rstrip("/").split("/")]
    place = places[path[-2] if is_small and len(path) > 1 else path[-1]]
    east, north = (None, None) if is_small else face.point
    return OpenRow(
        number=case.pk, category_code=case.category, category=case.category_label, status=face.status,
        step=case.step_label, reported=f"{case.raised_on:%Y-%m}" if is_small else case.raised_on.isoformat(),
        place=place.name, place_code=place.code, address="" if is_small else face.address,
        description="" if is_small else face.text or "", longitude=east, latitude=north,
        voices=None if is_small else case.voices,
    )  # fmt: skip


def counts_of(year: int, *, on: date) -> list[tuple[str, str, str, str, str]]:
    """How many in each cell of a year; small ones as "<5", so that no difference gives one away."""
    least = int(rules.value(LEAST, on=on))
    cells = published().exclude(category="").filter(raised_on__year=year).annotate(month=TruncMonth("raised_on"))
    found = cells.values_list("community_path", "category", "month").annotate(n=Count("pk")).order_by()
    places = {area.pk: area for area in Area.objects.only("id", "name", "code")}
    lines = []
    for path, category, month, n in sorted(found):
        place = places[int(path.rstrip("/").split("/")[-1])]
        lines.append((f"{month:%Y-%m}", place.code, place.name, category, str(n) if n >= least else f"<{least}"))
    return lines
