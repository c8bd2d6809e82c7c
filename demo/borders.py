"""Borders: below the counties' real ones there are no open borders, so streets, communities and grids get made-up ones,
marked as examples; organizations and venues get a place somewhere in their own."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import shapely
from django.db.models import Model
from shapely.geometry import box, shape

from demo.picker import Picker
from tongxin.areas import actions as areas
from tongxin.areas import finding, geometry
from tongxin.areas.models import Area, Shape
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today

SOURCE = "示意边界"
#: Halvings until a cut lies where the shares of the ground are right to a thousandth.
ROUNDS = 11
#: Degrees: what the cut is looked for in may be coarse, what is cut is not.
COARSE = 0.001
#: A community in a street has so many grids here.
GRIDS = 3


def lay_borders(at: datetime) -> None:
    """Cut each county's ground among its streets, theirs among communities, theirs among grids."""
    day = date(at.year - 2, 1, 1)
    _found_grids(at)
    below = _below(today(at))
    held = {row.area_id: shape(row.geometry) for row in Shape.objects.on(today(at))}
    made: list[Shape] = []
    waiting = _apart([(area, held[area.pk]) for area in Area.objects.filter(pk__in=held).order_by("pk")])
    while waiting:
        parent, ground = waiting.pop()
        children = below.get(parent.pk, [])
        if children and not any(child.pk in held for child in children):
            parts = list(_shared_out(ground, children, below))
            made += [_shape(area, part, day) for area, part in parts]
            waiting += parts
    Shape.objects.bulk_create(made, batch_size=500)
    finding.forget()


def _found_grids(at: datetime) -> None:
    """Grids in the communities of streets that have none."""
    day = date(at.year - 2, 1, 1)
    bare = Area.objects.on(today(at)).filter(kind="community", parent__kind="street").exclude(children__kind="grid")
    for community in bare.order_by("pk"):
        for number in range(1, GRIDS + 1):
            name = f"{community.name}第{number}网格"
            areas.create(kind="grid", name=name, parent=community, on=day, document="示例", by=SYSTEM, at=at)


def _below(day: date) -> dict[int, list[Area]]:
    """The places that get ground, by the place above. A building stands on its grid's."""
    found: dict[int, list[Area]] = {}
    kinds = ("street", "township", "community", "village", "grid")
    for area in Area.objects.on(day).filter(kind__in=kinds).order_by("pk"):
        if area.parent_id:
            found.setdefault(area.parent_id, []).append(area)
    return found


def _apart(grounds: list[tuple[Area, Any]]) -> list[tuple[Area, Any]]:
    """Open borders of counties cross here and there; what two claim is shared out by the first alone."""
    found: list[tuple[Area, Any]] = []
    for area, ground in grounds:
        others = [other for each, other in found if each.parent_id == area.parent_id and other.intersects(ground)]
        found.append((area, geometry.without(ground, others) if others else ground))
    return found


def _shared_out(ground: Any, places: Sequence[Area], below: dict[int, list[Area]]) -> Iterator[tuple[Area, Any]]:
    """Each place's part, by how many places it has below itself."""
    if len(places) == 1:
        yield places[0], ground
        return
    half = len(places) // 2
    first, second = places[:half], places[half:]
    weights = [sum(1 + len(below.get(place.pk, ())) for place in part) for part in (first, second)]
    near, far = _cut(ground, weights[0] / sum(weights))
    yield from _shared_out(near, first, below)
    yield from _shared_out(far, second, below)


def _cut(ground: Any, share: float) -> tuple[Any, Any]:
    west, south, east, north = ground.bounds
    across = east - west >= north - south
    coarse = shapely.simplify(ground, COARSE)
    low, high = (west, east) if across else (south, north)
    whole = coarse.area
    for _round in range(ROUNDS):
        at = (low + high) / 2
        part = coarse.intersection(_lower(ground.bounds, at, across)).area
        low, high = (at, high) if part < share * whole else (low, at)
    lower = _lower(ground.bounds, (low + high) / 2, across)
    return geometry.polygons(shapely.intersection(ground, lower)), geometry.without(ground, [lower])


def _lower(bounds: tuple[float, float, float, float], at: float, across: bool) -> Any:
    west, south, east, north = bounds
    return box(west - 1, south - 1, at, north + 1) if across else box(west - 1, south - 1, east + 1, at)


def _shape(area: Area, ground: Any, day: date) -> Shape:
    west, south, east, north = ground.bounds
    return Shape(
        area=area, geometry=geometry.as_geojson(ground), west=west, south=south, east=east, north=north,
        square_meters=round(geometry.square_meters(ground)), datum="wgs84", source=SOURCE, is_example=True,
        valid_from=max(day, area.valid_from),
    )  # fmt: skip


def put_on_map(model: type[Model], picker: Picker, *, at: datetime) -> None:
    """A point for each row, somewhere in the smallest place with ground that it lies in."""
    grounds = {row.area_id: shape(row.geometry) for row in Shape.objects.on(today(at))}
    rows = list(model._default_manager.order_by("pk").only("pk", "area_path"))
    for row in rows:
        path = [int(part) for part in row.area_path.strip("/").split("/")]  # type: ignore[attr-defined]
        ground = next((grounds[key] for key in reversed(path) if key in grounds), None)
        if ground is not None:
            row.longitude, row.latitude = somewhere(ground, picker)  # type: ignore[attr-defined]
    model._default_manager.bulk_update(rows, ["longitude", "latitude"], batch_size=1_000)


def somewhere(ground: Any, picker: Picker) -> tuple[float, float]:
    """A point on the ground."""
    west, south, east, north = ground.bounds
    for _try in range(30):
        at = (picker.random.uniform(west, east), picker.random.uniform(south, north))
        if shapely.contains_xy(ground, *at):
            return round(at[0], 6), round(at[1], 6)
    inner = geometry.inner_point(ground)
    return round(inner.x, 6), round(inner.y, 6)
