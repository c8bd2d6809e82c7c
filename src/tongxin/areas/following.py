"""Following: which place stands today where another one stood, for what is tied to places that were merged."""

from datetime import date

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
