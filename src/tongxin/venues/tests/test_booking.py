"""Booking: what overlaps in space does not overlap in time, who may book what, approval, waiting, closing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import Cast
from tongxin.kernel import duties, invariants, rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Duty
from tongxin.venues import actions, managing, using
from tongxin.venues.errors import BookedMeanwhile, HallTaken, NotBookable, NotForYou, NotOpen, QuotaSpent, TooSmall
from tongxin.venues.finding import Wanted, find
from tongxin.venues.models import Booking, Hold, Venue
from tongxin.venues.tests.world import DAILY, a_part, a_venue, booked, for_organization, moment

pytestmark = pytest.mark.django_db


@pytest.mark.covers("C10-1")
def test_the_whole_blocks_its_parts_and_a_part_the_whole_but_not_its_sibling(cast: Cast) -> None:
    hall = a_venue(cast)
    east, west = a_part(cast, hall, "东厅"), a_part(cast, hall, "西厅")
    corner = a_part(cast, east, "东厅一角")
    booked(cast, corner)
    for taken in (hall, east, corner):
        with pytest.raises(HallTaken):
            booked(cast, taken, "member")
    assert booked(cast, west, "member").step == "booked"
    booked(cast, hall, "member", hour=18)
    with pytest.raises(HallTaken):
        booked(cast, west, hour=19)


@pytest.mark.covers("C10-1")
def test_the_buffer_keeps_the_next_one_out_and_the_database_itself_says_so(cast: Cast) -> None:
    hall = a_venue(cast, buffer_minutes=30)
    first = booked(cast, hall, hour=10)
    with pytest.raises(HallTaken):
        booked(cast, hall, "member", hour=12)
    begins = moment(cast, 3, 12, 30)
    second = booked(cast, hall, "member", begins_at=begins, ends_at=begins + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="hold_one_at_a_time"), transaction.atomic():
        Hold.objects.filter(booking=second).update(during=first.hold.during)
    with pytest.raises(IntegrityError, match="hold_one_at_a_time"), transaction.atomic():
        Hold.objects.filter(booking=second).update(during=first.during, space=a_part(cast, hall, "一角").space)


@pytest.mark.covers("C10-1", "MHK-19")
def test_what_is_shown_as_free_leaves_room_for_the_buffer_too(cast: Cast) -> None:
    hall = a_venue(cast, buffer_minutes=30)
    booked(cast, hall, hour=14)
    close = Wanted(people=10, begins_at=moment(cast, 3, 12), ends_at=moment(cast, 3, 14))
    free, [other] = find(close, at=cast.at)
    assert not free and "已有预约" in other.why_not
    with pytest.raises(HallTaken):
        booked(cast, hall, "member", begins_at=close.begins_at, ends_at=close.ends_at)
    assert other.next_free == (moment(cast, 3, 16, 30), moment(cast, 3, 18, 30)), "not at noon, though two hours fit"
    apart = Wanted(people=10, begins_at=moment(cast, 3, 11, 30), ends_at=moment(cast, 3, 13, 30))
    assert [each.venue for each in find(apart, at=cast.at)[0]] == [hall]
    slot = {"begins_at": other.next_free[0], "ends_at": other.next_free[1]}
    assert booked(cast, hall, "member", **slot).step == "booked"


@pytest.mark.covers("MHK-19", "CD-17")
def test_who_may_book_is_said_by_the_owner(cast: Cast) -> None:
    everybody = a_venue(cast, name="阅览室", kind="reading_room")
    units = a_venue(cast, name="会议室", kind="meeting_room", audience="organizations")
    members = a_venue(cast, name="党员活动室", kind="members_room", audience="members")
    own = a_venue(cast, name="值班室", audience="agreed")
    assert booked(cast, everybody).step == "booked"
    with pytest.raises(NotForYou):
        booked(cast, units)
    assert for_organization(cast, units, "firm", "worker").booker.name == "安捷物流公司"
    with pytest.raises(NotForYou):
        booked(cast, members)
    assert booked(cast, members, "member").step == "booked"
    with pytest.raises(NotForYou):
        for_organization(cast, own, "unit", "liaison")
    assert for_organization(cast, own, "party", "worker").step == "booked"


def test_nobody_books_in_somebody_elses_name(cast: Cast) -> None:
    hall = a_venue(cast)
    with pytest.raises(NotYours):
        booked(cast, hall, by=cast.member)
    with pytest.raises(NotYours):
        for_organization(cast, hall, "unit", "resident")
    with pytest.raises(NotYours):
        for_organization(cast, hall, "unit", "school_liaison")
    on_behalf = booked(cast, hall, by=cast.counter.for_somebody(cast.people["resident"].pk))
    assert on_behalf.booker_id == cast.people["resident"].pk
    with pytest.raises(NotYours):
        actions.cancel(booking=on_behalf, by=cast.member, at=cast.at)


@pytest.mark.covers("C10-3")
def test_bad_input_is_refused_in_words(cast: Cast) -> None:
    hall = a_venue(cast)
    with pytest.raises(TooSmall, match="最多容纳 60 人"):
        booked(cast, hall, people=61)
    with pytest.raises(Unfit, match="至少为 1"):
        booked(cast, hall, people=0)
    with pytest.raises(Unfit, match="已经过去"):
        booked(cast, hall, days=-1)
    with pytest.raises(Unfit, match="晚于开始"):
        booked(cast, hall, ends_at=moment(cast, 3, 14))
    with pytest.raises(Unfit, match="12 小时"):
        booked(cast, hall, hour=9, ends_at=moment(cast, 4, 9))
    with pytest.raises(Unfit, match="提前 180 天"):
        booked(cast, hall, days=200)
    with pytest.raises(NotBookable):
        managing.shut(venue=hall, reason="装修", by=cast.secretary, at=cast.at)
        booked(cast, hall)
    assert not Booking.objects.exists()


@pytest.mark.covers("C10-3")
def test_a_person_keeps_no_more_open_bookings_than_the_rule_says(cast: Cast) -> None:
    hall = a_venue(cast)
    on = today(cast.at)
    rules.set_rule(key="venue.open_bookings_of_person", value=2, source="项目", valid_from=on)
    first = booked(cast, hall, hour=10)
    booked(cast, hall, hour=12)
    with pytest.raises(QuotaSpent, match="2 个"):
        booked(cast, hall)
    actions.cancel(booking=first, by=cast.resident, at=cast.at)
    assert booked(cast, hall).step == "booked"


@pytest.mark.covers("C10-3")
def test_where_the_owner_approves_a_duty_is_laid_on_it(cast: Cast) -> None:
    hall = a_venue(cast, owner="unit", by=cast.liaison, needs_approval=True)
    asked = booked(cast, hall)
    duty = Duty.objects.open().about(asked).get()
    assert asked.step == "asked" and duty.holder_id == cast.organizations["unit"].pk and duty.due_at
    with pytest.raises(HallTaken):
        booked(cast, hall, "member")
    for stranger in (cast.worker, cast.resident, cast.school_liaison):
        with pytest.raises(NotYours):
            actions.approve(booking=asked, by=stranger, at=cast.at)
    with pytest.raises(Unfit):
        actions.refuse(booking=asked, reason=" ", by=cast.liaison, at=cast.at)
    actions.approve(booking=asked, by=cast.liaison, at=cast.at)
    assert asked.step == "booked" and not Duty.objects.open().about(asked).exists()
    other = booked(cast, hall, "member", hour=18)
    actions.refuse(booking=other, reason="单位内部会议", by=cast.liaison, at=cast.at)
    assert booked(cast, hall, "member", hour=18).step == "asked"


def test_the_line_of_steps_shows_approval_only_where_it_was_asked_for(cast: Cast) -> None:
    """Who was never asked did not say yes: not of a booking made at once, nor of one whose owner asks by now."""
    free, asks = a_venue(cast), a_venue(cast, owner="unit", by=cast.liaison, name="职工活动室", needs_approval=True)
    at_once, asked = booked(cast, free), booked(cast, asks)
    waits = booked(cast, asks, "member", may_wait=True)
    assert drawn(cast, at_once) == {"booked": "here", "in_use": "future", "used": "future"}
    assert drawn(cast, asked)["asked"] == "here"
    actions.approve(booking=asked, by=cast.liaison, at=cast.at)
    assert drawn(cast, asked)["asked"] == "past" and drawn(cast, waits)["asked"] == "future"
    Venue.objects.filter(pk=free.pk).update(needs_approval=True)
    Venue.objects.filter(pk=asks.pk).update(needs_approval=False)
    assert "asked" not in drawn(cast, at_once) and drawn(cast, asked)["asked"] == "past"
    assert "asked" not in drawn(cast, waits)


def drawn(cast: Cast, booking: Booking) -> dict[str, str]:
    booking = Booking.objects.get(pk=booking.pk)
    return {node.code: node.state for node in booking.procedure.diagram(booking, on=today(cast.at))}


@pytest.mark.covers("C10-4")
def test_who_waits_is_offered_what_comes_free_and_asked_to_confirm(cast: Cast) -> None:
    hall = a_venue(cast)
    part = a_part(cast, hall, "东厅")
    first = booked(cast, hall)
    waits = booked(cast, part, "member", may_wait=True)
    later = booked(cast, hall, "other_member", may_wait=True)
    assert (waits.step, later.step) == ("waiting", "waiting") and Hold.objects.count() == 1
    actions.cancel(booking=first, by=cast.resident, at=cast.at)
    waits.refresh_from_db(), later.refresh_from_db()
    assert (waits.step, later.step) == ("offered", "waiting")
    actions.accept(booking=waits, by=cast.member, at=cast.at)
    assert waits.step == "booked"
    actions.cancel(booking=waits, by=cast.member, at=cast.at)
    later.refresh_from_db()
    assert later.step == "offered"
    duties.perform_due(at=cast.at + timedelta(hours=13))
    later.refresh_from_db()
    assert later.step == "lapsed" and not Hold.objects.exists()


def test_a_venue_that_closes_while_booked_tells_whom_it_sends_away(cast: Cast) -> None:
    hall = a_venue(cast)
    part = a_part(cast, hall, "东厅")
    met, apart = booked(cast, part), booked(cast, hall, "member", days=9)
    stretch = {"begins_at": moment(cast, 3, 0), "ends_at": moment(cast, 5, 0)}
    with pytest.raises(BookedMeanwhile, match="1 个预约"):
        managing.close(venue=hall, reason="屋面维修", by=cast.secretary, at=cast.at, **stretch)
    closure = managing.close(venue=hall, reason="屋面维修", call_off=True, by=cast.secretary, at=cast.at, **stretch)
    met.refresh_from_db(), apart.refresh_from_db()
    assert (met.step, apart.step) == ("called_off", "booked")
    with pytest.raises(HallTaken):
        booked(cast, part)
    managing.lift(closure=closure, by=cast.secretary, at=cast.at)
    assert booked(cast, part).step == "booked"


def test_a_venue_that_closes_while_somebody_is_in_it(cast: Cast) -> None:
    """A burst pipe: who is there leaves and logs the use, who has just arrived for later is sent away with the reason,
    and the morning that is over stands in nobody's way."""
    hall = a_venue(cast, buffer_minutes=30)
    over, now, soon = booked(cast, hall, hour=9), booked(cast, hall, "member", hour=12), booked(cast, hall, hour=15)
    for booking in (over, now):
        using.check_in(booking=booking, by=SYSTEM, at=booking.begins_at)
    using.end_uses(at=over.ends_at)
    using.check_in(booking=soon, by=cast.resident, at=moment(cast, 3, 14, 40))
    bursts = moment(cast, 3, 13)
    day = {"begins_at": moment(cast, 3, 0), "ends_at": moment(cast, 4, 0), "reason": "水管爆裂", "by": cast.secretary}
    with pytest.raises(BookedMeanwhile, match="1 个预约"):
        managing.close(venue=hall, at=bursts, **day)
    closure = managing.close(venue=hall, call_off=True, at=bursts, **day)
    for booking in (over, now, soon):
        booking.refresh_from_db()
    assert (over.step, now.step, soon.step) == ("used", "in_use", "called_off") and closure.begins_at == bursts
    assert Hold.objects.get(booking=now).during.upper == bursts
    using.log(booking=now, came=7, words="水管爆裂，提前离开", by=cast.member, at=bursts)
    assert now.step == "used" and not [
        line for name, each in invariants.INVARIANTS.items() if ".venues." in name for line in each.walk()
    ]


def test_another_time_is_kept_only_where_it_is_free(cast: Cast) -> None:
    hall = a_venue(cast)
    mine, _other = booked(cast, hall, hour=10), booked(cast, hall, "member", hour=14)
    with pytest.raises(HallTaken):
        actions.move(
            booking=mine, begins_at=moment(cast, 3, 13), ends_at=moment(cast, 3, 15), by=cast.resident, at=cast.at
        )
    mine.refresh_from_db()
    assert mine.begins_at == moment(cast, 3, 10)
    actions.move(booking=mine, begins_at=moment(cast, 3, 12), ends_at=moment(cast, 3, 14), by=cast.resident, at=cast.at)
    assert booked(cast, hall, "other_member", hour=10).step == "booked"


def test_only_who_serves_the_place_or_owns_it_registers_a_venue(cast: Cast) -> None:
    for stranger in (cast.neighbor, cast.resident, cast.school_liaison):
        with pytest.raises(NotYours):
            a_venue(cast, owner="unit", by=stranger)
    assert a_venue(cast, owner="unit", by=cast.worker).is_open
    with pytest.raises(Unfit, match="已经登记"):
        a_venue(cast, owner="unit", by=cast.liaison)
    with pytest.raises(Unfit, match="怎样收费"):
        a_venue(cast, name="收费厅", is_free=False)
    with pytest.raises(Unfit, match="容纳更多人"):
        a_part(cast, a_venue(cast), "一角", capacity=61)


def test_what_is_held_and_what_is_booked_agree(cast: Cast) -> None:
    hall = a_venue(cast)
    booking = booked(cast, hall)
    walks = [each for name, each in invariants.INVARIANTS.items() if ".venues." in name]
    assert len(walks) == 3 and not [line for each in walks for line in each.walk()]
    Hold.objects.filter(booking=booking).delete()
    assert [line for each in walks for line in each.walk()]


def test_it_opens_only_with_hours(cast: Cast) -> None:
    given = {"name": "空房", "kind": "hall", "capacity": 10, "area": cast.home}
    room = managing.register(owner=cast.organizations["party"], by=cast.secretary, at=cast.at, **given)
    with pytest.raises(Unfit, match="开放时间"):
        managing.open_up(venue=room, by=cast.secretary, at=cast.at)
    managing.set_hours(venue=room, hours=DAILY, by=cast.secretary, at=cast.at)
    managing.open_up(venue=room, by=cast.secretary, at=cast.at)
    with pytest.raises(NotOpen, match="开放 09:00–21:00"):
        booked(cast, room, hour=7, people=5)
