"""Check-in by code, by the recorder, at the counter; confirmation with points and hours; correction."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import Cast
from tongxin.activities import attending, invariants, queries
from tongxin.activities.errors import CheckedInAlready, CodeExpired, NotNow, NotSignedUp, Settled, WrongCode
from tongxin.activities.models import Activity, Attendance, Turnout
from tongxin.activities.tests.world import a_person, an_activity, code_of, held, signs_up
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Record
from tongxin.points.models import HOURS, POINTS

pytestmark = pytest.mark.django_db


def comes(cast: Cast, name: str, activity: Activity, **late: int) -> Attendance:
    at = activity.begins_at + timedelta(**late)
    return attending.check_in(
        activity=activity, person=cast.people[name], code=code_of(activity, at), by=cast.actor(name), at=at
    )


@pytest.mark.covers("C05-6")
def test_a_code_lives_for_its_window_and_the_next_and_then_says_so(cast: Cast) -> None:
    activity, begins = an_activity(cast), None
    begins = activity.begins_at
    member, code = cast.people["member"], code_of(activity, begins)

    def at(seconds: int) -> Attendance:
        return attending.check_in(
            activity=activity, person=member, code=code, by=cast.member, at=begins + timedelta(seconds=seconds)
        )

    with pytest.raises(CodeExpired) as expired:
        at(60)
    assert expired.value.status == 410
    assert at(59).how == "code"
    with pytest.raises(CheckedInAlready):
        at(1)
    with pytest.raises(WrongCode):
        attending.check_in(activity=activity, person=member, code="000 00", by=cast.member, at=begins)
    assert held(activity) == (0, 1)
    other = an_activity(cast, title="另一场", kinds=["visit"])
    with pytest.raises((WrongCode, CodeExpired)):
        attending.check_in(activity=other, person=member, code=code, by=cast.member, at=begins)


def test_full_width_digits_are_understood(cast: Cast) -> None:
    activity = an_activity(cast)
    code = "".join(chr(ord(digit) + 0xFEE0) for digit in code_of(activity, activity.begins_at))
    row = attending.check_in(
        activity=activity, person=cast.people["member"], code=f" {code} ", by=cast.member, at=activity.begins_at
    )
    assert row.pk


def test_check_in_opens_and_closes_around_the_activity(cast: Cast) -> None:
    activity = an_activity(cast)
    with pytest.raises(NotNow):
        comes(cast, "member", activity, minutes=-31)
    with pytest.raises(NotNow):
        comes(cast, "member", activity, minutes=151)
    comes(cast, "member", activity, minutes=-30)
    comes(cast, "resident", activity, minutes=150)
    assert held(activity) == (0, 2)


def test_where_places_are_limited_one_needs_a_place(cast: Cast) -> None:
    activity = an_activity(cast, places=1)
    signs_up(cast, "member", activity)
    with pytest.raises(NotSignedUp):
        comes(cast, "resident", activity)
    comes(cast, "member", activity)


def test_recorder_ticks_who_came_and_the_counter_adds_others(cast: Cast) -> None:
    activity = an_activity(cast, places=1)
    signs_up(cast, "member", activity)
    by_list = attending.record_attendance(
        activity=activity, person=cast.people["member"], by=cast.recorder, at=activity.begins_at
    )
    at_counter = attending.record_attendance(
        activity=activity, person=a_person(cast, "周大山"), by=cast.counter, at=activity.begins_at, how="counter"
    )
    assert (by_list.how, at_counter.how) == ("recorder", "counter")
    written = Record.objects.about(by_list).get()
    assert (written.by_id, written.on_behalf_of_id) == (cast.people["recorder"].pk, cast.people["member"].pk)
    with pytest.raises(NotYours):
        attending.record_attendance(
            activity=activity, person=cast.people["resident"], by=cast.neighbor, at=activity.begins_at
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(
            activity=activity, person=by_list.person, how="counter", checked_in_at=activity.begins_at
        )


def test_a_mistaken_tick_is_taken_back_and_may_be_entered_again(cast: Cast) -> None:
    activity = an_activity(cast)
    row = comes(cast, "member", activity)
    with pytest.raises(Unfit):
        attending.strike(attendance=row, reason="", by=cast.recorder, at=activity.begins_at)
    attending.strike(attendance=row, reason="点错了人", by=cast.recorder, at=activity.begins_at)
    assert held(activity) == (0, 0)
    comes(cast, "member", activity, minutes=5)
    assert held(activity) == (0, 1)
    assert attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at) == 1


@pytest.mark.covers("YX-46", "C06-1")
def test_one_activity_of_two_kinds_books_points_for_members_and_hours_for_what_was_freely_given(cast: Cast) -> None:
    activity = an_activity(cast, kinds=["theme_day", "volunteering"])
    for name in ("member", "resident", "other_member"):
        comes(cast, name, activity)
    on_duty = cast.people["other_member"].pk
    attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at, on_duty=[on_duty])

    def booked(name: str) -> tuple[int, int]:
        holder = cast.people[name].pk
        return POINTS.balance(holder_id=holder), HOURS.balance(holder_id=holder)

    # Of two kinds the higher counts once (2 for volunteering in this city); 120 minutes are freely given.
    assert booked("member") == (2, 120)
    assert booked("resident") == (0, 120), "points are for Party members"
    assert booked("other_member") == (2, 0), "work on duty is no volunteer time"
    with pytest.raises(AlreadyMoved):
        attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at)
    assert booked("member") == (2, 120)


@pytest.mark.covers("MHK-36")
def test_each_community_activity_is_worth_one_point_once(cast: Cast) -> None:
    holder = cast.people["member"].pk
    for week in (1, 2, 3):
        activity = an_activity(cast, kinds=["community_service"], begins_at=cast.at + timedelta(weeks=week))
        comes(cast, "member", activity)
        attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at)
        assert POINTS.balance(holder_id=holder) == week
    unconfirmed = an_activity(cast, kinds=["community_service"], begins_at=cast.at + timedelta(weeks=4))
    comes(cast, "member", unconfirmed)
    assert POINTS.balance(holder_id=holder) == 3, "only what was confirmed counts"


def test_a_theme_day_books_no_hours(cast: Cast) -> None:
    activity = an_activity(cast, kinds=["theme_day"])
    comes(cast, "member", activity)
    attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at)
    holder = cast.people["member"].pk
    assert (POINTS.balance(holder_id=holder), HOURS.balance(holder_id=holder)) == (1, 0)


def test_somebody_forgotten_is_added_and_confirmed_afterwards_by_who_may_confirm(cast: Cast) -> None:
    activity = an_activity(cast)
    comes(cast, "member", activity)
    assert attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at) == 1
    activity.refresh_from_db()
    resident, later = cast.people["resident"], activity.ends_at + timedelta(days=1)
    with pytest.raises(Settled):
        attending.record_attendance(activity=activity, person=resident, by=cast.recorder, at=later)
    attending.record_attendance(activity=activity, person=resident, by=cast.worker, at=later)
    assert HOURS.balance(holder_id=resident.pk) == 0
    assert attending.confirm(activity=activity, by=cast.worker, at=later) == 1
    assert HOURS.balance(holder_id=resident.pk) == HOURS.balance(holder_id=cast.people["member"].pk) == 120
    with pytest.raises(AlreadyMoved):
        attending.confirm(activity=activity, by=cast.worker, at=later)


def test_what_is_kept_beside_the_rows_is_checked(cast: Cast) -> None:
    activity = an_activity(cast, places=3)
    signs_up(cast, "member", activity)
    assert [*invariants.counts_are_kept(), *invariants.attended_once(), *invariants.nobody_is_at_two_places()] == []
    Turnout.objects.filter(pk=activity.pk).update(taken=2)
    assert list(invariants.counts_are_kept()) == [f"活动 {activity.pk}：记为报名 2、到场 0，名单为 1、0"]


@pytest.mark.covers("C05-8")
def test_own_report_of_time_stands_until_the_organizer_says_otherwise(cast: Cast) -> None:
    activity = an_activity(cast)
    mine, theirs = comes(cast, "member", activity), comes(cast, "resident", activity)
    attending.report_time(attendance=mine, minutes=90, by=cast.member, at=activity.ends_at)
    attending.report_time(attendance=theirs, minutes=240, by=cast.resident, at=activity.ends_at)
    with pytest.raises(NotYours):
        attending.report_time(attendance=mine, minutes=600, by=cast.resident, at=activity.ends_at)
    with pytest.raises(Unfit):
        attending.report_time(attendance=mine, minutes=12 * 60 + 1, by=cast.member, at=activity.ends_at)
    with pytest.raises(NotYours):
        attending.confirm(activity=activity, by=cast.recorder, at=activity.ends_at)
    with pytest.raises(NotNow):
        attending.confirm(activity=activity, by=cast.worker, at=activity.begins_at - timedelta(hours=1))
    attending.confirm(activity=activity, by=cast.worker, at=activity.ends_at, minutes={theirs.person_id: 120})
    assert HOURS.balance(holder_id=mine.person_id) == 90
    assert HOURS.balance(holder_id=theirs.person_id) == 120
    mine.refresh_from_db()
    with pytest.raises(Settled):
        attending.report_time(attendance=mine, minutes=100, by=cast.member, at=activity.ends_at)


@pytest.mark.covers("C05-7")
def test_no_shows_are_seen_live(cast: Cast) -> None:
    activity = an_activity(cast)
    for name in ("member", "resident"):
        signs_up(cast, name, activity)
    assert {row.person.name for row in queries.no_shows(activity)} == {"孙晓阳", "钱阿秀"}
    comes(cast, "member", activity)
    assert [row.person.name for row in queries.no_shows(activity)] == ["钱阿秀"]
