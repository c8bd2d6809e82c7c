"""Following: units and teams of a place that was merged are resident in the one that took over. The bodies that led the
old place stay there until they are dissolved: two cannot lead one place."""

from datetime import datetime

from tongxin.areas import following
from tongxin.areas.events import AreaMerged
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens
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
