"""The incident page, made for who is in a hurry: one line with Enter, big buttons, who comes and who does not."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.cases.models import Case
from tongxin.emergencies import actions as emergencies
from tongxin.emergencies import forms
from tongxin.emergencies.access import may_run
from tongxin.emergencies.actions.calling import waiting
from tongxin.emergencies.lists import INCIDENTS, TONES
from tongxin.emergencies.models import EmergencyPlan, Incident, StaffCall
from tongxin.emergencies.procedure import INCIDENT, STAFF_CALL
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing

POWER = "emergencies.run"
TOGETHER = ("area", "desk", "plan", "cleared_by", "reviewed_by", "opened_by")
#: So many lines are shown; the whole log is below.
SHOWN = 200

OF_CALL = {
    "acknowledge": emergencies.acknowledge,
    "arrive": emergencies.arrive,
    "miss": emergencies.miss,
}


@require_GET
@may(POWER)
def home(request: DoorRequest) -> HttpResponse:
    """What goes on now, and what can be started."""
    mine = Incident.objects.visible_to(request.actor).select_related("area")
    plans = _startable(request)
    late = EmergencyPlan.objects.visible_to(request.actor).in_force().filter(review_on__lt=today(request.at))
    shown = {
        "open": mine.going_on().order_by("pk"),
        "unreviewed": mine.filter(step="cleared").order_by("pk"),
        "recent": mine.filter(step__in=("closed", "false_alarm")).order_by("-pk")[:8],
        "plans": plans.order_by("-area_path", "title")[:12],
        "late_plans": late.select_related("area").order_by("review_on")[:12],
        "tones": TONES,
    }
    return page(request, "emergencies/home.html", shown)


def _startable(request: DoorRequest) -> Any:
    """Plans in force of the own place, of those around it and of those below it."""
    rows = EmergencyPlan.objects.in_force()
    return (rows.around(request.actor.area_path) | rows.visible_to(request.actor)).select_related("area")


@require_GET
@may(POWER)
def index(request: DoorRequest) -> HttpResponse:
    shown = {
        "listed": INCIDENTS.open(request, Incident.objects.visible_to(request.actor)),
        "export_url": reverse("emergencies:export-incidents"),
        "primary": (_t("启动应急处置"), reverse("emergencies:start")),
        "trail": [(_t("应急"), reverse("emergencies:emergencies")), (_t("应急事件"), None)],
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    if not request.actor.holds(POWER):
        raise NotYours
    return INCIDENTS.export(request, Incident.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may(POWER)
def start(request: DoorRequest) -> HttpResponse:
    plans = _startable(request)
    form = forms.StartForm(
        request.POST or None, by=request.actor, at=request.at, plans=plans, initial=_initial(request, plans)
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened = emergencies.open_incident(by=request.actor, at=request.at, **form.said())
            return done(request, opened, _t("已启动，日志开始记录。"))
        except Refused as refused:
            if sent_before(request):
                raise
            form.add_error(None, str(refused))
    return page(request, "emergencies/start.html", {"form": form}, status=422 if form.errors else 200)


def _initial(request: DoorRequest, plans: Any) -> dict[str, Any]:
    given = request.GET.get("plan", "")
    plan = plans.filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
    place = int(request.actor.area_path.rstrip("/").split("/")[-1]) if request.actor.area_path else None
    if plan is None:
        return {"area": place}
    return {"plan": plan.pk, "kind": plan.kinds[0], "area": place, "is_drill": request.GET.get("drill") == "1"}


@require_GET
@never_cache
@may(POWER, Incident, together=TOGETHER)
def incident(request: DoorRequest, incident: Incident) -> HttpResponse:
    name = (
        "emergencies/incident.html#now" if request.headers.get("HX-Request") == "true" else "emergencies/incident.html"
    )
    return page(request, name, _shown(request, incident))


def _shown(request: DoorRequest, incident: Incident) -> dict[str, Any]:
    actor = request.actor
    runs = may_run(actor, incident)
    calls = incident.calls.select_related("person", "entry").order_by("pk")
    return {
        "incident": incident,
        "tone": TONES.get(incident.step, "neutral"),
        "tones": TONES,
        "moves": showing.moves(incident, actor, "emergencies:move-incident"),
        "due_of_incident": showing.due_words(showing.open_duty(incident), request.at),
        "runs": runs and incident.step == "open",
        "writes": runs and not incident.is_over,
        "minutes": incident.minutes(request.at),
        "lines": incident.lines.select_related("by").order_by("-pk")[:SHOWN],
        "calls": [(call, _open_names(request, call)) for call in calls],
        "waiting": waiting(incident, request.at) if incident.step == "open" else [],
        "tasks": incident.tasks.order_by("number"),
        "cases": incident.cases.order_by("pk"),
        "may_link": runs,
    }


def _open_names(request: DoorRequest, call: StaffCall) -> list[str]:
    return [move.name for move in STAFF_CALL.open_moves(call, request.actor)]


@require_POST
@may(POWER, Incident)
def log(request: DoorRequest, incident: Incident) -> HttpResponse:
    """One line, with Enter; the page comes back with the cursor in the field."""
    emergencies.log(incident=incident, text=request.POST.get("text", ""), by=request.actor, at=request.at)
    return done(request, incident)


@require_POST
@may(POWER, Incident)
def call_out(request: DoorRequest, incident: Incident) -> HttpResponse:
    """Everybody who was not called yet, or the next one only."""
    left = waiting(incident, request.at)
    chosen = left[:1] if request.POST.get("next") else left
    calls = emergencies.call_out(incident=incident, entries=chosen, by=request.actor, at=request.at)
    return done(request, incident, _t("已召集 %d 人。") % len(calls))


@require_POST
@may(POWER, Incident)
def move_call(request: DoorRequest, incident: Incident, call: int, name: str) -> HttpResponse:
    """What the desk heard on the phone."""
    if name not in OF_CALL:
        raise Http404
    OF_CALL[name](call=_call(incident, call), by=request.actor, at=request.at)
    return done(request, incident)


@require_POST
@never_cache
@may(POWER, Incident)
def phone(request: DoorRequest, incident: Incident, call: int) -> HttpResponse:
    """The number of somebody who was called; the look is recorded with the incident as its purpose."""
    found = _call(incident, call)
    if incident.step != "open" or not may_run(request.actor, incident):
        raise NotYours
    if found.entry is None:
        raise Http404
    purpose = _t("应急召集：%s") % incident.title
    number = emergencies.see_phone(entry=found.entry, purpose=purpose, by=request.actor, at=request.at)
    shown = {"entry": found.entry, "number": number, "back": incident.get_absolute_url(), "title": incident.title}
    return page(request, "emergencies/number.html", shown)


def _call(incident: Incident, pk: int) -> StaffCall:
    found: StaffCall | None = incident.calls.filter(pk=pk).select_related("person", "incident", "entry__plan").first()
    if found is None:
        raise Http404
    return found


@require_POST
@may(POWER, Incident)
def tick(request: DoorRequest, incident: Incident, number: int) -> HttpResponse:
    emergencies.tick(incident=incident, number=number, by=request.actor, at=request.at)
    return done(request, incident)


@require_http_methods(["GET", "POST"])
@may(POWER, Incident, together=TOGETHER)
def clear(request: DoorRequest, incident: Incident) -> HttpResponse:
    def deed(outcome: str) -> None:
        emergencies.clear(incident=incident, outcome=outcome, by=request.actor, at=request.at)

    form = forms.ClearForm(request.POST or None)
    return _asked(request, incident, "clear", form, deed, _t("已解除，召集的人都会收到通知。请写复盘。"))


@require_http_methods(["GET", "POST"])
@may(POWER, Incident, together=TOGETHER)
def review(request: DoorRequest, incident: Incident) -> HttpResponse:
    def deed(text: str) -> None:
        emergencies.review(incident=incident, text=text, by=request.actor, at=request.at)

    return _asked(request, incident, "review", forms.ReviewForm(request.POST or None), deed, _t("复盘已存，事件办结。"))


def _asked(request: DoorRequest, incident: Incident, name: str, form: Any, deed: Any, said: str) -> HttpResponse:
    """The page of a move with a form; what was typed stays when something is wrong."""
    move = INCIDENT.move(name)
    if request.method == "GET" and incident.step not in move.from_steps:
        raise AlreadyMoved
    if not move.by(request.actor, incident):
        raise NotYours
    if request.method == "POST" and form.is_valid():
        deed(**form.cleaned_data)
        return done(request, incident, said)
    shown = {"form": form, "incident": incident, "title": str(move.label), "press": str(move.label)}
    return page(request, "emergencies/form.html", shown, status=422 if form.errors else 200)


@require_POST
@may(POWER, Incident)
def move(request: DoorRequest, incident: Incident, name: str) -> HttpResponse:
    if name != "call_off":
        raise Http404
    emergencies.call_off(incident=incident, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, incident, _t("已取消，召集的人都会收到通知。"))


@require_POST
@may(POWER, Incident)
def cases_of(request: DoorRequest, incident: Incident) -> HttpResponse:
    """Raise a case from the incident, or link one by its number."""
    number = "".join(sign for sign in request.POST.get("number", "").split("-")[-1] if sign.isdecimal())[:18]
    if number:
        case = Case.objects.visible_to(request.actor).filter(pk=int(number)).first()
        if case is None:
            raise Unfit(_t("没有找到这件诉求，请核对编号。"))
        emergencies.link_case(incident=incident, case=case, by=request.actor, at=request.at)
    else:
        text = request.POST.get("text", "")
        case = emergencies.raise_case(incident=incident, text=text, by=request.actor, at=request.at)
    return done(request, incident, _t("已关联 %s。") % case.number)
