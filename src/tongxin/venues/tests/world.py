"""A hall of the cast's unit, divided in two, and a room of the community, made by their own deeds."""

from datetime import datetime, time, timedelta
from typing import Any

from demo.cast import Cast
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.venues import actions, managing
from tongxin.venues.models import Booking, Venue

#: Nine to nine on every sort of day.
DAILY = {day: [(9 * 60, 21 * 60)] for day in range(1, 10)}


def a_venue(cast: Cast, *, owner: str = "party", by: Actor | None = None, hours: Any = None, **fields: Any) -> Venue:
    """A room of the community that can be booked at once; `owner` is one of the cast's organizations."""
    given: dict[str, Any] = {"name": "多功能厅", "kind": "hall", "capacity": 60, "area": cast.home}
    by = by or cast.secretary
    venue = managing.register(owner=cast.organizations[owner], by=by, at=cast.at, **given | fields)
    managing.set_hours(venue=venue, hours=hours or DAILY, by=by, at=cast.at)
    managing.open_up(venue=venue, by=by, at=cast.at)
    return venue


def a_part(cast: Cast, whole: Venue, name: str, **fields: Any) -> Venue:
    given: dict[str, Any] = {"name": name, "capacity": whole.capacity // 2}
    return managing.divide(whole=whole, by=cast.secretary, at=cast.at, **given | fields)


def moment(cast: Cast, days: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(today(cast.at) + timedelta(days=days), time(hour, minute), CHINA)


def booked(cast: Cast, venue: Venue, who: str = "resident", *, days: int = 3, hour: int = 14, **fields: Any) -> Booking:
    """Two hours in three days' time, in the person's own name unless a booker is given."""
    person = cast.people[who]
    begins = moment(cast, days, hour)
    given: dict[str, Any] = {
        "booker": person.principal, "title": "合唱排练", "purpose": "culture_sport", "people": 10, "begins_at": begins,
        "ends_at": begins + timedelta(hours=2), "by": cast.actor(who), "at": cast.at,
    }  # fmt: skip
    return actions.book(venue=venue, **given | fields)


def for_organization(cast: Cast, venue: Venue, organization: str, who: str, **fields: Any) -> Booking:
    booker = cast.organizations[organization].principal
    return booked(cast, venue, who, booker=booker, contact=cast.people[who], **fields)
