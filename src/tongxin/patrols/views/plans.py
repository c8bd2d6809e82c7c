"""The desk's pages of plans: the list, a plan with its rounds, making and changing one, its route."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.hosting import place as placed_at
from tongxin.organizations.models import Organization
from tongxin.patrols import actions as patrols
from tongxin.patrols import queries
from tongxin.patrols.access import RUN, may_run
from tongxin.patrols.forms import ChangePlanForm, EndForm, PlanForm, RouteForm, first_plan, teams_near
from tongxin.patrols.lists import PLANS, TONES
from tongxin.patrols.models import PatrolPlan, PatrolRound
from tongxin.patrols.returning import days, spell_rule
from tongxin.patrols.views.common import done_by, form_page, need_desk, parts
from tongxin.ui import showing

TOGETHER = ("area", "team", "keeper")
NEXT, LAST = 3, 12


@require_GET
@may(RUN)
def plans(request: DoorRequest) -> HttpResponse:
    need_desk(request)
    rows = queries.with_turnout(PatrolPlan.objects.visible_to(request.actor), request.at)
    shown = {
        "listed": PLANS.open(request, rows), "export_url": reverse("patrols:export-plans"), "parts": parts("plans"),
        "primary": (_("新建计划"), reverse("patrols:new-plan")), "here": _("计划"),
    }  # fmt: skip
    return page(request, "patrols/list.html", shown)


@require_GET
@may("export.lists")
def export_plans(request: DoorRequest) -> HttpResponse:
    need_desk(request)
    return PLANS.export(request, queries.with_turnout(PatrolPlan.objects.visible_to(request.actor), request.at))


@require_http_methods(["GET", "POST"])
@may(RUN)
def new_plan(request: DoorRequest) -> HttpResponse:
    need_desk(request)
    on = today(request.at)
    home = Area.objects.filter(path=request.actor.area_path).first()
    first = first_plan(request.GET.get("list", ""), on) | {"area": home.name if home else ""}
    form = PlanForm(request.POST if request.method == "POST" else None, actor=request.actor, on=on, initial=first)

    def deed() -> PatrolPlan:
        given = form.given()
        return patrols.make_plan(keeper=_keeper(request, given), by=request.actor, at=request.at, **given)

    if made := done_by(request, form, deed):
        return done(request, reverse("patrols:route", args=[made.pk]), _("计划已制定，请排路线。"))
    title = _("新建巡查计划")
    offered = list(teams_near(request.actor, on).order_by("name").values_list("name", flat=True)[:100])
    return form_page(request, form, title, _("下一步：排路线"), reverse("patrols:plans"), teams=offered)


def _keeper(request: DoorRequest, given: dict[str, Any]) -> Organization:
    """Who sets it up: the organization of the post, else who answers for the place."""
    placed = placed_at(given["area"].pk, on=today(request.at))
    key = request.actor.organization_id or (placed.host_id if placed else None)
    return Organization.objects.get(pk=key or given["team"].pk)


@require_GET
@may("", PatrolPlan, together=TOGETHER)
def plan(request: DoorRequest, plan: PatrolPlan) -> HttpResponse:
    """What it looks at, where and how often, and how many rounds were walked of those that were due."""
    need_desk(request)
    rounds = PatrolRound.objects.filter(plan=plan)
    shown = {
        "plan": plan,
        "facts_of_plan": _facts(plan),
        "coming": _coming(plan),
        "route": plan.route(),
        "turnout": queries.turnout(rounds, request.at),
        "rounds": list(rounds.with_progress().select_related("team").order_by("-on")[:LAST]),
        "tones": TONES,
        "may_change": may_run(request.actor, plan) and plan.next_on is not None,
        "end_form": EndForm(initial={"on": today(request.at)}),
        "entries": showing.timeline(plan),
    }
    showing.set_due(shown["rounds"], request.at)  # type: ignore[arg-type]
    return page(request, "patrols/plan.html", shown)


def _coming(plan: PatrolPlan) -> list[Any]:
    """The days of the next rounds."""
    if plan.next_on is None:
        return []
    until = plan.valid_to or plan.next_on.replace(year=plan.next_on.year + 1, day=min(plan.next_on.day, 28))
    return days(plan.rule, first=plan.valid_from, since=plan.next_on, until=until)[:NEXT]


def _facts(plan: PatrolPlan) -> list[tuple[Any, Any]]:
    return [
        (_("检查项"), "；".join(check.label for check in plan.checklist)),
        (_("养护要点"), plan.advice or None),
        (_("区域"), plan.area.name),
        (_("巡查队伍"), plan.team.name),
        (_("组织巡查"), plan.keeper.name),
        (_("多久一次"), spell_rule(plan.rule)),
        (_("每轮时限"), str(plan.limit)),
        (_("采用的清单"), plan.source_label),
    ]


@require_http_methods(["GET", "POST"])
@may(RUN, PatrolPlan, together=TOGETHER)
def change_plan(request: DoorRequest, plan: PatrolPlan) -> HttpResponse:
    _need(request, plan)
    on = today(request.at)
    form = ChangePlanForm(
        request.POST if request.method == "POST" else None,
        actor=request.actor,
        on=on,
        initial=ChangePlanForm.first(plan),
    )

    def deed() -> None:
        patrols.change_plan(plan=plan, by=request.actor, at=request.at, **form.given())

    if done_by(request, form, deed):
        return done(request, plan, _("已保存，从下一轮起。"))
    offered = list(teams_near(request.actor, on).order_by("name").values_list("name", flat=True)[:100])
    return form_page(request, form, _("修改计划"), _("保存"), plan.get_absolute_url(), thing=plan, teams=offered)


@require_http_methods(["GET", "POST"])
@may(RUN, PatrolPlan, together=TOGETHER)
def route(request: DoorRequest, plan: PatrolPlan) -> HttpResponse:
    """Which places, in which order."""
    _need(request, plan)
    places = queries.places_to_choose(plan)
    there = {stop.place_id: stop.number for stop in plan.route()}
    form = RouteForm(request.POST if request.method == "POST" else None, places=places, route=there)

    def deed() -> None:
        patrols.set_route(plan=plan, places=form.chosen(), by=request.actor, at=request.at)

    if done_by(request, form, deed):
        return done(request, plan, _("路线已排定，从下一轮起。"))
    shown = {"form": form, "plan": plan}
    return page(request, "patrols/route.html", shown, status=422 if form.errors else 200)


@require_POST
@may(RUN, PatrolPlan, together=TOGETHER)
def end_plan(request: DoorRequest, plan: PatrolPlan) -> HttpResponse:
    _need(request, plan)
    form = EndForm(request.POST)

    def deed() -> None:
        patrols.end_plan(plan=plan, on=form.cleaned_data["on"], by=request.actor, at=request.at)

    if done_by(request, form, deed, "on"):
        return done(request, plan, _("已定下最后一天。"))
    return form_page(request, form, _("结束计划"), _("结束计划"), plan.get_absolute_url(), thing=plan)


def _need(request: DoorRequest, plan: PatrolPlan) -> None:
    if not may_run(request.actor, plan):
        raise NotYours
