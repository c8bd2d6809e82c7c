"""Days: the working days of a history, and moments in their office hours that never run backwards."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from demo.picker import Picker
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import CHINA, today


@dataclass(frozen=True)
class Days:
    """The working days from `since` to the day before `until`, by number."""

    days: list[date]

    @classmethod
    def between(cls, since: date, until: datetime) -> "Days":
        clock, last = working_time(), today(until)
        every = (since + timedelta(days=n) for n in range((last - since).days))
        return cls([day for day in every if clock.is_working_day(day)])

    def __len__(self) -> int:
        return len(self.days)

    def moment(self, number: int, picker: Picker, after: datetime | None = None) -> datetime:
        """Some time in the office hours of day `number`, but always later than `after`."""
        day = self.days[max(0, min(number, len(self.days) - 1))]
        moment = datetime.combine(day, time(8, 35), CHINA) + timedelta(minutes=picker.between(0, 520))
        return max(moment, after + timedelta(minutes=5)) if after else moment

    def number_of(self, moment: datetime) -> int:
        """The number of the working day of the moment, or of the last one before it."""
        day = moment.astimezone(CHINA).date()
        low, high = 0, len(self.days)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.days[middle] <= day else (low, middle)
        return max(low - 1, 0)


def evening(day: date, begins: time, minutes: float) -> tuple[datetime, datetime]:
    """From when to when something lasts that begins on that day at that hour."""
    begin = datetime.combine(day, begins, CHINA)
    return begin, begin + timedelta(minutes=minutes)
