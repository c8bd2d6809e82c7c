"""Sources of money of my area, and the budget of one project."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.funds import actions, queries
from tongxin.funds.access import may_arrange
from tongxin.funds.forms import LineForm, SourceForm
from tongxin.funds.lists import SOURCES
from tongxin.funds.models import Budget, BudgetLine, FundSource
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.ui import showing


@require_GET
@may("funds.manage")
def sources(request: DoorRequest) -> HttpResponse:
    rows = FundSource.objects.visible_to(request.actor)
    return page(request, "funds/sources.html", {"listed": SOURCES.open(request, rows)})


@require_GET
@may("funds.manage")
def export_sources(request: DoorRequest) -> HttpResponse:
    return SOURCES.export(request, FundSource.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("funds.manage")
def open_source(request: DoorRequest) -> HttpResponse:
    """Enter money of a year that one's own organization manages."""
    keeper = get_object_or_404(Organization, pk=request.actor.organization_id)
    given = request.POST if request.method == "POST" else None
    form = SourceForm(given, payers=_payers(request, keeper), initial={"year": today(request.at).year})
    if given is not None and form.is_valid():
        data = form.cleaned_data
        source = actions.open_source(
            kind=data["kind"], name=data["name"], payer=data["payer"], keeper=keeper, year=data["year"],
            amount=form.amount, by=request.actor, at=request.at,
        )  # fmt: skip
        return done(request, source, _("已登记。"))
    return page(request, "funds/open_source.html", {"form": form}, status=200 if given is None else 422)


@require_http_methods(["GET", "POST"])
@may("", Budget, together=("owner",))
def budget(request: DoorRequest, budget: Budget) -> HttpResponse:
    """The lines of a project's budget; who manages funds of the place adds one here."""
    given = request.POST if request.method == "POST" else None
    form = LineForm(given, sources=queries.open_sources(request.actor, year=today(request.at).year))
    if given is not None and form.is_valid():
        data = form.cleaned_data
        actions.add_line(
            budget=budget, source=data["source"], purpose=data["purpose"], amount=form.amount,
            by=request.actor, at=request.at,
        )  # fmt: skip
        return done(request, budget, _("已安排。"))
    context = {
        "budget": budget,
        "benefit": queries.behind_benefit(budget),
        "lines": list(queries.standing_lines(budget)),
        "form": form,
        "may_arrange": may_arrange(request.actor, budget),
        "entries": showing.timeline(budget),
    }
    return page(request, "funds/budget.html", context, status=200 if given is None else 422)


@require_POST
@may("funds.manage", Budget)
def withdraw_line(request: DoorRequest, budget: Budget, line: int) -> HttpResponse:
    found = get_object_or_404(BudgetLine.objects.select_related("budget", "source"), pk=line, budget=budget)
    actions.withdraw_line(line=found, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, reverse("funds:budget", args=[budget.pk]), _("已撤回。"))


def _payers(request: DoorRequest, keeper: Organization) -> QuerySet[Organization]:
    """Who may pay: what lies in my sight, and the organizations of the places above."""
    above = [keeper.area_path[: end + 1] for end, letter in enumerate(keeper.area_path) if letter == "/"]
    visible = Organization.objects.visible_to(request.actor).values("pk")
    found = Organization.objects.filter(Q(pk__in=visible) | Q(area_path__in=above), valid_to=None)
    return found.order_by("area_path", "name")
