"""What a map shows of places: the shapes that are large enough to be seen in a view, and the gaps between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from shapely.geometry import box

from tongxin.areas import geometry
from tongxin.areas.finding import Ground, Place, ground
from tongxin.areas.models import Area, Shape
from tongxin.kernel import terms
from tongxin.kernel.clusters import View

#: A shape of fewer pixels than this is a dot; more shapes than that are a pattern.
SEEN, MOST_SHAPES = 28, 300
#: Pixels of the world at zoom 0.
WORLD = 512


def shapes_in(view: View, *, on: date) -> dict[str, Any]:
    """A feature collection of the shapes that a view shows, the largest first, each as fine as the screen is."""
    held = ground(on)
    pixel = 360 / (WORLD * 2**view.zoom)
    hits = held.tree.query(box(view.west, view.south, view.east, view.north))
    boxes = held.boxes[hits]
    sizes = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) / pixel
    shown = hits[sizes >= SEEN][np.argsort(-sizes[sizes >= SEEN], kind="stable")][:MOST_SHAPES]
    return collection([_feature(held, int(at), _tolerance(pixel)) for at in shown])


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _tolerance(pixel: float) -> float:
    """Half a pixel, in steps, so that what was made for one view serves the next."""
    return 2.0 ** round(np.log2(pixel / 2))


def _feature(held: Ground, at: int, tolerance: float) -> dict[str, Any]:
    place = held.places[at]
    told = _made(held.version, place, held.shapes[at], tolerance)
    return {"type": "Feature", "id": place.id, "properties": told["properties"], "geometry": told["geometry"]}


@lru_cache(maxsize=20_000)
def _made(version: tuple[Any, ...], place: Place, found: Any, tolerance: float) -> dict[str, Any]:
    label = geometry.inner_point(found)
    return {
        "properties": {
            "name": place.name,
            "kind": place.kind,
            "kind_label": terms.label("area_kinds", place.kind),
            "depth": place.depth,
            "at": [round(label.x, 6), round(label.y, 6)],
        },
        "geometry": geometry.as_geojson(geometry.simplified(found, tolerance)),
    }


@dataclass(frozen=True)
class Covered:
    """How much of a place its parts of one kind cover."""

    whole: float
    gap: float
    shapes: int
    places: int
    gaps: dict[str, Any] | None

    @property
    def share(self) -> float | None:
        """Covered ground in parts of the whole; None where the place itself has no border."""
        return (self.whole - self.gap) / self.whole if self.whole else None


#: Gaps narrower than this everywhere (meters) are lines drawn twice.
NARROW = 5.0


def levels_below(area: Area) -> list[tuple[str, ...]]:
    """Kinds that stand side by side right below a place: streets and townships share a county's ground."""
    sides: dict[tuple[str, ...], list[str]] = {}
    for code, term in terms.terms("area_kinds").items():
        if area.kind in term.data.get("parents", []):
            sides.setdefault(tuple(sorted(term.data["parents"])), []).append(code)
    return [tuple(kinds) for kinds in sides.values()]


def covered(area: Area, kinds: Sequence[str], *, on: date) -> Covered:
    """Which ground of a place lies in none of its parts of some kinds; strips between drawn borders do not count."""
    below = Area.objects.on(on).filter(parent=area, kind__in=kinds)
    parts = [shapely.geometry.shape(given) for given in _geometries(below, on)]
    own = next(iter(_geometries(Area.objects.filter(pk=area.pk), on)), None)
    if own is None:
        return Covered(0, 0, len(parts), below.count(), None)
    whole = shapely.geometry.shape(own)
    open_ground = _without_strips(geometry.gaps(whole, parts)) if parts else whole
    gap = geometry.square_meters(open_ground)
    told = None if open_ground.is_empty else geometry.as_geojson(open_ground)
    return Covered(geometry.square_meters(whole), gap, len(parts), below.count(), told)


def _without_strips(found: Any) -> Any:
    wide = [part for part in shapely.get_parts(found) if not is_narrow(part)]
    return shapely.MultiPolygon(wide)


def is_narrow(found: Any) -> bool:
    """Whether ground is nowhere wider than a drawing is exact."""
    flat = shapely.transform(found, geometry.flattened)
    return bool(shapely.buffer(flat, -NARROW / 2).is_empty)


def _geometries(places: Any, on: date) -> list[dict[str, Any]]:
    return list(Shape.objects.on(on).filter(area__in=places).values_list("geometry", flat=True))


def box_of(area: Area, *, on: date) -> tuple[float, float, float, float] | None:
    """Where to look for a place: its own border, else what lies below it, else what is above."""
    held = ground(on)
    boxes = held.boxes
    for chosen in (
        [place.id == area.pk for place in held.places],
        [place.path.startswith(area.path) for place in held.places],
        [area.path.startswith(place.path) for place in held.places],
    ):
        if any(chosen):
            found = boxes[np.array(chosen)]
            if len(found) > 1 and not area.path.startswith(held.places[chosen.index(True)].path):
                found = np.array([[*found[:, :2].min(0), *found[:, 2:].max(0)]])
            west, south, east, north = found[-1].tolist()
            return west, south, east, north
    return None
