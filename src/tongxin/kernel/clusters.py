"""Clusters: points of a layer, read in one go every few seconds and counted from memory for any view.

The world is a square of cells (Web Mercator), each the fourth of the one above it. Points are kept sorted along a line
that passes cell after cell at every zoom at once (Morton order), so the points of a cell stand together and a view of
100,000 points is counted in about a millisecond. A cell is always counted whole: a cluster says the same number from
wherever one looks, and the clusters of a zoom add up to all points.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet, SmallIntegerField
from django.db.models.functions import Cast

from tongxin.kernel.maps import MapLayer
from tongxin.kernel.remembered import enlist

Array = np.ndarray[Any, Any]
#: The finest cells: 2**BITS along each side of the world, less than a meter.
BITS = 26
#: A cell is a quarter of a tile of 256 pixels: what lies nearer than that would be drawn over each other.
CELL_ZOOM = 3
#: No view is finer than this; points that are still together are listed.
FINEST = BITS - CELL_ZOOM
#: How old what is shown may be, in seconds; and how old it may get while it is read anew.
FRESH, STALE = 2.0, 20.0
#: Points kept in memory over all layers and those who look, about 40 bytes each.
MOST_POINTS = 2_000_000
#: Mercator ends here.
EDGE = 85.05112878

_ROW = np.dtype(
    [("n", ">i2"), ("a", ">i4"), ("id", ">i8"), ("b", ">i4"), ("lon", ">f8"), ("c", ">i4"), ("lat", ">f8"),
     ("d", ">i4"), ("tone", ">i2")]
)  # fmt: skip
#: What stands before the first row and after the last in PostgreSQL's binary copy.
_HEAD, _TAIL = 19, 2


@dataclass(frozen=True)
class View:
    """What a screen shows: degrees, and the zoom of a map of 512-pixel tiles."""

    west: float
    south: float
    east: float
    north: float
    zoom: int

    @property
    def shift(self) -> int:
        """How many bits finer the finest cells are than those of this view."""
        return BITS - min(max(self.zoom, 0) + CELL_ZOOM, BITS)


@dataclass(frozen=True)
class Counted:
    """What a view shows: clusters (longitude, latitude, how many, worst tone) and single points (…, id, tone)."""

    clusters: list[tuple[float, float, int, int]]
    points: list[tuple[float, float, int, int]]
    here: int


class Cloud:
    """The points of one layer as one actor sees them, along the Morton line."""

    def __init__(self, ids: Array, longitude: Array, latitude: Array, tone: Array) -> None:
        x, y = cells(longitude, latitude)
        line = _woven(x, y)
        order = np.argsort(line, kind="stable")
        self.line, self.x, self.y = line[order], x[order], y[order]
        self.ids, self.longitude, self.latitude = ids[order], longitude[order], latitude[order]
        self.tone = tone[order]
        told = b"".join(each.tobytes() for each in (self.ids, self.longitude, self.latitude, self.tone))
        #: The same for the same points, in whichever process.
        self.mark = hashlib.blake2b(told, digest_size=8).hexdigest()

    def __len__(self) -> int:
        return len(self.ids)

    def counted(self, view: View) -> Counted:
        """Clusters and single points of every cell that the view touches."""
        inside = self._within(view)
        if not len(inside):
            return Counted([], [], 0)
        cell = self.line[inside] >> np.uint64(2 * view.shift)
        starts = np.flatnonzero(np.concatenate(([True], cell[1:] != cell[:-1])))
        sizes = np.diff(np.append(starts, len(inside)))
        alone = sizes == 1
        return Counted(self._clusters(inside, starts, sizes, ~alone), self._points(inside[starts[alone]]), len(inside))

    def _within(self, view: View) -> Array:
        """Places along the line of the points in the cells that the view touches."""
        # Along y the world counts downward from the north.
        (west, east), (top, bottom) = cells(np.array([view.west, view.east]), np.array([view.north, view.south]))
        low_x, high_x = (int(west) >> view.shift) << view.shift, ((int(east) >> view.shift) + 1) << view.shift
        low_y, high_y = (int(top) >> view.shift) << view.shift, ((int(bottom) >> view.shift) + 1) << view.shift
        seen = (self.x >= low_x) & (self.x < high_x) & (self.y >= low_y) & (self.y < high_y)
        return np.flatnonzero(seen)

    def _clusters(self, inside: Array, starts: Array, sizes: Array, many: Array) -> list[tuple[float, float, int, int]]:
        east = np.add.reduceat(self.longitude[inside], starts)[many] / sizes[many]
        north = np.add.reduceat(self.latitude[inside], starts)[many] / sizes[many]
        worst = np.maximum.reduceat(self.tone[inside], starts)[many]
        return _told(east, north, sizes[many], worst)

    def _points(self, at: Array) -> list[tuple[float, float, int, int]]:
        return _told(self.longitude[at], self.latitude[at], self.ids[at], self.tone[at])

    def ids_in(self, view: View, most: int) -> list[int]:
        """Keys of points within the view itself, the newest first."""
        seen = (self.longitude >= view.west) & (self.longitude <= view.east)
        seen &= (self.latitude >= view.south) & (self.latitude <= view.north)
        found: list[int] = np.sort(self.ids[seen])[::-1][:most].tolist()
        return found

    def count_in(self, view: View) -> int:
        seen = (self.longitude >= view.west) & (self.longitude <= view.east)
        return int(np.count_nonzero(seen & (self.latitude >= view.south) & (self.latitude <= view.north)))

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of all points."""
        if not len(self):
            return None
        east, north = self.longitude, self.latitude
        return float(east.min()), float(north.min()), float(east.max()), float(north.max())


def _told(east: Array, north: Array, what: Array, tone: Array) -> list[tuple[float, float, int, int]]:
    return list(zip(np.round(east, 6).tolist(), np.round(north, 6).tolist(), what.tolist(), tone.tolist(), strict=True))


def cells(longitude: Array, latitude: Array) -> tuple[Array, Array]:
    """The finest cells of points, counted from the west and from the north."""
    side = float(1 << BITS)
    x = (longitude + 180.0) / 360.0
    angle = np.radians(np.clip(latitude, -EDGE, EDGE))
    y = (1.0 - np.arcsinh(np.tan(angle)) / np.pi) / 2.0
    most = (1 << BITS) - 1
    return np.clip(x * side, 0, most).astype(np.int64), np.clip(y * side, 0, most).astype(np.int64)


def _woven(x: Array, y: Array) -> Array:
    return _spread(x.astype(np.uint64)) | (_spread(y.astype(np.uint64)) << np.uint64(1))


def _spread(value: Array) -> Array:
    """A zero between any two bits of up to 32."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333), (1, 0x5555555555555555),
    ):  # fmt: skip
        value = (value | (value << np.uint64(shift))) & np.uint64(mask)
    return value


# Reading and keeping


class _Kept:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.cloud: Cloud | None = None
        self.at = 0.0


class Clouds:
    """What was read, by who sees it; the least lately asked goes first when there are too many points."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        enlist(self)

    def __call__(self, key: Hashable, read: Callable[[], Cloud]) -> Cloud:
        with self._lock:
            kept = self._kept.setdefault(key, _Kept())
            self._kept.move_to_end(key)
        age = time.monotonic() - kept.at
        if kept.cloud is not None and age <= FRESH:
            return kept.cloud
        # Somebody is reading already: what is shown meanwhile is a few seconds old.
        if not kept.lock.acquire(blocking=kept.cloud is None or age > STALE):
            assert kept.cloud is not None
            return kept.cloud
        try:
            if kept.cloud is None or time.monotonic() - kept.at > FRESH:
                begun = time.monotonic()
                kept.cloud, kept.at = read(), begun
                self._make_room(key)
            return kept.cloud
        finally:
            kept.lock.release()

    def _make_room(self, but: Hashable) -> None:
        with self._lock:
            held = sum(len(each.cloud) for each in self._kept.values() if each.cloud)
            for key in list(self._kept):
                if held <= MOST_POINTS and len(self._kept) <= 2_000:
                    return
                if key != but:
                    gone = self._kept.pop(key).cloud
                    held -= len(gone) if gone else 0

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


CLOUDS = Clouds()


def read(layer: MapLayer, rows: QuerySet[Any]) -> Cloud:
    """All rows of a layer in one copy: key, point and tone."""
    tone = Cast(layer.tone, SmallIntegerField())
    asked = rows.order_by().annotate(map_tone=tone).values_list("pk", layer.longitude, layer.latitude, "map_tone")
    sql, params = asked.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    connection.ensure_connection()
    text = psycopg.ClientCursor(connection.connection).mogrify(
        f"COPY (SELECT a::int8, b::float8, c::float8, COALESCE(d, 0)::int2 FROM ({sql}) AS found (a, b, c, d)) "
        "TO STDOUT (FORMAT BINARY)",
        params,
    )
    with connection.cursor() as cursor, cursor.cursor.copy(text) as copy:
        told = b"".join(bytes(part) for part in copy)
    found = np.frombuffer(told[_HEAD : len(told) - _TAIL], dtype=_ROW)
    return Cloud(
        found["id"].astype(np.int64), found["lon"].astype(np.float64), found["lat"].astype(np.float64),
        found["tone"].astype(np.int16),
    )  # fmt: skip
