"""An activity of the cast's community, made by the worker's own deed."""

from datetime import datetime, timedelta
from typing import Any

from demo.cast import Cast
from tongxin.activities import actions, codes
from tongxin.activities.models import Activity, SignUp
from tongxin.activities.signing import sign_up
from tongxin.kernel.actor import SYSTEM
from tongxin.people import actions as people
from tongxin.people.models import Person


def an_activity(cast: Cast, **fields: Any) -> Activity:
    begins = fields.pop("begins_at", cast.at + timedelta(days=7))
    given: dict[str, Any] = {
        "title": "周六义务理发", "kinds": ["volunteering"], "host": cast.organizations["party"], "area": cast.home,
        "place": "居民活动室", "begins_at": begins, "ends_at": begins + timedelta(hours=2), "is_open": True,
        "by": cast.worker, "at": cast.at,
    }  # fmt: skip
    return actions.plan(**given | fields)


def a_person(cast: Cast, name: str) -> Person:
    return people.register(name=name, area=cast.home, by=SYSTEM, at=cast.at)


def signs_up(cast: Cast, name: str, activity: Activity, at: datetime | None = None) -> SignUp:
    return sign_up(activity=activity, person=cast.people[name], by=cast.actor(name), at=at or cast.at)


def code_of(activity: Activity, at: datetime) -> str:
    return codes.code_at(activity.pk, at, seconds=30).digits


def held(activity: Activity) -> tuple[int, int]:
    """The kept counts: places taken, people who came."""
    activity.turnout.refresh_from_db()
    return activity.turnout.taken, activity.turnout.came
