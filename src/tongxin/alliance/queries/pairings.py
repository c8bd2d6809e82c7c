"""Questions about pairings, campaigns, what was given, and who came to what several held together."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from tongxin.activities.models import Activity, Attendance
from tongxin.alliance.models import Campaign, Contribution, Pairing
from tongxin.kernel.validity import holding_on
from tongxin.organizations.models import Affiliation, Organization


@dataclass(frozen=True)
class Progress:
    """How far a campaign is; `gap` is what is missing to its target, None where it names none (YX-09)."""

    reached: int
    target: int | None

    @property
    def gap(self) -> int | None:
        return None if self.target is None else max(self.target - self.reached, 0)


def progress(campaign: Campaign) -> Progress:
    """Pairs that both agreed to, or activities that took place."""
    if campaign.kind == Campaign.Kind.PAIRINGS:
        reached = campaign.pairings.filter(step__in=("running", "review", "closed")).count()  # type: ignore[attr-defined]
    else:
        reached = campaign.activities.filter(status="confirmed").count()
    return Progress(reached, campaign.target)


@dataclass(frozen=True)
class Report:
    """One report over all activities of a campaign (MHK-31)."""

    activities: int
    confirmed: int
    hosts: int
    visits: int
    people: int


def report(campaign: Campaign) -> Report:
    """Attendances are confirmed ones; a person who came twice is one of the people."""
    rows = campaign.activities.all()
    came: Any = Attendance.objects.confirmed().filter(activity__in=rows)
    return Report(
        activities=rows.count(),
        confirmed=rows.filter(status="confirmed").count(),
        hosts=rows.values("host").distinct().count(),
        visits=came.count(),
        people=came.values("person").distinct().count(),
    )


@dataclass(frozen=True)
class BranchTurnout:
    """How many of one Party organization's members came to an activity; `organization` is None for other people."""

    organization: Organization | None
    people: int


def turnout_by_branch(activity: Activity) -> list[BranchTurnout]:
    """Each who came counts once, in the branch of the formal relation that day, however many held it (MHK-14)."""
    people = list(
        Attendance.objects.standing().filter(activity=activity).values_list("person_id", flat=True).distinct()
    )
    held = Affiliation.objects.filter(holding_on(activity.day), person_id__in=people)
    homes = dict(held.values_list("person_id", "organization_id"))
    counted = Counter(homes.get(person) for person in people)
    known = Organization.objects.in_bulk([pk for pk in counted if pk])
    rows = [BranchTurnout(known[pk] if pk else None, number) for pk, number in counted.items()]
    return sorted(rows, key=lambda row: (row.organization is None, row.organization.name if row.organization else ""))


def given_by_unit(path: str) -> QuerySet[Any, dict[str, Any]]:
    """Cumulative money in fen and number of entries of each organization, within an area (MHK-23)."""
    return _totals(path, "organization__name", "organization_id")


def given_to_area(path: str) -> QuerySet[Any, dict[str, Any]]:
    """The same for each community."""
    return _totals(path, "area__name", "area_id")


def given_to_matter(path: str) -> QuerySet[Any, dict[str, Any]]:
    """The same for each livelihood item."""
    return _totals(path, "matter")


def _totals(path: str, *columns: str) -> QuerySet[Any, dict[str, Any]]:
    rows = Contribution.objects.standing().filter(area_path__startswith=path)
    return rows.values(*columns).annotate(fen=Sum("amount"), entries=Count("pk")).order_by(*columns)


def paired_on(day: date, level: str) -> QuerySet[Pairing]:
    """Pairings that were agreed by both and hold on a day."""
    rows = Pairing.objects.running().filter(level=level, valid_from__lte=day)
    return rows
