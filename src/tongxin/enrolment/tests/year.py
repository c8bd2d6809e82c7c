"""What fills a member's year in the tests: an activity somebody came to, confirmed by its organizer or not."""

from datetime import datetime, timedelta
from typing import Any

from demo.cast import Cast
from tongxin.activities import actions as activities
from tongxin.activities import attending
from tongxin.activities.models import Activity


def came(cast: Cast, who: str, begins_at: datetime, *, confirmed: bool = True, **fields: Any) -> Activity:
    given: dict[str, Any] = {
        "title": "小区清洁", "kinds": ["volunteering"], "host": cast.organizations["party"], "area": cast.home,
        "place": "一号院", "begins_at": begins_at, "ends_at": begins_at + timedelta(hours=2), "is_open": True,
        "by": cast.worker, "at": begins_at - timedelta(days=7),
    }  # fmt: skip
    activity = activities.plan(**given | fields)
    attending.record_attendance(
        activity=activity, person=cast.people[who], by=cast.worker, at=begins_at + timedelta(minutes=5)
    )
    if confirmed:
        attending.confirm(activity=activity, by=cast.worker, at=begins_at + timedelta(hours=3))
    return activity
