"""Points given in the systems of map services are kept in WGS-84 (GY-21). Tried at the five cities of the profiles."""

import pytest

from tongxin.kernel import datum
from tongxin.kernel.datum import Datum, from_wgs84, meters_between, to_wgs84
from tongxin.kernel.errors import Unfit

#: A point of each city, and how far GCJ-02 shows it from where it is, in meters, as measured with public libraries.
CITIES = {
    "yuxi": ((102.5458, 24.3518), 361),
    "beilun": ((121.8443, 29.8997), 487),
    "guiyang": ((106.6302, 26.6470), 541),
    "meihekou": ((125.7110, 42.5390), 552),
    "changde": ((111.6985, 29.0316), 640),
}


@pytest.mark.covers("GY-21")
@pytest.mark.parametrize("city", CITIES)
def test_a_point_from_a_map_service_comes_back_to_where_it_is(city: str) -> None:
    point, shift = CITIES[city]
    shown = from_wgs84(*point, Datum.GCJ02)
    assert meters_between(point, shown) == pytest.approx(shift, abs=8)
    assert 300 < meters_between(shown, from_wgs84(*point, Datum.BD09)) < 1300
    for system in (Datum.GCJ02, Datum.BD09):
        assert meters_between(point, to_wgs84(*from_wgs84(*point, system), system)) < 0.5
    assert to_wgs84(*point, Datum.CGCS2000) == point


#: The worked example that public converters agree on: Tian'anmen.
def test_the_shift_is_the_one_of_the_public_converters() -> None:
    shown = from_wgs84(116.404, 39.915, Datum.GCJ02)
    assert shown == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    # Baidu's turn, from the shown point 116.404, 39.915.
    there = to_wgs84(116.404, 39.915, Datum.GCJ02)
    assert from_wgs84(*there, Datum.BD09) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-8)


@pytest.mark.parametrize(
    "point", [(139.69, 35.69), (126.98, 37.57), (105.85, 21.03), (106.92, 47.92), (131.9, 43.1), (-0.12, 51.5)]
)
def test_outside_china_nothing_is_shifted(point: tuple[float, float]) -> None:
    for system in (Datum.GCJ02, Datum.BD09):
        assert from_wgs84(*point, system) == point and to_wgs84(*point, system) == point


@pytest.mark.parametrize("point", [(200, 20), (102, 91), (float("nan"), 20), (102, float("inf"))])
def test_what_is_no_point_on_earth_is_refused_in_words(point: tuple[float, float]) -> None:
    with pytest.raises(datum.NoSuchPoint, match="经度"):
        to_wgs84(*point, Datum.WGS84)
    with pytest.raises(Unfit, match="坐标系"):
        to_wgs84(102, 24, "mars")
