"""Following: which place stands today where another one stood, for what is tied to places that were merged."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from tongxin.areas.models import Area, AreaChange


def successor(area: Area, day: date) -> tuple[Area | None, date]:
    """The place that took over, or the one that took that one over, and since when; None where it was just ended."""
    last, on, seen = area, area.valid_to or day, {area.pk}
    while not last.holds_on(day):
        change = AreaChange.objects.filter(before=last, kind=AreaChange.Kind.MERGE, on__lte=day).order_by("-on").first()
        into = change.after.first() if change else None
        if change is None or into is None or into.pk in seen:
            return None, on
        last, on = into, change.on
        seen.add(into.pk)
    return last, on


def follow_merges(rows: QuerySet[Any], *, on: date) -> int:
    """Let rows with an `area` and its `area_path` that lie at merged places lie in those that took over; returns how
    many. May run at any time, and again."""
    left, moved = rows.filter(area__valid_to__lt=on).order_by().values("area").distinct(), 0
    for area in Area.objects.filter(pk__in=left).order_by("pk"):
        into, _since = successor(area, on)
        if into is not None:
            moved += rows.filter(area=area).update(area=into, area_path=into.path)
    return moved
