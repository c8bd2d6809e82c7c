"""The pages of the catalogue and of routing: what holds from when, a look at the past, the test bench."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.cases import actions as cases
from tongxin.cases import catalogue
from tongxin.cases.actions.configuring import may_set
from tongxin.cases.models import Category, RoutingRule
from tongxin.cases.queries import try_rule
from tongxin.cases.queries.preview import preview_limit
from tongxin.cases.setting_forms import CategoryForm, EndCategoryForm, RoutingForm, category_initial, routing_initial
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before


@require_GET
@may("cases.configure")
def categories(request: DoorRequest) -> HttpResponse:
    """Every category that holds today in the actor's reach, by catalogue."""
    day = today(request.at)
    groups: dict[str, list[Category]] = {}
    for row in catalogue.at(on=day, path=request.actor.steers.path):
        groups.setdefault(row.group_label, []).append(row)
    return page(request, "cases/categories.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
@may("cases.configure")
def category(request: DoorRequest, pk: int | None = None) -> HttpResponse:
    """A category with its limits and its past; saved, it holds from the chosen day on."""
    held = _category(request, pk) if pk else None
    day = today(request.at)
    initial = (category_initial(held) if held else {}) | {"day": day}
    form = CategoryForm(request.POST or None, actor=request.actor, on=day, initial=initial)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            area = form.cleaned_data["area"]
            preview = preview_limit(
                category=form.cleaned_data["code"], path=area.path if area else "", limit=form.limit("handle"),
                at=request.at,
            )  # fmt: skip
        elif saved := _saved(request, form):
            return done(request, reverse("cases:categories"), _t("已设置“%s”，从所填的日子起生效。") % saved.label)
    rows = Category.objects.filter(code=held.code).order_by("scope_path", "-valid_from") if held else []
    is_held = held is not None and (held.valid_to is None or held.valid_to >= day)
    may_end = held is not None and is_held and may_set(request.actor, held.scope_path)
    ending = EndCategoryForm(initial={"last": day}) if may_end else None
    shown = {"form": form, "held": held, "history": rows, "preview": preview, "ending": ending}
    return page(request, "cases/category.html", shown, status=422 if form.errors else 200)


@require_POST
@may("cases.configure")
def end_category(request: DoorRequest, pk: int) -> HttpResponse:
    """No new case is filed under it after its last day."""
    held = _category(request, pk)
    form = EndCategoryForm(request.POST)
    if not form.is_valid():
        raise Unfit(_t("请写明最后一天。"))
    cases.end_category(category=held, on=form.cleaned_data["last"], by=request.actor, at=request.at)
    said = _t("“%s”用到所填的日子为止，已有的案件照常办理。") % held.label
    return done(request, reverse("cases:categories"), said)


def _category(request: DoorRequest, pk: int) -> Category:
    held: Category = get_object_or_404(Category, pk=pk)
    if held.scope_path and not request.actor.steers.covers(held.scope_path):
        raise Http404
    return held


def _saved(request: DoorRequest, form: Any) -> Category | None:
    try:
        return cases.set_category(**form.said(), by=request.actor, at=request.at)
    except NotYours:
        form.add_error("area", _t("只能设置本辖区的类别，请选适用区域。"))
    except Refused as error:
        if error.status != 422 or sent_before(request):
            raise
        form.add_error(None, str(error))
    return None


@require_GET
@may("cases.configure")
def rules(request: DoorRequest) -> HttpResponse:
    """The rules of routing in their order."""
    rows = RoutingRule.objects.filter(area_path__startswith=request.actor.steers.path)
    return page(request, "cases/rules.html", {"rules": rows.select_related("area", "lead").order_by("order", "pk")})


@require_http_methods(["GET", "POST"])
@may("cases.configure")
def rule(request: DoorRequest, pk: int | None = None) -> HttpResponse:
    """Write or change a rule; it is off until it was tried."""
    held = _rule(request, pk) if pk else None
    day = today(request.at)
    initial = routing_initial(held) if held else {"day": day, "order": RoutingRule.objects.count() * 10 + 10}
    form = RoutingForm(request.POST or None, actor=request.actor, on=day, initial=initial)
    if request.method == "POST" and form.is_valid():
        written = cases.write_routing(rule=held, **form.said(), by=request.actor, at=request.at)
        to = reverse("cases:routing-trial", args=[written.pk])
        return done(request, to, _t("已保存，试算后才能启用。"))
    return page(request, "cases/rule.html", {"form": form, "rule": held}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("cases.configure")
def trial(request: DoorRequest, pk: int) -> HttpResponse:
    """The test bench: the last hundred cases under the rule; seen and noted, it may be switched on."""
    held = _rule(request, pk)
    tried = try_rule(held, at=request.at)
    if request.method == "POST":
        cases.note_trial(
            rule=held, cases=len(tried.tried), changed=tried.changed, by=request.actor, at=request.at
        )  # fmt: skip
        cases.switch_routing(rule=held, on=True, by=request.actor, at=request.at)
        return done(request, reverse("cases:routing-rules"), _t("已启用。"))
    return page(request, "cases/trial.html", {"rule": held, "trial": tried})


@require_POST
@may("cases.configure")
def switch_off(request: DoorRequest, pk: int) -> HttpResponse:
    cases.switch_routing(rule=_rule(request, pk), on=False, by=request.actor, at=request.at)
    return done(request, reverse("cases:routing-rules"), _t("已停用。"))


def _rule(request: DoorRequest, pk: int) -> RoutingRule:
    found: RoutingRule = get_object_or_404(RoutingRule.objects.select_related("area", "lead"), pk=pk)
    if not request.actor.steers.covers(found.area_path):
        raise Http404
    return found
