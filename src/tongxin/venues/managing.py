"""Deeds of the owner: register a venue, divide it, set its hours, open and shut it, close it for a while."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.bulk import numbers
from tongxin.kernel.clock import spell_moment
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization
from tongxin.venues import events
from tongxin.venues.access import may_manage
from tongxin.venues.actions import call_off_locked, lock, move_up
from tongxin.venues.errors import BookedMeanwhile, CannotDivide, ClosedAlready
from tongxin.venues.models import Booking, Closure, Hold, OpenHours, Venue
from tongxin.venues.models.venue import PARTS, space_of_part, space_of_whole
from tongxin.venues.opening import merged

#: What may be changed afterwards, by field.
CHANGEABLE = (
    "name", "kind", "address", "capacity", "floor_area", "equipment", "rules", "liability", "audience", "is_free",
    "fee", "needs_approval", "buffer_minutes", "outside_lessons",
)  # fmt: skip

#: What holds in a part as in its whole, unless something else is said of it.
INHERITED = (
    "kind", "audience", "is_free", "fee", "needs_approval", "buffer_minutes", "outside_lessons", "rules", "liability",
)  # fmt: skip


@transaction.atomic
def register(*, owner: Organization, area: Area, by: Actor, at: datetime, **fields: Any) -> Venue:
    """Enter a venue of its own; `fields` are those of CHANGEABLE. It is not open before it has hours.

    A school's is never open in lessons, whatever is said of it (BL-26).
    """
    fields |= _of_school(owner)
    venue = Venue(pk=numbers(Venue, 1)[0], owner=owner, area=area, area_path=area.path, **_checked(fields))
    venue.space = space_of_whole(venue.pk)
    return _enter(venue, by, at)


@transaction.atomic
def divide(*, whole: Venue, by: Actor, at: datetime, **fields: Any) -> Venue:
    """Enter a part of a venue, which can be booked by itself and blocks the whole meanwhile, as the whole blocks it.

    What is booked already stays: the part's numbers were the whole's all along.
    """
    lock(whole)
    number = whole.parts.count() + 1  # type: ignore[attr-defined]
    space = space_of_part(whole.space, number)
    if space is None:
        raise CannotDivide(_("一个场地最多分成 %d 个部分，再小的场地不能再分。") % (PARTS - 1))
    given = {name: getattr(whole, name) for name in INHERITED} | fields
    venue = Venue(
        owner=whole.owner, area=whole.area, area_path=whole.area_path, parent=whole, space=space,
        hours_from_id=whole.hours_from_id, is_open=whole.is_open and whole.hours_from_id is not None,
        **_checked(given),
    )  # fmt: skip
    if venue.capacity > whole.capacity:
        raise Unfit(_("一部分不能比整个场地（%d 人）容纳更多人。") % whole.capacity)
    return _enter(venue, by, at)


def _enter(venue: Venue, by: Actor, at: datetime) -> Venue:
    _check_right(venue, by)
    try:
        with transaction.atomic():
            venue.save(force_insert=True)
    except IntegrityError as error:
        if "venue_once" not in str(error):
            raise
        raise Unfit(_("“%s”已经登记过了，请换个名称区分。") % venue.name) from error
    record(events.VenueRegistered(venue=venue), by=by, at=at)
    return venue


@transaction.atomic
def change(*, venue: Venue, by: Actor, at: datetime, **fields: Any) -> None:
    """Change what is said of the venue; bookings that were made stay as they are."""
    _check_right(venue, by)
    lock(venue)
    venue.refresh_from_db()
    given = _checked(fields | _of_school(venue.owner))
    changed = [name for name in CHANGEABLE if name in given and given[name] != getattr(venue, name)]
    for name in changed:
        setattr(venue, name, given[name])
    if not changed:
        return
    venue.save(update_fields=changed)
    labels = "、".join(str(getattr(Venue._meta.get_field(name), "verbose_name", name)) for name in changed)
    record(events.VenueChanged(venue=venue, changes=labels), by=by, at=at)


@transaction.atomic
def set_hours(*, venue: Venue, hours: Mapping[int, Sequence[tuple[int, int]]], by: Actor, at: datetime) -> None:
    """Set when it is open on each sort of day (OpenHours.Day -> minutes); parts without hours of their own follow."""
    _check_right(venue, by)
    lock(venue)
    OpenHours.objects.filter(venue=venue).delete()
    rows = [
        OpenHours(venue=venue, day=day, opens=opens, closes=closes)
        for day, stretches in hours.items()
        for opens, closes in merged(_checked_hours(stretches))
    ]
    OpenHours.objects.bulk_create(rows)
    above = venue.parent.hours_from_id if venue.parent else None
    before, now = venue.hours_from_id, venue.pk if rows else above
    inheriting = Q(hours_from_id=before) if before else Q(hours_from_id=None)
    Venue.objects.filter(inheriting, space__contained_by=venue.space).update(hours_from_id=now)
    venue.refresh_from_db()
    record(events.HoursSet(venue=venue), by=by, at=at)


@transaction.atomic
def open_up(*, venue: Venue, by: Actor, at: datetime) -> None:
    """Let it be booked, with its parts; it must have hours."""
    _check_right(venue, by)
    if venue.hours_from_id is None:
        raise Unfit(_("请先设定开放时间，再开放预约。"))
    Venue.objects.filter(space__contained_by=venue.space).exclude(hours_from=None).update(is_open=True)
    venue.refresh_from_db()
    record(events.VenueOpened(venue=venue), by=by, at=at)


@transaction.atomic
def shut(*, venue: Venue, reason: str, by: Actor, at: datetime) -> None:
    """Take no more bookings, here and in its parts; what is booked stays until it is called off or used."""
    _check_right(venue, by)
    if not reason.strip():
        raise Unfit(_("请写明停止预约的原因。"))
    lock(venue)
    Venue.objects.filter(space__contained_by=venue.space).update(is_open=False)
    venue.refresh_from_db()
    record(events.VenueShut(venue=venue, reason=reason.strip()), by=by, at=at)


def booked_in(venue: Venue, begins_at: datetime, ends_at: datetime) -> list[Booking]:
    """Bookings that a closure of that stretch would meet, in this space and what overlaps it."""
    met = Booking.objects.filter(step__in=Booking.ALIVE, begins_at__lt=ends_at, ends_at__gt=begins_at)
    met = met.filter(venue__space__overlap=venue.space).exclude(step="in_use", begins_at__lt=begins_at)
    return list(met.select_related("venue__owner", "venue__parent", "booker").order_by("begins_at", "pk"))


@transaction.atomic
def close(
    *, venue: Venue, begins_at: datetime, ends_at: datetime, reason: str, by: Actor, at: datetime,
    call_off: bool = False,
) -> Closure:  # fmt: skip
    """Close it for a while. What is booked then is called off and its bookers told, but only with `call_off`.

    What is past needs no closing: one that would have begun begins now, and a use under way ends there. Raises
    BookedMeanwhile where something is booked and that was not said, ClosedAlready.
    """
    _check_right(venue, by)
    begins_at = max(begins_at, at)
    if ends_at <= begins_at:
        raise Unfit(_("停用的结束时间须晚于开始时间和现在。"))
    if not reason.strip():
        raise Unfit(_("请写明停用原因，预约方会看到。"))
    lock(venue)
    met = booked_in(venue, begins_at, ends_at)
    if met and not call_off:
        raise BookedMeanwhile(_("这段时间已有 %d 个预约，请看清后勾选“取消这些预约”再停用。") % len(met))
    for booking in met:
        call_off_locked(booking, reason.strip()[:120], by=by, at=at)
    _cut_short(venue, begins_at, ends_at)
    closure = Closure.objects.create(
        venue=venue, begins_at=begins_at, ends_at=ends_at, reason=reason.strip()[:120], by_id=by.principal_id or None
    )
    try:
        with transaction.atomic():
            Hold.objects.create(closure=closure, space=venue.space, during=DateTimeTZRange(begins_at, ends_at))
    except IntegrityError as error:
        if "hold_one_at_a_time" not in str(error):
            raise
        raise ClosedAlready from error
    fact = events.VenueClosed(venue=venue, stretch=_stretch(closure), reason=closure.reason, called_off=len(met))
    record(fact, by=by, at=at)
    return closure


def _cut_short(venue: Venue, begins_at: datetime, ends_at: datetime) -> None:
    """A use under way, and the buffer of one that is over, hold the space no longer than until the closure."""
    running = Hold.objects.filter(booking__step__in=("in_use", "used"), space__overlap=venue.space)
    during = DateTimeTZRange(begins_at, ends_at)
    for hold in running.filter(during__overlap=during, during__startswith__lt=begins_at):
        hold.during = DateTimeTZRange(hold.during.lower, begins_at, "[)")
        hold.save(update_fields=["during"])


@transaction.atomic
def lift(*, closure: Closure, by: Actor, at: datetime) -> None:
    """The closure ends early or never begins; the stretch can be booked again."""
    venue = closure.venue
    _check_right(venue, by)
    lock(venue)
    changed = Closure.objects.filter(pk=closure.pk, lifted_at=None).update(lifted_at=at)
    if changed:
        Hold.objects.filter(closure=closure).delete()
        record(events.ClosureLifted(venue=venue, stretch=_stretch(closure)), by=by, at=at)
        move_up(venue, at=at)


def _stretch(closure: Closure) -> str:
    return f"{spell_moment(closure.begins_at)}–{spell_moment(closure.ends_at)}"


def _of_school(owner: Organization) -> dict[str, Any]:
    return {"outside_lessons": True} if owner.kind in terms.terms("venue_lesson_owners") else {}


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if "kind" in fields:
        terms.need("venue_kinds", fields["kind"])
    for code in fields.get("equipment") or ():
        terms.need("venue_equipment", code)
    if fields.get("capacity", 1) < 1:
        raise Unfit(_("可容纳人数至少为 1。"))
    if not fields.get("is_free", True) and not fields.get("fee", "").strip():
        raise Unfit(_("不免费的，请写明怎样收费。"))
    given = fields | ({"fee": ""} if fields.get("is_free", False) else {})
    return given


def _checked_hours(stretches: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    if any(not 0 <= opens < closes <= 1440 for opens, closes in stretches):
        raise Unfit(_("关门时间须晚于开门时间，最晚到 24:00。"))
    return stretches


def _check_right(venue: Venue, by: Actor) -> None:
    if by is not SYSTEM and not may_manage(by, venue):
        raise NotYours
