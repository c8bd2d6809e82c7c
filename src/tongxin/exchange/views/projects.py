"""The desk's pages of projects: the list, proposing one from a need's candidates, the record, its appraisals."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.activities.models import Activity
from tongxin.exchange import actions as exchange
from tongxin.exchange.actions.projects import is_concerned, may_manage
from tongxin.exchange.forms import AppraisalForm, ProjectForm, ResultForm
from tongxin.exchange.lists import PROJECTS, TONES, seen, with_due
from tongxin.exchange.models import Appraisal, Need, Project, Resource
from tongxin.exchange.queries import money_given, partners_near, verdict
from tongxin.funds.queries import behind_benefit
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

TOGETHER = ("area", "host", "lead", "budget", "budget__owner")

DEEDS: Deeds = {
    "approve": (exchange.approve, _("已批准，提出人和伙伴会收到通知。")),
    "refuse": (exchange.refuse, _("没有批准，需求回到对接。")),
    "start": (exchange.start_project, _("已开始实施。")),
    "accept": (exchange.accept_project, _("验收通过，已请有关各方评价。")),
    "rework": (exchange.rework, _("已退回整改。")),
    "close": (exchange.close_project, _("项目已办结。")),
    "withdraw": (exchange.withdraw_project, _("项目已撤回，需求回到对接。")),
}


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    listed = PROJECTS.open(request, seen(with_due(Project.objects.visible_to(request.actor)), request.at))
    return page(request, "ui/list.html", {"listed": listed, "export_url": reverse("exchange:export-projects")})


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return PROJECTS.export(request, seen(with_due(Project.objects.visible_to(request.actor)), request.at))


@require_http_methods(["GET", "POST"])
@may("projects.propose")
def propose(request: DoorRequest) -> HttpResponse:
    """A project from one or more needs and the resources that were ticked."""
    needs, resources = _cited(request)
    first, day = needs[0], today(request.at)
    nearby = partners_near(
        first.community_path, on=day, besides=[first.host_id, *(each.owner_id for each in resources)]
    )
    initial = {"title": first.title, "begins_on": day}
    form = ProjectForm(request.POST or None, on=day, nearby=nearby, initial=initial)
    shown = {"form": form, "needs": needs, "resources": resources}
    if request.method == "POST" and form.is_valid():
        project = exchange.propose(
            needs=needs, resources=resources, by=request.actor, at=request.at, **form.cleaned_data
        )
        return done(request, project, _t("已提出 %s，等待批准；资源单位已收到邀请。") % project.number)
    return page(request, "exchange/propose.html", shown, status=422 if request.method == "POST" else 200)


def _cited(request: DoorRequest) -> tuple[list[Need], list[Resource]]:
    told = request.POST if request.method == "POST" else request.GET
    needs = Need.objects.visible_to(request.actor).filter(pk__in=_keys(told.getlist("need")))
    resources = Resource.objects.visible_to(request.actor).filter(pk__in=_keys(told.getlist("resource")))
    found = list(needs.select_related("area", "host")), list(resources.select_related("owner"))
    if not found[0]:
        raise Http404
    return found


def _keys(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]


@require_GET
@never_cache
@may(model=Project, together=TOGETHER)
def project(request: DoorRequest, project: Project) -> HttpResponse:
    return page(request, "exchange/project.html", _shown(request, project, AppraisalForm(by=request.actor)))


def _shown(request: DoorRequest, project: Project, form: AppraisalForm) -> dict[str, Any]:
    actor = request.actor
    appraisals = list(project.appraisals.order_by("-at"))  # type: ignore[attr-defined]
    in_appraisal = project.step in ("appraisal", "closed")
    manages = may_manage(actor, project) and not project.is_over
    mine = any(each.by_id == actor.principal_id for each in appraisals)
    return {
        "project": project,
        "tone": TONES.get(project.step, "neutral"),
        "steps_of_project": project.procedure.diagram(project, on=today(request.at)),
        "due_of_project": showing.due_words(showing.open_duty(project), request.at),
        "moves": showing.moves(project, actor, "exchange:move-project"),
        "needs": list(project.needs.select_related("area")),
        "resource_links": list(
            project.resource_links.select_related("resource", "resource__owner", "offer", "offer__resource")  # type: ignore[attr-defined]
        ),
        "partners": list(project.partners.select_related("organization")),  # type: ignore[attr-defined]
        "activities": [
            link.activity
            for link in project.activity_links.select_related("activity")  # type: ignore[attr-defined]
        ],
        "benefit": behind_benefit(project.budget) if project.budget else None,
        "given": money_given([project.pk]).get(project.pk, []),
        "manages": manages,
        "may_budget": manages and actor.holds("funds.manage") and project.budget is None,
        "possible_activities": _possible_activities(project) if manages else [],
        "possible_partners": _possible_partners(request, project) if manages else [],
        "appraisals": appraisals,
        "verdict": verdict([each.grade for each in appraisals]),
        "form": form,
        "grades": terms.terms("appraisal_grades").values(),
        "may_appraise": in_appraisal and not mine and is_concerned(project, actor, actor.principal_id),
        "may_appraise_for": in_appraisal and actor.holds("projects.manage"),
        "entries": showing.timeline(project),
    }


def _possible_activities(project: Project) -> list[Activity]:
    rows = Activity.objects.filter(area_path__startswith=project.area_path, project_link=None)
    return list(rows.exclude(status="cancelled").order_by("-begins_at")[:50])


def _possible_partners(request: DoorRequest, project: Project) -> list[Any]:
    here = project.area_path
    return partners_near(here, on=today(request.at), besides=project.partner_ids())


@require_POST
@may(model=Project)
def move(request: DoorRequest, project: Project, name: str) -> HttpResponse:
    return done(request, project, take(request, DEEDS, name, project=project))


@require_http_methods(["GET", "POST"])
@may("projects.manage", Project)
def deliver(request: DoorRequest, project: Project) -> HttpResponse:
    form = ResultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        exchange.deliver_project(project=project, by=request.actor, at=request.at, **form.cleaned_data)
        return done(request, project, _t("已报告完成，等待验收。"))
    shown = {"form": form, "project": project}
    return page(request, "exchange/deliver.html", shown, status=422 if request.method == "POST" else 200)


@require_POST
@may("projects.manage", Project)
def add_partner(request: DoorRequest, project: Project) -> HttpResponse:
    near = _possible_partners(request, project)
    chosen = next((each for each in near if str(each.pk) == request.POST.get("organization")), None)
    if chosen is None:
        raise Http404
    exchange.add_partner(project=project, organization=chosen, by=request.actor, at=request.at)
    return done(request, project, _t("%s 已加入项目。") % chosen.name)


@require_POST
@may("projects.manage", Project)
def tie_activity(request: DoorRequest, project: Project) -> HttpResponse:
    near = _possible_activities(project)
    chosen = next((each for each in near if str(each.pk) == request.POST.get("activity")), None)
    if chosen is None:
        raise Http404
    exchange.tie_activity(project=project, activity=chosen, by=request.actor, at=request.at)
    return done(request, project, _t("活动已列入项目。"))


@require_POST
@may("funds.manage", Project, together=("host",))
def open_budget(request: DoorRequest, project: Project) -> HttpResponse:
    budget = exchange.open_budget(project=project, by=request.actor, at=request.at)
    return done(request, budget, _t("预算已设立，请逐项写明资金来源。"))


@require_POST
@may(model=Project, together=TOGETHER)
def appraise(request: DoorRequest, project: Project) -> HttpResponse:
    """One's own appraisal, or at the desk for somebody who has no phone."""
    form = AppraisalForm(request.POST, by=request.actor)
    if not form.is_valid():
        return page(request, "exchange/project.html", _shown(request, project, form), status=422)
    said = dict(form.cleaned_data)
    somebody = said.pop("somebody")
    by = request.actor.for_somebody(somebody.pk) if somebody else request.actor
    appraisal: Appraisal = exchange.appraise(project=project, by=by, at=request.at, **said)
    return done(request, project, _t("已记下评价：%s。") % appraisal.grade_label)
