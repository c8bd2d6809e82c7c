"""Statements: what the clock does at the turn of a month. Once for each month, and only to the person alone (YX-48)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Movement, Principal, Rule
from tongxin.kernel.records import record_alike, record_many
from tongxin.organizations.models import Affiliation
from tongxin.people.models import Person
from tongxin.points import queries
from tongxin.points.events import StatementReady, YearReminded
from tongxin.points.models import LEDGERS, StatementRun, YearReminder

#: The month on whose first day members are reminded who are short of the year's minimum.
REMINDER_MONTH = "points.reminder_month"
BATCH = 2000


def announce(*, at: datetime) -> int:
    """Tell everybody with an entry in the last month that its statement stands ready; returns how many.

    A month is announced once, however often and from how many workers this is called, also when the first was missed.
    """
    month = _month_before(today(at))
    if StatementRun.objects.filter(month=month).exists():
        return 0
    try:
        return _announce(month, at)
    except IntegrityError:
        # Another worker was quicker.
        return 0


@transaction.atomic
def _announce(month: date, at: datetime) -> int:
    # The month is taken first, so that of two workers one waits here and then finds it done.
    run = StatementRun.objects.create(month=month, announced_at=at, persons=0)
    keys = list(_with_entries(month).order_by("pk").values_list("pk", flat=True))
    data = {"year": month.year, "month": month.month}
    record_alike(StatementReady, Person, ((key, data) for key in keys), by=SYSTEM, at=at)
    run.persons = len(keys)
    run.save(update_fields=["persons"])
    return run.persons


def skip_past(*, at: datetime) -> None:
    """Let the months up to now pass in silence; for a city that was just loaded with its history."""
    StatementRun.objects.get_or_create(month=_month_before(today(at)), defaults={"announced_at": at, "persons": 0})


def remind_of_year(*, at: datetime) -> int:
    """Remind members who are short of the year's minimum, once a year, in the month that the city says.

    Members are those with the formal relation here; where the profile sets no minimum nobody hears anything.
    """
    day = today(at)
    rule = rules.find(REMINDER_MONTH, on=day)
    if rule is None or day.month != int(rule.value) or not _some_minimum(day):
        return 0
    held = Affiliation.objects.on(day).values("person")
    reminded = YearReminder.objects.filter(year=day.year).values("person")
    people = list(Person.objects.filter(pk__in=held).exclude(pk__in=reminded).only("pk", "area_path").order_by("pk"))
    try:
        return sum(_remind(people[first : first + BATCH], day, at) for first in range(0, len(people), BATCH))
    except IntegrityError:
        # Another worker is at it.
        return 0


@transaction.atomic
def _remind(people: list[Person], day: date, at: datetime) -> int:
    short = queries.short_of_year(people=people, year=day.year)
    YearReminder.objects.bulk_create(
        [YearReminder(person_id=pk, year=day.year, short=standing.short, at=at) for pk, standing in short.items()]
    )
    known = {person.pk: person for person in people}
    said = [
        YearReminded(person=known[pk], year=day.year, short=each.short, activities=each.activities)
        for pk, each in short.items()
        if each.short
    ]
    record_many(said, by=SYSTEM, at=at)
    return len(said)


def _with_entries(month: date) -> QuerySet[Principal]:
    since, until = queries.term_of(month.year, month.month)
    rows = Movement.objects.filter(ledger__in=LEDGERS, on__range=(since, until))
    holders = Q(pk__in=rows.values("target__holder")) | Q(pk__in=rows.values("source__holder"))
    return Principal.objects.filter(holders, kind=Principal.Kind.PERSON)


def _some_minimum(day: date) -> bool:
    return Rule.objects.filter(key=queries.YEAR_MINIMUM, valid_from__lte=day).exists()


def _month_before(day: date) -> date:
    return date(day.year - 1, 12, 1) if day.month == 1 else date(day.year, day.month - 1, 1)
