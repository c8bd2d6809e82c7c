"""Datum: in which system a point was given. The house keeps WGS-84; others are converted at the door and nowhere else.

CGCS2000 counts as WGS-84: they lie less than a meter apart. GCJ-02 is what Chinese map services show, BD-09 what
Baidu shows. Neither shifts a point outside China. Points are (longitude, latitude) in degrees.
"""

import math
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel.errors import Unfit

Point = tuple[float, float]


class Datum(models.TextChoices):
    WGS84 = "wgs84", gettext_lazy("WGS-84（手机、卫星定位）")
    CGCS2000 = "cgcs2000", gettext_lazy("CGCS2000（天地图、测绘成果）")
    GCJ02 = "gcj02", gettext_lazy("GCJ-02（高德、腾讯）")
    BD09 = "bd09", gettext_lazy("BD-09（百度）")


class NoSuchPoint(Unfit):
    sentence = gettext_lazy("经纬度不对：经度在 -180 到 180 之间，纬度在 -90 到 90 之间。")


@dataclass(frozen=True)
class _Box:
    """A rectangle of degrees, by two corners."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


#: Where points are shifted, coarsely: what lies in one of the first and in none of the others.
_SHIFTED = (
    _Box(79.4462, 42.8899, 96.3300, 49.2204),
    _Box(109.6872, 39.3742, 135.0002, 54.1415),
    _Box(73.1246, 29.5297, 124.143255, 42.8899),
    _Box(82.9684, 26.7186, 97.0352, 29.5297),
    _Box(97.0253, 20.414096, 124.367395, 29.5297),
    _Box(107.975793, 17.871542, 111.744104, 20.414096),
)
_NOT_SHIFTED = (
    _Box(101.8652, 20.0988, 106.6650, 22.2840),
    _Box(106.4525, 20.4878, 108.0510, 21.5422),
    _Box(109.0323, 50.3257, 119.1270, 55.8175),
    _Box(127.4568, 49.5574, 137.0227, 55.8175),
    _Box(131.2662, 42.5692, 137.0227, 44.8922),
)
#: The ellipsoid of the shift (Krasovsky 1940), and Baidu's own turn.
_RADIUS, _FLATNESS = 6_378_245.0, 0.00669342162296594323
_TURN = math.pi * 3000.0 / 180.0
#: A hundred-millionth of a degree is about a millimeter.
_NEAR, _ROUNDS = 1e-8, 30


def to_wgs84(longitude: float, latitude: float, datum: str) -> Point:
    """The point in WGS-84, to a few centimeters. Raises NoSuchPoint for what is no point on earth."""
    check(longitude, latitude)
    if datum == Datum.BD09:
        longitude, latitude = _undone(_bd09_of_gcj02, longitude, latitude)
    if datum in (Datum.BD09, Datum.GCJ02):
        longitude, latitude = _undone(_gcj02_of_wgs84, longitude, latitude)
    elif datum not in Datum.values:
        raise Unfit(_("不认识坐标系“%s”，请从列表里选择。") % datum)
    return longitude, latitude


def from_wgs84(longitude: float, latitude: float, datum: str) -> Point:
    """The point as another system shows it, for a link into somebody else's map."""
    check(longitude, latitude)
    if datum in (Datum.BD09, Datum.GCJ02):
        longitude, latitude = _gcj02_of_wgs84(longitude, latitude)
    return _bd09_of_gcj02(longitude, latitude) if datum == Datum.BD09 else (longitude, latitude)


def check(longitude: float, latitude: float) -> None:
    """Raises NoSuchPoint unless both are degrees on earth; not-a-number is none."""
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise NoSuchPoint


def is_shifted(longitude: float, latitude: float) -> bool:
    """Whether GCJ-02 shows a point there elsewhere than it is."""
    return any(box.holds(longitude, latitude) for box in _SHIFTED) and not any(
        box.holds(longitude, latitude) for box in _NOT_SHIFTED
    )


def meters_between(one: Point, other: Point) -> float:
    """The distance on a sphere of the mean radius."""
    (west, south), (east, north) = (tuple(map(math.radians, point)) for point in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def _undone(shift, longitude: float, latitude: float) -> Point:  # type: ignore[no-untyped-def]
    """The point that `shift` moves to here; found by going back by as much as it misses."""
    east, north = longitude, latitude
    for _round in range(_ROUNDS):
        shown_east, shown_north = shift(east, north)
        east, north = east - (shown_east - longitude), north - (shown_north - latitude)
        if abs(shown_east - longitude) < _NEAR and abs(shown_north - latitude) < _NEAR:
            break
    return east, north


def _gcj02_of_wgs84(longitude: float, latitude: float) -> Point:
    if not is_shifted(longitude, latitude):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    angle = math.radians(latitude)
    magic = 1 - _FLATNESS * math.sin(angle) ** 2
    north = _waves_north(x, y) * 180.0 / (_RADIUS * (1 - _FLATNESS) / (magic * math.sqrt(magic)) * math.pi)
    east = _waves_east(x, y) * 180.0 / (_RADIUS / math.sqrt(magic) * math.cos(angle) * math.pi)
    return longitude + east, latitude + north


def _waves_north(x: float, y: float) -> float:
    sin, pi = math.sin, math.pi
    found = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    found += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    found += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    return found + (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0


def _waves_east(x: float, y: float) -> float:
    sin, pi = math.sin, math.pi
    found = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    found += (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    found += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    return found + (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0


def _bd09_of_gcj02(longitude: float, latitude: float) -> Point:
    if not is_shifted(longitude, latitude):
        return longitude, latitude
    length = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _TURN)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _TURN)
    return length * math.cos(angle) + 0.0065, length * math.sin(angle) + 0.006


def metres(one: Point, other: Point) -> float:
    """The way between two points over the ground."""
    north, other_north = math.radians(one[1]), math.radians(other[1])
    half = math.sin((other_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(other_north) * math.sin(math.radians(other[0] - one[0]) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))
