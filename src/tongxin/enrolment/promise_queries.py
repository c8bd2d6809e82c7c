"""Questions around a member's year: the three "ones", the minimum of a month, and what residents say of promises."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tongxin.activities.models import Activity, Attendance
from tongxin.areas.models import Area
from tongxin.enrolment.models import Enrolment, PostClaim, Promise, PromiseRating, PromiseRound
from tongxin.enrolment.queries import areas_of
from tongxin.exchange.models import ProjectActivity, WishClaim
from tongxin.kernel import rules, terms
from tongxin.kernel.clock import today
from tongxin.organizations.models import OrganizationLink
from tongxin.people.models import Person

#: How often in a month the members of an agency serve, where the city says so (CD-27).
MONTH_MINIMUM = "service.minimum"
#: The kind of project partner that an agency of Party or state counts as.
AGENCY = "agency"


# The three "ones"


@dataclass(frozen=True)
class Goal:
    """One thing that everybody who checked in sets out to do, and the record from which it follows (MHK-34)."""

    code: str
    label: str
    done_on: date | None = None
    by: str = ""

    @property
    def done(self) -> bool:
        return self.done_on is not None


def goals(enrolment: Enrolment) -> list[Goal]:
    """The list `enrolment_goals` with what has been done of it since the check-in. Nobody ticks anything by hand."""
    found = [
        Goal(code, term.label, *_FOLLOWS[term.data["follows"]](enrolment, term.data))
        for code, term in terms.terms("enrolment_goals").items()
        if term.is_active and term.data.get("follows") in _FOLLOWS
    ]
    return found if enrolment.valid_from else [Goal(each.code, each.label) for each in found]


def _attended(enrolment: Enrolment, data: dict[str, Any]) -> tuple[date | None, str]:
    rows = Attendance.objects.confirmed().filter(
        person_id=enrolment.subject_id,
        activity__kinds__contains=[data["activity_kind"]],
        activity__begins_at__date__gte=enrolment.valid_from or date.max,
    )
    first = rows.order_by("activity__begins_at").first()
    return (first.activity.day, first.activity.title) if first else (None, "")


def _settled_on_service(enrolment: Enrolment, data: dict[str, Any]) -> tuple[date | None, str]:
    """A service post held in the community, or an activity of a project that one signed up for or came to."""
    claims = PostClaim.objects.of(enrolment.subject_id).filter(post__area_id__in=areas_of(enrolment))
    claim = claims.filter(active_from__isnull=False).select_related("post").order_by("active_from").first()
    if claim and claim.active_from:
        return claim.active_from, claim.post.title
    there = Attendance.objects.confirmed().filter(
        person_id=enrolment.subject_id,
        activity__in=ProjectActivity.objects.values("activity"),
        activity__begins_at__date__gte=enrolment.valid_from or date.max,
    )
    first = there.order_by("activity__begins_at").first()
    return (first.activity.day, first.activity.title) if first else (None, "")


def _took_on_wish(enrolment: Enrolment, data: dict[str, Any]) -> tuple[date | None, str]:
    claims = WishClaim.objects.filter(claimer_id=enrolment.subject_id, returned_at__isnull=True)
    claims = claims.filter(claimed_at__date__gte=enrolment.valid_from or date.max).select_related("wish")
    first = claims.order_by("claimed_at").first()
    return (today(first.claimed_at), first.wish.title) if first else (None, "")


_FOLLOWS: dict[str, Any] = {"activity": _attended, "service": _settled_on_service, "wish": _took_on_wish}


# The minimum of a month


@dataclass(frozen=True)
class MonthMinimum:
    """What is expected in a month and what was done so far; a reminder to the member alone."""

    expected: int
    done: int

    @property
    def short(self) -> int:
        return max(0, self.expected - self.done)


def month_minimum(*, person: Person, on: date) -> MonthMinimum | None:
    """The month of a member from an agency; None where the city expects nothing by the month."""
    return month_minimums(expected_monthly(on=on).filter(subject_id=person.pk), on=on).get(person.pk)


def month_minimums(enrolments: Iterable[Enrolment], *, on: date) -> dict[int, MonthMinimum]:
    """By the person: what is expected in the month of the day, and what was done in the communities checked in with."""
    rows = list(enrolments)
    expected: dict[int, int] = {}
    for enrolment in rows:
        rule = rules.find(MONTH_MINIMUM, on=on, path=enrolment.area_path)
        if rule:
            expected[enrolment.subject_id] = max(expected.get(enrolment.subject_id, 0), int(rule.value))
    done = _services_in_month(rows, on)
    return {person_id: MonthMinimum(count, done[person_id]) for person_id, count in expected.items()}


def expected_monthly(*, on: date) -> QuerySet[Enrolment]:
    """Members who checked in and whose home belongs to an agency of Party or state (CD-27)."""
    kinds = [code for code, term in terms.terms("organization_kinds").items() if term.data.get("partner") == AGENCY]
    hosted = OrganizationLink.objects.on(on).filter(kind="host_unit", target__kind__in=kinds)
    return Enrolment.objects.confirmed().exclude(basis="").filter(home_organization__in=hosted.values("source"))


def _services_in_month(enrolments: list[Enrolment], on: date) -> Counter[int]:
    """Activities in the community that each came to, outside of work, from the first of the month up to the day.

    What still waits for its organizer counts: a reminder must not depend on how quick the organizer is.
    """
    paths: dict[int, list[str]] = {}
    for enrolment in enrolments:
        paths.setdefault(enrolment.subject_id, []).append(enrolment.area_path)
    held = Activity.objects.exclude(status=Activity.Status.CANCELLED).filter(
        begins_at__date__gte=on.replace(day=1), begins_at__date__lte=on
    )
    came = Attendance.objects.standing().filter(person_id__in=list(paths), on_duty=False, activity__in=held)
    return Counter(
        person_id
        for person_id, path in came.values_list("person_id", "activity__area_path")
        if path.startswith(tuple(paths[person_id]))
    )


# Promises


def open_rounds(*, areas: Iterable[Area], on: date) -> list[tuple[PromiseRound, Area]]:
    """Rounds in which a promise may be made today, each with the community for which."""
    return [(row, area) for area in areas for row in PromiseRound.objects.over(area.path).taking_on(on).order_by("pk")]


@dataclass(frozen=True)
class Opinion:
    """How many residents gave a grade. There is no mean and no order of persons."""

    label: str
    tone: str
    count: int


def opinions(promise: Promise) -> list[Opinion]:
    return opinions_of([promise])[promise.pk]


def opinions_of(promises: Iterable[Promise]) -> dict[int, list[Opinion]]:
    """The grades given to each promise, all grades named. One query for all."""
    keys = [each.pk for each in promises]
    given = Counter(PromiseRating.objects.filter(promise__in=keys).values_list("promise_id", "grade"))
    grades = terms.terms("promise_grades").items()
    return {
        key: [Opinion(term.label, str(term.data.get("tone", "neutral")), given[key, code]) for code, term in grades]
        for key in keys
    }


def rated_by(person_id: int, promises: Iterable[Promise]) -> dict[int, PromiseRating]:
    rows = PromiseRating.objects.filter(rater_id=person_id, promise__in=[each.pk for each in promises])
    return {row.promise_id: row for row in rows}


def to_rate_near(person: Person, *, on: date) -> QuerySet[Promise]:
    """What the residents of this person's community may rate now, the person's own left out."""
    ancestors = person.area_path.rstrip("/").split("/")
    rows = Promise.objects.to_rate(on=on).filter(area_id__in=[int(part) for part in ancestors if part])
    return rows.exclude(person_id=person.pk).select_related("person", "home_organization", "area", "spot", "round")


def board(area: Area, *, spot: Area | None = None) -> QuerySet[Promise]:
    """The public board of a community, newest first: name, branch and promise (GY-38)."""
    rows = Promise.objects.public().filter(area=area).select_related("person", "home_organization", "spot")
    if spot is not None:
        rows = rows.filter(spot=spot)
    return rows.order_by("-pk")
