"""Questions of the assembly station: who is on duty in a week, whom it may call, and how far the three "ones" are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongxin.activities.models import Attendance
from tongxin.areas.models import Area
from tongxin.enrolment.models import AssemblyStation, Enrolment, PostClaim, StationShift
from tongxin.exchange.models import ProjectActivity, WishClaim
from tongxin.kernel import terms


@dataclass(frozen=True)
class Watch:
    """One part of a day at the station, and who is on duty then."""

    part: str
    label: str
    shifts: list[StationShift]


def roster(station: AssemblyStation, *, first: date, days: int = 7) -> list[tuple[date, list[Watch]]]:
    """The coming days with their parts. One query."""
    held: dict[tuple[date, str], list[StationShift]] = defaultdict(list)
    rows = StationShift.objects.standing().between(first, first + timedelta(days=days - 1)).filter(station=station)
    for shift in rows.select_related("person").order_by("pk"):
        held[shift.day, shift.part].append(shift)
    week = [first + timedelta(days=n) for n in range(days)]
    return [
        (day, [Watch(code, label, held[day, code]) for code, label in terms.choices("station_parts")]) for day in week
    ]


def to_call(area: Area, *, wish: str = "") -> QuerySet[Enrolment]:
    """Members who checked in with the community, by name; with a wish only those who named it."""
    rows = Enrolment.objects.confirmed().filter(area=area).exclude(basis="")
    if wish:
        rows = rows.filter(wishes__contains=[wish])
    return rows


@dataclass(frozen=True)
class GoalCount:
    """How many of those who checked in have done one of the three "ones", over all of them."""

    label: str
    done: int
    whole: int


def goal_counts(path: str) -> list[GoalCount]:
    """The three "ones" below a place, as counts: a desk sees how far, never who is behind. One query for each."""
    rows = Enrolment.objects.confirmed().filter(area_path__startswith=path).exclude(basis="")
    whole = rows.count()
    wanted = [(term.label, term.data) for term in terms.terms("enrolment_goals").values() if term.is_active]
    return [
        GoalCount(label, rows.filter(_DONE[data["follows"]](data)).count(), whole)
        for label, data in wanted
        if data.get("follows") in _DONE
    ]


def _came(data: dict[str, str]) -> Q:
    since = {"activity__begins_at__date__gte": OuterRef("valid_from")}
    there = Attendance.objects.filter(person_id=OuterRef("subject_id"), confirmed_at__isnull=False, **since)
    return Q(Exists(there.filter(activity__kinds__contains=[data["activity_kind"]])))


def _settled(data: dict[str, str]) -> Q:
    held = PostClaim.objects.filter(
        subject_id=OuterRef("subject_id"), post__area_id=OuterRef("area_id"), active_from__isnull=False
    )
    since = {"activity__begins_at__date__gte": OuterRef("valid_from")}
    came = Attendance.objects.filter(person_id=OuterRef("subject_id"), confirmed_at__isnull=False, **since)
    in_project = came.filter(activity__in=ProjectActivity.objects.values("activity"))
    return Q(Exists(held)) | Q(Exists(in_project))


def _wished(data: dict[str, str]) -> Q:
    claims = WishClaim.objects.filter(claimer_id=OuterRef("subject_id"), returned_at__isnull=True)
    return Q(Exists(claims.filter(claimed_at__date__gte=OuterRef("valid_from"))))


_DONE = {"activity": _came, "service": _settled, "wish": _wished}


def posts_of(people: Sequence[int], area: Area) -> dict[int, str]:
    """The posts that people hold in the community, in words."""
    titles: dict[int, list[str]] = defaultdict(list)
    rows = PostClaim.objects.active().filter(subject_id__in=people, post__area=area)
    for subject_id, title in rows.values_list("subject_id", "post__title"):
        titles[subject_id].append(title)
    return {key: "、".join(found) for key, found in titles.items()}
