"""The desk's pages of plans: the list, a plan with its steps and its call-out list, the yearly review."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.emergencies import actions as emergencies
from tongxin.emergencies import forms
from tongxin.emergencies.access import may_plan, may_run
from tongxin.emergencies.lists import PLANS, TONES
from tongxin.emergencies.models import CallOutEntry, EmergencyPlan
from tongxin.emergencies.procedure import PLAN
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.organizations.hosting import place
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

POWER = "emergencies.plan"
TOGETHER = ("area", "keeper")
MOST_AREAS = 500

DEEDS: Deeds = {
    "approve": (emergencies.approve, _("预案已启用。")),
    "revise": (emergencies.revise, _("已转为草案，改好后请再次批准。")),
    "end": (emergencies.end_plan, _("预案已停用，名单上的号码按期删除。")),
}


@require_GET
@may(POWER)
def index(request: DoorRequest) -> HttpResponse:
    shown = {
        "listed": PLANS.open(request, EmergencyPlan.objects.visible_to(request.actor)),
        "export_url": reverse("emergencies:export-plans"),
        "primary": (_t("写预案"), reverse("emergencies:new-plan")),
        "trail": [(_t("应急"), reverse("emergencies:emergencies")), (_t("应急预案"), None)],
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    if not request.actor.holds(POWER):
        raise NotYours
    return PLANS.export(request, EmergencyPlan.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may(POWER)
def new(request: DoorRequest) -> HttpResponse:
    areas = _areas(request)
    home = areas.filter(path=request.actor.area_path).first()
    form = forms.PlanForm(request.POST or None, areas=areas, initial={"area": home})

    def deed(*, area: Area, **said: Any) -> EmergencyPlan:
        placed = place(area.pk, on=today(request.at))
        if placed is None or placed.host_id is None:
            raise Unfit(_t("这个地点没有负责的党组织，请换一个地点。"))
        return emergencies.write_plan(area=area, keeper_id=placed.host_id, by=request.actor, at=request.at, **said)

    return _entered(request, form, deed, None, _t("写预案"), _t("已存为草案，请另一人批准启用。"))


def _areas(request: DoorRequest) -> QuerySet[Area]:
    steers = request.actor.steers
    reach = steers.path if steers.along == "area" and steers.path else "-"
    rows = Area.objects.on(today(request.at)).filter(path__startswith=reach).order_by("path")
    return Area.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:MOST_AREAS])).order_by("path")


@require_http_methods(["GET", "POST"])
@may(POWER, EmergencyPlan, together=TOGETHER)
def change(request: DoorRequest, plan: EmergencyPlan) -> HttpResponse:
    if not may_plan(request.actor, plan):
        raise NotYours
    if plan.step != "draft":
        raise AlreadyMoved
    said = {"title": plan.title, "kinds": plan.kinds, "purpose": plan.purpose, "steps": forms.as_lines(plan)}
    form = forms.PlanForm(request.POST or None, areas=None, initial=said)

    def deed(**said: Any) -> EmergencyPlan:
        emergencies.change_plan(plan=plan, by=request.actor, at=request.at, **said)
        return plan

    return _entered(request, form, deed, plan, _t("修改预案"), _t("已保存。"))


def _entered(
    request: DoorRequest, form: Any, deed: Any, plan: EmergencyPlan | None, title: str, said: str
) -> HttpResponse:
    """Do what the form asks, or show it again with what was wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            return done(request, deed(**form.cleaned_data), said)
        except Refused as refused:
            if sent_before(request):
                raise
            form.add_error(None, str(refused))
    shown = {"form": form, "plan": plan, "title": title, "press": title}
    return page(request, "emergencies/form.html", shown, status=422 if form.errors else 200)


@require_GET
@never_cache
@may(POWER, EmergencyPlan, together=TOGETHER)
def plan(request: DoorRequest, plan: EmergencyPlan) -> HttpResponse:
    """What to do, whom to call, when it was reviewed."""
    form = forms.EntryForm(by=request.actor, initial={"order": _next_order(plan)})
    return page(request, "emergencies/plan.html", _shown(request, plan, form))


def _shown(request: DoorRequest, plan: EmergencyPlan, form: forms.EntryForm) -> dict[str, Any]:
    actor = request.actor
    return {
        "plan": plan,
        "tone": TONES.get(plan.step, "neutral"),
        "diagram": PLAN.diagram(plan, on=today(request.at)),
        "due_of_plan": showing.due_words(showing.open_duty(plan), request.at),
        "moves": showing.moves(plan, actor, "emergencies:move-plan"),
        "steps_of_plan": plan.steps.order_by("number"),
        "entries": CallOutEntry.objects.on(today(request.at)).filter(plan=plan).select_related("person"),
        "incidents": plan.incidents.order_by("-pk")[:10],
        "may_plan": may_plan(actor, plan) and not plan.is_over,
        "may_change": may_plan(actor, plan) and plan.step == "draft",
        "may_start": may_run(actor, plan) and plan.step == "in_force",
        "entry_form": form,
        "story": showing.timeline(plan),
    }


def _next_order(plan: EmergencyPlan) -> int:
    last = plan.entries.filter(valid_to=None).order_by("-order").values_list("order", flat=True).first()
    return min((last or 0) + 1, 99)


@require_POST
@may(POWER, EmergencyPlan, together=TOGETHER)
def move(request: DoorRequest, plan: EmergencyPlan, name: str) -> HttpResponse:
    return done(request, plan, take(request, DEEDS, name, plan=plan))


@require_http_methods(["GET", "POST"])
@may(POWER, EmergencyPlan, together=TOGETHER)
def review(request: DoorRequest, plan: EmergencyPlan) -> HttpResponse:
    form = forms.ReviewPlanForm(request.POST or None)
    if not PLAN.move("review").by(request.actor, plan):
        raise NotYours

    def deed(note: str) -> EmergencyPlan:
        emergencies.review_plan(plan=plan, note=note, by=request.actor, at=request.at)
        return plan

    return _entered(request, form, deed, plan, _t("年度复核"), _t("已记录，下次复核从今天算起。"))


@require_POST
@may(POWER, EmergencyPlan, together=TOGETHER)
def list_staff(request: DoorRequest, plan: EmergencyPlan) -> HttpResponse:
    form = forms.EntryForm(request.POST, by=request.actor)
    if form.is_valid():
        try:
            emergencies.list_staff(plan=plan, by=request.actor, at=request.at, **form.cleaned_data)
            return done(request, plan, _t("已列入召集名单。"))
        except Refused as refused:
            if sent_before(request):
                raise
            form.add_error(None, str(refused))
    return page(request, "emergencies/plan.html", _shown(request, plan, form), status=422)


@require_POST
@may(POWER, EmergencyPlan, together=TOGETHER)
def unlist(request: DoorRequest, plan: EmergencyPlan, entry: int) -> HttpResponse:
    emergencies.unlist(entry=_entry(plan, entry), by=request.actor, at=request.at)
    return done(request, plan, _t("已移出名单，号码按期删除。"))


@require_POST
@never_cache
@may(POWER, EmergencyPlan, together=TOGETHER)
def phone(request: DoorRequest, plan: EmergencyPlan, entry: int) -> HttpResponse:
    """The number, with a stated purpose; the look is recorded."""
    found = _entry(plan, entry)
    purpose = request.POST.get("purpose", "")
    number = emergencies.see_phone(entry=found, purpose=purpose, by=request.actor, at=request.at)
    shown = {"entry": found, "number": number, "back": plan.get_absolute_url(), "title": plan.title}
    return page(request, "emergencies/number.html", shown)


def _entry(plan: EmergencyPlan, pk: int) -> CallOutEntry:
    found: CallOutEntry | None = CallOutEntry.objects.filter(plan=plan, pk=pk).select_related("plan", "person").first()
    if found is None:
        raise Http404
    return found
