"""An organization is put on the map by who registers it, in whichever system the point was read."""

import pytest
from django.test import Client

from demo.cast import Cast
from tongxin.kernel.datum import Datum, from_wgs84, meters_between

pytestmark = pytest.mark.django_db
HERE = (102.5462, 24.3531)


@pytest.mark.covers("GY-21")
def test_a_point_read_from_baidu_lies_where_it_is_and_one_outside_is_refused(cast: Cast, client: Client) -> None:
    unit = cast.organizations["unit"]
    address = f"/organizations/{unit.pk}/pin/"
    longitude, latitude = from_wgs84(*HERE, Datum.BD09)
    sent = {"longitude": longitude, "latitude": latitude, "datum": "bd09"}
    cast.sign_in(client, "liaison")
    assert client.post(address, sent).status_code == 403
    cast.sign_in(client, "director")
    outside = client.post(address, {"longitude": 116.4, "latitude": 39.9, "datum": "wgs84"})
    assert outside.status_code == 422 and "不在本市范围内" in outside.content.decode()
    assert "116.4" in outside.content.decode()
    assert client.post(address, sent).status_code == 302
    unit.refresh_from_db()
    assert unit.datum == "bd09" and meters_between(unit.point, HERE) < 0.5
    assert "102.5462" in client.get(address).content.decode()
    assert "改位置" in client.get(f"/organizations/{unit.pk}/").content.decode()
