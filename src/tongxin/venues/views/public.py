"""Everybody: which venues stand open, when, on which terms; no names of who is in them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tongxin.kernel.clock import today
from tongxin.kernel.web import open_to_all, page
from tongxin.venues import queries
from tongxin.venues.lists import PUBLIC
from tongxin.venues.models import Venue
from tongxin.venues.views.desk import TOGETHER, hours_of


@require_GET
@open_to_all
def venues(request: HttpRequest) -> HttpResponse:
    return page(request, "venues/public_venues.html", {"listed": PUBLIC.open(request, Venue.objects.for_everybody())})


@require_GET
@open_to_all
def venue(request: HttpRequest, pk: int) -> HttpResponse:
    thing = get_object_or_404(Venue.objects.for_everybody().select_related(*TOGETHER), pk=pk)
    first = today(request.at)  # type: ignore[attr-defined]
    shown = {"venue": thing, "days": queries.week_of(thing, first, names=False), "hours": hours_of(thing)}
    return page(request, "venues/public_venue.html", shown)
