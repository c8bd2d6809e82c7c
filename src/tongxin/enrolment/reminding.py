"""Reminding: where a city expects a service by the month, who is short of it hears it once. Nothing else follows:
no duty, no list, no word to anybody else (CD-27)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tongxin.enrolment.models import MonthReminder
from tongxin.enrolment.promise_events import MonthReminded
from tongxin.enrolment.promise_queries import MONTH_MINIMUM, MonthMinimum, expected_monthly, month_minimums
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Rule
from tongxin.kernel.records import record_many
from tongxin.people.models import Person

#: The day of the month from which the members are reminded.
REMINDER_DAY = "service.reminder_day"
BATCH = 2000


def remind(*, at: datetime) -> int:
    """Remind who is short of this month's service; returns how many. Run daily, each person once a month."""
    day, month = today(at), today(at).replace(day=1)
    rule = rules.find(REMINDER_DAY, on=day)
    if rule is None or day.day < int(rule.value) or not Rule.objects.filter(key=MONTH_MINIMUM).exists():
        return 0
    reminded = MonthReminder.objects.filter(month=month).values("person")
    rows = list(expected_monthly(on=day).exclude(subject_id__in=reminded).order_by("subject_id", "pk"))
    short = [(pk, each) for pk, each in month_minimums(rows, on=day).items() if each.short]
    try:
        return sum(_remind(dict(short[first : first + BATCH]), month, at) for first in range(0, len(short), BATCH))
    except IntegrityError:
        # Another worker is at it.
        return 0


@transaction.atomic
def _remind(short: dict[int, MonthMinimum], month: date, at: datetime) -> int:
    MonthReminder.objects.bulk_create([MonthReminder(person_id=pk, month=month, at=at) for pk in short])
    people = Person.objects.in_bulk(list(short))
    said = [MonthReminded(person=people[pk], done=each.done, short=each.short) for pk, each in short.items()]
    record_many(said, by=SYSTEM, at=at)
    return len(said)
