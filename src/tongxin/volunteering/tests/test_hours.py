"""Own reports: freely offered, within the day, never twice for one hour; confirmed by another, booked as hours only."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import Cast
from tongxin.activities import attending
from tongxin.activities.tests.world import an_activity
from tongxin.kernel import rules
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty
from tongxin.points import actions as points
from tongxin.points.models import HOURS, POINTS
from tongxin.volunteering.actions import hours
from tongxin.volunteering.errors import NotFree, NotOrganizer, OverTheDay, TimeBooked
from tongxin.volunteering.models import HourReport
from tongxin.volunteering.tests.world import BEGINS, in_team, reported

pytestmark = pytest.mark.django_db


@pytest.mark.covers("C05-8")
def test_a_report_is_confirmed_by_the_organizer_and_booked_as_hours_alone(cast: Cast) -> None:
    in_team(cast, "member")
    row = reported(cast, "member", to="team")
    member = cast.people["member"].pk
    assert HOURS.balance(holder_id=member) == 0, "nothing is booked on somebody's own word"
    duty = Duty.objects.open().about(row).get()
    assert duty.holder_id == cast.organizations["team"].pk and duty.role == "volunteer_team_leader" and duty.due_at
    for stranger in ("member", "neighbor", "school_liaison", "counter"):
        with pytest.raises(NotYours):
            hours.confirm(report=row, by=cast.actor(stranger), at=cast.at)
    with pytest.raises(Unfit):
        hours.confirm(report=row, minutes=121, by=cast.leader, at=cast.at)
    hours.confirm(report=row, minutes=90, by=cast.leader, at=cast.at)
    assert HOURS.balance(holder_id=member, since=row.day, until=row.day) == 90
    assert POINTS.balance(holder_id=member) == 0, "hours and points are two ledgers"
    with pytest.raises(AlreadyMoved):
        hours.confirm(report=row, by=cast.worker, at=cast.at)
    assert not Duty.objects.open().about(row).exists()
    assert not list(points_differences())


def points_differences() -> list[str]:
    from tongxin.points import replay

    return list(replay.differences())


def test_what_is_not_volunteering_or_makes_no_sense_is_refused_with_a_sentence(cast: Cast) -> None:
    with pytest.raises(NotFree):
        reported(cast, freely=False)
    with pytest.raises(NotOrganizer):
        reported(cast, to="unit")
    with pytest.raises(Unfit, match="还没有发生"):
        reported(cast, begins_at=cast.at - timedelta(minutes=30))
    with pytest.raises(Unfit, match="晚于开始"):
        reported(cast, length=-1)
    for minutes in (0, -60, 121):
        with pytest.raises(Unfit, match="大于 0"):
            reported(cast, minutes=minutes)
    with pytest.raises(Unfit, match="60 天以内"):
        reported(cast, begins_at=cast.at - timedelta(days=61))
    with pytest.raises(NotYours):
        reported(cast, by=cast.other_member)
    assert not HourReport.objects.exists()


@pytest.mark.covers("YX-46")
def test_a_day_has_no_more_hours_than_the_rule_says(cast: Cast) -> None:
    with pytest.raises(OverTheDay):
        reported(cast, begins_at=BEGINS.replace(hour=6), length=12.5)
    first = reported(cast, begins_at=BEGINS.replace(hour=6), length=8)
    with pytest.raises(OverTheDay, match="8 小时"):
        reported(cast, begins_at=BEGINS.replace(hour=15), length=5)
    hours.confirm(report=first, by=cast.worker, at=cast.at)
    with pytest.raises(OverTheDay):
        reported(cast, begins_at=BEGINS.replace(hour=15), length=5)
    rules.set_rule(key="hours.per_day_maximum", value=13, unit="hour", source="test", valid_from=BEGINS.date())
    reported(cast, begins_at=BEGINS.replace(hour=15), length=5)


def test_the_same_hour_never_counts_twice(cast: Cast) -> None:
    row = reported(cast)
    with pytest.raises(TimeBooked):
        reported(cast, begins_at=BEGINS + timedelta(hours=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        HourReport.objects.create(
            person_id=row.person_id, organization=row.organization, theme="others", text="再来", begins_at=BEGINS,
            ends_at=row.ends_at, reported_minutes=60, reported_at=cast.at, step="reported", step_at=cast.at,
            area_path=row.area_path,
        )  # fmt: skip
    reported(cast, begins_at=BEGINS + timedelta(hours=2), length=1)
    hours.withdraw(report=row, by=cast.resident, at=cast.at)
    reported(cast, length=1)


def test_time_at_an_activity_is_not_reported_again(cast: Cast) -> None:
    early = cast.at - timedelta(days=20)
    activity = an_activity(cast, begins_at=BEGINS, at=early)
    person = cast.people["resident"]
    row = reported(cast)
    attending.record_attendance(activity=activity, person=person, by=cast.worker, at=BEGINS)
    with pytest.raises(TimeBooked, match="周六义务理发"):
        hours.confirm(report=row, by=cast.worker, at=cast.at)
    hours.refuse(report=row, reason="时长从活动里计", by=cast.worker, at=cast.at)
    with pytest.raises(TimeBooked):
        reported(cast)
    assert HOURS.balance(holder_id=person.pk) == 0


def test_a_correction_by_counter_entry_leaves_the_report_as_it_was(cast: Cast) -> None:
    row = reported(cast)
    hours.confirm(report=row, by=cast.worker, at=cast.at)
    movement = HOURS.entries(holder_id=row.person_id).get()
    points.correct(movement=movement, reason="只服务了一小时", amount=60, by=cast.secretary, at=cast.at)
    assert HOURS.balance(holder_id=row.person_id) == 60 and HourReport.objects.get().minutes == 120


def test_at_the_counter_a_report_is_taken_for_who_has_no_phone(cast: Cast) -> None:
    person = cast.people["resident"]
    row = reported(cast, by=cast.worker.for_somebody(person.pk))
    assert row.person == person
    with pytest.raises(NotYours):
        reported(cast, begins_at=BEGINS + timedelta(hours=5), by=cast.neighbor.for_somebody(person.pk))
