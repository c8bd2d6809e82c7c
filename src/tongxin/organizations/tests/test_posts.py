"""Posts: part-time members by level and source, posts in both directions, offices that are followed."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from demo.cast import SINCE, Cast
from tongxin.areas import actions as areas
from tongxin.areas.models import Area
from tongxin.kernel.actor import SYSTEM
from tongxin.organizations import actions as organizations
from tongxin.organizations import appointments, queries
from tongxin.organizations.appointments import appoint, appoint_part_time, end_post
from tongxin.organizations.models import Organization, Post
from tongxin.people import actions as people
from tongxin.people.models import Person

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def head_of(
    cast: Cast, name: str, kind: str, area: Area, role: str = "branch_secretary"
) -> tuple[Person, Organization]:
    """A unit's Party branch (or body) with its head."""
    body = organizations.found(kind=kind, name=f"{name}的组织", area=area, on=SINCE, by=SYSTEM, at=cast.at)
    person = people.register(name=name, area=area, by=SYSTEM, at=cast.at)
    appoint(person=person, organization=body, role=role, on=SINCE, by=SYSTEM, at=cast.at)
    return person, body


def sheet_of(client: Client, address: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(client.get(address).content)).get_sheet_by_index(0).to_python()


@pytest.mark.covers("MHK-09")
def test_only_heads_of_unit_party_organizations_sit_part_time_with_term_duty_and_resignation(
    cast: Cast, client: Client
) -> None:
    cast.sign_in(client, "secretary")
    party, branch = cast.organizations["party"], cast.organizations["branch"]
    page = f"/organizations/{party.pk}/appoint-part-time/"
    sent = {"person": "刘建国", "part": "member", "source": "unit", "from_organization": branch.name, "duty": "safety",
            "letter": "聘〔2026〕7号", "day": "2026-03-01", "until": "2028-02-28"}  # fmt: skip
    not_head = client.post(page, sent | {"person": "孙晓阳"})
    assert not_head.status_code == 422 and "负责人担任" in not_head.content.decode()
    own = client.post(page, sent | {"person": "王秀兰", "from_organization": party.name})
    assert own.status_code == 422
    assert client.post(page, sent).status_code == 302
    post = Post.objects.get(person__name="刘建国", role="part_time_member")
    assert (post.from_organization, post.duty, post.valid_to) == (branch, "safety", date(2028, 2, 28))
    assert "刘建国" in client.get("/organizations/part-time/").content.decode()
    ending = {"reason": "调离", "day": "2026-11-21"}
    assert client.post(f"/organizations/{party.pk}/posts/{post.pk}/end/", ending).status_code == 302
    post.refresh_from_db()
    assert post.end_reason == "调离" and not queries.part_time_members(on=date(2026, 11, 22)).exists()


@pytest.mark.covers("GY-04")
def test_police_and_justice_offices_sit_as_member_or_deputy_secretary_with_a_letter(in_city, cast: Cast) -> None:
    root = in_city("guiyang")
    community = Area.objects.get(code="520103-2012-PT")
    committee = organizations.found(
        kind="community_committee", name="普陀社区党委", area=community, on=date(2012, 6, 1), by=SYSTEM, at=cast.at
    )
    assert committee.area.path.startswith(root.path)
    police, station = head_of(cast, "周所长", "police_station", community, role="unit_head")
    justice, office = head_of(cast, "吴所长", "justice_office", community, role="unit_head")
    common = {"organization": committee, "on": DAY, "by": SYSTEM, "at": cast.at}
    with pytest.raises(appointments.NoLetter):
        appoint_part_time(
            person=police, part="deputy_secretary", source="police_station", from_organization=station, **common
        )
    deputy = appoint_part_time(
        person=police, part="deputy_secretary", source="police_station", from_organization=station,
        letter="聘〔2013〕1号", **common,
    )  # fmt: skip
    member = appoint_part_time(
        person=justice,
        part="member",
        source="justice_office",
        from_organization=office,
        letter="聘〔2013〕2号",
        **common,
    )
    assert (deputy.role, member.role) == ("part_time_deputy_secretary", "part_time_member")


@pytest.mark.covers("BL-31", "CD-11", "YX-35")
def test_part_time_members_are_counted_by_level_and_source_where_the_city_has_them(cast: Cast, client: Client) -> None:
    home, street = cast.home, cast.home.parent
    assert street is not None
    party, above = cast.organizations["party"], cast.organizations["street_committee"]
    common = {"part": "member", "letter": "聘1号", "on": DAY, "by": SYSTEM, "at": cast.at}
    for n, (source, kind, body) in enumerate(
        [("department", "unit_branch", party), ("unit", "unit_branch", party), ("private_firm", "unit_branch", above)]
    ):
        person, branch = head_of(cast, f"书记{'甲乙丙'[n]}", kind, home)
        appoint_part_time(person=person, organization=body, source=source, from_organization=branch, **common)
    cast.sign_in(client, "planner")
    page = client.get("/organizations/part-time/").content.decode()
    assert "共 3 人" in page and "社区" in page and "街道" in page and "非公有制企业" in page
    listed = client.get("/organizations/part-time/?level=street").content.decode().split('id="list"')[1]
    assert "书记丙" in listed and "书记甲" not in listed
    assert [row[0] for row in sheet_of(client, "/organizations/part-time/export/?level=street")] == ["姓名", "书记丙"]
    county = cast.organizations["county_committee"]
    person, branch = head_of(cast, "书记丁", "unit_branch", home)
    with pytest.raises(appointments.WrongLevel):
        appoint_part_time(person=person, organization=county, source="unit", from_organization=branch, **common)


@pytest.mark.covers("CD-11")
def test_an_outstanding_retired_member_needs_no_unit_where_the_city_says_so(in_city, cast: Cast) -> None:
    in_city("changde")
    community = Area.objects.filter(kind="community", code__startswith="430702").first()
    committee = organizations.found(
        kind="community_committee", name="某社区党委", area=community, on=SINCE, by=SYSTEM, at=cast.at
    )
    person = people.register(name="老书记", area=community, by=SYSTEM, at=cast.at)
    common = {"person": person, "organization": committee, "part": "member", "letter": "聘1号", "on": DAY,
              "by": SYSTEM, "at": cast.at}  # fmt: skip
    with pytest.raises(appointments.WrongSource):
        appoint_part_time(source="private_firm", **common)
    assert appoint_part_time(source="retired_member", **common).source == "retired_member"


@pytest.mark.covers("BL-27")
def test_cross_posts_run_in_both_directions_and_excluded_pairs_are_refused_and_shown(
    cast: Cast, client: Client
) -> None:
    party, unit, branch = (cast.organizations[key] for key in ("party", "unit", "branch"))
    common = {"on": DAY, "by": SYSTEM, "at": cast.at}
    appoint(person=cast.people["secretary"], organization=unit, role="unit_liaison", **common)
    appoint_part_time(
        person=cast.people["branch_secretary"], organization=party, part="member", source="unit",
        from_organization=branch,
        letter="聘1号", **common,
    )  # fmt: skip
    county = cast.organizations["county_committee"]
    with pytest.raises(appointments.Excluded):
        appoint(person=cast.people["admin"], organization=county, role="audit_admin", **common)
    page = cast.sign_in(client, "director").get("/organizations/cross-posts/").content.decode()
    assert "王秀兰" in page and "刘建国" in page and "冲突" not in page
    # Brought in from elsewhere, such a pair is not hidden.
    Post.objects.create(
        person=cast.people["admin"], organization=county, role="audit_admin", area=county.area, valid_from=DAY
    )
    page = cast.sign_in(client, "planner").get("/organizations/cross-posts/").content.decode()
    assert "系统管理员" in page and "冲突" in page
    told = {(row[0], row[2]): row[5] for row in sheet_of(client, "/organizations/cross-posts/export/")}
    assert told["系统管理员", "系统管理员"] == "审计管理员" and not any(told[key] for key in told if key[0] == "王秀兰")


@pytest.mark.covers("BL-29")
def test_an_area_has_one_lead_at_a_time(in_city, cast: Cast) -> None:
    root = in_city("beilun")
    street = Area.objects.filter(path__startswith=root.path, kind="street").first()
    area = areas.create(
        kind="planning_area", name="东片区", parent=street, on=SINCE, document="示例", by=SYSTEM, at=cast.at
    )
    office = organizations.found(
        kind="street_work_committee", name="街道党工委", area=street, on=SINCE, by=SYSTEM, at=cast.at
    )
    one, other = (people.register(name=name, area=street, by=SYSTEM, at=cast.at) for name in ("领导甲", "领导乙"))
    lead = {"organization": office, "role": "area_lead", "area": area, "by": SYSTEM, "at": cast.at}
    post = appoint(person=one, on=SINCE, **lead)
    with pytest.raises(appointments.OneOnly):
        appoint(person=other, on=DAY, **lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            person=other, organization=office, role="area_lead", area=area, valid_from=DAY, sole_role=post.sole_role
        )
    end_post(post=post, on=date(2026, 2, 28), reason="分工调整", by=SYSTEM, at=cast.at)
    appoint(person=other, on=DAY, **lead)
    assert [each.person for each in queries.leads(within=street, on=DAY)] == [other]


@pytest.mark.covers("CD-51")
def test_a_street_has_one_joint_committee_and_its_posts_follow_the_office(in_city, cast: Cast) -> None:
    root = in_city("changde")
    street = Area.objects.filter(path__startswith=root.path, kind="street").first()
    who = {"by": SYSTEM, "at": cast.at}
    office = organizations.found(kind="street_work_committee", name="街道党工委", area=street, on=SINCE, **who)
    names = {"contact_leader": "区领导", "street_secretary": "街道书记", "street_team_member": "班子成员"}
    persons = {role: people.register(name=name, area=street, **who) for role, name in names.items()}
    for role, person in persons.items():
        appoint(person=person, organization=office, role=role, on=SINCE, **who)
    joint = organizations.found(kind="street_joint_committee", name="大工委", area=street, on=DAY, **who)
    with pytest.raises(organizations.OneInPlace):
        organizations.found(kind="street_joint_committee", name="又一个大工委", area=street, on=DAY, **who)
    held = {post.role: post.person.name for post in Post.objects.on(DAY).filter(organization=joint)}
    assert held == {"joint_secretary": "区领导", "joint_deputy_secretary": "街道书记", "joint_member": "班子成员"}
    head, branch = head_of(cast, "单位书记", "unit_branch", street)
    organizations.link(organization=branch, kind="region", to=joint, on=DAY, **who)
    assert Post.objects.on(DAY).filter(organization=joint, person=head, role="joint_member").exists()
    successor = people.register(name="新书记", area=street, **who)
    end_post(post=Post.objects.get(role="street_secretary"), on=date(2026, 5, 31), reason="调任", **who)
    appoint(person=successor, organization=office, role="street_secretary", on=date(2026, 6, 1), **who)
    deputies = Post.objects.on(date(2026, 6, 2)).filter(organization=joint, role="joint_deputy_secretary")
    assert [post.person for post in deputies] == [successor]
