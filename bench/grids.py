"""Ten thousand grids and a hundred thousand points: which grid a point lies in, and what a view of the map costs.

The limits are shapely's bare tree on the same polygons, and the bare view through the same server.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import shapely
from django.db import connection
from django.test import Client
from shapely import Polygon

from bench.figures import Figure
from bench.limits import bare_insert_view
from bench.serving import HOST, load, serving
from demo.cast import Cast, assemble
from tongxin.areas import finding, geometry
from tongxin.areas.models import Area, Shape
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.clock import CHINA, today
from tongxin.venues.models import Venue
from tongxin.venues.models.venue import WIDTH

SIDE, ASKS, PATIENCE = 100, 20_000, 5
POINTS, PANS = 100_000, 400
FIRST_VIEW, PAN, RATE, WEIGHT = 300, 100, 100, 200
#: The ground of the bench: west, south and how wide a grid is, in degrees.
WEST, SOUTH, STEP = 102.0, 24.0, 0.005
SINCE = date(2026, 1, 1)


def measure() -> Iterator[Figure]:
    cast, draw = assemble(at=datetime.now(CHINA)), random.Random(7)
    _lay_grids(cast, draw)
    yield from _found(draw)
    _put_venues(cast, draw)
    yield from _shown(cast, draw)


# Which grid


def _found(draw: random.Random) -> Iterator[Figure]:
    day = today(datetime.now(CHINA))
    begun = time.perf_counter()
    ground = finding.ground(day)
    read = time.perf_counter() - begun
    points = [_point(draw) for _n in range(ASKS)]
    took = sorted(_timed(finding.find_area, *point, on=day) for point in points)
    bare = sorted(_timed(_bare, ground.tree, point) for point in points)
    yield Figure("grids: shapes in memory", len(ground.places), "")
    yield Figure("grids: read and made ready", read, "s")
    for name, share in (("median", 0.5), ("p99", 0.99)):
        figure, limit = _at(took, share), _at(bare, share)
        yield Figure(f"grids: a point finds its grid, {name}", figure, "ms", limit, PATIENCE, True, "shapely's tree")


def _bare(tree: shapely.STRtree, point: tuple[float, float]) -> None:
    assert len(tree.query(shapely.Point(point), predicate="intersects"))


def _lay_grids(cast: Cast, draw: random.Random) -> None:
    """Grids side by side, each with crooked borders that its neighbours share."""
    corners = {
        (x, y): (WEST + (x + draw.uniform(-0.2, 0.2)) * STEP, SOUTH + (y + draw.uniform(-0.2, 0.2)) * STEP)
        for x in range(SIDE + 1)
        for y in range(SIDE + 1)
    }
    keys = numbers(Area, SIDE * SIDE)
    cells = [(x, y) for x in range(SIDE) for y in range(SIDE)]
    home = cast.home
    areas = [
        Area(pk=key, kind="grid", name=f"网格{key}", parent=home, path=f"{home.path}{key}/", valid_from=SINCE)
        for key in keys
    ]
    Area.objects.bulk_create(areas, batch_size=2_000)
    shapes = [_shape(key, _cell(corners, *cell)) for key, cell in zip(keys, cells, strict=True)]
    Shape.objects.bulk_create(shapes, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _cell(corners: dict[tuple[int, int], tuple[float, float]], x: int, y: int) -> Polygon:
    ring = [corners[at] for at in ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))]
    points = []
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        # Three more corners on each side, bent the same way from both sides.
        bend = 0.05 * STEP * math.sin((a + b + c + d) * 1e4)
        points += [(a + (c - a) * t + bend * t * (1 - t), b + (d - b) * t + bend * t * (1 - t)) for t in (0, 0.3, 0.6)]
    return Polygon(points)


def _shape(area: int, ground: Polygon) -> Shape:
    west, south, east, north = ground.bounds
    return Shape(
        area_id=area, geometry=geometry.as_geojson(ground), west=west, south=south, east=east, north=north,
        square_meters=round(geometry.square_meters(ground)), datum="wgs84", source="bench", valid_from=SINCE,
    )  # fmt: skip


def _point(draw: random.Random) -> tuple[float, float]:
    edge = SIDE * STEP
    return WEST + draw.uniform(0.05, 0.95) * edge, SOUTH + draw.uniform(0.05, 0.95) * edge


# What a view costs


def _shown(cast: Cast, draw: random.Random) -> Iterator[Figure]:
    client = cast.sign_in(Client(SERVER_NAME=HOST), "director")
    borders = [_address(draw, zoom, what="shapes/") for zoom in range(10, 19) for _n in range(10)]
    drawn = sorted(_timed(_get, client, address) for address in borders)
    begun = time.perf_counter()
    first = client.get(_address(draw, 10, whole=True))
    cold = (time.perf_counter() - begun) * 1000
    assert first.status_code == 200 and first.json()["here"] > POINTS * 0.9
    pans = [_address(draw, zoom) for zoom in range(10, 19) for _n in range(PANS // 9)]
    took = sorted(_timed(_get, client, address) for address in pans)
    weight = max(len(client.get(address).content) for address in [_address(draw, 10, whole=True), *pans])
    cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    bare = bare_insert_view().per_second
    with serving() as address:
        burst = load(address, SCRIPT.format(cookies=cookies, paths='", "'.join(pans)))
    yield Figure("map: points of a layer", POINTS, "")
    yield Figure("map: first view, nothing in memory", cold, "ms", target=FIRST_VIEW, ceiling=True)
    yield Figure("map: heaviest view", weight / 1000, "kB", target=WEIGHT, ceiling=True)
    yield Figure("map: borders below a view, median", _at(drawn, 0.5), "ms", target=PAN, ceiling=True)
    yield Figure("map: a pan, median", _at(took, 0.5), "ms", target=PAN, ceiling=True)
    yield Figure("map: a pan, p99", _at(took, 0.99), "ms", target=PAN, ceiling=True)
    yield Figure("map: pans", burst.per_second, "/s", bare, RATE, against="bare view")
    yield Figure("map: pans, p99 under load", burst.p99, "ms", target=PAN, ceiling=True)


SCRIPT = """
local paths = {{"{paths}"}}
local turn = 0
wrk.headers["Cookie"] = "{cookies}"
function request()
  turn = turn % #paths + 1
  return wrk.format("GET", paths[turn])
end
"""


def _address(draw: random.Random, zoom: int, *, whole: bool = False, what: str = "points/venues/") -> str:
    """A screen of 1440 by 900 at a zoom, somewhere over the points."""
    east, north = (WEST + SIDE * STEP / 2, SOUTH + SIDE * STEP / 2) if whole else _point(draw)
    wide = 1440 / 512 * 360 / 2**zoom
    box = (east - wide / 2, north - wide * 0.3, east + wide / 2, north + wide * 0.3)
    return f"/ground/{what}?box={','.join(f'{each:.5f}' for each in box)}&zoom={zoom}"


def _put_venues(cast: Cast, draw: random.Random) -> None:
    owner, area = cast.organizations["party"].pk, cast.home
    fields = (
        "id", "name", "kind", "owner", "area", "area_path", "address", "space", "capacity", "equipment", "rules",
        "liability", "audience", "is_free", "fee", "needs_approval", "buffer_minutes", "outside_lessons", "is_open",
        "hours_from", "longitude", "latitude", "datum",
    )  # fmt: skip
    rows: Iterator[Any] = (
        (
            key, f"场地{key}", "hall", owner, area.pk, area.path, "", f"[{key * WIDTH},{(key + 1) * WIDTH})", 30, [],
            "", "", "everybody", True, "", False, 0, False, True, key, *_point(draw), "wgs84",
        )
        for key in numbers(Venue, POINTS)
    )  # fmt: skip
    copy_in(Venue, fields, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _get(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def _timed(deed: Callable[..., Any], *args: Any, **given: Any) -> float:
    begun = time.perf_counter()
    deed(*args, **given)
    return (time.perf_counter() - begun) * 1000


def _at(took: list[float], share: float) -> float:
    return took[min(int(len(took) * share), len(took) - 1)]
