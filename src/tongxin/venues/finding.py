"""Finding: a hall for 60 near here on Friday at 14:00. By size, place and hour, the nearest first; for what fits but
is not free the reason and the next slot that is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import DateTimeRangeField
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.kernel.clock import CHINA, spell_moment, today
from tongxin.venues.models import Hold, OpenHours, Venue
from tongxin.venues.opening import Openings, Stretch, lessons_on, minute_of, sort_of

#: So many free ones are shown, so many others with their reason, and so many days are searched for the next slot.
FREE, OTHERS, DAYS = 12, 6, 21
#: What is not free is explained in the place itself and right around it.
EXPLAINED = 2


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. `audiences` are those the venue must be meant for; empty for any."""

    people: int
    begins_at: datetime
    ends_at: datetime
    near: Area | None = None
    kind: str = ""
    equipment: Sequence[str] = ()
    audiences: Sequence[str] = ()

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.begins_at


@dataclass
class Found:
    """One venue: how near, whether it is free then, else why not and when next."""

    venue: Venue
    near: str
    why_not: str = ""
    next_free: Stretch | None = field(default=None)

    @property
    def is_free(self) -> bool:
        return not self.why_not


def find(wanted: Wanted, *, at: datetime) -> tuple[list[Found], list[Found]]:
    """The free ones, then those that fit and are not free; each the nearest first, the least too large first.

    Place by place outwards until there are enough, so that a full community costs no look at the whole city.
    """
    fits, is_free = _fits(wanted), _free_then(wanted)
    free: list[Found] = []
    others: list[tuple[Venue, str]] = []
    for number, (rows, near) in enumerate(_rings(fits, wanted.near)):
        if number < EXPLAINED and wanted.near:
            told = _in_order(rows.annotate(free_then=is_free), "-free_then")[: FREE + OTHERS]
            free += [Found(venue, near) for venue in told if venue.free_then]  # type: ignore[attr-defined]
            others += [(venue, near) for venue in told if not venue.free_then]  # type: ignore[attr-defined]
        else:
            free += [Found(venue, near) for venue in _in_order(rows.filter(is_free))[: FREE - len(free)]]
        if len(free) >= FREE:
            break
    if not free and not others:
        others = [(venue, "") for venue in _in_order(fits)[:OTHERS]]
    return free[:FREE], _explained(others[:OTHERS], wanted, at)


def _fits(wanted: Wanted) -> QuerySet[Venue]:
    rows: QuerySet[Venue] = Venue.objects.bookable().filter(capacity__gte=wanted.people)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.equipment:
        rows = rows.filter(equipment__contains=list(wanted.equipment))
    if wanted.audiences:
        rows = rows.filter(audience__in=wanted.audiences)
    return rows


def _rings(rows: QuerySet[Venue], near: Area | None) -> Iterator[tuple[QuerySet[Venue], str]]:
    """The rows in the place itself, then in what surrounds it, without those seen before."""
    if near is None:
        yield rows, ""
        return
    names = {area.pk: area.name for area in Area.objects.filter(pk__in=near.ancestor_ids())}
    inner, parts = "", near.ancestor_ids()
    for depth in range(len(parts), 0, -1):
        path = "".join(f"{pk}/" for pk in parts[:depth])
        ring = rows.filter(area_path__startswith=path)
        yield (ring.exclude(area_path__startswith=inner) if inner else ring), names[parts[depth - 1]]
        inner = path


def _free_then(wanted: Wanted) -> Q:
    """Its hours hold the whole stretch and nobody has it. Past midnight it must be open through it on both days."""
    first, last = today(wanted.begins_at), today(wanted.ends_at)
    begin, end = minute_of(wanted.begins_at), minute_of(wanted.ends_at)
    if (last - first).days > 1:
        return Q(pk__in=())
    is_open = Q(_opens(sort_of(first), begin, end if first == last else 1440))
    if last > first and end:
        is_open &= Q(_opens(sort_of(last), 0, end))
    until = end if first == last else 1440
    path = wanted.near.path if wanted.near else ""
    if any(opens < until and begin < closes for opens, closes in lessons_on(first, path)):
        is_open &= Q(outside_lessons=False)
    return is_open & ~Q(_held(wanted))


def _opens(sort: int, begin: int, end: int) -> Exists:
    hours = OpenHours.objects.filter(venue_id=OuterRef("hours_from_id"), day=sort)
    return Exists(hours.filter(opens__lte=begin, closes__gte=end))


def _held(wanted: Wanted) -> Exists:
    """Somebody has it then, or so soon afterwards that its buffer would not fit in between."""
    buffer = OuterRef("buffer_minutes") * Value(timedelta(minutes=1), DurationField())
    until = ExpressionWrapper(Value(wanted.ends_at, DateTimeField()) + buffer, DateTimeField())
    begin = Value(wanted.begins_at, DateTimeField())
    during = Func(begin, until, function="tstzrange", output_field=DateTimeRangeField())
    return Exists(Hold.objects.filter(space__overlap=OuterRef("space"), during__overlap=during))


def _in_order(rows: QuerySet[Venue], *first: str) -> QuerySet[Venue]:
    return rows.select_related("owner", "area", "parent").order_by(*first, "capacity", "pk")


def _explained(others: Sequence[tuple[Venue, str]], wanted: Wanted, at: datetime) -> list[Found]:
    venues = [venue for venue, _near in others]
    openings = Openings.of(venues)
    since = max(wanted.begins_at, at)
    holds = holds_on(venues, since, since + timedelta(days=DAYS))
    found = []
    for venue, near in others:
        mine = [each for each in holds if _meets(each.space, venue.space)]
        why = openings.why_shut(venue, wanted.begins_at, wanted.ends_at) or taken_words(
            mine, wanted.begins_at, wanted.ends_at + buffer_of(venue)
        )
        why = why or _("这段时间已有预约。")
        found.append(Found(venue, near, why, next_free(venue, wanted, openings, mine, at)))
    return found


def holds_on(venues: Sequence[Venue], since: datetime, until: datetime) -> list[Hold]:
    """What is taken of these spaces in a stretch of time, in its order. One query."""
    if not venues:
        return []
    spaces = Q()
    for venue in venues:
        spaces |= Q(space__overlap=venue.space)
    during = DateTimeTZRange(since - timedelta(days=1), until)
    held = Hold.objects.filter(spaces, during__overlap=during)
    return list(held.select_related("closure", "booking__venue").order_by("during"))


def next_free(
    venue: Venue, wanted: Wanted, openings: Openings, holds: Sequence[Hold], at: datetime
) -> Stretch | None:  # fmt: skip
    """The first stretch of that length from the wanted hour on; None where three weeks have none."""
    since, buffer = max(wanted.begins_at, at), buffer_of(venue)
    for opens, closes in openings.stretches(venue, today(since), today(since + timedelta(days=DAYS - 1))):
        begin = max(opens, _next_half_hour(since))
        for hold in holds:
            if hold.during.upper <= begin or hold.during.lower >= closes + buffer:
                continue
            if begin + wanted.length + buffer <= hold.during.lower:
                break
            begin = _next_half_hour(hold.during.upper)
        if begin + wanted.length <= closes:
            return begin, begin + wanted.length
    return None


def buffer_of(venue: Venue) -> timedelta:
    """What is held after each use, for cleaning."""
    return timedelta(minutes=venue.buffer_minutes)


def _next_half_hour(moment: datetime) -> datetime:
    local = moment.astimezone(CHINA)
    over = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
    return local - over + timedelta(minutes=30) if over else local


def taken_words(holds: Sequence[Hold], begins_at: datetime, ends_at: datetime) -> str:
    """What has the stretch, in words and without names; empty where nothing of these has it."""
    for hold in holds:
        if hold.during.lower < ends_at and begins_at < hold.during.upper:
            said = _spell_stretch(hold.during.lower, hold.during.upper)
            if hold.closure:
                return _("%(when)s停用：%(why)s。") % {"when": said, "why": hold.closure.reason}
            return _("%s已有预约。") % said
    return ""


def _spell_stretch(begins_at: datetime, ends_at: datetime) -> str:
    """From when to when; the day of the end is said where it is another one."""
    is_one_day = today(begins_at) == today(ends_at)
    until = f"{ends_at.astimezone(CHINA):%H:%M}" if is_one_day else spell_moment(ends_at)
    return f"{spell_moment(begins_at)}–{until}"


def _meets(one: Any, other: Any) -> bool:
    return bool(one.lower < other.upper and other.lower < one.upper)
