"""Questions across tables: calendars of a venue and of an area, floor and openness, sessions counted twice over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from tongxin.areas.models import Area
from tongxin.kernel.clock import CHINA, today
from tongxin.organizations.models import Organization
from tongxin.venues.models import Booking, Closure, Hold, Venue
from tongxin.venues.models.venue import WIDTH, spell_minute
from tongxin.venues.opening import Day, Openings, is_announced, sort_of

#: So far ahead the next slot is looked for, and so many venues a day's calendar of an area shows.
AHEAD, ROWS = timedelta(days=21), 60


@dataclass
class Line:
    """One thing in a calendar: from when to when, and what may be said of it."""

    begins_at: datetime
    ends_at: datetime
    words: str
    booking: Booking | None = None
    is_closure: bool = False


@dataclass
class CalendarDay:
    """One day of a venue: what sort of day, when it is open, what is in it."""

    day: date
    sort: str
    open_words: str
    is_provisional: bool
    lines: list[Line] = field(default_factory=list)


def week_of(venue: Venue, first: date, *, names: bool, own: Collection[int] = (), days: int = 7) -> list[CalendarDay]:
    """The days of a venue from `first` on. With `names` what it is used for; without, only that it is taken, but of
    what the principals `own` booked."""
    return calendars([venue], first, names=names, own=own, days=days)[venue.pk]


def calendars(
    venues: Sequence[Venue], first: date, *, names: bool, own: Collection[int] = (), days: int = 1
) -> dict[int, list[CalendarDay]]:
    """The same for several venues. Three queries for all."""
    begin = datetime.combine(first, datetime.min.time(), CHINA)
    end = begin + timedelta(days=days)
    openings = Openings.of(venues)
    holds = _holds(venues, begin, end)
    found: dict[int, list[CalendarDay]] = {}
    for venue in venues:
        dates = [first + timedelta(days=number) for number in range(days)]
        found[venue.pk] = [_day(venue, day, openings) for day in dates]
        for hold in holds:
            if hold.space.lower < venue.space.upper and venue.space.lower < hold.space.upper:
                is_own = hold.booking is not None and hold.booking.booker_id in own
                _enter(hold, venue, found[venue.pk], names or is_own)
    return found


def _holds(venues: Sequence[Venue], begin: datetime, end: datetime) -> list[Hold]:
    spaces = Q()
    for venue in venues:
        spaces |= Q(space__overlap=venue.space)
    if not venues:
        return []
    held = Hold.objects.filter(spaces, during__overlap=DateTimeTZRange(begin, end)).select_related(
        "closure", "booking__venue"
    )
    return list(held.order_by("during"))


def _day(venue: Venue, day: date, openings: Openings) -> CalendarDay:
    hours = "、".join(f"{spell_minute(b)}–{spell_minute(e)}" for b, e in openings.minutes(venue, day))
    return CalendarDay(day, str(Day(sort_of(day)).label), hours, not is_announced(day))


def _enter(hold: Hold, venue: Venue, days: list[CalendarDay], names: bool) -> None:
    thing: Any = hold.booking or hold.closure
    elsewhere = hold.booking.venue.name if hold.booking and hold.booking.venue_id != venue.pk else ""
    words = hold.closure.reason if hold.closure else hold.booking.title if names and hold.booking else ""
    words = f"{words}（{elsewhere}）" if words and elsewhere else words or elsewhere
    line = Line(thing.begins_at, thing.ends_at, words, hold.booking if names else None, hold.closure is not None)
    first, last = today(thing.begins_at), today(thing.ends_at - timedelta(seconds=1))
    for day in days:
        if first <= day.day <= last:
            day.lines.append(line)


def closures_ahead(venue: Venue, at: datetime) -> QuerySet[Closure]:
    rows = Closure.objects.filter(venue__space__overlap=venue.space, lifted_at=None, ends_at__gt=at)
    return rows.select_related("venue").order_by("begins_at")


@dataclass(frozen=True)
class Service:
    """The venues of an area: how many, how much floor, and how many of them stand open to residents."""

    venues: int
    open: int
    floor: int
    open_floor: int
    free: int
    centers: int


def service_in(path: str) -> Service:
    """Wholes only: parts lie within them. Open means that residents may book and that there are hours (BL-26)."""
    wholes = Venue.objects.in_area(path).wholes()
    standing = wholes.for_everybody().exclude(hours_from=None)
    return Service(
        venues=wholes.count(),
        open=standing.count(),
        floor=wholes.floor_area(),
        open_floor=standing.floor_area(),
        free=standing.filter(is_free=True).count(),
        centers=Venue.objects.in_area(path).centers().count(),
    )


@dataclass(frozen=True)
class Sessions:
    """Sessions of theme days in the centres of an area, and the branches that held them: apart, never mixed."""

    sessions: int
    branches: int
    by_center: list[tuple[Venue, int, int]]


def count_sessions(*, path: str, since: date, until: date) -> Sessions:
    """From one day to another, both included, with the sessions and branches of each centre (YX-17)."""
    held = _held(path, since, until)
    centers = {center.root_id: center for center in Venue.objects.in_area(path).centers().select_related("area")}
    spaces = dict(Venue.objects.filter(pk__in=held.values("venue_id")).values_list("pk", "space"))
    roots = {pk: int(space.lower) // WIDTH for pk, space in spaces.items()}
    sessions: dict[int, int] = {}
    branches: dict[int, set[int]] = {}
    for venue_id, booker_id, count in held.values_list("venue_id", "booker_id").annotate(count=Count("pk")):
        root = roots[venue_id]
        sessions[root] = sessions.get(root, 0) + count
        branches.setdefault(root, set()).add(booker_id)
    return Sessions(
        sessions=sum(sessions.values()),
        branches=len(set[int]().union(*branches.values())),
        by_center=sorted(
            ((center, sessions.get(root, 0), len(branches.get(root, ()))) for root, center in centers.items()),
            key=lambda row: (row[0].area_path, row[0].pk),
        ),
    )


def branches_with_sessions(*, path: str, since: date, until: date) -> QuerySet[Organization]:
    """Each branch that held any, with `session_count`; a list by name, for nobody is ranked."""
    held = _held(path, since, until)
    counted = held.filter(booker_id=OuterRef("pk")).values("booker_id").annotate(count=Count("pk")).values("count")
    rows: QuerySet[Organization] = Organization.objects.filter(pk__in=held.values("booker_id"))
    return rows.annotate(session_count=Subquery(counted))


def _held(path: str, since: date, until: date) -> QuerySet[Booking]:
    held = Booking.objects.sessions().in_area(path)
    return held.filter(begins_at__date__gte=since, begins_at__date__lte=until).order_by()


def places_with_venues(path: str) -> QuerySet[Area]:
    return Area.objects.filter(pk__in=Venue.objects.in_area(path).values("area_id")).order_by("path")
