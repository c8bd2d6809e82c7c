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
from psycopg.adapt import Loader
from psycopg.pq import Format

from tongxin.kernel.maps import MapLayer
from tongxin.kernel.remembered import enlist

Array = np.ndarray[Any, Any]
#: The finest cells: 2**BITS along each side of the world, less than a meter.
BITS = 26
#: A cell is a quarter of a tile of 256 pixels: what lies nearer than that would be drawn over each other.
CELL_ZOOM = 3
#: No view is finer than this; points that are still together are listed.
FINEST = BITS - CELL_ZOOM
#: How old what is shown may be, in seconds, at best and at worst; and how old it may get while it is read anew.
FRESH, LEAST_FRESH, STALE = 2.0, 10.0, 30.0
#: It stays for so many times as long as it took to read; what takes longer than DEAR is read aside.
SHARE, DEAR = 20, 0.03
#: Points kept in memory over all layers and those who look, about 40 bytes each.
MOST_POINTS, MOST_KEPT = 2_000_000, 2_000
#: Mercator ends here.
EDGE = 85.05112878


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
        self.at = self.took = 0.0

    @property
    def is_fresh(self) -> bool:
        # What is dear to read is read less often, so that reading never takes more than a part of the time.
        patience = min(max(FRESH, self.took * SHARE), LEAST_FRESH)
        return self.cloud is not None and time.monotonic() - self.at <= patience

    def renew(self, read: Callable[[], Cloud]) -> None:
        begun = time.monotonic()
        self.cloud, self.at = read(), begun
        self.took = time.monotonic() - begun


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
        if kept.is_fresh:
            assert kept.cloud is not None
            return kept.cloud
        is_usable = kept.cloud is not None and time.monotonic() - kept.at <= STALE
        # Somebody is reading already: what is shown meanwhile is a few seconds old.
        if not kept.lock.acquire(blocking=not is_usable):
            assert kept.cloud is not None
            return kept.cloud
        if is_usable and kept.took > DEAR and not connection.in_atomic_block:
            threading.Thread(target=self._aside, args=(kept, key, read), daemon=True).start()
            assert kept.cloud is not None
            return kept.cloud
        return self._renewed(kept, key, read)

    def _aside(self, kept: _Kept, key: Hashable, read: Callable[[], Cloud]) -> None:
        """Read while others look at what is there; on a connection of its own, that ends with it."""
        try:
            self._renewed(kept, key, read)
        finally:
            connection.close()

    def _renewed(self, kept: _Kept, key: Hashable, read: Callable[[], Cloud]) -> Cloud:
        """The lock is held by who comes here, and given back."""
        try:
            if not kept.is_fresh:
                kept.renew(read)
                self._make_room(key)
            assert kept.cloud is not None
            return kept.cloud
        finally:
            kept.lock.release()

    def _make_room(self, but: Hashable) -> None:
        with self._lock:
            held = sum(len(each.cloud) for each in self._kept.values() if each.cloud)
            for key in list(self._kept):
                if held <= MOST_POINTS and len(self._kept) <= MOST_KEPT:
                    return
                if key != but:
                    gone = self._kept.pop(key).cloud
                    held -= len(gone) if gone else 0

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


CLOUDS = Clouds()


class _Raw(Loader):
    """An array as it comes over the wire; numpy reads it faster than anybody can make a list of it."""

    format = Format.BINARY

    def load(self, data: Any) -> bytes:
        return bytes(data)


#: What stands before the first element of an array of one dimension, and between any two: their length.
_HEAD = 20
_ARRAYS = {"int8": ">i8", "float8": ">f8", "int2": ">i2"}


def read(layer: MapLayer, rows: QuerySet[Any]) -> Cloud:
    """All rows of a layer in one answer of four arrays: keys, longitudes, latitudes, tones."""
    tone = Cast(layer.tone, SmallIntegerField())
    asked = rows.order_by().annotate(map_tone=tone).values_list("pk", layer.longitude, layer.latitude, "map_tone")
    sql, params = asked.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    connection.ensure_connection()
    inner = psycopg.ClientCursor(connection.connection).mogrify(sql, params)
    asking = psycopg.Cursor(connection.connection)
    for name in _ARRAYS:
        asking.adapters.register_loader(psycopg.adapters.types[name].array_oid, _Raw)
    asking.execute(
        "SELECT array_agg(a::int8), array_agg(b::float8), array_agg(c::float8), array_agg(COALESCE(d, 0)::int2) "
        f"FROM ({inner}) AS found (a, b, c, d)",
        binary=True,
    )  # type: ignore[call-overload]
    told = asking.fetchone()
    assert told is not None
    ids, longitude, latitude, tones = map(_array, told, ("int8", "float8", "float8", "int2"))
    return Cloud(
        ids.astype(np.int64), longitude.astype(np.float64), latitude.astype(np.float64), tones.astype(np.int16)
    )


def _array(told: bytes | None, name: str) -> Array:
    if told is None:
        return np.array([], dtype=_ARRAYS[name])
    return np.frombuffer(told, dtype=[("length", ">i4"), ("value", _ARRAYS[name])], offset=_HEAD)["value"]
