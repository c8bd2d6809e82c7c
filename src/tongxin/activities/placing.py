"""The place of an activity, booked in `venues` in the name of its host: it moves and ends with the activity."""

from datetime import datetime

from django.db import transaction

from tongxin.activities.access import may_organize
from tongxin.activities.errors import PlaceBookedAlready
from tongxin.activities.events import PlaceBooked
from tongxin.activities.models import Activity
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import AlreadyMoved, NotYours
from tongxin.kernel.records import record
from tongxin.people.models import Person
from tongxin.venues import actions as venues
from tongxin.venues import using
from tongxin.venues.models import Booking, Venue

#: Who comes where no number of places is set.
SOME = 20


@transaction.atomic
def book_place(*, activity: Activity, venue: Venue, by: Actor, at: datetime) -> Booking:
    """Book the venue for the activity's time; its place is named after it. Raises what `venues.book` raises."""
    activity.refresh_from_db(from_queryset=Activity.objects.select_for_update(of=("self",)))
    if not may_organize(by, activity):
        raise NotYours
    if activity.booking and activity.booking.is_alive:
        raise PlaceBookedAlready
    booking = venues.book(
        venue=venue, booker=activity.host.principal, contact=Person.objects.filter(pk=by.principal_id).first(),
        title=activity.title, purpose=purpose_of(activity), people=people_of(activity),
        begins_at=activity.begins_at, ends_at=activity.ends_at, by=by, at=at,
    )  # fmt: skip
    activity.booking, activity.place = booking, venue.full_name[:120]
    activity.save(update_fields=["booking", "place"])
    record(PlaceBooked(activity=activity, venue=venue.full_name), by=by, at=at)
    return booking


def follow(*, activity: Activity, by: Actor, at: datetime) -> None:
    """The booking takes the activity's new time. Raises HallTaken where the venue is not free then."""
    booking = activity.booking
    if booking and booking.is_alive and (booking.begins_at, booking.ends_at) != (activity.begins_at, activity.ends_at):
        venues.move(booking=booking, begins_at=activity.begins_at, ends_at=activity.ends_at, by=by, at=at)


def let_go(*, activity: Activity, by: Actor, at: datetime) -> None:
    """Give the place back: the activity does not take place."""
    if activity.booking and activity.booking.is_alive and at < activity.booking.begins_at:
        venues.cancel(booking=activity.booking, by=SYSTEM if by is SYSTEM else by, at=at)


def open_places(*, at: datetime) -> int:
    """Who checks in at an activity is there: its venue is in use and is not released."""
    begun = Booking.objects.filter(step__in=("booked", "to_confirm"), ends_at__gt=at, activity__turnout__came__gt=0)
    return sum(_open(booking, at) for booking in begun.select_related("venue"))


@transaction.atomic
def _open(booking: Booking, at: datetime) -> int:
    if not using.may_check_in(booking, at):
        return 0
    try:
        using.check_in(booking=booking, by=SYSTEM, at=at)
    except AlreadyMoved:
        return 0
    return 1


def purpose_of(activity: Activity) -> str:
    """The purpose of a venue that goes with the kinds of the activity, by the city's list; the last one else."""
    listed = terms.terms("venue_purposes")
    fitting = [code for code, term in listed.items() if set(term.data.get("activities", ())) & set(activity.kinds)]
    return (fitting or list(listed))[0 if fitting else -1]


def people_of(activity: Activity) -> int:
    return activity.turnout.places or max(activity.turnout.taken, SOME)
