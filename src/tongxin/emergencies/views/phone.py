"""The phone of who is called: what, where, what for; one tap to say "on my way", one to say "here"."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.emergencies import actions as emergencies
from tongxin.emergencies.lists import TONES
from tongxin.emergencies.models import StaffCall
from tongxin.emergencies.procedure import STAFF_CALL
from tongxin.kernel.web import DoorRequest, done, may, page

DEEDS = {"acknowledge": emergencies.acknowledge, "arrive": emergencies.arrive}
LINES = 30


@require_GET
@never_cache
@may()
def index(request: DoorRequest) -> HttpResponse:
    """To what one was called, the newest first."""
    rows = StaffCall.objects.filter(person=request.actor.principal_id).select_related("incident__area")
    return page(request, "emergencies/my_calls.html", {"calls": rows.order_by("-pk")[:30], "tones": TONES})


@require_GET
@never_cache
@may()
def call(request: DoorRequest, pk: int) -> HttpResponse:
    """One's own call; who runs the incident is led to its page."""
    if request.actor.holds("emergencies.run"):
        other = StaffCall.objects.visible_to(request.actor).exclude(person=request.actor.principal_id).filter(pk=pk)
        if incident := other.values_list("incident", flat=True).first():
            return redirect("emergencies:incident", incident)
    found = _own(request, pk)
    shown = {
        "call": found,
        "incident": found.incident,
        "tone": TONES.get(found.step, "neutral"),
        "moves": [move.name for move in STAFF_CALL.open_moves(found, request.actor)],
        "lines": found.incident.lines.select_related("by").order_by("-pk")[:LINES],
        "tasks": found.incident.tasks.order_by("number"),
        "writes": found.incident.step == "open",
    }
    return page(request, "emergencies/my_call.html", shown)


@require_POST
@may()
def move(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    if name not in DEEDS:
        raise Http404
    found = _own(request, pk)
    DEEDS[name](call=found, by=request.actor, at=request.at)
    return done(request, found, _t("已告诉值班人员。"))


@require_POST
@may()
def say(request: DoorRequest, pk: int) -> HttpResponse:
    """A line for the log from where it happens."""
    found = _own(request, pk)
    emergencies.log(incident=found.incident, text=request.POST.get("text", ""), by=request.actor, at=request.at)
    return done(request, found, _t("已记入日志。"))


def _own(request: DoorRequest, pk: int) -> StaffCall:
    rows = StaffCall.objects.filter(person=request.actor.principal_id)
    found: StaffCall | None = rows.select_related("incident__area", "incident__plan", "person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
