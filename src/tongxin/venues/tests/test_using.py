"""The day itself and the clock: arrive, log, be released, be asked again; series, agreements and signs, sessions."""

from datetime import date, timedelta

import pytest

from demo.cast import Cast
from tongxin.kernel import duties, measures, rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, Unfit
from tongxin.kernel.measures import counted
from tongxin.kernel.models import Duty
from tongxin.venues import actions, agreements, queries, returning, using
from tongxin.venues.errors import HallTaken, NoSign, NotForYou, NotNow
from tongxin.venues.models import Booking, Hold, SignPermission
from tongxin.venues.tests.world import a_part, a_venue, booked, for_organization, moment

pytestmark = pytest.mark.django_db


def used(cast: Cast, booking: Booking, came: int = 9) -> Booking:
    using.check_in(booking=booking, by=SYSTEM, at=booking.begins_at)
    using.log(booking=booking, came=came, by=SYSTEM, at=booking.ends_at)
    return booking


@pytest.mark.covers("C10-3", "MHK-19")
def test_who_does_not_come_in_time_loses_the_venue_and_who_comes_keeps_it(cast: Cast) -> None:
    hall = a_venue(cast)
    late, there = booked(cast, hall, hour=10), booked(cast, hall, "member", hour=14)
    with pytest.raises(NotNow):
        using.check_in(booking=there, by=cast.member, at=there.begins_at - timedelta(hours=2))
    using.check_in(booking=there, by=cast.member, at=there.begins_at - timedelta(minutes=10))
    assert using.release_no_shows(at=late.begins_at + timedelta(minutes=20)) == 0
    assert using.release_no_shows(at=there.begins_at + timedelta(minutes=40)) == 1
    late.refresh_from_db(), there.refresh_from_db()
    assert (late.step, there.step) == ("missed", "in_use") and Hold.objects.count() == 1
    using.end_uses(at=there.ends_at)
    there.refresh_from_db()
    assert there.step == "used" and there.came is None
    using.log(booking=there, came=18, words="音响有杂音", by=cast.worker, at=there.ends_at + timedelta(hours=1))
    assert (there.came, there.log) == (18, "音响有杂音")
    with pytest.raises(AlreadyMoved):
        using.log(booking=there, came=3, by=cast.worker, at=there.ends_at + timedelta(hours=1))


@pytest.mark.covers("C10-4")
def test_who_booked_long_ago_is_asked_again_and_silence_lets_go(cast: Cast) -> None:
    hall = a_venue(cast)
    far, answered, near = booked(cast, hall, days=20), booked(cast, hall, "member", days=20, hour=9), booked(cast, hall)
    asked_at = far.begins_at - timedelta(hours=70)
    assert using.ask_again(at=cast.at) == 0, "what was booked for soon is not asked about"
    assert using.ask_again(at=asked_at) == 2
    far.refresh_from_db(), answered.refresh_from_db(), near.refresh_from_db()
    assert (far.step, near.step) == ("to_confirm", "booked")
    assert Duty.objects.open().about(far).get().holder_id == cast.people["resident"].pk
    waits = booked(cast, hall, "other_member", days=20, may_wait=True)
    actions.reconfirm(booking=answered, by=cast.member, at=asked_at + timedelta(hours=1))
    assert using.ask_again(at=asked_at + timedelta(hours=2)) == 0, "nobody is asked twice"
    let_go = asked_at + timedelta(hours=25)
    duties.perform_due(at=let_go)
    far.refresh_from_db()
    assert far.step == "lapsed"
    assert using.offer_what_is_free(at=let_go) == 1
    waits.refresh_from_db(), answered.refresh_from_db()
    assert (waits.step, answered.step) == ("offered", "booked")


def test_what_was_never_settled_before_it_began_is_let_go(cast: Cast) -> None:
    hall = a_venue(cast, owner="unit", by=cast.liaison, needs_approval=True)
    asked = booked(cast, hall)
    waits = booked(cast, hall, "member", may_wait=True)
    assert using.release_no_shows(at=asked.begins_at) == 2
    asked.refresh_from_db(), waits.refresh_from_db()
    assert (asked.step, waits.step) == ("lapsed", "lapsed") and not Duty.objects.open().about(asked).exists()


def test_a_series_books_what_it_can_and_says_which_days_it_cannot(cast: Cast) -> None:
    hall = a_venue(cast)
    booked(cast, hall, "member", days=10)
    begins = moment(cast, 3, 14)
    rule = returning.rule_of("weekly", begins, today(begins) + timedelta(days=28))
    assert rule.startswith("FREQ=WEEKLY;UNTIL=")
    branch = cast.organizations["branch"].principal
    wish = {"venue": hall, "booker": branch, "purpose": "reading", "people": 12, "begins_at": begins, "at": cast.at}
    wish["ends_at"] = begins + timedelta(hours=2)
    shown = returning.occasions(rule=rule, **wish)
    assert [bool(each.why_not) for each in shown] == [False, True, False, False, False]
    assert "已有预约" in shown[1].why_not and not Booking.objects.filter(booker=branch).exists()
    series, made, missed = returning.book_series(
        venue=hall, booker=branch, title="读书会", purpose="reading", people=12, begins_at=begins,
        ends_at=begins + timedelta(hours=2), rule=rule, by=cast.branch_secretary, at=cast.at,
    )  # fmt: skip
    assert len(made) == 4 and [str(each.why_not) for each in missed] == [str(HallTaken.sentence)]
    assert {each.series_id for each in made} == {series.pk}
    days = returning.days_of(series)
    assert [booking for _day, booking in days] == [made[0], None, *made[1:]] and days[1][0] == today(
        moment(cast, 10, 14)
    )
    assert {each.begins_at.astimezone(begins.tzinfo).hour for each in made} == {14}
    third_tuesday = returning.rule_of("monthly_weekday", begins, date(2027, 3, 1))
    months = returning.occasions(rule=third_tuesday, **wish)
    assert [each.day for each in months][:2] == [date(2026, 11, 24), date(2026, 12, 22)]
    assert [each.is_provisional for each in months] == [False, False, True, True]
    with pytest.raises(Unfit, match="最多约 53 回"):
        returning.occasions(rule=returning.rule_of("weekly", begins, date(2028, 6, 1)), **wish)
    with pytest.raises(Unfit, match="早于第一次"):
        returning.rule_of("weekly", begins, date(2026, 1, 1))


@pytest.mark.covers("CD-17", "CD-18")
def test_an_agreement_opens_the_room_and_a_sign_needs_it_and_a_place_in_the_list(cast: Cast) -> None:
    room = a_venue(cast, owner="unit", by=cast.liaison, name="一楼会议室", audience="agreed")
    part = a_part_of_unit(cast, room)
    on = today(cast.at)
    given = {"document": "共用〔2026〕3号", "by": cast.liaison, "at": cast.at, "valid_from": on}
    with pytest.raises(NotForYou):
        for_organization(cast, room, "branch", "branch_secretary")
    agreement = agreements.agree(venue=room, user=cast.organizations["branch"], text="周三晚上使用", **given)
    assert for_organization(cast, part, "branch", "branch_secretary").step == "booked"
    with pytest.raises(Unfit, match="已有与"):
        agreements.agree(venue=room, user=cast.organizations["branch"], text="再来一份", **given)

    hang = {"document": "准〔2026〕1号", "on": on, "by": cast.coordinator, "at": cast.at}
    with pytest.raises(NoSign, match="清单"):
        agreements.permit_sign(venue=room, sign="love_station", **hang)
    with pytest.raises(NoSign, match="协议"):
        agreements.permit_sign(venue=room, sign="members_room", **hang)
    agreements.permit_sign(venue=room, sign="members_room", agreement=agreement, **hang)
    with pytest.raises(NoSign, match="已经挂"):
        agreements.permit_sign(venue=room, sign="members_room", agreement=agreement, **hang)
    rules.set_rule(key="venue.signs_to", value=1, source="项目", valid_from=on)
    with pytest.raises(NoSign, match="已到上限"):
        agreements.permit_sign(venue=room, sign="service_center", **hang)
    ends = {"on": on, "by": cast.liaison, "at": cast.at}
    agreements.end_agreement(agreement=agreement, reason="单位搬迁", **ends)
    assert not SignPermission.objects.on(on + timedelta(days=1)).exists()


def a_part_of_unit(cast: Cast, room):
    from tongxin.venues import managing

    return managing.divide(whole=room, by=cast.liaison, at=cast.at, name="隔间", capacity=20)


@pytest.mark.covers("YX-17")
def test_sessions_are_counted_per_branch_and_per_centre_apart(cast: Cast) -> None:
    center = a_venue(cast, name="葫田党群服务中心", kind="service_center")
    room = a_part(cast, center, "党员活动室", kind="members_room")
    elsewhere = a_venue(cast, name="会议室", kind="meeting_room")
    for organization, who, hour in (
        ("branch", "branch_secretary", 9),
        ("branch", "branch_secretary", 12),
        ("party", "worker", 15),
    ):
        used(cast, for_organization(cast, room, organization, who, hour=hour, purpose="theme_day"))
    used(cast, for_organization(cast, elsewhere, "party", "worker", purpose="theme_day"))
    used(cast, for_organization(cast, room, "party", "worker", days=4, purpose="meeting"))
    for_organization(cast, room, "party", "worker", days=5, purpose="theme_day")
    measures.discover()
    assert counted("theme_day_sessions", on=today(cast.at)) == 3
    assert counted("theme_day_branches", on=today(cast.at)) == 2
    assert counted("service_centres", on=today(cast.at)) == 1
    year = {"path": cast.home.path, "since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    found = queries.count_sessions(**year)
    assert (found.sessions, found.branches) == (3, 2)
    assert found.by_center == [(center, 3, 2)]
    assert {each.name: each.session_count for each in queries.branches_with_sessions(**year)} == {
        cast.organizations["branch"].name: 2, cast.organizations["party"].name: 1,
    }  # fmt: skip
