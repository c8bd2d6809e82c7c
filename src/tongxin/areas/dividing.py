"""Dividing: a proposal of grids by population (CD-04). Ground is halved again and again across its longer side, so that
each part has its share of the people; borders are straight and meet, and who knows the streets draws the rest."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely import MultiPolygon, Polygon
from shapely.geometry import box

from tongxin.areas import geometry
from tongxin.areas.counting import Living
from tongxin.kernel.datum import to_wgs84
from tongxin.kernel.errors import Unfit

Ground = Polygon | MultiPolygon
#: Where nobody said how people live, they are taken as spread evenly, counted on so many points a side.
RASTER = 60


@dataclass(frozen=True)
class Part:
    """One grid of the proposal."""

    ground: Ground
    people: int


def read_living(text: str, datum: str) -> list[Living]:
    """Lines of longitude, latitude and people. Raises Unfit with the number of the line that cannot be read."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [part.strip() for part in line.replace("，", ",").replace("\t", ",").split(",")]
        if not line.strip():
            continue
        try:
            longitude, latitude, people = float(parts[0]), float(parts[1]), int(parts[2])
            if people < 0 or len(parts) != 3:
                raise ValueError
        except (ValueError, IndexError) as error:
            raise Unfit(_("第 %d 行读不懂，应为：经度,纬度,人数。") % number) from error
        found.append((*to_wgs84(longitude, latitude, datum), people))
    return found


def propose(ground: Ground, *, people: int, living: Sequence[Living], least: int, most: int) -> list[Part]:
    """Parts of the ground with `least` to `most` people each, as few as there can be.

    Raises Unfit where no number of parts fits, or a crowded spot cannot be cut.
    """
    points = _points(ground, people, living)
    total = round(points[:, 2].sum())
    count = max(1, math.ceil(total / most))
    if total < least:
        raise Unfit(_("一共 %(n)d 人，不到一个网格的下限 %(least)d 人。") % {"n": total, "least": least})
    if total / count < least:
        raise Unfit(_("%(n)d 人怎么分都不在 %(least)d 到 %(most)d 人之间，请改上下限。") % {
            "n": total, "least": least, "most": most})  # fmt: skip
    parts = _halved(ground, points, count)
    for part in parts:
        if not least <= part.people <= most:
            raise Unfit(
                _("有一处住得太集中，直线分不开：会分出 %(n)d 人的一块。请放宽上下限，或手工画。") % {"n": part.people}
            )
    return parts


def _points(
    ground: Ground, people: int, living: Sequence[Living]
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    if living:
        found = np.array(living, dtype=float)
        inside = shapely.contains_xy(ground, found[:, 0], found[:, 1])
        if not inside.all():
            raise Unfit(_("人口分布里有 %d 处不在边界内，请核对坐标系。") % int((~inside).sum()))
        return found
    if not people:
        raise Unfit(_("请填人口，或填人口分布。"))
    west, south, east, north = ground.bounds
    x, y = np.meshgrid(np.linspace(west, east, RASTER), np.linspace(south, north, RASTER))
    inside = shapely.contains_xy(ground, x.ravel(), y.ravel())
    x, y = x.ravel()[inside], y.ravel()[inside]
    return np.column_stack([x, y, np.full(len(x), people / len(x))])


def _halved(ground: Ground, points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", count: int) -> list[Part]:
    if count == 1:
        return [Part(ground, round(points[:, 2].sum()))]
    west, south, east, north = ground.bounds
    # A degree of longitude is shorter than one of latitude.
    along = 0 if (east - west) * math.cos(math.radians((south + north) / 2)) >= north - south else 1
    # People along one street are told apart along the street only.
    if len(np.unique(points[:, along])) < 2:
        along = 1 - along
    first = count // 2
    order = points[np.argsort(points[:, along], kind="stable")]
    at = _cut_at(order[:, along], order[:, 2], first / count)
    lower = box(west, south, at, north) if along == 0 else box(west, south, east, at)
    below = order[:, along] < at
    one = geometry.polygons(shapely.intersection(ground, lower))
    other = geometry.without(ground, [lower])
    return [*_halved(one, order[below], first), *_halved(other, order[~below], count - first)]


def _cut_at(
    places: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    weights: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    share: float,
) -> float:
    """Between the two places along a side where the people up to there come nearest to their share."""
    places, start = np.unique(places, return_index=True)
    sums = np.add.reduceat(weights, start).cumsum()
    if len(places) < 2:
        raise Unfit(_("所有人都在同一处，分不成几块。"))
    at = int(np.abs(sums[:-1] - sums[-1] * share).argmin())
    return float((places[at] + places[at + 1]) / 2)
