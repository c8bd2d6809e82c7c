"""What everybody may see without sign-in: needs without personal data, resources, projects, and what stands behind."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tongxin.exchange.lists import PROJECTS, RESOURCES, by_words, step_badge, steps_of, terms_of
from tongxin.exchange.models import Need, Project, Resource
from tongxin.exchange.procedure import NEED
from tongxin.exchange.queries import money_given, verdict
from tongxin.funds.queries import behind_benefit, behind_benefits
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing
from tongxin.kernel.web import DoorRequest, open_to_all, page

PUBLIC_NEEDS = Listing(
    name="public-needs",
    title=_("需求清单"),
    columns=[
        Column("title", _("内容"), lambda it: (it.title, reverse("exchange:public-need", args=[it.pk])), "link"),
        Column("kind", _("类别"), lambda it: it.kind_label),
        Column("area", _("地点"), lambda it: it.area.name),
        Column("step", _("进展"), step_badge, "badge"),
        Column("stage", _("阶段"), lambda it: stage_of("need_steps", it.step)),
        Column("raised_on", _("提出日期"), lambda it: it.raised_on, "day"),
    ],
    filters=[
        Filter("step", _("进展"), steps_of(NEED), lambda rows, step: rows.filter(step=step)),
        Filter("kind", _("类别"), terms_of("kinds"), lambda rows, code: rows.filter(kind=code)),
        Filter("q", _("内容"), lambda actor: [], by_words, "text"),
    ],
    empty=_("还没有公开的需求"),
    together=("area",),
)

PUBLIC_RESOURCES = Listing(
    name="public-resources",
    title=_("资源清单"),
    columns=[
        Column("title", _("名称"), lambda it: (it.title, reverse("exchange:public-resource", args=[it.pk])), "link"),
        Column("owner", _("提供单位"), lambda it: it.owner.name),
        Column("kind", _("类别"), lambda it: it.kind_label),
        Column("left", _("余量"), lambda it: f"{it.left:,} {it.unit}"),
        Column("reach", _("服务范围"), lambda it: it.reach_label),
    ],
    filters=[each for each in RESOURCES.filters if each.name != "step"],
    empty=_("还没有公开的资源"),
    together=("owner",),
)

PUBLIC_PROJECTS = Listing(
    name="public-projects",
    title=_("项目与惠从何来"),
    columns=[
        Column("title", _("项目"), lambda it: (it.title, reverse("exchange:public-project", args=[it.pk])), "link"),
        Column("area", _("地点"), lambda it: it.area.name),
        Column("organization", _("谁来做"), lambda it: it.lead.name),
        Column("money", _("钱从哪来"), lambda it: money_words(it)),
        Column("step", _("进展"), step_badge, "badge"),
        Column("stage", _("阶段"), lambda it: stage_of("project_steps", it.step)),
    ],
    filters=[each for each in PROJECTS.filters if each.name in ("field", "q")],
    empty=_("还没有公开的项目"),
    together=("area", "lead", "budget", "budget__owner"),
)


def money_words(project: Any) -> str:
    """Each source of money once: those of the budget, then what units gave; none is said as such."""
    sources = [*(project.benefit.sources if project.benefit else ()), *(each.source for each in project.given)]
    return "、".join(dict.fromkeys(sources)) or str(_("没有动用经费"))


def stage_of(steps: str, step: str) -> str:
    """Build together, discuss together, solve together: where a city's profile has such public stages (BL-14)."""
    found = (term.label for term in terms.terms("co_stages").values() if step in term.data.get(steps, ()))
    return next(found, "")


def _with_stages(listing: Listing) -> Listing:
    """The list as this city shows it: without public stages there is no such column."""
    if terms.terms("co_stages"):
        return listing
    return replace(listing, columns=[column for column in listing.columns if column.name != "stage"])


@require_GET
@open_to_all
def needs(request: DoorRequest) -> HttpResponse:
    listed = _with_stages(PUBLIC_NEEDS).open(request, Need.objects.public())
    return page(request, "exchange/public_list.html", {"listed": listed, "words": _("不含姓名、电话和住址")})


@require_GET
@open_to_all
def need(request: DoorRequest, pk: int) -> HttpResponse:
    rows = Need.objects.public().select_related("area", "host")
    need = rows.filter(pk=pk).first()
    if need is None:
        raise Http404
    shown = {
        "need": need,
        "stage": stage_of("need_steps", need.step),
        "steps_of_need": need.procedure.diagram(need, on=today(request.at)),
        "projects": list(need.projects.standing()),
        "age": need.age_days(request.at),
    }
    return page(request, "exchange/public_need.html", shown)


@require_GET
@open_to_all
def resources(request: DoorRequest) -> HttpResponse:
    listed = PUBLIC_RESOURCES.open(request, Resource.objects.public())
    words = _("单位愿意拿出来的场地、技能、物资和时间")
    return page(request, "exchange/public_list.html", {"listed": listed, "words": words})


@require_GET
@open_to_all
def resource(request: DoorRequest, pk: int) -> HttpResponse:
    found = Resource.objects.public().filter(pk=pk).select_related("owner", "area").first()
    if found is None:
        raise Http404
    return page(request, "exchange/public_resource.html", {"resource": found})


@require_GET
@open_to_all
def projects(request: DoorRequest) -> HttpResponse:
    """Each project with the organization and the source of money behind it (YX-23)."""
    listed = _with_stages(PUBLIC_PROJECTS).open(request, Project.objects.public())
    benefits = behind_benefits([each.budget for each in listed.rows if each.budget])
    given = money_given([each.pk for each in listed.rows])
    for each in listed.rows:
        each.benefit, each.given = benefits.get(each.budget_id), given.get(each.pk, [])
    words = _("每一项好事，是谁做的、钱从哪里来")
    return page(request, "exchange/public_list.html", {"listed": listed, "words": words})


@require_GET
@open_to_all
def project(request: DoorRequest, pk: int) -> HttpResponse:
    project = (
        Project.objects.public().filter(pk=pk).select_related("area", "host", "lead", "budget", "budget__owner").first()
    )
    if project is None:
        raise Http404
    grades = list(project.appraisals.values_list("grade", flat=True))  # type: ignore[attr-defined]
    shown: dict[str, Any] = {
        "project": project,
        "stage": stage_of("project_steps", project.step),
        "steps_of_project": project.procedure.diagram(project, on=today(request.at)),
        "benefit": behind_benefit(project.budget) if project.budget else None,
        "given": money_given([project.pk]).get(project.pk, []),
        "partners": list(project.partners.select_related("organization")),  # type: ignore[attr-defined]
        "needs": list(project.needs.all()),
        "resources": list(project.resources.select_related("owner")),
        "verdict": verdict(grades),
    }
    return page(request, "exchange/public_project.html", shown)
