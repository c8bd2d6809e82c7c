"""Geometry: polygons of places in WGS-84, as shapely knows them. Arithmetic only; no table is asked."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import split as split_by

from tongxin.kernel import datum as datums
from tongxin.kernel.datum import Datum
from tongxin.kernel.errors import Unfit

#: Meters in a degree of latitude on a sphere of the mean radius.
METERS = math.radians(1) * 6_371_008.8
#: A border of more points than this was not drawn for a place; the largest county of the profiles has 9,000.
MOST_POINTS = 30_000
#: Seven digits of a degree are a centimeter.
DIGITS = 7


class NoShape(Unfit):
    sentence = gettext_lazy("没有读到边界：请画出或导入一个多边形。")


def read(given: Any, datum: str = Datum.WGS84) -> MultiPolygon | Polygon:
    """A polygon of a GeoJSON geometry or feature, converted to WGS-84. Raises Unfit in words for anything else."""
    if isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    if not isinstance(given, dict) or given.get("type") not in ("Polygon", "MultiPolygon"):
        raise NoShape
    try:
        found = shape(given)
    except Exception as error:
        raise NoShape(_("边界的坐标写得不对：每一圈至少要有四个点，首尾相同。")) from error
    if found.is_empty:
        raise NoShape
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise Unfit(_("边界的点太多（超过 %d 个），请先简化再导入。") % MOST_POINTS)
    found = shapely.force_2d(found)
    found = shapely.transform(found, lambda points: _converted(points, datum))
    if not found.is_valid:
        raise Unfit(_("边界线自己和自己相交了：%s。请把交叉的地方改开。") % _where_crossed(found))
    return polygons(shapely.set_precision(found, 10**-DIGITS))


def read_line(given: Any, datum: str = Datum.WGS84) -> LineString:
    """A line of a GeoJSON geometry, in WGS-84."""
    try:
        found = shape(given)
        assert isinstance(found, LineString) and not found.is_empty
    except Exception as error:
        raise Unfit(_("没有读到分界线：请在图上画一条穿过该区域的线。")) from error
    return shapely.transform(shapely.force_2d(found), lambda points: _converted(points, datum))  # type: ignore[no-any-return]


def _converted(points: "np.ndarray[Any, Any]", datum: str) -> "np.ndarray[Any, Any]":
    for longitude, latitude in points:
        datums.check(longitude, latitude)
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return points
    return np.array([datums.to_wgs84(longitude, latitude, datum) for longitude, latitude in points])


def _where_crossed(found: BaseGeometry) -> str:
    """The place that shapely names in brackets, in plain degrees."""
    reason = shapely.is_valid_reason(found)
    return reason.partition("[")[2].rstrip("]").replace(" ", ", ") or reason


def as_geojson(found: BaseGeometry) -> dict[str, Any]:
    """The geometry as it is stored and sent, to a centimeter."""
    told = mapping(found)
    return {"type": told["type"], "coordinates": _rounded(told["coordinates"])}


def _rounded(value: Any) -> Any:
    return round(value, DIGITS) if isinstance(value, float) else [_rounded(each) for each in value]


def square_meters(found: BaseGeometry) -> float:
    """The ground covered; by a projection that keeps areas."""
    return float(shapely.area(shapely.transform(found, flattened)))


def flattened(points: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Degrees in meters, by a projection that keeps areas."""
    east = points[:, 0] * np.cos(np.radians(points[:, 1])) * METERS
    return np.column_stack([east, points[:, 1] * METERS])


def polygons(found: BaseGeometry) -> Polygon | MultiPolygon:
    """What has ground in a geometry: lines and points that a cut left over are dropped."""
    parts = [part for part in shapely.get_parts(_collected(found)) if part.area > 0]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _collected(found: BaseGeometry) -> BaseGeometry:
    rest = [part for part in shapely.get_parts(found) if part.geom_type in ("Polygon", "MultiPolygon")]
    return MultiPolygon([each for part in rest for each in shapely.get_parts(part)])


def without(found: BaseGeometry, others: Iterable[BaseGeometry]) -> Polygon | MultiPolygon:
    """What is left of the ground when that of others is taken away."""
    taken = shapely.union_all(list(others))
    return polygons(shapely.difference(found, taken))


def cut(found: BaseGeometry, line: LineString) -> list[Polygon]:
    """The parts into which a line cuts a polygon, from west to east. Raises Unfit where it does not go through."""
    if not isinstance(found, Polygon):
        raise Unfit(_("这个区域由几块不相连的地组成，请先分别划出再拆分。"))
    parts = [part for part in split_by(found, line).geoms if isinstance(part, Polygon) and part.area > 0]
    if len(parts) < 2:
        raise Unfit(_("分界线没有把区域分开：请从边界外画到另一侧边界外。"))
    return sorted(parts, key=lambda part: part.centroid.coords[0])


def gaps(whole: BaseGeometry, parts: Sequence[BaseGeometry]) -> Polygon | MultiPolygon:
    """What of the whole none of the parts covers."""
    return without(whole, parts)


def simplified(found: BaseGeometry, tolerance: float) -> BaseGeometry:
    """With fewer points, for a picture; the topology of each polygon is kept."""
    return shapely.simplify(found, tolerance, preserve_topology=True) if tolerance else found


def inner_point(found: BaseGeometry) -> Point:
    """A point that lies within, for a label."""
    return shapely.point_on_surface(found)  # type: ignore[no-any-return]
