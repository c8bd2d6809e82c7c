"""Counting: how many people live in a place, from a day on; a number, never a list of them (CD-04)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tongxin.areas.actions import DateBefore
from tongxin.areas.events import PeopleCounted
from tongxin.areas.models import Area, Headcount
from tongxin.kernel.actor import Actor
from tongxin.kernel.records import record

#: Longitude, latitude and people.
Living = tuple[float, float, int]


@transaction.atomic
def count_people(
    *, area: Area, people: int, source: str, on: date, by: Actor, at: datetime, households: int | None = None
) -> Headcount:
    """Write down a count from a day on; the one before ends the day before."""
    held = Headcount.objects.filter(area=area)
    if held.filter(valid_from__gt=on).exists():
        raise DateBefore
    held.filter(valid_from=on).delete()
    held.filter(Q(valid_to=None) | Q(valid_to__gte=on)).update(valid_to=on - timedelta(days=1))
    made: Headcount = Headcount.objects.create(
        area=area, people=people, households=households, source=source, valid_from=on
    )
    record(PeopleCounted(area=area, people=people, source=source), by=by, at=at)
    return made


def living_below(area: Area, *, on: date) -> list[Living]:
    """Where people live in a place: the counts of estates and buildings below it whose point is known."""
    rows = Headcount.objects.on(on).filter(area__path__startswith=area.path, area__longitude__isnull=False)
    found = (
        rows.exclude(area=area)
        .order_by("area__path")
        .values_list("area__path", "area__longitude", "area__latitude", "people")
    )
    counted: list[tuple[str, Living]] = []
    for path, longitude, latitude, people in found:
        # Who is counted in an estate is not counted again in its buildings.
        if longitude is None or latitude is None:
            continue
        if not counted or not path.startswith(counted[-1][0]):
            counted.append((path, (longitude, latitude, people)))
    return [living for _path, living in counted]
