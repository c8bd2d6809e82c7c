"""One register for three lines, its history, and who may change it."""

from datetime import date

import pytest
from django.test import Client

from demo.cast import SINCE, Cast
from tongxin.kernel.actor import SYSTEM
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import GroupMember, Organization, Post

pytestmark = pytest.mark.django_db


@pytest.mark.covers("MHK-01")
def test_three_lines_stand_in_one_register_and_are_asked_together_and_apart(cast: Cast, client: Client) -> None:
    city = cast.organizations["county_committee"]
    county = city.area
    organizations.found(
        kind="industry_committee", name="物业行业党委", area=county, parent=city, on=SINCE, by=SYSTEM, at=cast.at
    )
    cast.sign_in(client, "planner")
    together = client.get("/organizations/?family=party").content.decode()
    names = {"territory": "葫田社区党总支", "unit": "明远供电服务公司党支部", "industry": "物业行业党委"}
    assert all(name in together for name in names.values())
    for line, name in names.items():
        apart = client.get(f"/organizations/?line={line}").content.decode()
        assert name in apart and not any(other in apart for key, other in names.items() if key != line)
    branch = cast.organizations["branch"]
    record = client.get(f"/organizations/{branch.pk}/").content.decode()
    assert "依托单位：明远供电服务公司" in record


def test_an_organization_is_entered_reformed_and_moved_with_its_history(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "director")
    sent = {"kind": "community_branch", "name": "葫田第二党支部", "area": cast.home.name, "day": "2026-01-05",
            "parent": cast.organizations["party"].name, "document": "玉红组〔2026〕1号"}  # fmt: skip
    assert client.post("/organizations/found/", sent).status_code == 302
    branch = Organization.objects.get(name="葫田第二党支部")
    without = client.post(
        f"/organizations/{branch.pk}/reform/", {"kind": "community_general_branch", "day": "2026-06-01"}
    )
    assert without.status_code == 422
    upgrade = {"kind": "community_general_branch", "document": "玉红组〔2026〕2号", "day": "2026-06-01"}
    refused = client.post(f"/organizations/{branch.pk}/reform/", upgrade)
    assert refused.status_code == 422 and "不能设在" in refused.content.decode()
    street = cast.organizations["street_committee"]
    move = {"parent": street.name, "document": "玉红组〔2026〕3号", "day": "2026-05-01"}
    assert client.post(f"/organizations/{branch.pk}/move/", move).status_code == 302
    assert client.post(f"/organizations/{branch.pk}/reform/", upgrade).status_code == 302
    branch.refresh_from_db()
    assert branch.path == f"{street.path}{branch.pk}/" and branch.kind == "community_general_branch"
    assert branch.form_on(date(2026, 5, 31)) == "community_branch"
    shown = client.get(f"/organizations/{branch.pk}/").content.decode()
    assert "玉红组〔2026〕1号" in shown and "玉红组〔2026〕2号" in shown and "上级沿革" in shown


def test_a_neighbor_does_not_see_and_a_liaison_does_not_change_what_is_not_theirs(cast: Cast, client: Client) -> None:
    party = cast.organizations["party"]
    cast.sign_in(client, "neighbor")
    assert client.get(f"/organizations/{party.pk}/").status_code == 404
    liaison = cast.sign_in(Client(), "liaison")
    unit = cast.organizations["unit"]
    assert liaison.get(f"/organizations/{unit.pk}/").status_code == 200
    assert liaison.post(f"/organizations/{unit.pk}/link/", {"kind": "serves"}).status_code == 403
    assert liaison.get("/organizations/found/").status_code == 403


@pytest.mark.covers("C01-3")
def test_who_helps_out_at_a_level_is_not_shown_to_the_levels_above(cast: Cast, client: Client) -> None:
    party = cast.organizations["party"]
    for who, sees in (("worker", True), ("secretary", True), ("coordinator", False), ("planner", False)):
        page = cast.sign_in(client, who).get(f"/organizations/{party.pk}/").content.decode()
        assert "王秀兰" in page and ("马志强" in page) is sees, who
        assert "登记成立" in page, "the rest of the story is told"


@pytest.mark.covers("GY-07")
def test_a_region_has_a_core_a_base_and_participants(cast: Cast, client: Client) -> None:
    grid = organizations.found(
        kind="grid_branch", name="第一网格党支部", area=cast.grid, parent=cast.organizations["party"], on=SINCE,
        by=SYSTEM, at=cast.at,
    )  # fmt: skip
    cast.sign_in(client, "secretary")
    page = f"/areas/{cast.home.pk}/region/"
    parts = {"core": cast.organizations["party"], "base": grid, "participant": cast.organizations["unit"]}
    for role, organization in parts.items():
        sent = {"organization": organization.name, "role": role, "day": "2026-01-01"}
        assert client.post(page, sent).status_code == 302
    wrong = client.post(page, {"organization": cast.organizations["unit"].name, "role": "core", "day": "2026-02-01"})
    assert wrong.status_code == 422 and "不能由这一类组织担任" in wrong.content.decode()
    shown = client.get(page).content.decode()
    core, rest = shown.split("基础", 1)
    assert "葫田社区党总支" in core and "第一网格党支部" in rest.split("共同参与")[0]
    assert "明远供电服务公司" in rest.split("共同参与")[1]


@pytest.mark.covers("BL-34")
def test_a_functional_group_under_a_joint_committee_draws_members_who_stay_where_they_are(
    in_city, cast: Cast, client: Client
) -> None:
    root = in_city("beilun")
    village = root.children.get_queryset().model.objects.filter(path__startswith=root.path, kind="village").first()
    street = village.parent
    found = {"on": SINCE, "by": SYSTEM, "at": cast.at}
    committee = organizations.found(kind="street_work_committee", name="街道党工委", area=street, **found) \
        if street.kind == "street" else None  # fmt: skip
    joint = organizations.found(kind="joint_committee", name="古城联合党委", area=street, parent=committee, **found)
    group = organizations.found(kind="functional_group", name="古城保护党小组", area=village, parent=joint, **found)
    assert group.parent == joint
    from tongxin.people import actions as people

    branch = organizations.found(kind="unit_branch", name="文保站党支部", area=street, **found)
    for n in range(8):
        person = people.register(name=f"成员{'一二三四五六七八'[n]}", area=village, by=SYSTEM, at=cast.at)
        organizations.affiliate(person=person, organization=branch, **found)
        organizations.join_group(group=group, person=person, drawn_from=branch, **found)
    assert GroupMember.objects.filter(group=group).count() == 8 and branch.members.count() == 8
    with pytest.raises(organizations.TiedAlready):
        organizations.join_group(group=group, person=person, drawn_from=branch, **found)
    with pytest.raises(organizations.Unfit):
        organizations.join_group(group=branch, person=person, drawn_from=joint, **found)


def test_two_units_cannot_share_a_credit_code(cast: Cast) -> None:
    code = "91110000600037341L"
    organizations.found(
        kind="private_firm", name="甲公司", area=cast.home, on=SINCE, by=SYSTEM, at=cast.at, credit_code=code
    )
    with pytest.raises(organizations.CodeTaken):
        organizations.found(
            kind="private_firm", name="乙公司", area=cast.home, on=SINCE, by=SYSTEM, at=cast.at, credit_code=code
        )
    assert not Post.objects.filter(organization__name="乙公司").exists()
