"""The net of Party organizations against the places: levels, gaps, mismatches, forms, and who sees which level."""

from datetime import date
from html import unescape

import pytest
from django.test import Client

from demo.cast import NOTICE_VERSION, SINCE, Cast
from tongxin.areas import actions as areas
from tongxin.areas.models import Area
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.organizations import actions as organizations
from tongxin.organizations import queries
from tongxin.organizations.appointments import appoint
from tongxin.organizations.bulk import NewOrganization, found_many
from tongxin.organizations.door import actor_for
from tongxin.organizations.models import Organization
from tongxin.people import actions as people
from tongxin.people.models import User

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def place(cast: Cast, kind: str, name: str, parent: Area) -> Area:
    return areas.create(kind=kind, name=name, parent=parent, on=SINCE, document="示例", by=SYSTEM, at=cast.at)


def found(cast: Cast, kind: str, name: str, area: Area, parent: Organization | None = None) -> Organization:
    return organizations.found(kind=kind, name=name, area=area, parent=parent, on=SINCE, by=SYSTEM, at=cast.at)


@pytest.mark.covers("MHK-11", "C01-1")
def test_four_levels_down_to_a_members_home_with_the_gaps_of_each_building(in_city, cast: Cast, monkeypatch) -> None:
    root = in_city("meihekou")
    community = Area.objects.filter(path__startswith=root.path, kind="community").first()
    grid = place(cast, "grid", "第一网格", community)
    with_group, without = place(cast, "building", "1号楼", grid), place(cast, "building", "2号楼", grid)
    committee = found(cast, "community_committee", "社区党委", community)
    branch = found(cast, "grid_branch", "第一网格党支部", grid, committee)
    group = found(cast, "building_group", "1号楼党小组", with_group, branch)
    hub = found(cast, "member_hub_household", "老孙家", with_group, group)
    assert hub.path.count("/") == 4
    levels = {level.term.code: level for level in queries.levels(within=community, on=DAY)}
    assert list(levels) == ["community", "grid", "building", "hub_household"]
    assert [level.count for level in levels.values()] == [1, 1, 1, 1]
    assert levels["building"].gaps == [without] and levels["hub_household"].gaps == [without]
    monkeypatch.setattr(queries, "NAMED_GAPS", 0)
    unnamed = {level.term.code: level for level in queries.levels(within=community, on=DAY)}["building"]
    assert (unnamed.gaps, unnamed.missing) == ([], 1), "the number is whole however few are named"
    with pytest.raises(organizations.WrongSuperior):
        found(cast, "member_hub_household", "老李家", without, branch)


@pytest.mark.covers("BL-04", "CD-05")
def test_branches_and_grids_are_laid_over_each_other_and_both_misfits_are_named(cast: Cast, client: Client) -> None:
    bare = place(cast, "grid", "葫田第二网格", cast.home)
    party = cast.organizations["party"]
    found(cast, "grid_branch", "第一网格党支部", cast.grid, party)
    loose = found(cast, "grid_branch", "第二网格党支部", cast.home, party)
    page = f"/areas/{cast.home.pk}/net/"
    cast.sign_in(client, "secretary")
    shown = client.get(page).content.decode()
    without, loose_ones = shown.split("没有党组织的网格")[1].split("没有对应网格")
    assert bare.name in without and cast.grid.name not in without
    assert "第二网格党支部" in loose_ones
    assert "已对上" not in shown
    tie = {"kind": "grid", "area": f"葫田社区/{bare.name}", "day": "2026-01-01"}
    assert client.post(f"/organizations/{loose.pk}/link/", tie).status_code == 302
    tied = client.get(page).content.decode()
    assert "已对上" in tied and "没有党组织的网格" not in tied
    again = client.post(
        f"/organizations/{loose.pk}/link/", {"kind": "grid", "area": "葫田社区第一网格", "day": "2026-02-01"}
    )
    assert again.status_code == 409 and "已有同类关联" in again.content.decode()


@pytest.mark.covers("CD-02")
def test_the_forms_of_urban_communities_make_up_their_number(in_city, cast: Cast) -> None:
    root = in_city("changde")
    urban = list(Area.objects.filter(path__startswith=root.path, kind="community").order_by("path")[:369])
    for each in urban:
        areas.give_type(area=each, type="urban_community", on=SINCE, by=SYSTEM, at=cast.at)
    kinds = ["community_committee"] * 4 + ["community_general_branch"] * 323 + ["community_branch"] * 42
    new = [NewOrganization(kind, f"{each.name}党组织", each) for kind, each in zip(kinds, urban, strict=True)]
    made = found_many(new, on=SINCE, by=SYSTEM, at=cast.at)
    places = Area.objects.filter(types__type="urban_community")

    def check(on: date) -> queries.Reconciliation:
        return queries.reconcile(kinds=dict.fromkeys(kinds), places=places, within=root, on=on)

    right = check(DAY)
    assert list(right.parts.values()) == [4, 323, 42] and right.total == right.places == 369 and right.agrees
    organizations.end(organization=made[0], document="常组1号", on=date(2026, 4, 1), by=SYSTEM, at=cast.at)
    wrong = check(date(2026, 4, 1))
    assert wrong.total == 368 and not wrong.agrees and wrong.without == [urban[0]] and check(DAY).agrees


def test_the_page_of_forms_says_which_communities_have_none(cast: Cast, client: Client) -> None:
    page = cast.sign_in(client, "coordinator").get(f"/areas/{cast.home.parent.pk}/forms/").content.decode()
    assert "不相符" in page and "没有党组织的社区" in page and "社区党总支 2" in page
    opened = unescape(page.split("社区党总支 2")[0].rpartition('href="')[2].partition('"')[0])
    assert "共 2 条" in client.get(opened).content.decode()


def test_each_number_of_the_net_opens_its_rows_and_no_others(cast: Cast, client: Client) -> None:
    street = cast.home.parent
    assert street is not None
    page = cast.sign_in(client, "coordinator").get(f"/areas/{street.pk}/net/").content.decode()
    levels = [level for level in queries.levels(within=street, on=cast.at.date()) if level.places or level.count]
    links = [unescape(part.partition('"')[0]) for part in page.split('href="')[1:]]
    for start, numbers in (
        ("/organizations/?level=", [level.count for level in levels]),
        (f"/areas/{street.pk}/places/", [level.places for level in levels]),
    ):
        opened = [link for link in links if link.startswith(start)]
        assert len(opened) == len(levels) > 1
        for number, address in zip(numbers, opened, strict=True):
            assert f"共 {number} 条" in client.get(address).content.decode(), address
    assert "共 0 条" in client.get("/organizations/?place=没有这个地方").content.decode()


def holder(cast: Cast, name: str, role: str, organization: Organization) -> Actor:
    person = people.register(name=name, area=organization.area, by=SYSTEM, at=cast.at)
    user = User.objects.create_user(login=name, person=person, notice_version=NOTICE_VERSION)
    appoint(person=person, organization=organization, role=role, on=SINCE, by=SYSTEM, at=cast.at)
    return actor_for(user, on=DAY)


@pytest.mark.covers("CD-06", "CD-07", "C01-2")
def test_six_levels_each_seeing_and_steering_the_next_one_below_and_the_city_the_whole(in_city, cast: Cast) -> None:
    root = in_city("changde")
    street = Area.objects.filter(path__startswith=root.path, kind="street").order_by("path").first()
    county, community = street.parent, Area.objects.filter(parent=street, kind="community").first()
    grid = place(cast, "grid", "网格", community)
    building = place(cast, "building", "楼", grid)
    chain: list[Organization] = []
    kinds = ["city_committee", "county_committee", "street_work_committee", "community_committee", "grid_branch",
             "building_group"]  # fmt: skip
    for kind, area in zip(kinds, (root, county, street, community, grid, building), strict=True):
        chain.append(found(cast, kind, f"{kind}-{area.name}", area, chain[-1] if chain else None))
    levels = queries.levels(within=root, on=DAY)
    assert [level.term.number for level in levels] == [1, 2, 3, 4, 5, 6] and all(level.count for level in levels)
    city = holder(cast, "市管理员", "city_planner", chain[0])
    director = holder(cast, "县管理员", "county_director", chain[1])
    coordinator = holder(cast, "街道管理员", "street_coordinator", chain[2])
    secretary = holder(cast, "社区书记", "community_secretary", chain[3])

    def seen(actor: Actor) -> list[Organization]:
        return [each for each in chain if Organization.objects.visible_to(actor).filter(pk=each.pk).exists()]

    assert seen(director) == chain[1:3] and seen(coordinator) == chain[2:4] and seen(secretary) == chain[3:]
    # Wider sight by grant: the city sees all, and still steers only the next level.
    assert seen(city) == chain
    assert city.steers.covers(county.path) and not city.steers.covers(street.path)
    assert director.steers.covers(street.path) and not director.steers.covers(community.path)
