"""Questions: what a person's year or month adds up to, and what the members of one's own organization have in sum."""

import math
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tongxin.kernel import awards, rules
from tongxin.kernel.models import Movement
from tongxin.organizations.models import Affiliation, Organization
from tongxin.people.models import Person
from tongxin.points.models import HOURS, LEDGERS, POINTS, Objection, amount_words, hours_of

YEAR_MINIMUM, PER_ACTIVITY = "points.year_minimum", "points.per_activity"


@dataclass(frozen=True)
class Line:
    """One entry as its owner sees it: with sign, and whether it was corrected or is doubted."""

    movement: Movement
    amount: int
    objection: Objection | None = None
    corrected: bool = False

    @property
    def words(self) -> str:
        sign = "+" if self.amount > 0 else "−"
        return sign + amount_words(self.movement.ledger, abs(self.amount))

    @property
    def may_be_doubted(self) -> bool:
        return self.amount > 0 and not self.corrected and self.objection is None


@dataclass(frozen=True)
class Together:
    """What one occasion brought in both ledgers, as one item of the page."""

    on: date
    note: str
    lines: list[Line]

    @property
    def rule(self) -> str:
        """The rule that the points go by, in words; empty where none is named."""
        named = (each.movement.rule.label for each in self.lines if each.movement.rule)
        return next((label for label in named if label), "")


@dataclass(frozen=True)
class Waiting:
    """Something a person took part in that nobody has confirmed yet; it counts nothing so far."""

    on: date
    note: str


@dataclass(frozen=True)
class Statement:
    """What a person has from `since` to `until`. `minimum` is None where the city sets none, and for non-members."""

    person: Person
    since: date
    until: date
    points: int
    minutes: int
    minimum: int | None
    per_activity: int
    lines: list[Line]
    waiting: list[Waiting]

    @property
    def hours(self) -> str:
        return hours_of(self.minutes)

    @property
    def occasions(self) -> list[Together]:
        """The entries by day and occasion, newest first."""
        groups = groupby(self.lines, key=lambda line: (line.movement.on, line.movement.note))
        return [Together(on, note, list(lines)) for (on, note), lines in groups]

    @property
    def shortfall(self) -> int:
        return max(0, (self.minimum or 0) - self.points)

    @property
    def activities_short(self) -> int:
        return math.ceil(self.shortfall / max(1, self.per_activity))

    @property
    def in_words(self) -> str:
        """How far the year is, early and plainly (C02-5, MHK-36)."""
        if self.minimum is None:
            return _("积分")
        if self.shortfall:
            return _("还差 %(points)d 分，约 %(count)d 次活动") % {
                "points": self.shortfall,
                "count": self.activities_short,
            }
        return _("已达到全年 %d 分") % self.minimum


def statement(*, person: Person, year: int, on: date, month: int | None = None) -> Statement:
    """A person's year, or one month of it. The minimum is of the calendar year and stands only on the year."""
    since, until = term_of(year, month)
    lines = _lines(person.pk, since, until)
    return Statement(
        person=person,
        since=since,
        until=until,
        points=_sum(lines, POINTS.name),
        minutes=_sum(lines, HOURS.name),
        minimum=year_minimum(person=person, year=year, on=on) if month is None else None,
        per_activity=_value(PER_ACTIVITY, until, person.area_path) or 1,
        lines=lines,
        waiting=_waiting(person.pk, since, until),
    )


def year_minimum(*, person: Person, year: int, on: date) -> int | None:
    """The points a member should have by the end of the year; None where the profile sets none (MHK-36: 24)."""
    if not Affiliation.objects.on(on).filter(person=person).exists():
        return None
    return _value(YEAR_MINIMUM, date(year, 12, 31), person.area_path)


@dataclass(frozen=True)
class YearStanding:
    """How far a member is from the year's minimum: points short, and about how many activities that is."""

    short: int
    activities: int


def short_of_year(*, people: list[Person], year: int) -> dict[int, YearStanding]:
    """The same as their statements of the year say, for many members at once; who has no minimum is left out."""
    sums, last = _sums(POINTS.name, [person.pk for person in people], year), date(year, 12, 31)
    found: dict[int, YearStanding] = {}
    for person in people:
        minimum = _value(YEAR_MINIMUM, last, person.area_path)
        if minimum is not None:
            short = max(0, minimum - sums.get(person.pk, 0))
            worth = _value(PER_ACTIVITY, last, person.area_path) or 1
            found[person.pk] = YearStanding(short, math.ceil(short / worth))
    return found


def term_of(year: int, month: int | None = None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), date.fromordinal(following.toordinal() - 1)


@dataclass(frozen=True)
class MemberSum:
    """The year of one member as the branch sees it: a sum, no entries."""

    name: str
    points: int
    minutes: int

    @property
    def hours(self) -> str:
        return hours_of(self.minutes)


def sums_of_members(*, organization: Organization, year: int, on: date) -> list[MemberSum]:
    """The sums of an organization's own members, by name and never by amount."""
    members = Person.objects.filter(
        pk__in=Affiliation.objects.on(on).filter(organization=organization).values("person_id")
    )
    people = list(members.order_by("pinyin", "name", "pk"))
    ids = [person.pk for person in people]
    points, minutes = (_sums(name, ids, year) for name in (POINTS.name, HOURS.name))
    return [MemberSum(person.name, points.get(person.pk, 0), minutes.get(person.pk, 0)) for person in people]


def _sums(ledger: str, holder_ids: list[int], year: int) -> dict[int, int]:
    since, until = term_of(year)
    sums: dict[int, int] = {}
    for side, sign in (("target", 1), ("source", -1)):
        rows = Movement.objects.filter(ledger=ledger, on__range=(since, until), **{f"{side}__holder__in": holder_ids})
        for holder_id, amount in rows.values_list(f"{side}__holder_id").annotate(sum=Coalesce(Sum("amount"), 0)):
            sums[holder_id] = sums.get(holder_id, 0) + sign * amount
    return sums


def _lines(person_id: int, since: date, until: date) -> list[Line]:
    movements = list(_entries(person_id, since, until))
    objections = {
        each.movement_id: each for each in Objection.objects.filter(movement__in=movements).exclude(step="withdrawn")
    }
    reversed_ids = {movement.reverses_id for movement in movements}
    return [
        Line(
            movement=movement,
            amount=movement.amount if movement.target.holder_id == person_id else -movement.amount,
            objection=objections.get(movement.pk),
            corrected=movement.pk in reversed_ids,
        )
        for movement in movements
    ]


def _entries(person_id: int, since: date, until: date) -> QuerySet[Movement]:
    own = Q(target__holder_id=person_id) | Q(source__holder_id=person_id)
    found = Movement.objects.filter(own, ledger__in=LEDGERS, on__range=(since, until))
    return found.select_related("rule", "source", "target").order_by("-on", "note", "-ledger", "id")


def _sum(lines: list[Line], ledger: str) -> int:
    return sum(line.amount for line in lines if line.movement.ledger == ledger)


def _waiting(person_id: int, since: date, until: date) -> list[Waiting]:
    found = {
        Waiting(each.on(subject), each.note(subject))
        for each in awards.DECLARED.values()
        if each.waiting
        for subject in each.waiting(person_id)
    }
    return sorted((each for each in found if since <= each.on <= until), key=lambda each: each.on, reverse=True)


def _value(key: str, on: date, path: str) -> int | None:
    rule = rules.find(key, on=on, path=path)
    return int(rule.value) if rule else None
