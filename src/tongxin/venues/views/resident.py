"""The phone: a venue, my bookings, one booking with what I can do now."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.ui.taking import take
from tongxin.venues import queries
from tongxin.venues.models import Booking
from tongxin.venues.views.bookings import DEEDS, TOGETHER, own, record
from tongxin.venues.views.desk import hours_of, seen, week

SHOWN = 40


@require_GET
@may("venues.book")
def venue(request: DoorRequest, pk: int) -> HttpResponse:
    thing, first = seen(request, pk), week(request) if "day" in request.GET else today(request.at)
    shown = {
        "venue": thing,
        "days": queries.week_of(thing, first, names=False, own=request.actor.own_ids),
        "after": first + timedelta(days=7),
        "hours": hours_of(thing),
    }
    return page(request, "venues/my_venue.html", shown)


@require_GET
@may()
def bookings(request: DoorRequest) -> HttpResponse:
    rows = Booking.objects.of(request.actor).select_related(*TOGETHER)
    shown = {
        "coming": list(rows.coming(request.at).order_by("begins_at")[:SHOWN]),
        "past": list(rows.exclude(step__in=Booking.ALIVE).order_by("-begins_at")[:SHOWN]),
    }
    return page(request, "venues/my_bookings.html", shown)


@require_GET
@may()
def booking(request: DoorRequest, pk: int) -> HttpResponse:
    return page(request, "venues/my_booking.html", record(request, own(request, pk), "venues:move-my-booking"))


@require_POST
@may()
def move(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    said = take(request, DEEDS, name, booking=own(request, pk))
    return done(request, reverse("venues:my-booking", args=[pk]), said)
