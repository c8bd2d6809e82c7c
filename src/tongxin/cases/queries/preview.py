"""A look at the past before a limit is changed: how many cases of the category would have been late under it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tongxin.cases.models import Case
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import Limit, Pause
from tongxin.kernel.models import Duty

#: Duties of handling of so many days back, the newest first, and so many at most.
DAYS, MOST = 365, 2000


@dataclass(frozen=True)
class Preview:
    looked_at: int
    late: int
    would_be_late: int


def preview_limit(*, category: str, path: str, limit: Limit | None, at: datetime) -> Preview:
    """Nothing is changed by looking. Without a limit none would be late."""
    about = Case.objects.filter(category=category, area_path__startswith=path).values("pk")
    past = Duty.objects.filter(
        procedure="case", step="handling", kind=Duty.Kind.STEP, subject_type=Case._meta.label_lower,
        subject_id__in=about, laid_at__gte=at - timedelta(days=DAYS),
    )  # fmt: skip
    rows = list(past.order_by("-laid_at")[:MOST])
    return Preview(
        len(rows),
        sum(duty.is_late(at) for duty in rows),
        sum(_would_be_late(duty, limit, at) for duty in rows) if limit else 0,
    )


def _would_be_late(duty: Duty, limit: Limit, at: datetime) -> bool:
    pauses = [Pause(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until, _why in duty.pauses]
    end = duty.closed_at or duty.paused_at or at
    return working_time().due(duty.laid_at, limit, pauses).at < end
