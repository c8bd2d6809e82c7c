"""Opening: what sort of day it is, when a venue is open then, and why it is not.

A day is a weekday of the plain week, a made-up working day or a holiday, by the announced calendar. A school's venue
is never open in lessons, whatever its hours say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from tongxin.kernel import rules
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import CHINA, today
from tongxin.venues.models import OpenHours, Venue
from tongxin.venues.models.venue import spell_minute

Day = OpenHours.Day
Stretch = tuple[datetime, datetime]


def sort_of(day: date) -> int:
    """The sort of day by the calendar: 1 to 7 of the plain week, made-up working day, or holiday (C10-1)."""
    special = working_time().special.get(day)
    if special is None:
        return day.isoweekday()
    return int(Day.MADE_UP if special else Day.HOLIDAY)


def is_announced(day: date) -> bool:
    """Whether the holidays of that year are known; what is booked before may meet other hours."""
    return working_time().is_confirmed(day)


def minute_of(at: datetime) -> int:
    local = at.astimezone(CHINA)
    return local.hour * 60 + local.minute


def lessons_on(day: date, path: str) -> list[tuple[int, int]]:
    """When lessons are held on a working day, in minutes; none on days off (BL-26)."""
    if not working_time().is_working_day(day):
        return []
    rule = rules.find("venue.lessons", on=day, path=path)
    pairs: list[list[str]] = rule.value if rule else []
    return [(_minute(opens), _minute(closes)) for opens, closes in pairs]


@dataclass(frozen=True)
class Openings:
    """The hours of some venues by whose hours they are and the sort of day; one query for all."""

    hours: dict[tuple[int, int], list[tuple[int, int]]]
    _known: dict[tuple[int | None, date, date], list[Stretch]] = field(default_factory=dict)

    @classmethod
    def of(cls, venues: Iterable[Venue]) -> "Openings":
        keepers = {venue.hours_from_id for venue in venues if venue.hours_from_id}
        found: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for row in OpenHours.objects.filter(venue_id__in=keepers).order_by("opens"):
            found.setdefault((row.venue_id, row.day), []).append((row.opens, row.closes))
        return cls(found)

    def minutes(self, venue: Venue, day: date) -> list[tuple[int, int]]:
        """From when to when it is open that day, lessons taken out."""
        if venue.hours_from_id is None:
            return []
        hours = self.hours.get((venue.hours_from_id, sort_of(day)), [])
        return list(_without(hours, lessons_on(day, venue.area_path))) if venue.outside_lessons else hours

    def stretches(self, venue: Venue, since: date, until: date) -> list[Stretch]:
        """The open stretches from one day to another, both included; those that meet at midnight are one."""
        if venue.outside_lessons:
            return self._merged(venue, since, until)
        key = (venue.hours_from_id, since, until)
        if key not in self._known:
            self._known[key] = self._merged(venue, since, until)
        return self._known[key]

    def _merged(self, venue: Venue, since: date, until: date) -> list[Stretch]:
        merged: list[Stretch] = []
        for number in range((until - since).days + 1):
            day = since + timedelta(days=number)
            for opens, closes in self.minutes(venue, day):
                begin, end = _moment(day, opens), _moment(day, closes)
                if merged and merged[-1][1] == begin:
                    merged[-1] = (merged[-1][0], end)
                else:
                    merged.append((begin, end))
        return merged

    def why_shut(self, venue: Venue, begins_at: datetime, ends_at: datetime) -> str:
        """Why it is not open through that stretch, in words; empty where it is."""
        first, last = today(begins_at), today(ends_at)
        if any(b <= begins_at and ends_at <= e for b, e in self.stretches(venue, first, last)):
            return ""
        if in_lessons(venue, begins_at, ends_at):
            said = "、".join(f"{spell_minute(b)}–{spell_minute(e)}" for b, e in lessons_on(first, venue.area_path))
            return _("教学时间（%s）不对外开放，请约在课余或周末。") % said
        if last > first and minute_of(ends_at) > 0:
            return _("预约跨过了午夜，场地%s，不能连用到第二天；请在关门前结束，或两天分开约。") % self.words(
                venue, first
            )
        return _("%(day)s是%(sort)s，场地%(words)s。") % {
            "day": f"{first.month} 月 {first.day} 日", "sort": Day(sort_of(first)).label,
            "words": self.words(venue, first),
        }  # fmt: skip

    def words(self, venue: Venue, day: date) -> str:
        hours = self.minutes(venue, day)
        if not hours:
            return _("当天不开放")
        return _("开放 %s") % "、".join(f"{spell_minute(b)}–{spell_minute(e)}" for b, e in hours)


def in_lessons(venue: Venue, begins_at: datetime, ends_at: datetime) -> bool:
    if not venue.outside_lessons:
        return False
    day = today(begins_at)
    return any(
        _moment(day, begin) < ends_at and begins_at < _moment(day, end)
        for begin, end in lessons_on(day, venue.area_path)
    )


def merged(hours: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Hours in order, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for opens, closes in sorted(hours):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return found


def _without(hours: list[tuple[int, int]], taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for opens, closes in hours:
        for begin, end in sorted(taken):
            if end <= opens or begin >= closes:
                continue
            if begin > opens:
                yield opens, begin
            opens = max(opens, end)
        if opens < closes:
            yield opens, closes


def _moment(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), CHINA) + timedelta(minutes=minute)


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
