"""Calendars: the announced holidays and make-up workdays, and the office sessions, as one `WorkingTime`."""

from datetime import date, datetime, time
from typing import Any

import chinese_calendar
from django.db import transaction

from tongxin.kernel import rules
from tongxin.kernel.clock import WorkingTime
from tongxin.kernel.models import CalendarDay, CalendarYear
from tongxin.kernel.remembered import Remembered


@Remembered
def working_time() -> WorkingTime:
    """The working time of this installation, as the tables say now."""
    return WorkingTime(
        sessions=_sessions(),
        week=_week(),
        special=dict(CalendarDay.objects.values_list("day", "works")),
        confirmed_years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
    )


#: A list of pairs such as ["08:30", "12:00"], and the ISO weekdays that are worked.
SESSIONS, WEEK = rules.needed("office.sessions", "office.week")


def _sessions() -> list[tuple[time, time]]:
    pairs: list[list[str]] = rules.value(SESSIONS, on=date.max)
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs]


def _week() -> frozenset[int]:
    return frozenset(rules.value(WEEK, on=date.max))


def announced_years() -> range:
    """The years that the holiday library knows; it raises for others, and so do we not guess."""
    known = chinese_calendar.constants.holidays
    return range(min(known).year, max(known).year + 1)


@transaction.atomic
def load_year(*, year: int, source: str, at: datetime) -> int:
    """Take one announced year from the holiday library into the table; returns the number of special days."""
    days = [*_special_days(year)]
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(days)
    CalendarYear.objects.update_or_create(year=year, defaults={"source": source, "confirmed_at": at})
    working_time.forget()
    return len(days)


@transaction.atomic
def announce(*, year: int, days: dict[date, tuple[bool, str]], source: str, at: datetime) -> None:
    """Enter a year by hand, before the library has it: day -> (works, name)."""
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, works=works, name=name) for day, (works, name) in sorted(days.items())
    )
    CalendarYear.objects.update_or_create(year=year, defaults={"source": source, "confirmed_at": at})
    working_time.forget()


def _special_days(year: int) -> list[CalendarDay]:
    off: dict[date, Any] = chinese_calendar.constants.holidays
    made_up: dict[date, Any] = chinese_calendar.constants.workdays
    week = _week()
    free = {day: name for day, name in off.items() if day.year == year and day.isoweekday() in week}
    worked = {day: name for day, name in made_up.items() if day.year == year and day.isoweekday() not in week}
    return [
        CalendarDay(day=day, works=works, name=_name(name))
        for days, works in ((free, False), (worked, True))
        for day, name in days.items()
    ]


def _name(name: str) -> str:
    """The library's English name as the holiday is called here."""
    return str(chinese_calendar.Holiday(name).chinese)
