"""The map: clusters that add up at every zoom, only what one may see, borders of any day, what lies at a point."""

import json
import random
from datetime import date
from typing import Any

import pytest
from django.test import Client

from demo.cast import Cast
from tongxin.areas import shape_actions
from tongxin.areas.shape_actions import Drawing
from tongxin.areas.tests.ground import SIDE, SOUTH, WEST, square
from tongxin.kernel import clusters
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clusters import Cloud, View

pytestmark = pytest.mark.django_db
HERE = f"box={WEST - 0.05},{SOUTH - 0.05},{WEST + 0.07},{SOUTH + 0.07}"


def _cloud(count: int) -> Cloud:
    import numpy as np

    draw = np.random.default_rng(3)
    # Half of them in a few crowded places, some at the very same point.
    east = np.where(draw.random(count) < 0.5, 102.5 + draw.integers(0, 9, count) * 0.01, draw.uniform(101, 104, count))
    north = np.where(draw.random(count) < 0.5, 24.3 + draw.integers(0, 9, count) * 0.01, draw.uniform(23, 26, count))
    return Cloud(np.arange(count), east, north, draw.integers(0, 4, count).astype(np.int16))


@pytest.mark.covers("GY-21")
def test_the_clusters_of_100_000_points_add_up_at_every_zoom_and_do_not_change_while_one_pans() -> None:
    cloud, draw = _cloud(100_000), random.Random(4)
    for zoom in range(clusters.FINEST + 1):
        whole = cloud.counted(View(100, 22, 105, 27, zoom))
        assert sum(many[2] for many in whole.clusters) + len(whole.points) == len(cloud) == whole.here
        assert len({point[2] for point in whole.points}) == len(whole.points)
        assert all(many[2] > 1 for many in whole.clusters)
        west, south = draw.uniform(101, 103), draw.uniform(23, 25)
        for pan in (0, 0.001, 0.02):
            part = cloud.counted(View(west + pan, south + pan, west + pan + 0.4, south + pan + 0.3, zoom))
            assert set(part.clusters) <= set(whole.clusters) and set(part.points) <= set(whole.points)


def test_a_cluster_counts_exactly_the_points_of_its_cell() -> None:
    cloud, view = _cloud(5_000), View(102.4, 24.2, 102.8, 24.6, 12)
    told = cloud.counted(view)
    x, y = clusters.cells(cloud.longitude, cloud.latitude)
    cells: dict[tuple[int, int], list[int]] = {}
    for place in range(len(cloud)):
        cells.setdefault((int(x[place]) >> view.shift, int(y[place]) >> view.shift), []).append(place)
    sizes = {len(found): found for found in cells.values()}
    for east, north, count, tone in told.clusters:
        found = [each for each in cells.values() if len(each) == count and tone == max(cloud.tone[each])]
        assert any(abs(cloud.longitude[each].mean() - east) < 1e-5 for each in found), (north, sizes)


def _place(thing: Any, east: float = 0.5, north: float = 0.5) -> None:
    thing.longitude, thing.latitude = WEST + SIDE * east, SOUTH + SIDE * north
    thing.save()


@pytest.mark.covers("GY-21", "C11-1")
def test_each_sees_the_points_of_the_own_reach_and_a_layer_that_is_not_for_one_is_not_there(
    cast: Cast, client: Client
) -> None:
    for name, shift in (("unit", 0.2), ("school", 0.2), ("firm", 0.8)):
        _place(cast.organizations[name], shift)
    _place(cast.organizations["next_party"], 3)
    address = f"/ground/points/bodies/?{HERE}&zoom=11"
    assert client.get(address).status_code == 404
    cast.sign_in(client, "secretary")
    told = client.get(address)
    body = json.loads(told.content)
    assert body["here"] == body["all"] == 3 and sum(many[2] for many in body["clusters"]) + len(body["points"]) == 3
    again = client.get(address, headers={"If-None-Match": told.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    near = json.loads(client.get(f"/ground/points/bodies/?{HERE}&zoom=16").content)
    assert [point[2] for point in near["points"]] == [cast.organizations["firm"].pk]
    assert near["clusters"][0][2] == 2
    one = client.get(f"/ground/cards/?layer=bodies&id={cast.organizations['firm'].pk}").content.decode()
    assert "安捷物流公司" in one
    # Another's organization is not told by its key either.
    assert (
        "葫" not in client.get(f"/ground/cards/?layer=bodies&id={cast.organizations['next_party'].pk}").content.decode()
    )
    listed = client.get(f"/ground/cards/?layer=bodies&layer=venues&{HERE}").content.decode()
    assert "启明小学" in listed and "场地" in listed
    cast.sign_in(client, "director")
    assert json.loads(client.get(address).content)["all"] == 4
    assert client.get("/ground/points/bodies/?box=1,2,3").status_code == 422
    assert client.get("/ground/points/nothing/?box=1,2,3,4").status_code == 404


@pytest.mark.covers("GY-21")
def test_the_map_shows_the_borders_of_a_day_and_says_what_no_grid_covers(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "secretary")
    day = date(2026, 11, 1)
    for area, ground in ((cast.home, square()), (cast.grid, square(0, 0, 2, 1, of=2))):
        shape_actions.draw(area=area, drawing=Drawing(ground, "测试"), on=day, by=SYSTEM, at=cast.at)
    told = client.get(f"/ground/shapes/?{HERE}&zoom=13&on=2026-11-21")
    names = [each["properties"]["name"] for each in json.loads(told.content)["features"]]
    assert "红塔区" in names and names[-2:] == ["葫田社区", "葫田社区第一网格"]
    again = client.get(f"/ground/shapes/?{HERE}&zoom=13&on=2026-11-21", headers={"If-None-Match": told.headers["ETag"]})
    assert again.status_code == 304
    before = json.loads(client.get(f"/ground/shapes/?{HERE}&zoom=13&on=2026-10-31").content)["features"]
    assert {each["properties"]["kind"] for each in before} == {"county"}
    page = client.get(f"/map/?under={cast.home.pk}&on=2026-11-21").content.decode()
    assert "网格：1 处中 1 处有边界" in page and "没有划到的 225.3 公顷" in page
    where = client.get(f"/ground/where/?longitude={WEST + 0.001}&latitude={SOUTH + 0.001}").json()
    assert where["line"][-2:] == ["葫田社区", "葫田社区第一网格"]
    outside = client.get("/ground/where/?longitude=116.4&latitude=39.9")
    assert outside.status_code == 422 and "不在本市范围" in outside.json()["sentence"]
    assert client.get("/ground/where/?longitude=x&latitude=1").status_code == 422
