"""A tree of 200,000 nodes: counting a subtree, the first page of a list below a place, moving a street."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from statistics import median
from typing import Any

from bench.figures import Figure
from bench.quiet import settle
from tongxin.areas import actions as areas
from tongxin.areas.models import Area, AreaEdge, AreaName
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.clock import CHINA
from tongxin.kernel.listing import PAGE_SIZE

NODES = 200_000
SINCE, MOVED_ON = date(2000, 1, 1), date(2026, 1, 1)


def measure() -> Iterator[Figure]:
    grow()
    city = Area.objects.get(parent=None)
    county = Area.objects.filter(parent=city).order_by("pk")[0]
    yield from _below("city", city)
    yield from _below("county", county)
    yield from _moving(county)


def grow() -> None:
    """Hang grids and buildings under the real communities until the tree has NODES nodes."""
    communities = list(Area.objects.filter(kind__in=("community", "village")).values_list("pk", "path"))
    missing = NODES - Area.objects.count()
    grids = _hang("grid", communities, missing // 21)
    _hang("building", grids, missing - missing // 21)
    settle(Area, AreaEdge, AreaName)


def _hang(kind: str, parents: list[tuple[int, str]], count: int) -> list[tuple[int, str]]:
    keys = numbers(Area, count)
    made = [(key, f"{parents[n % len(parents)][1]}{key}/", parents[n % len(parents)][0]) for n, key in enumerate(keys)]
    columns = ("id", "kind", "code", "name", "parent", "path", "valid_from", "is_synthetic")
    copy_in(Area, columns, ((key, kind, "", f"{kind} {key}", parent, path, SINCE, True) for key, path, parent in made))
    copy_in(AreaEdge, ("child", "parent", "valid_from"), ((key, parent, SINCE) for key, _path, parent in made))
    copy_in(AreaName, ("area", "name", "kind", "valid_from"), ((key, f"{kind} {key}", kind, SINCE) for key, *_ in made))
    return [(key, path) for key, path, _parent in made]


def _below(where: str, area: Area) -> Iterator[Figure]:
    size = Area.objects.below(area).count()
    counted = _milliseconds(lambda: Area.objects.below(area).count())
    listed = _milliseconds(lambda: list(Area.objects.below(area).select_related("parent").order_by("-pk")[:PAGE_SIZE]))
    yield Figure(f"tree: count of the {where}'s {size:,} nodes", counted, "ms", target=50, ceiling=True)
    yield Figure(f"tree: first list page below the {where}", listed, "ms", target=50, ceiling=True)


def _moving(county: Area) -> Iterator[Figure]:
    """Move the largest street of the county to another county and back; every stored copy of its path follows."""
    at = datetime.now(CHINA)
    streets = list(Area.objects.filter(parent=county))
    street = max(streets, key=lambda each: Area.objects.below(each).count())
    size = Area.objects.below(street).count()
    other = Area.objects.filter(parent=county.parent).exclude(pk=county.pk).order_by("pk")[0]
    begun = time.perf_counter()
    areas.move(area=street, parent=other, on=MOVED_ON, document="bench", by=SYSTEM, at=at)
    seconds = time.perf_counter() - begun
    assert Area.objects.below(other).filter(path__startswith=f"{other.path}{street.pk}/").count() == size
    yield Figure(f"tree: moving a street of {size:,} nodes", seconds, "s", target=1, ceiling=True)


def _milliseconds(ask: Callable[[], Any], times: int = 9) -> float:
    """The median of several askings."""
    took = []
    for _n in range(times):
        begun = time.perf_counter()
        ask()
        took.append((time.perf_counter() - begun) * 1000)
    return median(took)
