"""The ground of places: drawn, split and asked for points; neighbours never share it, on real connections too."""

import threading
from datetime import date, datetime

import pytest
from django.db import connection
from shapely import LineString, box
from shapely.geometry import mapping

from demo.cast import Cast
from tongxin.areas import actions as areas
from tongxin.areas import finding, geometry, invariants, shape_actions
from tongxin.areas.models import Area, Shape
from tongxin.areas.shape_actions import Drawing
from tongxin.areas.tests.ground import SIDE, SOUTH, WEST, square
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.datum import Datum, from_wgs84
from tongxin.kernel.errors import Refused, Unfit

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 1)


def _draw(area: Area, ground, at: datetime, on: date = DAY, **more: object) -> Shape:
    return shape_actions.draw(area=area, drawing=Drawing(ground, "测试", **more), on=on, by=SYSTEM, at=at)


def _grid(home: Area, name: str, at: datetime) -> Area:
    return areas.create(kind="grid", name=name, parent=home, on=date(2026, 1, 1), document="甲", by=SYSTEM, at=at)


@pytest.mark.covers("GY-21")
def test_a_point_finds_its_grid_else_the_community_else_the_county_else_a_sentence(cast: Cast) -> None:
    _draw(cast.home, square(), cast.at)
    _draw(cast.grid, square(0, 0, of=2), cast.at)
    found = finding.find_area(WEST + SIDE / 4, SOUTH + SIDE / 4, on=DAY)
    assert (found.id, found.path) == (cast.grid.pk, cast.grid.path)
    # Between the grids, in a gap, the community answers; beside the community the county.
    assert finding.find_area(WEST + SIDE * 0.75, SOUTH + SIDE * 0.75, on=DAY).id == cast.home.pk
    assert finding.find_area(WEST + SIDE * 1.5, SOUTH, on=DAY).kind == "county"
    # The day before there was no grid to be found.
    assert finding.find_area(WEST + SIDE / 4, SOUTH + SIDE / 4, on=date(2026, 10, 31)).kind == "county"
    with pytest.raises(Unfit, match="不在本市范围"):
        finding.find_area(116.4, 39.9, on=DAY)


@pytest.mark.covers("GY-21")
def test_a_border_given_in_baidus_system_lies_where_it_is(cast: Cast) -> None:
    shown = [from_wgs84(*point, Datum.BD09) for point in square().exterior.coords]
    ground = geometry.read({"type": "Polygon", "coordinates": [shown]}, Datum.BD09)
    drawn = _draw(cast.home, ground, cast.at, datum=Datum.BD09)
    assert drawn.datum == "bd09" and drawn.box == pytest.approx((WEST, SOUTH, WEST + SIDE, SOUTH + SIDE), abs=1e-6)
    assert drawn.square_meters == pytest.approx(2031 * 2224, rel=0.01)


@pytest.mark.covers("GY-21")
def test_a_grid_drawn_over_its_neighbor_is_refused_by_name_and_a_strip_goes_to_who_was_first(cast: Cast) -> None:
    _draw(cast.grid, square(0, 0, of=2), cast.at)
    other = _grid(cast.home, "第二网格", cast.at)
    with pytest.raises(Refused, match=r"与葫田社区第一网格重叠 [\d,]+ 平方米"):
        _draw(other, square(0.5, 0, of=2), cast.at)
    three_meters = 3 / geometry.METERS
    west, south, east, north = square(1, 0, of=2).bounds
    drawn = _draw(other, box(west - three_meters, south, east, north), cast.at)
    assert drawn.west == pytest.approx(west, abs=1e-7)
    # A community may lie over its grids: only those of one kind are neighbours.
    _draw(cast.home, square(), cast.at)


@pytest.mark.covers("GY-21")
def test_a_grid_is_split_by_a_line_and_is_still_whole_on_older_days(cast: Cast) -> None:
    _draw(cast.grid, square(), cast.at, on=date(2026, 1, 1))
    line = LineString([(WEST + SIDE * 0.75, SOUTH - 0.01), (WEST + SIDE * 0.75, SOUTH + SIDE + 0.01)])
    west, east = shape_actions.split(
        area=cast.grid, line=line, names=["东网格"], on=DAY, document="街办〔2026〕9号", by=SYSTEM, at=cast.at,
        people=[900, 300],
    )  # fmt: skip
    assert west == cast.grid and east.name == "东网格" and east.parent == cast.home
    assert [shape_actions.shape_on(each, DAY).population for each in (west, east)] == [900, 300]
    right = (WEST + SIDE * 0.9, SOUTH + SIDE / 2)
    assert finding.find_area(*right, on=DAY).id == east.pk
    assert finding.find_area(*right, on=date(2026, 10, 31)).id == cast.grid.pk
    aside = LineString([(WEST - 0.1, SOUTH), (WEST - 0.1, SOUTH + 1)])
    with pytest.raises(Unfit, match="没有把区域分开"):
        shape_actions.split(
            area=cast.grid, line=aside, names=["再分"], on=cast.at.date(), document="乙", by=SYSTEM, at=cast.at
        )
    with pytest.raises(Unfit, match="填 1 个新名称"):
        inner = LineString([(WEST + SIDE / 3, SOUTH - 0.01), (WEST + SIDE / 3, SOUTH + SIDE + 0.01)])
        shape_actions.split(
            area=cast.grid, line=inner, names=["一", "二"], on=cast.at.date(), document="乙", by=SYSTEM, at=cast.at
        )


@pytest.mark.covers("GY-21")
def test_a_place_that_is_merged_gives_up_its_ground_from_that_day(cast: Cast) -> None:
    other = _grid(cast.home, "第二网格", cast.at)
    _draw(cast.grid, square(0, 0, of=2), cast.at, on=date(2026, 1, 1))
    _draw(other, square(1, 0, of=2), cast.at, on=date(2026, 1, 1))
    areas.merge(areas=[other], into=cast.grid, on=DAY, document="甲", by=SYSTEM, at=cast.at)
    assert finding.find_area(WEST + SIDE * 0.75, SOUTH + SIDE / 4, on=DAY).kind == "county"
    assert finding.find_area(WEST + SIDE * 0.75, SOUTH + SIDE / 4, on=date(2026, 10, 31)).id == other.pk
    # Its ground is free: the grid that stays is drawn over both.
    _draw(cast.grid, square(0, 0, 2, 1, of=2), cast.at)


@pytest.mark.covers("GY-21")
def test_places_that_are_merged_join_their_ground_and_older_days_keep_theirs(cast: Cast) -> None:
    other, bare = _grid(cast.home, "第二网格", cast.at), _grid(cast.home, "没画过的网格", cast.at)
    _draw(cast.grid, square(0, 0, of=2), cast.at, on=date(2026, 1, 1), population=300, basis="population")
    _draw(other, square(1, 0, of=2), cast.at, on=date(2026, 1, 1), population=200, basis="population")
    said = {"on": DAY, "document": "街办〔2026〕12号", "by": SYSTEM, "at": cast.at}
    joined = shape_actions.merge(places=[other, cast.grid], into=cast.grid, **said)
    assert joined and (joined.population, joined.basis, joined.source) == (500, "population", "街办〔2026〕12号")
    assert shape_actions.shape_on(cast.grid, date(2026, 10, 31)).population == 300
    right = (WEST + SIDE * 0.75, SOUTH + SIDE / 4)
    assert finding.find_area(*right, on=DAY).id == cast.grid.pk
    assert finding.find_area(*right, on=date(2026, 10, 31)).id == other.pk
    assert list(invariants.neighbors_share_no_ground()) == []
    third = _grid(cast.home, "第三网格", cast.at)
    _draw(third, square(0, 1, of=2), cast.at)
    assert shape_actions.merge(places=[third], into=bare, **(said | {"on": date(2026, 11, 20)})) is None
    assert not Shape.objects.filter(area=bare).exists()


def test_ground_that_came_in_past_the_deeds_and_overlaps_is_found(cast: Cast) -> None:
    _draw(cast.grid, square(0, 0, of=2), cast.at)
    other = _grid(cast.home, "第二网格", cast.at)
    assert list(invariants.neighbors_share_no_ground()) == []
    shape_actions._keep(other, Drawing(square(0.5, 0, of=2), "测试"), square(0.5, 0, of=2), DAY)
    assert list(invariants.neighbors_share_no_ground()) == ["葫田社区第一网格和第二网格的边界有重叠"]


def test_a_village_is_not_drawn_over_the_community_beside_it(cast: Cast) -> None:
    _draw(cast.home, square(0, 0, of=2), cast.at)
    street = cast.home.parent
    village = areas.create(kind="village", name="田心村", parent=street, on=DAY, document="示例", by=SYSTEM, at=cast.at)
    with pytest.raises(shape_actions.Overlaps, match=f"与{cast.home.name}重叠"):
        _draw(village, square(0.5, 0, of=2), cast.at)
    _draw(village, square(1, 0, of=2), cast.at)
    # A grid lies within its community.
    _draw(cast.grid, square(0, 0, of=4), cast.at)
    Shape.objects.filter(area=village).delete()
    shape_actions._keep(village, Drawing(square(0.5, 0, of=2), "测试"), square(0.5, 0, of=2), DAY)
    assert list(invariants.neighbors_share_no_ground()) == [f"{cast.home.name}和{village.name}的边界有重叠"]


def test_what_is_no_border_is_refused_in_words() -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    with pytest.raises(Unfit, match="自己和自己相交"):
        geometry.read(bow)
    for nothing in (None, {}, {"type": "Point", "coordinates": [1, 2]}, [], "x", {"type": "Polygon"}):
        with pytest.raises(Unfit):
            geometry.read(nothing)
    with pytest.raises(Unfit, match="经纬度不对"):
        geometry.read(mapping(box(500, 0, 501, 1)))


@pytest.mark.django_db(transaction=True)
def test_of_two_neighbors_drawn_at_once_over_the_same_ground_one_is_refused(cast: Cast) -> None:
    other = _grid(cast.home, "第二网格", cast.at)
    start, ends = threading.Barrier(2), []

    def attempt(area: Area) -> None:
        start.wait()
        try:
            _draw(area, square(), cast.at)
            ends.append("drawn")
        except Refused as refused:
            ends.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(area,)) for area in (cast.grid, other)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(ends)[0] == "drawn" and "重叠" in sorted(ends)[1]
    assert Shape.objects.filter(area__kind="grid").count() == 1
