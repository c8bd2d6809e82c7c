"""The tree as it is and as it was: deeds keep what was before, through the pages and in any order."""

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.cast import SINCE, Cast
from tongxin.areas import actions as areas
from tongxin.areas import queries
from tongxin.areas.models import Area, AreaTyping, tree_on
from tongxin.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db

DOCUMENT = "玉政〔2026〕1号"


@pytest.mark.covers("C01-5")
def test_a_community_is_renamed_moved_and_split_with_its_document_and_asked_as_of_any_day(
    cast: Cast, client: Client
) -> None:
    cast.sign_in(client, "director")
    home, street = cast.home, cast.home.parent
    assert street is not None
    other = Area.objects.filter(parent=street.parent, kind="street").exclude(pk=street.pk).first()
    rename = {"name": "葫田新社区", "document": DOCUMENT, "day": "2026-05-01"}
    assert client.post(f"/areas/{home.pk}/rename/", {"name": "葫田新社区", "day": "2026-05-01"}).status_code == 422
    assert client.post(f"/areas/{home.pk}/rename/", rename).status_code == 302
    move = {"parent": other.name, "document": DOCUMENT, "day": "2026-06-01"}
    assert client.post(f"/areas/{home.pk}/move/", move).status_code == 302
    split = {"names": "葫田东社区、葫田西社区", "document": DOCUMENT, "day": "2026-07-01"}
    assert client.post(f"/areas/{home.pk}/split/", split).status_code == 302
    before = client.get(f"/areas/?under={street.pk}&on=2026-04-30").content.decode()
    assert "葫田社区" in before and "葫田新社区" not in before
    after = client.get(f"/areas/?under={other.pk}").content.decode()
    assert "葫田新社区" in after and "葫田东社区" in after
    assert "葫田新社区" not in client.get(f"/areas/?under={street.pk}").content.decode()
    record = client.get(f"/areas/{home.pk}/").content.decode()
    assert all(word in record for word in ("更名", "划转", "拆分", DOCUMENT, "隶属沿革"))
    # Whoever lives there moved along: the copies of the path were rewritten.
    home.refresh_from_db()
    member = cast.people["member"]
    member.refresh_from_db()
    assert member.area_path == home.path
    assert cast.grid.path not in Area.objects.values_list("path", flat=True)


@pytest.mark.covers("C01-5")
def test_merged_places_end_and_their_children_live_on(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "director")
    sent = {"into": cast.next.name, "document": DOCUMENT, "day": "2026-08-01"}
    assert client.post(f"/areas/{cast.home.pk}/merge/", sent).status_code == 302
    cast.home.refresh_from_db()
    cast.grid.refresh_from_db()
    assert cast.home.valid_to == date(2026, 7, 31) and cast.grid.parent == cast.next
    again = client.post(f"/areas/{cast.home.pk}/rename/", {"name": "某", "document": DOCUMENT, "day": "2026-09-01"})
    assert again.status_code == 409


def test_who_may_not_change_the_tree_is_refused_and_a_strange_place_does_not_exist(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "secretary")
    assert client.post(f"/areas/{cast.home.pk}/rename/", {}).status_code == 403
    neighbor = cast.sign_in(Client(), "neighbor")
    assert neighbor.get(f"/areas/{cast.home.pk}/").status_code == 404
    assert neighbor.get(f"/areas/{cast.next.pk}/").status_code == 200


@pytest.mark.covers("GY-02", "C01-1")
def test_a_community_without_a_street_holds_several_residents_committees_for_its_years(in_city, cast: Cast) -> None:
    in_city("guiyang")
    community = Area.objects.get(code="520103-2012-PT")
    assert community.parent is not None and community.parent.kind == "county"
    then, now = date(2015, 1, 1), date(2026, 1, 1)
    below = [child.kind for child in queries.children_on(community, then)]
    assert below == ["居委会辖区"] * 3
    assert community.pk in {row["id"] for row in tree_on(then)} and not queries.children_on(community, now)
    assert community.pk not in {row["id"] for row in tree_on(now)}
    with pytest.raises(areas.WrongPlace):
        areas.create(
            kind="residents_committee", name="某居委会", parent=community.parent, on=then, document="示例", by=SYSTEM,
            at=cast.at,
        )  # fmt: skip


@pytest.mark.covers("BL-05")
def test_a_community_has_one_of_four_types_at_a_time_with_dates(in_city, cast: Cast, client: Client) -> None:
    root = in_city("beilun")
    community = Area.objects.filter(path__startswith=root.path, kind="community").first()
    for day, type_ in ((SINCE, "old_estate"), (date(2026, 1, 1), "mature_estate")):
        areas.give_type(area=community, type=type_, on=day, by=SYSTEM, at=cast.at)
    assert (
        community.type_on(date(2025, 12, 31)) == "old_estate" and community.type_on(date(2026, 1, 1)) == "mature_estate"
    )
    with pytest.raises(areas.Unfit):
        areas.give_type(area=community, type="no_such_type", on=date(2026, 2, 1), by=SYSTEM, at=cast.at)
    from django.db import IntegrityError, transaction

    from tongxin.kernel import terms

    assert len([term for term in terms.terms("area_types").values() if term.data.get("area_kind") == "community"]) == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaTyping.objects.create(area=community, type="industrial_park", valid_from=date(2026, 3, 1))


@pytest.mark.covers("CD-01")
def test_counts_by_kind_and_day_agree_with_the_official_list_until_the_tree_changes(
    in_city, cast: Cast, client: Client
) -> None:
    from tongxin.areas.profile import official_counts
    from tongxin.kernel import profiles

    root = in_city("changde")
    official = official_counts(profiles.read("changde"))
    counted = queries.count_by_kind(on=cast.at.date(), within=root)
    assert not queries.differences(counted, official) and set(official) >= {
        "township",
        "street",
        "village",
        "community",
    }
    assert official["village"] > 1000
    one, other = Area.objects.filter(path__startswith=root.path, kind="village").order_by("path")[:2]
    areas.merge(areas=[one], into=other, on=date(2026, 9, 1), document="常政1号", by=SYSTEM, at=cast.at)
    after = queries.count_by_kind(on=date(2026, 9, 1), within=root)
    assert queries.differences(after, official) == {"village": (official["village"] - 1, official["village"])}
    assert not queries.differences(queries.count_by_kind(on=date(2026, 8, 31), within=root), official)


def test_the_page_of_counts_names_the_difference(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "planner")
    root = Area.objects.get(parent=None)
    counted = client.get(f"/areas/{root.pk}/counts/").content.decode()
    number = queries.count_by_kind(on=cast.at.date(), within=root)["street"]
    assert "相符" in counted and f"/areas/{root.pk}/places/?kind=street&amp;on=" in counted
    rows = client.get(f"/areas/{root.pk}/places/?kind=street").content.decode()
    assert f"共 {number} 条" in rows and cast.home.parent.name in rows  # type: ignore[union-attr]
    sheet = client.get(f"/areas/{root.pk}/places/export/?kind=street&format=csv")
    assert b"".join(sheet).count(b"\n") == number + 1  # type: ignore[arg-type]
    areas.merge(areas=[cast.home], into=cast.next, on=date(2026, 9, 1), document="玉政1号", by=SYSTEM, at=cast.at)
    assert "有出入" in client.get(f"/areas/{root.pk}/counts/").content.decode()
    assert "有出入" not in client.get(f"/areas/{root.pk}/counts/?on=2026-08-31").content.decode()


@pytest.mark.parametrize("name", ["yuxi", "guiyang", "beilun", "changde", "meihekou"])
@pytest.mark.covers("C01-4")
def test_each_of_the_five_profiles_loads_its_own_tree(in_city, name: str) -> None:
    root = in_city(name)
    places = Area.objects.filter(path__startswith=root.path)
    assert places.count() > 200 and root.parent is None
    kinds = set(places.values_list("kind", flat=True))
    from tongxin.kernel import terms

    assert kinds <= set(terms.terms("area_kinds"))
    for place in places.filter(parent__isnull=False).select_related("parent")[:500]:
        assert place.parent.kind in terms.need("area_kinds", place.kind).data["parents"]


CHANGES = st.lists(
    st.tuples(st.sampled_from(["move", "merge", "rename"]), st.integers(0, 7), st.integers(0, 7)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_whatever_happens_paths_follow_parents_and_past_days_stay_as_they_were(cast: Cast, changes: list) -> None:
    from django.db import transaction

    with transaction.atomic():
        communities = _grove(cast)
        remembered: dict[date, list] = {}
        day = date(2026, 1, 1)
        for deed, one, other in changes:
            remembered[day] = tree_on(day, communities[0].parent)
            day += timedelta(days=1)
            _change(deed, communities[one % 4], communities[other % 4], one, day, cast)
        for past, then in remembered.items():
            assert tree_on(past, communities[0].parent) == then
        for area in Area.objects.filter(parent__isnull=False).select_related("parent")[:2000]:
            assert area.path == f"{area.parent.path}{area.pk}/"
        transaction.set_rollback(True)


def _grove(cast: Cast) -> list[Area]:
    street = cast.home.parent
    made = []
    for n in range(4):
        common = {"on": SINCE, "document": "示例", "by": SYSTEM, "at": cast.at}
        place = areas.create(kind="community", name=f"试{n}社区", parent=street, **common)
        for g in range(2):
            areas.create(kind="grid", name=f"试{n}网格{g}", parent=place, **common)
        made.append(place)
    return made


def _change(deed: str, one: Area, other: Area, which: int, day: date, cast: Cast) -> None:
    one.refresh_from_db()
    other.refresh_from_db()
    common = {"on": day, "document": "示例", "by": SYSTEM, "at": cast.at}
    if deed == "rename" and one.valid_to is None:
        areas.rename(area=one, name=f"{one.name}改", **common)
    grid = Area.objects.filter(parent=one, valid_to=None).order_by("pk").first()
    if deed == "move" and grid and other.valid_to is None and one != other:
        areas.move(area=grid, parent=other, **common)
    if deed == "merge" and one != other and one.valid_to is None and other.valid_to is None:
        areas.merge(areas=[one], into=other, **common)


def test_the_borders_are_the_citys_own_and_are_not_sent_twice(client: Client) -> None:
    first = client.get("/areas/borders.geojson")
    shapes = first.json()["features"]
    assert len(shapes) == 9 and {"name", "adcode"} <= set(shapes[0]["properties"])
    assert client.get("/areas/borders.geojson", headers={"if-none-match": first["ETag"]}).status_code == 304
