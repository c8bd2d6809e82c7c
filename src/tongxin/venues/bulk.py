"""The bulk form of booking, arriving and logging, for histories: the same checks, constraints and records at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.clock import spell_moment
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record_each
from tongxin.venues import events
from tongxin.venues.errors import NotBookable, NotForYou, NotOpen, TooSmall
from tongxin.venues.models import Booking, Hold, Venue
from tongxin.venues.opening import Openings

COLUMNS = (
    "id", "venue", "booker", "contact", "title", "purpose", "people", "begins_at", "ends_at", "made_at",
    "checked_in_at", "came", "log", "step", "step_at", "area_path",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Used:
    """A venue booked by somebody in the name of the actor's organization, used and logged."""

    venue: Venue
    title: str
    purpose: str
    people: int
    begins_at: datetime
    ends_at: datetime
    made_at: datetime
    by: Actor
    came: int


@transaction.atomic
def use_many(used: Sequence[Used]) -> list[int]:
    """Write all of them or none and return the keys, in the order given.

    Only for venues that stand open to everybody without approval. Raises what the single deeds raise; IntegrityError
    where two of them would overlap.
    """
    openings = Openings.of({each.venue.pk: each.venue for each in used}.values())
    for each in used:
        _check(each, openings)
    keys = numbers(Booking, len(used))
    names = {each.venue.pk: each.venue.full_name for each in used}
    pairs = list(zip(keys, used, strict=True))
    copy_in(Booking, COLUMNS, (_row(key, each) for key, each in pairs))
    spans = ((key, each.venue.space, _during(each)) for key, each in pairs)
    copy_in(Hold, ("booking", "space", "during"), spans)
    made = (
        (each.made_at, each.by, key, {"venue": names[each.venue.pk], "when": _when(each)}) for key, each in pairs
    )  # fmt: skip
    record_each(events.BookingMade, Booking, made)
    begun = ((each.begins_at, each.by, key, {"venue": names[each.venue.pk]}) for key, each in pairs)
    record_each(events.UseBegun, Booking, begun)
    logged = ((each.ends_at, each.by, key, {"venue": names[each.venue.pk], "came": each.came}) for key, each in pairs)
    record_each(events.UseLogged, Booking, logged)
    return keys


def _check(used: Used, openings: Openings) -> None:
    venue = used.venue
    if not venue.is_open or venue.needs_approval:
        raise NotBookable
    if venue.audience != Venue.Audience.EVERYBODY:
        raise NotForYou
    if used.by.organization_id is None or not used.by.holds("venues.book"):
        raise NotYours
    if not 0 < used.people <= venue.capacity:
        raise TooSmall
    if not used.made_at < used.begins_at < used.ends_at or not terms.usable("venue_purposes", used.purpose):
        raise Unfit
    if why := openings.why_shut(venue, used.begins_at, used.ends_at):
        raise NotOpen(why)


def _row(key: int, used: Used) -> tuple[object, ...]:
    return (
        key, used.venue.pk, used.by.organization_id, used.by.principal_id, used.title, used.purpose, used.people,
        used.begins_at, used.ends_at, used.made_at, used.begins_at, used.came, "", "used", used.ends_at,
        used.venue.area_path,
    )  # fmt: skip


def _during(used: Used) -> DateTimeTZRange:
    return DateTimeTZRange(used.begins_at, used.ends_at + timedelta(minutes=used.venue.buffer_minutes), "[)")


def _when(used: Used) -> str:
    return f"{spell_moment(used.begins_at)}–{spell_moment(used.ends_at)}"
