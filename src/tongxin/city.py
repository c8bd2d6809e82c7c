"""City: bring one city's profile into the tables, floor by floor. Safe to run again."""

from collections.abc import Callable
from datetime import datetime

from tongxin.areas import profile as areas
from tongxin.cases import profile as cases
from tongxin.kernel import calendars, profiles
from tongxin.kernel.models import CalendarYear


def load(name: str, *, at: datetime, tell: Callable[[str], None] = lambda line: None) -> profiles.Profile:
    """Load the profile `name`: lists, rules and steps, the calendar, the divisions."""
    profile = profiles.read(name)
    profiles.load(profile)
    tell(f"{profile.city['name']}: lists, rules and steps")
    _load_calendar(at)
    added = areas.load(profile)
    tell(f"{profile.city['name']}: {added} places")
    tell(f"{profile.city['name']}: {cases.load(profile)} categories of cases")
    return profile


def bring_up_to_date(*, at: datetime, tell: Callable[[str], None] = lambda line: None) -> bool:
    """After the platform or the city's files changed: its lists, rules, steps and categories as they say now. What was
    set on pages stays, and so do the places. True when there was something to bring."""
    name, before = profiles.loaded()
    if not name or profiles.edition(name) == before:
        return False
    profile = profiles.read(name)
    profiles.load(profile)
    _load_calendar(at)
    tell(f"{profile.city['name']}: lists, rules and steps, {cases.load(profile)} categories of cases")
    return True


def _load_calendar(at: datetime) -> None:
    known = set(CalendarYear.objects.values_list("year", flat=True))
    for year in calendars.announced_years():
        if year not in known:
            calendars.load_year(year=year, source="chinese-calendar", at=at)
