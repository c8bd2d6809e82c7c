"""The desk: venues of my area or organization; register, divide, set hours, open and shut, close for a while."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas import pinning
from tongxin.areas.models import Area
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing
from tongxin.venues import managing, queries
from tongxin.venues.access import may_approve, may_manage, may_permit_signs, may_serve
from tongxin.venues.errors import BookedMeanwhile
from tongxin.venues.forms import CloseForm, HoursForm, VenueForm
from tongxin.venues.lists import VENUES
from tongxin.venues.models import Closure, OpenHours, SignPermission, Venue, VenueAgreement

TOGETHER = ("area", "owner", "parent__parent")


@require_GET
@may("venues.manage")
def venues(request: DoorRequest) -> HttpResponse:
    rows = Venue.objects.visible_to(request.actor)
    shown = {
        "listed": VENUES.open(request, rows),
        "export_url": reverse("venues:export"),
        "primary": (_("登记场地"), reverse("venues:register")),
    }
    return page(request, "venues/venues.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return VENUES.export(request, Venue.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("venues.manage")
def register(request: DoorRequest) -> HttpResponse:
    home = Area.objects.filter(path=request.actor.area_path).first()
    initial = {"owner": request.actor.organization_id, "is_free": True, "area": home}
    form = VenueForm(request.POST or None, actor=request.actor, initial=initial)

    def deed(**given: Any) -> Venue:
        return managing.register(by=request.actor, at=request.at, **given)

    return _entered(request, form, deed, None, _("登记场地"))


@require_http_methods(["GET", "POST"])
@may("venues.manage", Venue, together=TOGETHER)
def divide(request: DoorRequest, venue: Venue) -> HttpResponse:
    """A part that can be booked by itself."""
    initial = {name: getattr(venue, name) for name in managing.INHERITED}
    form = VenueForm(request.POST or None, actor=request.actor, whole=venue, initial=initial)

    def deed(**given: Any) -> Venue:
        return managing.divide(whole=venue, by=request.actor, at=request.at, **given)

    return _entered(request, form, deed, venue, _("分出一部分"))


@require_http_methods(["GET", "POST"])
@may("venues.manage", Venue, together=TOGETHER)
def change(request: DoorRequest, venue: Venue) -> HttpResponse:
    form = VenueForm(request.POST or None, actor=request.actor, instance=Venue.objects.get(pk=venue.pk))

    def deed(**given: Any) -> Venue:
        managing.change(venue=venue, by=request.actor, at=request.at, **given)
        return venue

    return _entered(request, form, deed, venue, _("修改场地"))


@require_http_methods(["GET", "POST"])
@may("venues.manage", Venue, together=TOGETHER)
def pin(request: DoorRequest, venue: Venue) -> HttpResponse:
    """Where the venue lies, on the map."""
    if not may_manage(request.actor, venue):
        raise NotYours
    return pinning.answer(request, venue, venue.area)


def _entered(
    request: DoorRequest, form: VenueForm, deed: Callable[..., Venue], of: Venue | None, title: str
) -> HttpResponse:
    """Do what the form asks, or show it again with what was wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            venue = deed(**form.cleaned_data)
        except Refused as refused:
            if sent_before(request):
                raise
            form.add_error(None, str(refused))
        else:
            return done(request, venue, _("已保存。"))
    shown = {"form": form, "venue": of, "title": title}
    return page(request, "venues/enter.html", shown, status=422 if form.errors else 200)


@require_GET
@may()
def venue(request: DoorRequest, pk: int) -> HttpResponse:
    """What the venue is, when it is open, what is in it this week; for who runs it also what can be done."""
    venue, actor = seen(request, pk), request.actor
    if not actor.office:
        return HttpResponseRedirect(reverse("venues:my-venue", args=[venue.pk]))
    runs = may_manage(actor, venue)
    first = week(request)
    shown = {
        "venue": venue,
        "days": queries.week_of(venue, first, names=may_serve(actor, venue), own=actor.own_ids),
        "first": first,
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "hours": hours_of(venue),
        "tree": list(Venue.objects.filter(space__contained_by=_root(venue).space).order_by("space")),
        "closures": list(queries.closures_ahead(venue, request.at)),
        "may": {"manage": runs, "approve": may_approve(actor, venue), "signs": may_permit_signs(actor, venue)},
        "entries": showing.timeline(venue) if runs else [],
        **sharing(request, venue, runs),
    }
    return page(request, "venues/venue.html", shown)


def sharing(request: DoorRequest, venue: Venue, runs: bool) -> dict[str, Any]:
    """Agreements and signs of the venue, for who runs it."""
    on = today(request.at)
    if not runs:
        return {"agreements": [], "signs": []}
    agreements = VenueAgreement.objects.filter(venue=venue).select_related("user")
    return {
        "agreements": list(agreements.order_by("-valid_from")),
        "signs": list(SignPermission.objects.on(on).filter(venue=venue)),
        "today": on,
    }


def seen(request: DoorRequest, pk: int) -> Venue:
    """A venue that is open to be booked, or lies in the actor's reach; 404 otherwise."""
    rows = Venue.objects.select_related(*TOGETHER)
    mine = rows.filter(pk__in=Venue.objects.visible_to(request.actor).filter(pk=pk).values("pk"))
    return get_object_or_404(mine | rows.bookable(), pk=pk)


def week(request: DoorRequest) -> date:
    """The Monday of the week that the address asks for, else of this one."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today(request.at)
    return day - timedelta(days=day.weekday())


def hours_of(venue: Venue) -> list[tuple[str, str]]:
    """The sorts of days with their hours in words, for facts."""
    found: dict[int, list[str]] = {}
    for row in OpenHours.objects.filter(venue=venue.hours_from).order_by("day", "opens"):
        found.setdefault(row.day, []).append(row.words)
    return [(str(day.label), "、".join(found.get(day.value, [])) or _("不开放")) for day in OpenHours.Day]


def _root(venue: Venue) -> Venue:
    return Venue.objects.get(pk=venue.root_id)


@require_http_methods(["GET", "POST"])
@may("venues.manage", Venue, together=TOGETHER)
def hours(request: DoorRequest, venue: Venue) -> HttpResponse:
    form = HoursForm(request.POST or None, venue=venue)
    if request.method == "POST" and form.is_valid():
        managing.set_hours(venue=venue, hours=form.hours(), by=request.actor, at=request.at)
        return done(request, venue, _("开放时间已设定。"))
    shown = {"form": form, "venue": venue, "title": _("开放时间")}
    return page(request, "venues/enter.html", shown, status=422 if form.errors else 200)


@require_POST
@may("venues.manage", Venue, together=TOGETHER)
def move(request: DoorRequest, venue: Venue, name: str) -> HttpResponse:
    if name == "open":
        managing.open_up(venue=venue, by=request.actor, at=request.at)
        return done(request, venue, _("已开放预约。"))
    if name == "shut":
        managing.shut(venue=venue, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
        return done(request, venue, _("已停止接受预约，已有的预约不变。"))
    raise Http404


@require_http_methods(["GET", "POST"])
@may("venues.manage", Venue, together=TOGETHER)
def close(request: DoorRequest, venue: Venue) -> HttpResponse:
    """Close it for a while. What is booked then is shown first; nothing is called off unsaid."""
    form, met = CloseForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            managing.close(venue=venue, by=request.actor, at=request.at, **given)
        except Refused as refused:
            if sent_before(request):
                raise
            form.add_error("call_off" if isinstance(refused, BookedMeanwhile) else None, str(refused))
            met = managing.booked_in(venue, given["begins_at"], given["ends_at"])
        else:
            return done(request, venue, _("停用已登记。"))
    shown = {"form": form, "venue": venue, "met": met}
    return page(request, "venues/close.html", shown, status=422 if form.errors else 200)


@require_POST
@may("venues.manage", Venue, together=TOGETHER)
def lift(request: DoorRequest, venue: Venue, closure: int) -> HttpResponse:
    thing = get_object_or_404(Closure.objects.select_related("venue__owner"), pk=closure, venue=venue)
    managing.lift(closure=thing, by=request.actor, at=request.at)
    return done(request, venue, _("停用已撤销。"))
