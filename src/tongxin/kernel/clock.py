"""Clock: working days, office hours and due dates that explain themselves.

Days come from the table `CalendarDay`; a year whose public holidays are not announced yet has no confirmed row in
`CalendarYear`, and every date that touches it is provisional (C08-3b).
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tongxin.kernel.errors import Unfit

CHINA = ZoneInfo("Asia/Shanghai")

#: The units of a limit, as one says them. `hour` is the continuous clock of urgent matters; the others stand still out
#: of office.
UNITS = {
    "working_day": gettext_noop("%d 个工作日"),
    "working_hour": gettext_noop("%d 个工作时"),
    "day": gettext_noop("%d 天"),
    "hour": gettext_noop("%d 小时"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time in one of UNITS."""

    amount: int
    unit: str = "working_day"

    def __post_init__(self) -> None:
        if self.unit not in UNITS or self.amount < 0:
            raise Unfit(_("时限须为非负整数，单位为工作日、工作时、自然日或小时。"))

    def __str__(self) -> str:
        return _(UNITS[self.unit]) % self.amount


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stood still, with the reason that was given."""

    since: datetime
    until: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A due date and how it came about, in parts that a page can put into words."""

    at: datetime
    limit: Limit
    provisional: bool = False
    holidays: int = 0
    weekend_days: int = 0
    makeup_days: int = 0
    paused: timedelta = timedelta()

    def explain(self) -> str:
        """The due date in words: limit, pauses, days not counted, the date, and whether it is provisional."""
        parts = [str(self.limit)]
        if self.paused:
            parts.append(_("暂停 %s") % spell(self.paused))
        if self.weekend_days:
            words = _("遇周末顺延 %d 天") if self.limit.unit == "day" else _("周末 %d 天不计")
            parts.append(words % self.weekend_days)
        if self.holidays:
            parts.append(_("遇节假日顺延 %d 天") % self.holidays)
        if self.makeup_days:
            parts.append(_("调休上班 %d 天计入") % self.makeup_days)
        parts.append(_("%s到期") % spell_moment(self.at))
        if self.provisional:
            parts.append(_("该年放假安排尚未公布，日期为暂定，公布后自动重算并通知"))
        return "，".join(parts)

    def as_data(self) -> dict[str, int | str | bool]:
        return {
            "amount": self.limit.amount,
            "unit": self.limit.unit,
            "holidays": self.holidays,
            "weekend_days": self.weekend_days,
            "makeup_days": self.makeup_days,
            "paused": int(self.paused.total_seconds()),
        }

    @classmethod
    def from_data(cls, at: datetime, data: Mapping[str, int | str], provisional: bool) -> "Due":
        return cls(
            at=at,
            limit=Limit(int(data["amount"]), str(data["unit"])),
            provisional=provisional,
            holidays=int(data["holidays"]),
            weekend_days=int(data["weekend_days"]),
            makeup_days=int(data["makeup_days"]),
            paused=timedelta(seconds=int(data["paused"])),
        )


@dataclass(frozen=True)
class WorkingTime:
    """Which days are worked and in which sessions; built from the tables by `calendars.working_time()`.

    `week` holds the ISO weekdays that are worked; `special` only days that differ from that plain week: True for a
    make-up workday, False for a holiday.
    """

    sessions: Sequence[tuple[time, time]]
    week: frozenset[int]
    special: Mapping[date, bool] = field(default_factory=dict)
    confirmed_years: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        return self.special.get(day, day.isoweekday() in self.week)

    def is_confirmed(self, day: date) -> bool:
        return day.year in self.confirmed_years

    def due(self, start: datetime, limit: Limit, pauses: Sequence[Pause] = ()) -> Due:
        """When `limit` has run, begun at `start`, not counting `pauses`.

        Working days: the day of `start` is not counted; the last counted day ends with its last session.
        Days: the day of `start` is not counted, and a last day off moves to the next working day.
        """
        local = start.astimezone(CHINA)
        due = {
            "working_day": self._after_working_days,
            "working_hour": self._after_working_hours,
            "day": self._after_days,
            "hour": self._after_hours,
        }[limit.unit](local, limit, pauses)
        return due

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Office time from `start` to `end`; zero when `end` is earlier."""
        total = timedelta()
        for opens, closes in self._sessions_from(start.astimezone(CHINA)):
            if opens >= end:
                return total
            total += min(closes, end.astimezone(CHINA)) - opens
        return total

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        return self._worked_up_to(end) - self._worked_up_to(start)

    def _worked_up_to(self, day: date) -> int:
        # Day 1 of the calendar was a Monday; lists ask this for every row, over years that have passed.
        weeks, rest = divmod(day.toordinal(), 7)
        days, shifts = self._shifts
        return weeks * len(self.week) + self._begun_weeks[rest] + shifts[bisect_right(days, day)]

    @cached_property
    def _begun_weeks(self) -> list[int]:
        """How many days of a plain week are worked by the end of each of its days."""
        return [0, *accumulate(day in self.week for day in range(1, 8))]

    @cached_property
    def _shifts(self) -> tuple[list[date], list[int]]:
        """The special days in order, and by how much those before shift the count of a plain week."""
        days = sorted(self.special)
        shift = (self.special[day] - (day.isoweekday() in self.week) for day in days)
        return days, [0, *accumulate(shift)]

    def _after_working_days(self, start: datetime, limit: Limit, pauses: Sequence[Pause]) -> Due:
        to_count = limit.amount + sum(self.working_days_between(_day(p.since), _day(p.until)) for p in pauses)
        day, counted = start.date(), 0
        while counted < to_count:
            day += timedelta(days=1)
            counted += self.is_working_day(day)
        return self._told(start, self._close_of(day), limit, pauses)

    def _after_working_hours(self, start: datetime, limit: Limit, pauses: Sequence[Pause]) -> Due:
        left = timedelta(hours=limit.amount) + sum((self.between(p.since, p.until) for p in pauses), timedelta())
        end = start
        for opens, closes in self._sessions_from(start):
            if left <= closes - opens:
                end = opens + left
                break
            left -= closes - opens
        return self._told(start, end, limit, pauses)

    def _after_days(self, start: datetime, limit: Limit, pauses: Sequence[Pause]) -> Due:
        last = start.date() + timedelta(days=limit.amount + sum((_day(p.until) - _day(p.since)).days for p in pauses))
        day = last
        while not self.is_working_day(day):
            day += timedelta(days=1)
        # Natural days run through weekends and holidays; only those on which the limit would have ended are left out.
        return self._told(start, self._close_of(day), limit, pauses, running=last)

    def _after_hours(self, start: datetime, limit: Limit, pauses: Sequence[Pause]) -> Due:
        paused = sum((p.until - p.since for p in pauses), timedelta())
        end = start + timedelta(hours=limit.amount) + paused
        return Due(at=end, limit=limit, paused=paused)

    def _told(
        self, start: datetime, end: datetime, limit: Limit, pauses: Sequence[Pause], *, running: date | None = None
    ) -> Due:
        """`running` is the day before which every day counted, worked or not."""
        days = [start.date() + timedelta(days=n) for n in range(1, (end.date() - start.date()).days + 1)]
        told = [day for day in days if running is None or day >= running]
        off = [day for day in told if not self.is_working_day(day)]
        return Due(
            at=end,
            limit=limit,
            provisional=not all(self.is_confirmed(day) for day in [*days, end.date()]),
            holidays=sum(day in self.special for day in off),
            weekend_days=sum(day not in self.special for day in off),
            makeup_days=sum(self.special.get(day, False) for day in days) if running is None else 0,
            paused=sum((p.until - p.since for p in pauses), timedelta()),
        )

    def _close_of(self, day: date) -> datetime:
        return datetime.combine(day, self.sessions[-1][1], CHINA)

    def _sessions_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = start.date()
        while True:
            if self.is_working_day(day):
                for opens, closes in self.sessions:
                    begin = max(datetime.combine(day, opens, CHINA), start)
                    end = datetime.combine(day, closes, CHINA)
                    if begin < end:
                        yield begin, end
            day += timedelta(days=1)


@lru_cache(maxsize=1000)
def _day(moment: datetime) -> date:
    """A request asks a dozen times for the day of its own moment."""
    return moment.astimezone(CHINA).date()


def today(at: datetime) -> date:
    """The calendar day in China at the moment `at`."""
    return _day(at)


def midnight(day: date) -> datetime:
    """The moment at which the day begins in China."""
    return datetime.combine(day, time(), CHINA)


def spell(span: timedelta) -> str:
    """A span in the largest fitting unit, for a page: 2 天, 3 小时, 10 分钟."""
    seconds = abs(int(span.total_seconds()))
    if seconds >= 86400:
        return ngettext("%d 天", "%d 天", seconds // 86400) % (seconds // 86400)
    if seconds >= 3600:
        return _("%d 小时") % (seconds // 3600)
    return _("%d 分钟") % max(seconds // 60, 1)


def spell_moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return _("%(month)d 月 %(day)d 日 %(time)s") % {
        "month": local.month,
        "day": local.day,
        "time": f"{local:%H:%M}",
    }
