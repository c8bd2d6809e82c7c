"""Bookings that return: which days a rule names, which of them can be had, and booking those."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.rrule import rrulestr
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record
from tongxin.people.models import Person
from tongxin.venues import actions, conditions, events
from tongxin.venues.finding import buffer_of, holds_on, taken_words
from tongxin.venues.models import Booking, Series, Venue
from tongxin.venues.opening import Openings, is_announced

#: No series is longer; a year of weeks.
MOST = 53

WEEKLY, FORTNIGHTLY, MONTHLY_DAY, MONTHLY_WEEKDAY = "weekly", "fortnightly", "monthly_day", "monthly_weekday"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Occasion:
    """One day of a series: when, and why it cannot be had (empty where it can)."""

    begins_at: datetime
    ends_at: datetime
    why_not: str
    is_provisional: bool

    @property
    def day(self) -> date:
        return today(self.begins_at)


def rule_of(every: str, first: datetime, until: date) -> str:
    """The rule in the words of iCalendar: every week or second week, or the day or the n-th weekday of each month."""
    local = first.astimezone(CHINA)
    if until < local.date():
        raise Unfit(_("重复的截止日期不能早于第一次。"))
    end = f"UNTIL={until:%Y%m%d}T235959"
    nth = (local.day - 1) // 7 + 1
    how = {
        WEEKLY: "FREQ=WEEKLY",
        FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
        MONTHLY_DAY: f"FREQ=MONTHLY;BYMONTHDAY={local.day}",
        MONTHLY_WEEKDAY: f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAYS[local.weekday()]}",
    }
    if every not in how:
        raise Unfit(_("请选择怎样重复。"))
    return f"{how[every]};{end}"


def occasions(
    *, venue: Venue, booker: Principal, purpose: str, people: int, begins_at: datetime, ends_at: datetime, rule: str,
    at: datetime, contact: Person | None = None,
) -> list[Occasion]:  # fmt: skip
    """Every day of the rule with what stands against it, before anything is booked. A few queries for all.

    Raises what stands against each of them alike: a venue that is not for this booker, too many people.
    """
    conditions.check_wish(venue, booker, contact, purpose, people, at)
    stretches = list(_stretches(rule, begins_at, ends_at))
    openings, left = Openings.of([venue]), conditions.left_of_quota(venue, booker, at)
    holds = holds_on([venue], begins_at, stretches[-1][1] + buffer_of(venue))
    found = []
    for begin, end in stretches:
        why = _why_shut(venue, begin, end, at, openings) or taken_words(holds, begin, end + buffer_of(venue))
        if not why and left is not None:
            why, left = ("", left - 1) if left else (str(conditions.quota_spent(venue, at)), 0)
        found.append(Occasion(begin, end, why, not is_announced(begin.astimezone(CHINA).date())))
    return found


def _why_shut(venue: Venue, begins_at: datetime, ends_at: datetime, at: datetime, openings: Openings) -> str:
    try:
        conditions.check_times(venue, begins_at, ends_at, at, openings)
    except Refused as refused:
        return str(refused)
    return ""


def _stretches(rule: str, begins_at: datetime, ends_at: datetime) -> Iterator[tuple[datetime, datetime]]:
    # Reckoned on the wall clock of the place, so that every day begins at the same hour.
    local = begins_at.astimezone(CHINA).replace(tzinfo=None)
    days = list(rrulestr(f"RRULE:{rule}", dtstart=local)[: MOST + 1])
    if len(days) > MOST:
        raise Unfit(_("一次最多约 %d 回，请把截止日期提前些。") % MOST)
    for day in days:
        begin = day.replace(tzinfo=CHINA)
        yield begin, begin + (ends_at - begins_at)


@transaction.atomic
def book_series(
    *, venue: Venue, booker: Principal, title: str, purpose: str, people: int, begins_at: datetime, ends_at: datetime,
    rule: str, by: Actor, at: datetime, contact: Person | None = None,
) -> tuple[Series, list[Booking], list[Occasion]]:  # fmt: skip
    """Book every day of the rule that can be had; gives the series, what was booked, and the days that were not.

    Each day is a booking of its own, to be moved or cancelled by itself. Raises what the first day raises where none
    can be had.
    """
    conditions.check_speaks_for(booker, venue, by)
    series = Series.objects.create(
        venue=venue, booker=booker, title=title.strip(), rule=rule, begins_at=begins_at, ends_at=ends_at
    )
    made, missed, first = [], [], None
    for begin, end in _stretches(rule, begins_at, ends_at):
        try:
            made.append(
                actions.book(
                    venue=venue,
                    booker=booker,
                    title=title,
                    purpose=purpose,
                    people=people,
                    begins_at=begin,
                    ends_at=end,
                    by=by,
                    at=at,
                    contact=contact,
                    series=series,
                )
            )
        except Refused as refused:
            first = first or refused
            missed.append(Occasion(begin, end, str(refused), False))
    if not made:
        raise first or Unfit(_("这条规则里没有可约的日子。"))
    fact = events.SeriesBooked(series=series, venue=venue.full_name, made=len(made), missed=len(missed))
    record(fact, by=by, at=at)
    return series, made, missed


def days_of(series: Series) -> list[tuple[date, Booking | None]]:
    """Every day that the rule names or that was booked, in order, with its booking; None where none was had."""
    rows = Booking.objects.filter(series=series).order_by("pk")
    made: dict[date, Booking] = {each.day: each for each in rows}
    named = {today(begin) for begin, _end in _stretches(series.rule, series.begins_at, series.ends_at)}
    return [(day, made.get(day)) for day in sorted(named | made.keys())]
