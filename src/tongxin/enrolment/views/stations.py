"""The desk's pages of assembly stations with roster and calls, and of responsibility areas, pioneer and model posts."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.enrolment import access
from tongxin.enrolment import station_actions as stations
from tongxin.enrolment import station_queries as queries
from tongxin.enrolment.models import AssemblyStation, CallOut, HonorPost, StationShift
from tongxin.enrolment.station_forms import CallForm, HonorForm, ShiftForm, StationForm
from tongxin.enrolment.station_lists import CALL_LIST, HONORS, STATIONS
from tongxin.enrolment.views.common import host_places
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing

POWER = "stations.manage"


@require_GET
@may(POWER)
def index(request: DoorRequest) -> HttpResponse:
    """Stations of the place; a community with one is led right to it."""
    rows = AssemblyStation.objects.visible_to(request.actor).filter(closed_on=None)
    own = rows.filter(area_path=request.actor.area_path).first()
    if own is not None and "all" not in request.GET:
        return done(request, own)
    without = host_places(request).exclude(pk__in=AssemblyStation.objects.filter(closed_on=None).values("area"))
    primary = (_("设立集结站"), reverse("enrolment:open-station")) if without.exists() else None
    shown = {
        "listed": STATIONS.open(request, rows), "primary": primary, "export_url": reverse("enrolment:export-stations"),
    }  # fmt: skip
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    _must_manage(request)
    return STATIONS.export(request, AssemblyStation.objects.visible_to(request.actor).filter(closed_on=None))


@require_http_methods(["GET", "POST"])
@may(POWER)
def open_station(request: DoorRequest) -> HttpResponse:
    form = StationForm(request.POST or None, areas=host_places(request))
    if request.method == "POST" and form.is_valid():
        try:
            station = stations.open_station(by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, station, _("已设立。"))
    shown = {"form": form, "title": _("设立党员集结站"), "back": reverse("enrolment:stations")}
    return page(request, "enrolment/station_form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may(POWER, AssemblyStation, together=("area", "host"))
def change(request: DoorRequest, station: AssemblyStation) -> HttpResponse:
    initial = {"place": station.place, "opening": station.opening}
    form = StationForm(request.POST or None, areas=None, initial=initial)
    if request.method == "POST" and form.is_valid():
        stations.change_station(station=station, by=request.actor, at=request.at, **form.cleaned_data)
        return done(request, station, _("已更改。"))
    shown = {"form": form, "title": _("更改集结站"), "back": station.get_absolute_url()}
    return page(request, "enrolment/station_form.html", shown, status=422 if form.errors else 200)


@require_GET
@may(POWER, AssemblyStation, together=("area", "host"))
def station(request: DoorRequest, station: AssemblyStation) -> HttpResponse:
    """The members' desk of one community: who is on duty, who checked in, whom to call."""
    return page(request, "enrolment/station.html", _shown(request, station))


@require_POST
@may(POWER, AssemblyStation, together=("area", "host"))
def take_shift(request: DoorRequest, station: AssemblyStation) -> HttpResponse:
    form = ShiftForm(request.POST, actor=request.actor)
    if form.is_valid():
        told = dict(form.cleaned_data)
        try:
            stations.take_shift(station=station, person=told.pop("who"), by=request.actor, at=request.at, **told)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, station, _("已排上，并通知本人。"))
    return page(request, "enrolment/station.html", _shown(request, station) | {"shift_form": form}, status=422)


@require_POST
@may(POWER, AssemblyStation)
def leave_shift(request: DoorRequest, station: AssemblyStation, shift: int) -> HttpResponse:
    row = StationShift.objects.filter(station=station, pk=shift).first()
    if row is None:
        raise NotYours
    stations.leave_shift(shift=row, by=request.actor, at=request.at)
    return done(request, station, _("已从值守表上撤下。"))


@require_GET
@may(POWER, AssemblyStation, together=("area",))
def call_list(request: DoorRequest, station: AssemblyStation) -> HttpResponse:
    """Whom the staff may call: name, branch, what they can and would like to do. Phones stay sealed."""
    listed = CALL_LIST.open(request, queries.to_call(station.area))
    held = queries.posts_of([row.subject_id for row in listed.rows], station.area)
    for row in listed.rows:
        row.posts_held = held.get(row.subject_id, "")
    shown = {
        "listed": listed,
        "sub": _("电话在人员页上，查看须填事由并有记录"),
        "trail": [(str(station), station.get_absolute_url()), (_("集结名单"), None)],
        "primary": (_("发集结通知"), reverse("enrolment:make-call", args=[station.pk])),
    }
    return page(request, "ui/list.html", shown)


@require_http_methods(["GET", "POST"])
@may(POWER, AssemblyStation, together=("area",))
def make_call(request: DoorRequest, station: AssemblyStation) -> HttpResponse:
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call = stations.call_out(station=station, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, call, _("已通知 %d 人，来不来由本人决定。") % call.called)
    shown = {"form": form, "title": _("发集结通知"), "back": station.get_absolute_url()}
    return page(request, "enrolment/station_form.html", shown, status=422 if form.errors else 200)


@require_GET
@may(POWER, CallOut, together=("station", "station__area"))
def call(request: DoorRequest, call: CallOut) -> HttpResponse:
    """Who comes. Who said nothing is not listed by name."""
    answers = call.answers.select_related("person")  # type: ignore[attr-defined]
    counts = call.answers.aggregate(  # type: ignore[attr-defined]
        able=Count("pk", filter=Q(comes=True)), unable=Count("pk", filter=Q(comes=False))
    )
    coming = answers.filter(comes=True).order_by("person__pinyin", "person__name")
    shown = {"call_of": call, "coming": coming, "counts": counts, "entries": showing.timeline(call)}
    return page(request, "enrolment/call.html", shown)


# Honor posts


@require_GET
@may(POWER)
def honors(request: DoorRequest) -> HttpResponse:
    listed = HONORS.open(request, HonorPost.objects.visible_to(request.actor))
    may_give = access.by_post(request.actor, "honors.give")
    primary = (_("设立"), reverse("enrolment:give-honor")) if may_give else None
    shown = {"listed": listed, "primary": primary, "export_url": reverse("enrolment:export-honors")}
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export_honors(request: DoorRequest) -> HttpResponse:
    _must_manage(request)
    return HONORS.export(request, HonorPost.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("honors.give")
def give_honor(request: DoorRequest) -> HttpResponse:
    form = HonorForm(request.POST or None, actor=request.actor, areas=_places(request))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            honor = stations.give_honor(person=told.pop("who"), by=request.actor, at=request.at, **told)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, honor, _("已设立，并通知本人。公开不公开由本人决定。"))
    shown = {"form": form, "title": _("设立责任区或先锋、示范岗"), "back": reverse("enrolment:honors")}
    return page(request, "enrolment/station_form.html", shown, status=422 if form.errors else 200)


@require_GET
@may(POWER, HonorPost, together=("person", "area", "community", "host"))
def honor(request: DoorRequest, honor: HonorPost) -> HttpResponse:
    may_end = honor.valid_to is None and access.by_post(request.actor, "honors.give")
    shown = {"honor": honor, "may_end": may_end, "entries": showing.timeline(honor)}
    return page(request, "enrolment/honor.html", shown)


@require_POST
@may("honors.give", HonorPost)
def end_honor(request: DoorRequest, honor: HonorPost) -> HttpResponse:
    stations.end_honor(honor=honor, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, honor, _("已结束。"))


def _places(request: DoorRequest) -> QuerySet[Area]:
    """The communities of the desk and what lies below them."""
    reach = request.actor.steers
    path = reach.path if reach.along == "area" and reach.path else "-"
    return Area.objects.on(today(request.at)).filter(path__startswith=path).order_by("path")


def _shown(request: DoorRequest, station: AssemblyStation) -> dict[str, Any]:
    first = today(request.at)
    roster = queries.roster(station, first=first)
    calls = CallOut.objects.filter(station=station).order_by("-pk")[:5]
    return {
        "station": station,
        "roster": roster,
        "parts": [watch.label for watch in roster[0][1]],
        "until": first + timedelta(days=6),
        "enrolled": queries.to_call(station.area).values("subject").distinct().count(),
        "goals": queries.goal_counts(station.area_path),
        "calls": calls,
        "shift_form": ShiftForm(actor=request.actor, initial={"day": first}),
        "entries": showing.timeline(station),
        "may_call": station.closed_on is None,
    }


def _must_manage(request: DoorRequest) -> None:
    if not request.actor.holds(POWER):
        raise NotYours
