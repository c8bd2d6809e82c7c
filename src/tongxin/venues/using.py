"""Deeds from the day itself: arrive, log the use; and what the clock does: ask again, let go, release, end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.venues import events
from tongxin.venues.actions import give_back, lock, move_up, say
from tongxin.venues.conditions import number_of
from tongxin.venues.errors import NotNow
from tongxin.venues.models import Booking, Venue
from tongxin.venues.procedure import BOOKING


@transaction.atomic
def check_in(*, booking: Booking, by: Actor, at: datetime) -> None:
    """Somebody is there: the use begins, and nobody releases the venue any more."""
    if not may_check_in(booking, at):
        raise NotNow
    with BOOKING.moving(booking, "check_in", by=by, at=at):
        booking.checked_in_at = at
    record(events.UseBegun(booking=booking, venue=booking.venue.full_name), by=by, at=at)


def may_check_in(booking: Booking, at: datetime) -> bool:
    lead = timedelta(minutes=number_of("venue.check_in_lead_minutes", booking.venue, at))
    return booking.begins_at - lead <= at < booking.ends_at


@transaction.atomic
def log(*, booking: Booking, came: int, words: str = "", by: Actor, at: datetime) -> None:
    """Write the use log: how many were there, and what is to be said; what the clock ended can be logged later."""
    if came < 0:
        raise Unfit(_("实到人数不能是负数。"))
    if booking.step == "used":
        _log_later(booking, came, words, by, at)
        return
    with BOOKING.moving(booking, "log", by=by, at=at):
        booking.came, booking.log = came, words.strip()[:300]
    record(events.UseLogged(booking=booking, venue=booking.venue.full_name, came=came), by=by, at=at)


def _log_later(booking: Booking, came: int, words: str, by: Actor, at: datetime) -> None:
    booking.refresh_from_db(from_queryset=Booking._base_manager.select_for_update(of=("self",)))
    if booking.came is not None:
        raise AlreadyMoved(_("使用情况已经登记过了。"))
    if not BOOKING.move("log").by(by, booking):
        raise NotYours
    booking.came, booking.log = came, words.strip()[:300]
    booking.save(update_fields=["came", "log"])
    record(events.UseLogged(booking=booking, venue=booking.venue.full_name, came=came), by=by, at=at)


# What the clock does


@BOOKING.on_late("offered")
@BOOKING.on_late("to_confirm")
def lapse(booking: Booking, at: datetime) -> None:
    """Nobody answered in time. Who waits is asked by `offer_what_is_free`: here the duty is locked already."""
    with BOOKING.moving(booking, "lapse", by=SYSTEM, at=at):
        give_back(booking)
    say(events.BookingLapsed, booking, by=SYSTEM, at=at)


def ask_again(*, at: datetime) -> int:
    """Ask those who booked long ago whether they still come: `venue.reconfirm_from_hours` before it begins."""
    hours = rules.find("venue.reconfirm_from_hours", on=today(at))
    days = rules.find("venue.reconfirm_if_ahead_days", on=today(at))
    if hours is None or days is None:
        return 0
    soon = Booking.objects.filter(step="booked", reconfirmed_at=None, begins_at__gt=at)
    soon = soon.filter(begins_at__lte=at + timedelta(hours=int(hours.value)))
    # Where the time to answer would end after the beginning there is nothing to gain by asking.
    limit = BOOKING.setting("to_confirm", on=today(at))
    answer = timedelta(hours=(limit.amount or 0) if limit else 0)
    early = soon.filter(made_at__lte=F("begins_at") - timedelta(days=int(days.value)), begins_at__gt=at + answer)
    return sum(_ask_again(booking, at) for booking in early.select_related("venue")[:500])


@transaction.atomic
def _ask_again(booking: Booking, at: datetime) -> int:
    try:
        with BOOKING.moving(booking, "ask_again", by=SYSTEM, at=at):
            pass
    except AlreadyMoved:
        return 0
    say(events.ReconfirmationAsked, booking, by=SYSTEM, at=at)
    return 1


def release_no_shows(*, at: datetime) -> int:
    """Free what nobody came to within `venue.no_show_minutes`, and what was never settled before it began."""
    begun = Booking.objects.filter(begins_at__lte=at).select_related("venue")
    settled = 0
    for booking in begun.filter(step__in=("asked", "waiting", "offered"))[:500]:
        settled += _lapse_in_turn(booking, at)
    for booking in begun.filter(step__in=("booked", "to_confirm"))[:500]:
        patience = timedelta(minutes=number_of("venue.no_show_minutes", booking.venue, at))
        if at > booking.begins_at + patience:
            settled += _miss(booking, at)
    return settled


@transaction.atomic
def _lapse_in_turn(booking: Booking, at: datetime) -> int:
    try:
        lapse(booking, at)
    except AlreadyMoved:
        return 0
    return 1


@transaction.atomic
def _miss(booking: Booking, at: datetime) -> int:
    try:
        with BOOKING.moving(booking, "miss", by=SYSTEM, at=at):
            give_back(booking)
    except AlreadyMoved:
        return 0
    say(events.NoShow, booking, by=SYSTEM, at=at)
    return 1


def end_uses(*, at: datetime) -> int:
    """What is over by the clock is used, whether or not somebody logged it."""
    over = Booking.objects.filter(step="in_use", ends_at__lte=at).select_related("venue")
    return sum(_end(booking, at) for booking in over[:500])


@transaction.atomic
def _end(booking: Booking, at: datetime) -> int:
    try:
        with BOOKING.moving(booking, "end", by=SYSTEM, at=at):
            pass
    except AlreadyMoved:
        return 0
    record(events.UseEnded(booking=booking, venue=booking.venue.full_name), by=SYSTEM, at=at)
    return 1


def offer_what_is_free(*, at: datetime) -> int:
    """Move up those who wait where the clock gave something back."""
    spaces = Booking.objects.filter(step="waiting", begins_at__gt=at).values("venue_id")
    return sum(_offer_in(venue, at) for venue in Venue.objects.filter(pk__in=spaces).order_by("pk"))


@transaction.atomic
def _offer_in(venue: Venue, at: datetime) -> int:
    lock(venue)
    return move_up(venue, at=at)
