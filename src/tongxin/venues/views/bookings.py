"""The desk's queue of bookings, one booking with its moves, and the calendar of an area."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.organizations.models import Organization
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take
from tongxin.venues import actions, queries, returning, using
from tongxin.venues.access import acts_for, may_serve
from tongxin.venues.forms import LogForm
from tongxin.venues.lists import BOOKINGS, BRANCHES, TONES
from tongxin.venues.models import Booking, Venue
from tongxin.venues.opening import Openings

TOGETHER = ("venue__owner", "venue__area", "venue__parent__parent", "booker", "contact", "series")

DEEDS: Deeds = {
    "approve": (actions.approve, gettext_lazy("已同意，预约方会收到通知。")),
    "refuse": (actions.refuse, gettext_lazy("已回复，预约方会看到原因。")),
    "accept": (actions.accept, gettext_lazy("已接受。")),
    "apply": (actions.accept, gettext_lazy("已接受，等管理单位审批。")),
    "reconfirm": (actions.reconfirm, gettext_lazy("已确认，到时见。")),
    "check_in": (using.check_in, gettext_lazy("已登记到场。")),
    "cancel": (actions.cancel, gettext_lazy("已取消，场地让给别人。")),
    "call_off": (actions.call_off, gettext_lazy("已取消，预约方会看到原因。")),
}


@require_GET
@may("venues.book")
def bookings(request: DoorRequest) -> HttpResponse:
    """What was booked in my reach; what waits for an answer stands above."""
    rows = Booking.objects.visible_to(request.actor)
    waiting = rows.filter(step="asked").select_related(*TOGETHER).order_by("begins_at")
    shown = {
        "listed": BOOKINGS.open(request, rows),
        "export_url": reverse("venues:export-bookings"),
        "waiting": list(waiting[:5]),
    }
    return page(request, "venues/bookings.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return BOOKINGS.export(request, Booking.objects.visible_to(request.actor))


@require_GET
@may("", Booking, together=TOGETHER)
def booking(request: DoorRequest, booking: Booking) -> HttpResponse:
    if not request.actor.office:
        return HttpResponseRedirect(reverse("venues:my-booking", args=[booking.pk]))
    return page(request, "venues/booking.html", record(request, booking, "venues:move-booking"))


def record(request: DoorRequest, booking: Booking, moves: str) -> dict[str, Any]:
    """What both faces show of a booking."""
    at = request.at
    found = [each for each in showing.moves(booking, request.actor, moves) if each.name not in _unfit(request, booking)]
    return {
        "booking": booking,
        "venue": booking.venue,
        "moves": found,
        "tone": TONES[booking.step],
        "diagram": booking.procedure.diagram(booking, on=today(at)),
        "due": showing.due_words(showing.open_duty(booking), at),
        "entries": showing.timeline(booking),
        "shut_by_now": _shut_by_now(booking, at),
        "series_days": returning.days_of(booking.series) if booking.series else [],
        "may_log": booking.step == "used" and booking.came is None,
    }


def _unfit(request: DoorRequest, booking: Booking) -> set[str]:
    """Moves that the procedure allows and nobody would look for now."""
    unfit = set() if using.may_check_in(booking, request.at) else {"check_in"}
    if booking.step == "asked":
        unfit.add("call_off")  # the owner says no instead
    is_owner = request.actor.steers.along == "organization" and not acts_for(request.actor, booking.booker_id)
    if request.at >= booking.begins_at or is_owner:
        unfit.add("cancel")
    return unfit


def _shut_by_now(booking: Booking, at: datetime) -> str:
    """Why the venue is shut then by the hours and the calendar of today: they may have changed since it was booked."""
    if not booking.is_alive or booking.ends_at <= at:
        return ""
    return Openings.of([booking.venue]).why_shut(booking.venue, booking.begins_at, booking.ends_at)


@require_POST
@may("", Booking, together=TOGETHER)
def move(request: DoorRequest, booking: Booking, name: str) -> HttpResponse:
    return done(request, booking, take(request, DEEDS, name, booking=booking))


@require_http_methods(["GET", "POST"])
@may("", Booking, together=TOGETHER)
def log(request: DoorRequest, booking: Booking) -> HttpResponse:
    """The use log: how many came, in which state the room was left."""
    form = LogForm(request.POST or None, initial={"came": booking.people})
    if request.method == "POST" and form.is_valid():
        try:
            using.log(booking=booking, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            if sent_before(request):
                raise
            form.add_error(None, str(refused))
        else:
            return done(request, booking, _("使用情况已登记。"))
    shown = {"booking": booking, "form": form}
    return page(request, "venues/log.html", shown, status=422 if form.errors else 200)


@require_GET
@may("venues.book")
def calendar(request: DoorRequest) -> HttpResponse:
    """One day of all venues in an area of my reach."""
    day = _day(request)
    places = list(queries.places_with_venues(_reach(request)))
    place = next((each for each in places if str(each.pk) == request.GET.get("place", "")), None)
    rows = Venue.objects.in_area(place.path if place else _reach(request)).bookable()
    venues = list(rows.select_related("parent", "area", "owner").order_by("area_path", "space")[: queries.ROWS])
    days = queries.calendars(venues, day, names=True)
    shown = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "places": [(each.pk, each.name) for each in places],
        "place": place,
        "rows": [(venue, days[venue.pk][0], may_serve(request.actor, venue)) for venue in venues],
        "most": queries.ROWS,
    }
    return page(request, "venues/calendar.html", shown)


@require_GET
@may("figures.read")
def figures(request: DoorRequest) -> HttpResponse:
    """Floor and openness, and sessions per centre and per branch, apart."""
    path = _reach(request)
    since, until = _term(request)
    service = queries.service_in(path)
    shown = {
        "place": Area.objects.filter(path=path).first(),
        "service": service,
        "open_share": f"{100 * service.open / service.venues:.1f}%" if service.venues else None,
        "sessions": queries.count_sessions(path=path, since=since, until=until),
        "since": since,
        "until": until,
    }
    return page(request, "venues/figures.html", shown)


@require_GET
@may("figures.read")
def branches(request: DoorRequest) -> HttpResponse:
    """The sessions of each branch, from one day to another."""
    shown = {"listed": BRANCHES.open(request, _branches(request)), "export_url": reverse("venues:export-branches")}
    return page(request, "venues/branches.html", shown)


@require_GET
@may("export.lists")
def export_branches(request: DoorRequest) -> HttpResponse:
    return BRANCHES.export(request, _branches(request))


def _branches(request: DoorRequest) -> QuerySet[Organization]:
    since, until = _term(request)
    return queries.branches_with_sessions(path=_reach(request), since=since, until=until)


def _term(request: DoorRequest) -> tuple[date, date]:
    """From when to when the address asks; this year so far where it does not."""
    on = today(request.at)
    since = _read(request.GET.get("since", "")) or on.replace(month=1, day=1)
    return since, _read(request.GET.get("until", "")) or on


def _reach(request: DoorRequest) -> str:
    return request.actor.sees.path if request.actor.sees.along == "area" else request.actor.area_path


def _day(request: DoorRequest) -> date:
    return _read(request.GET.get("day", "")) or today(request.at)


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def own(request: DoorRequest, pk: int) -> Booking:
    """The actor's own booking, or that of the own organization; 404 otherwise."""
    return get_object_or_404(Booking.objects.of(request.actor).select_related(*TOGETHER), pk=pk)
