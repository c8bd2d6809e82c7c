"""Following: who is registered at a place that was merged is registered at the one that took over."""

from datetime import datetime

from tongxin.areas import following
from tongxin.areas.events import AreaMerged
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens
from tongxin.people.models import Person


@listens(AreaMerged)
def hear_of_merger(row: Record) -> None:
    follow_merges(at=row.at)


def follow_merges(*, at: datetime) -> int:
    """Heard from the deed that merges, and run daily for mergers whose day comes later; returns how many persons."""
    return following.follow_merges(Person.objects.all(), on=today(at))
