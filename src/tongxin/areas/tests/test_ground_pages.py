"""Pages of the ground: first what would come of it, then the deed; bad input gets a sentence and loses nothing."""

import json
from datetime import date

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from shapely import LineString, box
from shapely.geometry import mapping, shape

from demo.cast import Cast
from tongxin.areas import actions as areas
from tongxin.areas import counting, dividing, geometry, shape_actions
from tongxin.areas.models import Area, Shape
from tongxin.areas.shape_actions import Drawing
from tongxin.areas.tests.ground import SIDE, SOUTH, WEST, square
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.datum import Datum, from_wgs84
from tongxin.kernel.errors import Unfit

pytestmark = pytest.mark.django_db
DAY = "2026-11-20"


def _drawn(cast: Cast, area: Area, ground: shapely.Polygon, on: date = date(2026, 1, 1)) -> None:
    shape_actions.draw(area=area, drawing=Drawing(ground, "测试"), on=on, by=SYSTEM, at=cast.at)


def _draw_form(ground: shapely.Polygon, **more: str) -> dict[str, str]:
    text = json.dumps(mapping(ground))
    sent = {"geometry": text, "datum": "wgs84", "basis": "streets", "source": "街办〔2026〕3号", "day": DAY}
    return sent | more


@pytest.mark.covers("GY-21")
def test_a_border_is_looked_at_first_and_kept_when_confirmed(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "director")
    address = f"/areas/{cast.grid.pk}/draw/"
    assert "划定边界" in client.get(address).content.decode()
    looked = client.post(address, _draw_form(square(0, 0, of=2)))
    assert looked.status_code == 200 and "112.6" in looked.content.decode() and "确认登记" in looked.content.decode()
    assert not cast.grid.shapes.exists()
    assert client.post(address, _draw_form(square(0, 0, of=2), do="1")).status_code == 302
    assert cast.grid.shapes.get().source == "街办〔2026〕3号"
    bad = client.post(address, _draw_form(square(), geometry="{nothing"))
    assert bad.status_code == 422 and "不是 GeoJSON" in bad.content.decode() and "{nothing" in bad.content.decode()
    without = client.post(address, _draw_form(square(), basis="population"))
    assert without.status_code == 422 and "请填范围内人口" in without.content.decode()
    for stranger in ("secretary", "worker", "resident"):
        cast.sign_in(client, stranger)
        assert client.post(address, _draw_form(square(), do="1")).status_code == 403


@pytest.mark.covers("GY-21")
def test_a_line_drawn_across_a_grid_splits_it_on_the_page(cast: Cast, client: Client) -> None:
    _drawn(cast, cast.grid, square())
    cast.sign_in(client, "director")
    # From south to north along the left third: the old grid keeps the larger, eastern part.
    line = LineString([(WEST + SIDE / 3, SOUTH - 0.01), (WEST + SIDE / 3, SOUTH + SIDE + 0.01)])
    sent = {
        "geometry": json.dumps(mapping(line)), "datum": "wgs84", "names": "第二网格", "keep": "", "people": "420、800",
        "document": "街办〔2026〕4号", "day": DAY,
    }  # fmt: skip
    address = f"/areas/{cast.grid.pk}/cut/"
    looked = client.post(address, sent).content.decode()
    assert "第 1 块：第二网格" in looked and "第 2 块：葫田社区第一网格" in looked
    assert client.post(address, sent | {"names": "甲、乙"}).status_code == 422
    assert client.post(address, sent | {"do": "1"}).status_code == 302
    fresh = Area.objects.get(name="第二网格")
    assert [each.population for each in Shape.objects.filter(valid_to=None, area__kind="grid").order_by("west")] == [
        420, 800,
    ]  # fmt: skip
    ended = cast.grid.shapes.get(valid_to=date(2026, 11, 19))
    assert ended.square_meters == pytest.approx(geometry.square_meters(square()), abs=2)
    assert fresh.shapes.get().east == pytest.approx(WEST + SIDE / 3)


def _file(*features: tuple[str, shapely.Polygon]) -> str:
    rows = [{"type": "Feature", "properties": {"名称": name}, "geometry": mapping(at)} for name, at in features]
    return json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False)


@pytest.mark.covers("GY-21")
def test_a_file_of_borders_is_taken_whole_or_not_at_all(cast: Cast, client: Client) -> None:
    _drawn(cast, cast.home, square())
    _drawn(cast, cast.grid, square(0, 0, of=2))
    cast.sign_in(client, "director")
    address = f"/areas/{cast.home.pk}/borders/"
    common = {"kind": "grid", "datum": "wgs84", "source": "测绘院", "day": DAY}

    def send(text: str, **more: str):
        return client.post(address, common | {"file": SimpleUploadedFile("a.geojson", text.encode())} | more)

    # The two grids change their common border in one file: neither is in the other's way.
    good = _file((cast.grid.name, square(0, 0, 1.2, 1, of=2)), ("新网格", square(1.2, 0, 0.8, 1, of=2)))
    faulty = _file((cast.grid.name, square(0, 0, of=2)), ("新网格", square(0.5, 0, of=2)), ("", square(0, 1, of=2)))
    looked = send(faulty, do="1")
    told = looked.content.decode()
    assert looked.status_code == 422 and "与新网格重叠" in told and "没有名称" in told and "没有导入任何内容" in told
    assert not Area.objects.filter(name="新网格").exists()
    looked = send(good).content.decode()
    assert "新设" in looked and "已有区域，重划边界" in looked and "确认登记" in looked
    assert client.post(address, common | {"features": good, "do": "1"}).status_code == 302
    assert Area.objects.get(name="新网格").shapes.get().west == pytest.approx(WEST + SIDE * 0.6)
    far = _file(("远处", box(102.6, 24.3, 102.61, 24.31)))
    assert "大部分在葫田社区之外" in send(far).content.decode()
    assert "没有读到 GeoJSON" in send("hello").content.decode()
    assert send(json.dumps({"type": "FeatureCollection", "features": [7]})).status_code == 422


@pytest.mark.covers("CD-04")
def test_a_community_is_divided_by_population_within_the_bounds_of_the_rule(cast: Cast, client: Client) -> None:
    _drawn(cast, cast.home, square(0, 0, 1, 1))
    cast.sign_in(client, "director")
    address = f"/areas/{cast.home.pk}/divide/"
    page = client.get(address).content.decode()
    assert 'value="600"' in page and 'value="1400"' in page
    # Three of four live in the western half.
    crowd = [(WEST + SIDE * (0.02 + 0.048 * n), SOUTH + SIDE * (0.05 + 0.045 * (7 * n % 20)), 300) for n in range(10)]
    crowd += [(WEST + SIDE * (0.55 + 0.04 * n), SOUTH + SIDE * (0.08 + 0.09 * n), 100) for n in range(10)]
    shown = [(*from_wgs84(east, north, Datum.GCJ02), people) for east, north, people in crowd]
    living = "\n".join(f"{east},{north},{people}" for east, north, people in shown)
    sent = {
        "people": "", "least": "600", "most": "1400", "living": living, "datum": "gcj02", "document": "街办〔2026〕5号",
        "day": DAY,
    }  # fmt: skip
    assert "第 2 行读不懂" in client.post(address, sent | {"living": "102.54,24.34,3\nx"}).content.decode()
    assert client.post(address, sent | {"most": "700"}).status_code == 422
    assert "第 3 个网格" in client.post(address, sent).content.decode()
    assert client.post(address, sent | {"do": "1"}).status_code == 302
    drawn = list(Shape.objects.filter(area__kind="grid", valid_to=None).select_related("area"))
    assert len(drawn) == 3 and sum(each.population for each in drawn) == 4000
    assert all(600 <= each.population <= 1400 and each.basis == "population" for each in drawn)
    whole = shapely.union_all([shape(each.geometry) for each in drawn])
    assert geometry.square_meters(whole.symmetric_difference(square())) < 1
    # Each grid counts just those who live in it.
    for each in drawn:
        ground = shape(each.geometry)
        assert each.population == sum(people for *at, people in crowd if ground.contains(shapely.Point(at)))
    again = client.post(address, sent)
    assert again.status_code == 409 and "全部划到网格" in again.content.decode()


@pytest.mark.covers("CD-04")
def test_counts_of_estates_on_file_are_enough_for_a_proposal_and_no_house_counts_twice(
    cast: Cast, client: Client
) -> None:
    _drawn(cast, cast.home, square())
    cast.sign_in(client, "director")
    for number in range(4):
        place = areas.create(
            kind="estate", name=f"小区{number}", parent=cast.home, on=date(2026, 1, 1), document="甲", by=SYSTEM,
            at=cast.at, longitude=WEST + SIDE * (0.2 + 0.2 * number), latitude=SOUTH + SIDE / 2,
        )  # fmt: skip
        sent = {"people": "700", "households": "230", "source": "2026 年社区统计", "day": "2026-03-01"}
        assert client.post(f"/areas/{place.pk}/people/", sent).status_code == 302
        assert (
            client.post(f"/areas/{place.pk}/people/", sent | {"people": "900", "day": "2026-10-01"}).status_code == 302
        )
    house = areas.create(
        kind="building", name="1栋", parent=place, on=date(2026, 1, 1), document="甲", by=SYSTEM, at=cast.at,
        longitude=WEST + SIDE * 0.8, latitude=SOUTH + SIDE / 2,
    )  # fmt: skip
    counting.count_people(area=house, people=120, source="楼长", on=date(2026, 3, 1), by=SYSTEM, at=cast.at)
    assert sum(people for *_at, people in counting.living_below(cast.home, on=date(2026, 11, 1))) == 3_600
    assert sum(people for *_at, people in counting.living_below(cast.home, on=date(2026, 9, 1))) == 2_800
    assert "900 人，230 户" in client.get(f"/areas/{place.pk}/").content.decode()
    sent = {"people": "", "least": "800", "most": "1800", "living": "", "datum": "wgs84", "document": "乙", "day": DAY}
    answer = client.post(f"/areas/{cast.home.pk}/divide/", sent | {"do": "1"})
    assert answer.status_code == 302
    assert sorted(Shape.objects.filter(area__kind="grid").values_list("population", flat=True)) == [1_800, 1_800]


def test_ground_without_known_homes_is_divided_evenly_and_what_cannot_be_is_said() -> None:
    parts = dividing.propose(square(), people=5_000, living=(), least=600, most=1_400)
    assert len(parts) == 4 and all(1_150 < part.people < 1_350 for part in parts)
    with pytest.raises(Unfit, match="不到一个网格的下限"):
        dividing.propose(square(), people=200, living=(), least=600, most=1_400)
    tower = [(WEST + SIDE / 2, SOUTH + SIDE / 2, 5_000)]
    with pytest.raises(Unfit, match="同一处"):
        dividing.propose(square(), people=0, living=tower, least=600, most=1_400)
