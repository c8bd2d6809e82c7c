"""Deeds around a booking until it is used: book, approve, wait, accept, confirm again, move, cancel, call off.

Whatever takes or gives back a hold goes through one row, that of the whole space (`lock`): holders queue there instead
of meeting in the exclusion, where two that wait for each other would be a deadlock. The exclusion stays the law.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import AlreadyMoved, Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record
from tongxin.people.models import Person
from tongxin.venues import events
from tongxin.venues.conditions import check, check_speaks_for, check_times, number_of
from tongxin.venues.errors import HallTaken
from tongxin.venues.models import Booking, Hold, Series, Venue
from tongxin.venues.procedure import BOOKING


@transaction.atomic
def book(
    *,
    venue: Venue,
    booker: Principal,
    title: str,
    purpose: str,
    people: int,
    begins_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
    contact: Person | None = None,
    may_wait: bool = False,
    series: Series | None = None,
) -> Booking:
    """Book the venue for a stretch of time; where the owner approves first, ask for it.

    With `may_wait` a stretch that is taken puts the booking on the waiting list. Raises HallTaken, NotOpen, NotForYou,
    TooSmall, QuotaSpent, NotBookable.
    """
    check_speaks_for(booker, venue, by)
    lock(venue)
    venue.refresh_from_db(fields=["is_open", "capacity", "buffer_minutes", "needs_approval", "hours_from"])
    check(venue, booker, contact, purpose, people, begins_at, ends_at, at)
    booking = Booking(
        venue=venue, booker=booker, contact=contact or _person_of(booker), series=series, title=title.strip(),
        purpose=purpose, people=people, begins_at=begins_at, ends_at=ends_at, made_at=at, area_path=venue.area_path,
        step="asked" if venue.needs_approval else "booked", step_at=at,
    )  # fmt: skip
    if is_taken(venue, booking):
        if not may_wait:
            raise HallTaken
        booking.step = "waiting"
    booking.save()
    if booking.step != "waiting":
        take(booking)
    BOOKING.start(booking, by=by, at=at)
    say(FIRST[booking.step], booking, by=by, at=at)
    return booking


#: What is said first, by the step on which it begins.
FIRST = {"asked": events.BookingAsked, "booked": events.BookingMade, "waiting": events.BookingQueued}


def say(event: Any, booking: Booking, *, by: Actor, at: datetime) -> None:
    """A fact that names the venue and the stretch."""
    record(event(booking=booking, venue=booking.venue.full_name, when=booking.when), by=by, at=at)


@transaction.atomic
def approve(*, booking: Booking, by: Actor, at: datetime) -> None:
    with BOOKING.moving(booking, "approve", by=by, at=at):
        pass
    say(events.BookingApproved, booking, by=by, at=at)


@transaction.atomic
def refuse(*, booking: Booking, reason: str, by: Actor, at: datetime) -> None:
    """Say no, with a reason that whoever asked reads; the stretch is free again."""
    reason = _said(reason)
    lock(booking.venue)
    with BOOKING.moving(booking, "refuse", by=by, at=at):
        give_back(booking)
    record(events.BookingRefused(booking=booking, venue=booking.venue.full_name, reason=reason), by=by, at=at)
    move_up(booking.venue, at=at)


@transaction.atomic
def accept(*, booking: Booking, by: Actor, at: datetime) -> None:
    """Take what came free; where the owner approves, that is asked now."""
    move = "apply" if booking.venue.needs_approval else "accept"
    with BOOKING.moving(booking, move, by=by, at=at):
        booking.reconfirmed_at = at
    record(events.OfferAccepted(booking=booking, venue=booking.venue.full_name), by=by, at=at)


@transaction.atomic
def reconfirm(*, booking: Booking, by: Actor, at: datetime) -> None:
    """Say again that the venue will be used."""
    with BOOKING.moving(booking, "reconfirm", by=by, at=at):
        booking.reconfirmed_at = at
    record(events.Reconfirmed(booking=booking, venue=booking.venue.full_name), by=by, at=at)


@transaction.atomic
def cancel(*, booking: Booking, by: Actor, at: datetime) -> None:
    """Give the booking up before it begins; who waits is asked next."""
    if at >= booking.begins_at:
        raise AlreadyMoved(_("已经到了使用时间，不能再取消；没有去用的，登记使用完毕时写明即可。"))
    lock(booking.venue)
    with BOOKING.moving(booking, "cancel", by=by, at=at):
        give_back(booking)
    record(events.BookingCancelled(booking=booking, venue=booking.venue.full_name), by=by, at=at)
    move_up(booking.venue, at=at)


@transaction.atomic
def call_off(*, booking: Booking, reason: str, by: Actor, at: datetime) -> None:
    """The owner takes the venue back, with a reason."""
    lock(booking.venue)
    call_off_locked(booking, _said(reason), by=by, at=at)
    move_up(booking.venue, at=at)


def call_off_locked(booking: Booking, reason: str, *, by: Actor, at: datetime) -> None:
    with BOOKING.moving(booking, "call_off", by=by, at=at):
        give_back(booking)
    fact = events.BookingCalledOff(
        booking=booking, venue=booking.venue.full_name, when=booking.when, reason=reason
    )  # fmt: skip
    record(fact, by=by, at=at)


@transaction.atomic
def move(*, booking: Booking, begins_at: datetime, ends_at: datetime, by: Actor, at: datetime) -> None:
    """Another time at the same venue, as the activity moves. Raises HallTaken, NotOpen and keeps the old time then."""
    lock(booking.venue)
    booking.refresh_from_db()
    check_speaks_for(booking.booker, booking.venue, by)
    if booking.step not in ("asked", "booked", "to_confirm"):
        raise AlreadyMoved
    check_times(booking.venue, begins_at, ends_at, at)
    booking.begins_at, booking.ends_at = begins_at, ends_at
    if is_taken(booking.venue, booking):
        raise HallTaken
    booking.save(update_fields=["begins_at", "ends_at"])
    _write(lambda: Hold.objects.filter(booking=booking).update(during=booking.during))
    say(events.BookingMoved, booking, by=by, at=at)
    move_up(booking.venue, at=at)


def move_up(venue: Venue, *, at: datetime) -> int:
    """Offer what is free in this space to those who wait for it, in their order; returns how many were offered.

    The caller holds the lock. In the last `venue.move_up_until_hours` nobody is moved up any more.
    """
    until = at + timedelta(hours=number_of("venue.move_up_until_hours", venue, at))
    waiting = Booking.objects.filter(step="waiting", begins_at__gt=until, venue__space__overlap=whole_of(venue))
    offered = 0
    for booking in waiting.select_related("venue__owner").order_by("made_at", "pk"):
        if is_taken(booking.venue, booking) or not booking.venue.is_open:
            continue
        with BOOKING.moving(booking, "offer", by=SYSTEM, at=at):
            take(booking)
        say(events.PlaceOffered, booking, by=SYSTEM, at=at)
        offered += 1
    return offered


# Holds


def lock(venue: Venue) -> Venue:
    """The whole of the space, locked until the deed is done."""
    return Venue.objects.select_for_update(no_key=True).get(pk=venue.root_id)


def whole_of(venue: Venue) -> Any:
    return Venue.objects.values_list("space", flat=True).get(pk=venue.root_id)


def is_taken(venue: Venue, booking: Booking) -> bool:
    held = Hold.objects.filter(space__overlap=venue.space, during__overlap=booking.during)
    return held.exclude(booking_id=booking.pk).exists() if booking.pk else held.exists()


def take(booking: Booking) -> None:
    """Raises HallTaken where the database knows of another one, whoever it was."""
    _write(lambda: Hold.objects.create(booking=booking, space=booking.venue.space, during=booking.during))


def give_back(booking: Booking) -> None:
    Hold.objects.filter(booking=booking).delete()


def _write(deed: Callable[[], Any]) -> None:
    try:
        with transaction.atomic():
            deed()
    except IntegrityError as error:
        if "hold_one_at_a_time" not in str(error):
            raise
        raise HallTaken from error


def _person_of(booker: Principal) -> Person | None:
    return getattr(booker, "person", None)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Unfit(_("请写明原因，预约方会看到。"))
    return reason.strip()[:120]
