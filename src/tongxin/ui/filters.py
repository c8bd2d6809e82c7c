"""Filters: how days, moments, ages, money and counts read. Times are shown in the city's time zone."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from jinja2 import pass_context
from jinja2.runtime import Context

WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
EXACT_UP_TO = 1000
NOTHING = "—"


def day(value: date | None) -> str:
    """2026年11月21日 (周六)."""
    if value is None:
        return NOTHING
    on = local(value)
    return _("%(year)d年%(month)d月%(day)d日 (%(weekday)s)") % {
        "year": on.year,
        "month": on.month,
        "day": on.day,
        "weekday": WEEKDAYS[on.weekday()],
    }


def short_day(value: date | None) -> str:
    """11月21日, for places where the year is plain."""
    if value is None:
        return NOTHING
    on = local(value)
    return _("%(month)d月%(day)d日") % {"month": on.month, "day": on.day}


def moment(value: datetime | None) -> str:
    """2026年11月21日 (周六) 14:30."""
    return NOTHING if value is None else f"{day(value)} {clock(value)}"


def short_moment(value: datetime | None) -> str:
    """11月21日 14:30."""
    return NOTHING if value is None else f"{short_day(value)} {clock(value)}"


def clock(value: datetime | None) -> str:
    """14:30."""
    return NOTHING if value is None else f"{local(value):%H:%M}"


@pass_context
def ago(context: Context, value: datetime | None, at: datetime | None = None) -> str:
    """How long ago, in words, seen from `at` or else from the moment the request came in."""
    if value is None:
        return NOTHING
    seconds = int(((at or context["request"].at) - value).total_seconds())
    if seconds < 60:
        return _("刚刚")
    if seconds < 3600:
        return ngettext("%d 分钟前", "%d 分钟前", seconds // 60) % (seconds // 60)
    if seconds < 86400:
        return ngettext("%d 小时前", "%d 小时前", seconds // 3600) % (seconds // 3600)
    return ngettext("%d 天前", "%d 天前", seconds // 86400) % (seconds // 86400)


@pass_context
def age_days(context: Context, value: date | None, on: date | None = None) -> str:
    """How many calendar days old: 46 天; today is 0 天."""
    if value is None:
        return NOTHING
    until = _as_date(on if on is not None else context["request"].at)
    days = (until - _as_date(value)).days
    return ngettext("%d 天", "%d 天", days) % days


def money(fen: int | None) -> str:
    """Fen as ¥1,234.56."""
    if fen is None:
        return NOTHING
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def wan(fen: int | None) -> str:
    """Fen as 123.46 万元, for headings."""
    if fen is None:
        return NOTHING
    return _("%s 万元") % f"{Decimal(fen) / 1_000_000:,.2f}"


def count(number: int | None, exact: bool = False) -> str:
    """Exact to 1,000, then "1,000+"; always exact when asked."""
    if number is None:
        return NOTHING
    if exact or number <= EXACT_UP_TO:
        return f"{number:,}"
    return f"{EXACT_UP_TO:,}+"


def share(part: int, whole: int) -> str:
    """A part of a whole that says its denominator: 76.7%（726 ÷ 946）. Of nothing it says so."""
    if whole == 0:
        return _("还没有可算的")
    return _("%(percent).1f%%（%(part)s ÷ %(whole)s）") % {
        "percent": 100 * part / whole,
        "part": f"{part:,}",
        "whole": f"{whole:,}",
    }


def local(value: date) -> Any:
    """A moment as the city's clocks show it; a day stays as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value, timezone.get_default_timezone())
    return value


def _as_date(value: date) -> date:
    on = local(value)
    return on.date() if isinstance(on, datetime) else on


FILTERS = {
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "short_moment": short_moment,
    "clock": clock,
    "ago": ago,
    "age_days": age_days,
    "money": money,
    "wan": wan,
    "count": count,
    "share": share,
}
