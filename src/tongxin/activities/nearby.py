"""Check-in by position: the phone's position is held once against the activity's place, and forgotten (C05-4).

What is kept is the attendance with the radius it lay within and the rule that said so. The position itself is written
nowhere: not with the row, not in the record, not among the answers to phones (`kernel.offline`), and a try that was
refused leaves nothing. It is one way beside code, list and desk; nobody has to have a phone that knows where it is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tongxin.activities.attending import check_entitled, check_fresh, check_ready, enter
from tongxin.activities.errors import NotByPosition, PositionTooVague, TooFar
from tongxin.activities.models import Activity, Attendance
from tongxin.kernel import datum, rules
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Rule
from tongxin.people.models import Person


@dataclass(frozen=True, slots=True, repr=False)
class Position:
    """Where a phone says it is, in WGS-84 as browsers give it, and within how many metres that is sure. It shows
    nothing of itself, so that no log or error page does."""

    longitude: float
    latitude: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Radius:
    """Within how many metres one is there, by which rule; without one it is the activity's own."""

    metres: int
    rule: Rule | None


def is_offered(activity: Activity) -> bool:
    """Whether one may check in by position: the organizer switched it on, and the place has a point."""
    return activity.takes_position and activity.ground is not None


def radius_of(activity: Activity, at: datetime) -> Radius:
    if activity.radius is not None:
        return Radius(activity.radius, None)
    rule = rules.find("activity.position_metres", on=today(at), path=activity.area_path)
    if rule is None:
        raise rules.NoSuchRule
    return Radius(int(rule.value), rule)


def check_in(
    *, activity: Activity, person: Person, position: Position, by: Actor, at: datetime, made_at: datetime | None = None
) -> Attendance:
    """Check in by where the phone is. A phone without network sends the position later; then radius, hour and
    attendance are of the moment when it was taken.

    Raises NotNow, Uninsured, NotByPosition, PositionTooVague, TooFar, CameTooLate, NotSignedUp, CheckedInAlready.
    """
    if by.principal_id != person.pk:
        raise NotYours
    check_ready(activity, made_at or at)
    if made_at:
        check_fresh(activity, at, made_at)
    radius = judged(activity, position, made_at or at)
    with transaction.atomic():
        check_entitled(activity, person, made_at or at)
        how = Attendance.How.NEAR_LATER if made_at else Attendance.How.NEAR
        return enter(
            activity, person, how, by, at, scanned_at=made_at, within=radius.metres, within_by=radius.rule
        )  # fmt: skip


def judged(activity: Activity, position: Position, at: datetime) -> Radius:
    """The radius that the position lies within; raises NotByPosition, TooFar, or PositionTooVague where the phone is
    too unsure of itself to tell."""
    ground = activity.ground
    if not activity.takes_position or ground is None:
        raise NotByPosition
    radius = radius_of(activity, at)
    surest = int(rules.value("activity.position_accuracy_metres", on=today(at), path=activity.area_path))
    away = datum.metres(ground, (position.longitude, position.latitude))
    if away - position.accuracy > radius.metres:
        raise TooFar
    if position.accuracy > surest or away > radius.metres:
        raise PositionTooVague
    return radius
