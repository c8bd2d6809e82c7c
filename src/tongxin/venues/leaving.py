"""Leaving: a venue whose owner was dissolved takes no bookings any more, and what a dissolved body had booked is free.
A venue stays where it stands: when its community is merged into another one, it lies in that one."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tongxin.areas.events import AreaMerged
from tongxin.areas.following import successor
from tongxin.areas.models import Area
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.records import listens
from tongxin.organizations.events import OrganizationEnded
from tongxin.organizations.models import Organization
from tongxin.venues import actions, agreements, managing
from tongxin.venues.models import Booking, SignPermission, Venue, VenueAgreement


@listens(OrganizationEnded)
def hear_of_end(row: Record) -> None:
    leave_the_gone(at=row.at)


@listens(AreaMerged)
def hear_of_merger(row: Record) -> None:
    follow_merges(at=row.at)


def leave_the_gone(*, at: datetime) -> int:
    """Shut the venues of bodies that are no more, end what they agreed on and give back what they booked; returns how
    many things. Heard from the deed that dissolves, and run daily for those whose day comes later."""
    gone = Organization.objects.filter(valid_to__lt=today(at))
    return _end_agreements(gone, at) + _shut(gone, at) + _give_back(gone, at)


def follow_merges(*, at: datetime) -> int:
    """Let venues of merged places lie in the place that took over; returns how many. Run daily too."""
    day, moved = today(at), 0
    left = Venue.objects.filter(area__valid_to__lt=day).values("area")
    for area in Area.objects.filter(pk__in=left).order_by("pk"):
        into, _on = successor(area, day)
        if into is not None:
            moved += _move(area, into)
    return moved


def _end_agreements(gone: QuerySet[Organization], at: datetime) -> int:
    held = VenueAgreement.objects.on(today(at)).filter(Q(user__in=gone) | Q(venue__owner__in=gone))
    rows = list(held.select_related("venue", "user").order_by("pk"))
    for row in rows:
        # Its last day is the last one before; one that began no earlier had that one day.
        on = max(today(at) - timedelta(days=1), row.valid_from)
        agreements.end_agreement(agreement=row, reason=_("一方已撤销"), on=on, by=SYSTEM, at=at)
    return sum(row.valid_to is not None and row.valid_to < today(at) for row in rows)


def _shut(gone: QuerySet[Organization], at: datetime) -> int:
    alive = Booking.objects.filter(venue=OuterRef("pk"), step__in=Booking.ALIVE, begins_at__gt=at)
    rows = Venue.objects.filter(owner__in=gone).filter(Q(is_open=True) | Exists(alive))
    found = list(rows.order_by("pk"))
    for venue in found:
        _shut_one(venue, at)
    return len(found)


@transaction.atomic
def _shut_one(venue: Venue, at: datetime) -> None:
    reason = _("管理单位已撤销")
    if venue.is_open:
        managing.shut(venue=venue, reason=reason, by=SYSTEM, at=at)
    coming = Booking.objects.filter(venue=venue, step__in=Booking.ALIVE, begins_at__gt=at)
    for booking in coming.select_related("venue__owner", "venue__parent", "booker").order_by("pk"):
        if booking.step == "waiting":
            actions.cancel(booking=booking, by=SYSTEM, at=at)
        else:
            actions.call_off_locked(booking, reason, by=SYSTEM, at=at)


def _give_back(gone: QuerySet[Organization], at: datetime) -> int:
    rows = Booking.objects.filter(booker__in=gone.values("pk"), step__in=Booking.ALIVE, begins_at__gt=at)
    found = list(rows.exclude(step="in_use").select_related("venue__owner", "venue__parent", "booker").order_by("pk"))
    for booking in found:
        actions.cancel(booking=booking, by=SYSTEM, at=at)
    return len(found)


@transaction.atomic
def _move(area: Area, into: Area) -> int:
    """The venues with what is still to come in them; what was used stays where it was counted."""
    venues = list(Venue.objects.filter(area=area).values_list("pk", flat=True))
    coming = Booking.objects.filter(venue__in=venues, step__in=Booking.ALIVE)
    of_bookings = Duty.objects.open().filter(
        subject_type=Booking._meta.label_lower, subject_id__in=list(coming.values_list("pk", flat=True))
    )
    of_bookings.update(area_path=into.path)
    tied: list[QuerySet[Any]] = [each.objects.filter(venue__in=venues) for each in (VenueAgreement, SignPermission)]
    for rows in (coming, *tied):
        rows.update(area_path=into.path)
    return Venue.objects.filter(pk__in=venues).update(area=into, area_path=into.path)
