"""Returning: how often a plan comes round, as a rule in the words of iCalendar, and which day is next."""

from datetime import date, datetime, time

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.errors import Unfit

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: Code, words, and the rule; what stands in braces comes from the first day.
RHYTHMS = {
    "day": (_("每天"), "FREQ=DAILY"),
    "week": (_("每周一次"), "FREQ=WEEKLY;BYDAY={weekday}"),
    "fortnight": (_("每两周一次"), "FREQ=WEEKLY;INTERVAL=2;BYDAY={weekday}"),
    "month_start": (_("每月初"), "FREQ=MONTHLY;BYMONTHDAY=1"),
    "month": (_("每月一次"), "FREQ=MONTHLY;BYMONTHDAY={day}"),
    "quarter": (_("每季度初"), "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=1"),
}  # fmt: skip
CHOICES = [(code, words) for code, (words, _rule) in RHYTHMS.items()]


def rule_of(every: str, first: date) -> str:
    """The rule of a rhythm, begun on `first`. A day that short months lack becomes their last."""
    if every not in RHYTHMS:
        raise Unfit(_t("请选择多久巡查一次。"))
    day = "-1" if first.day > 28 else str(first.day)
    return RHYTHMS[every][1].format(weekday=WEEKDAYS[first.weekday()], day=day)


def rhythm_of(rule: str) -> str:
    """The code of the rhythm that a rule was made of; empty for one brought in from elsewhere."""
    for code, (_words, pattern) in RHYTHMS.items():
        begin, _brace, rest = pattern.partition("{")
        if rule == pattern or (rest and rule.startswith(begin) and rule.count(";") == pattern.count(";")):
            return code
    return ""


def spell_rule(rule: str) -> str:
    code = rhythm_of(rule)
    return str(RHYTHMS[code][0]) if code else rule


def days(rule: str, *, first: date, since: date, until: date) -> list[date]:
    """The days of the rule from `since` to `until`, both included."""
    found = _rule(rule, first).between(_midnight(since), _midnight(until), inc=True)
    return [each.date() for each in found]


def next_day(rule: str, *, first: date, since: date, last: date | None) -> date | None:
    """The first day of the rule on or after `since`; None where the plan ends before."""
    found = _rule(rule, first).after(_midnight(max(first, since)), inc=True)
    return found.date() if found and (last is None or found.date() <= last) else None


def _rule(rule: str, first: date) -> rrulestr:
    return rrulestr(f"RRULE:{rule}", dtstart=_midnight(first))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
