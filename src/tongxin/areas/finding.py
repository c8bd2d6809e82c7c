"""Finding: which place a point lies in, from memory. Grid first, then community, then whatever is above (GY-21)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.db.models import Count, Max, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import AreaChange, Shape
from tongxin.kernel import datum as datums
from tongxin.kernel.errors import Unfit
from tongxin.kernel.remembered import RememberedBy


class OutsideTheCity(Unfit):
    sentence = _("这个点不在本市范围内，请检查坐标和坐标系，或在图上重新选点。")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that has a shape, as the index keeps it."""

    id: int
    path: str
    kind: str
    name: str

    @property
    def depth(self) -> int:
        return self.path.count("/")


@dataclass(frozen=True)
class Ground:
    """All shapes of a day, the deepest places first, ready to be asked for points."""

    version: tuple[Any, ...]
    places: list[Place]
    shapes: "np.ndarray[Any, Any]"
    boxes: "np.ndarray[Any, Any]"
    tree: shapely.STRtree

    def at(self, longitude: float, latitude: float) -> Place | None:
        """The deepest place there; on a border that two share, always the same one of them."""
        # Asked by the tree for what intersects, shapely would make the point ready and not use the shapes that are.
        near = sorted(self.tree.query(shapely.Point(longitude, latitude)))
        hit = next((n for n in near if shapely.intersects_xy(self.shapes[n], longitude, latitude)), None)
        return None if hit is None else self.places[hit]


def find_area(longitude: float, latitude: float, *, on: date) -> Place:
    """The grid that holds a point in WGS-84, else the community, else what is above. Raises OutsideTheCity."""
    datums.check(longitude, latitude)
    found = ground(on).at(longitude, latitude)
    if found is None:
        raise OutsideTheCity
    return found


def ground(on: date) -> Ground:
    """The shapes that hold on a day. Whether they changed is asked once in a few seconds, by a question of two rows."""
    version = _VERSIONS(on, lambda: _version(on))
    kept = _KEPT.get(on)
    if kept is None or kept.version != version:
        if len(_KEPT) > DAYS:
            _KEPT.clear()
        kept = _KEPT[on] = _read(on, version)
    return kept


def forget() -> None:
    """What was drawn in this process is found at once; others find it within seconds."""
    _VERSIONS.forget()


#: As many days are kept as are asked for at once: today, and the one of an old map.
DAYS = 3
_KEPT: dict[date, Ground] = {}
_VERSIONS: RememberedBy[tuple[Any, ...]] = RememberedBy()


def _version(on: date) -> tuple[Any, ...]:
    shapes = Shape.objects.on(on).aggregate(n=Count("pk"), last=Max("pk"))
    return shapes["n"], shapes["last"], AreaChange.objects.aggregate(last=Max("pk"))["last"]


def _read(on: date, version: tuple[Any, ...]) -> Ground:
    rows = sorted(
        Shape.objects.on(on).values_list(
            "area_id", "area__path", "area__kind", "area__name", Cast("geometry", TextField())
        ),
        key=lambda row: (-Place(*row[:4]).depth, row[0]),
    )
    shapes = shapely.from_geojson([row[4] for row in rows]) if rows else np.array([], dtype=object)
    # Ready-made for being asked, each asking is an order faster.
    shapely.prepare(shapes)
    return Ground(version, [Place(*row[:4]) for row in rows], shapes, shapely.bounds(shapes), shapely.STRtree(shapes))
