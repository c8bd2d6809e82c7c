"""Times of cases: when the next step is taken, by its due date; mostly in time, now and then late, or not yet."""

from datetime import datetime, time, timedelta

from demo.picker import Picker
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import CHINA
from tongxin.kernel.histories import History
from tongxin.kernel.procedures import Travelling

#: The share of steps that are taken too late, and of those of today's cases that nobody has got to yet.
LATE, LEFT_LYING = 0.07, 0.05
OPENS, CLOSES = time(8, 35), time(17, 25)
#: A step with less time than that is also taken at night.
SHORT = timedelta(hours=6)


class TheFuture(Exception):
    """The next step lies behind the present."""


class Times:
    """Draws moments for the steps of things whose duties a history knows."""

    def __init__(self, history: History, picker: Picker) -> None:
        self.history, self.picker, self.is_fresh = history, picker, False
        self._waits: dict[int, datetime] = {}

    def wait(self, thing: Travelling, until: datetime) -> None:
        """Nothing happens to the thing before."""
        self._waits[id(thing)] = until

    def next(self, thing: Travelling, late: float = LATE) -> datetime:
        """When the next step of the thing is taken. Raises TheFuture."""
        if self.is_fresh and self.picker.chance(LEFT_LYING):
            raise TheFuture
        due = self.history.due_at(thing)
        start = max(thing.step_at, self._waits.get(id(thing), thing.step_at))
        whole = max(due - start, timedelta(minutes=40)) if due else timedelta(days=1)
        if self.picker.chance(late):
            return self.now(self._in_office(start + whole * self.picker.amount(1.1, 2.3)))
        at = start + max(whole * self.picker.amount(0.08, 0.85), timedelta(minutes=3))
        if whole > SHORT:
            opened = self._in_office(at)
            at = opened if due is None or opened < due else max(due - self._minutes(9), at)
        return self.now(at)

    def now(self, at: datetime) -> datetime:
        if at > self.history.until:
            raise TheFuture
        return at

    def _in_office(self, at: datetime) -> datetime:
        """The same moment, or one in the first hour of the next working day."""
        local, clock = at.astimezone(CHINA), working_time()
        if clock.is_working_day(local.date()) and OPENS <= local.time() <= CLOSES:
            return at
        day = local.date() + timedelta(days=0 if local.time() < OPENS else 1)
        while not clock.is_working_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, OPENS, CHINA) + self._minutes(50)

    def _minutes(self, most: int) -> timedelta:
        return timedelta(minutes=self.picker.between(1, most))
