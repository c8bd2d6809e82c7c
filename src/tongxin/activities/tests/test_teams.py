"""Volunteer teams: members and other volunteers counted apart; the register goes out without identity numbers."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from demo.cast import SINCE, Cast
from tongxin.activities import attending, queries, teams
from tongxin.activities.models import TeamMember
from tongxin.activities.tests.world import a_person, an_activity, code_of
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.organizations import actions as organizations

pytestmark = pytest.mark.django_db


def joins(cast: Cast, name: str, team: str = "team", on: date = SINCE) -> TeamMember:
    return teams.join_team(
        team=cast.organizations[team], person=cast.people[name], on=on, by=cast.actor(name), at=cast.at
    )


@pytest.mark.covers("GY-34", "YX-49")
def test_members_and_other_volunteers_are_counted_apart(cast: Cast) -> None:
    on = today(cast.at)
    cast.organizations["second"] = organizations.found(
        kind="member_volunteer_team", name="红塔先锋党员志愿服务队", area=cast.home, on=SINCE, by=SYSTEM, at=cast.at
    )
    for name in ("member", "other_member", "resident", "worker", "counter"):
        joins(cast, name)
    joins(cast, "member", "second")
    counted = queries.count_volunteers(on=on, within=cast.home)
    assert (counted.teams, counted.members, counted.others, counted.volunteers) == (2, 2, 3, 5)
    only = queries.count_volunteers(on=on, within=cast.home, kinds=("member_volunteer_team",))
    assert (only.teams, only.members, only.others) == (1, 1, 0)

    row = TeamMember.objects.get(person=cast.people["resident"])
    teams.leave_team(team_member=row, on=on - timedelta(days=1), by=cast.resident, at=cast.at)
    assert queries.count_volunteers(on=on, within=cast.home).others == 2
    assert queries.count_volunteers(on=on - timedelta(days=1), within=cast.home).others == 3


def test_what_somebody_was_at_joining_stays(cast: Cast) -> None:
    row = joins(cast, "resident")
    organizations.affiliate(
        person=cast.people["resident"], organization=cast.organizations["branch"], on=today(cast.at), by=SYSTEM,
        at=cast.at,
    )  # fmt: skip
    row.refresh_from_db()
    assert not row.is_member


def test_who_may_register_whom(cast: Cast) -> None:
    stranger = a_person(cast, "周大山")
    team = cast.organizations["team"]
    teams.join_team(team=team, person=stranger, on=SINCE, by=cast.leader, at=cast.at)
    with pytest.raises(teams.InTeamAlready):
        teams.join_team(team=team, person=stranger, on=SINCE, by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        teams.join_team(team=team, person=cast.people["member"], on=SINCE, by=cast.neighbor, at=cast.at)
    with pytest.raises(Unfit):
        joins(cast, "member", "party")
    with pytest.raises(Unfit):
        row = TeamMember.objects.get(person=stranger)
        teams.leave_team(team_member=row, on=SINCE - timedelta(days=1), by=cast.leader, at=cast.at)


def test_the_register_of_a_team_is_exported_for_the_national_system(cast: Cast, client: Client) -> None:
    joins(cast, "member")
    joins(cast, "resident")
    team = cast.organizations["team"]
    cast.sign_in(client, "leader")
    assert "孙晓阳" in client.get(reverse("activities:team", args=[team.pk])).content.decode()
    book = client.get(reverse("activities:export-team", args=[team.pk]))
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["志愿者编号", "姓名", "所在队伍", "是否党员"]
    assert {(row[1], row[3]) for row in rows[1:]} == {("孙晓阳", "党员"), ("钱阿秀", "群众")}
    assert all(str(row[0]).startswith("V") for row in rows[1:])
    cast.sign_in(client, "liaison")
    assert client.get(reverse("activities:team", args=[team.pk])).status_code == 404


@pytest.mark.covers("YX-38")
def test_check_in_activities_are_counted_with_their_organizations_and_members(cast: Cast) -> None:
    joint = an_activity(cast, kinds=["enrolment_activity"], co_hosts=[cast.organizations["unit"]])
    again = an_activity(cast, kinds=["enrolment_activity"], begins_at=cast.at + timedelta(days=9))
    other = an_activity(cast, kinds=["volunteering"], begins_at=cast.at + timedelta(days=10))
    planned = an_activity(cast, kinds=["enrolment_activity"], begins_at=cast.at + timedelta(days=11))
    for activity, names in ((joint, ("member", "resident")), (again, ("member", "other_member")), (other, ("member",))):
        for name in names:
            attending.check_in(
                activity=activity, person=cast.people[name], code=code_of(activity, activity.begins_at),
                by=cast.actor(name), at=activity.begins_at,
            )  # fmt: skip
        attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at)
    counted = queries.count_activities(
        kind="enrolment_activity", since=date(2026, 1, 1), until=date(2026, 12, 31), within=cast.home
    )
    assert (counted.activities, counted.organizations, counted.members) == (2, 2, 2)
    assert planned.status == "open"
