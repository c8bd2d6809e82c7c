"""Following: units and teams of a place that was merged are resident in the one that took over. The bodies that led the
old place stay there until they are dissolved: two cannot lead one place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from tongxin.areas import following
from tongxin.areas.events import AreaMerged
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens
from tongxin.organizations.actions import nearest_party_organization
from tongxin.organizations.models import Organization


@listens(AreaMerged)
def hear_of_merger(row: Record) -> None:
    follow_merges(at=row.at)


def follow_merges(*, at: datetime) -> int:
    """Heard from the deed that merges, and run daily for mergers whose day comes later; returns how many bodies."""
    day = today(at)
    residents = Organization.objects.on(day).filter(kind__in=_kinds_that_follow(), sole_kind=None)
    return following.follow_merges(residents, on=day)


def _kinds_that_follow() -> list[str]:
    """All but those of the territory's own line; teams of volunteers lead nobody."""
    return [
        term.code for term in terms.terms("organization_kinds").values()
        if term.data.get("line") != "territory" or term.data.get("family") == "volunteer"
    ]  # fmt: skip


@dataclass(frozen=True)
class Merger:
    """A place that is gone, the one that took over, and who leads that one."""

    gone: Area
    into: Area
    host: Organization
    on: date
    at: datetime


def mergers_of(gone: Collection[int], *, at: datetime) -> list[Merger]:
    """Of places that no longer stand, by key, those that somebody took over."""
    found = []
    for area in Area.objects.filter(pk__in=gone).order_by("pk"):
        into, on = following.successor(area, today(at))
        host = nearest_party_organization(into) if into else None
        if into is not None and host is not None:
            found.append(Merger(area, into, host, on, at))
    return found
