"""Pages of the settings: steps of procedures with a preview on the past, rules, the calendar, modules per level."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas import settings as deeds
from tongxin.areas.models import Area
from tongxin.areas.settings_forms import RuleForm, StepForm, YearForm
from tongxin.kernel import calendars, terms
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.models import CalendarDay, CalendarYear, Rule, StepSetting
from tongxin.kernel.procedures import PROCEDURES, Procedure
from tongxin.kernel.web import DoorRequest, done, may, page

BOTH = ["GET", "POST"]


@require_GET
@may()
def settings(request: DoorRequest) -> HttpResponse:
    if not (request.actor.holds("procedures.configure") or request.actor.holds("settings.manage")):
        raise NotYours
    day = today(request.at)
    path = request.actor.area_path
    shown = {
        "procedures": [
            (each, [(step, each.setting(step.code, on=day, path=path)) for step in each.steps if not step.end])
            for each in PROCEDURES.values()
        ],
        "limit": _limit_words,
        "source": deeds.source_words,
        "label": terms.label,
    }
    return page(request, "areas/settings.html", shown)


def _limit_words(setting: StepSetting | None) -> str:
    return str(Limit(setting.amount, setting.unit)) if setting and setting.amount is not None else str(_("不设时限"))


@require_http_methods(BOTH)
@may("procedures.configure")
def step(request: DoorRequest, procedure: str, step: str) -> HttpResponse:
    """Set a step; the button beside it asks first what the new limit would have meant for the past year."""
    declared = PROCEDURES.get(procedure)
    if declared is None or step not in [each.code for each in declared.steps]:
        raise Http404
    held = declared.setting(step, on=today(request.at), path=request.actor.area_path)
    form = StepForm(
        request.POST or None,
        actor=request.actor,
        on=today(request.at),
        initial={**_initial(declared, step, held), "day": today(request.at)},
    )
    status, preview = 200, None
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                if "preview" not in request.POST:
                    _set(request, procedure, step, form.cleaned_data)
                    return done(request, "areas:settings", _("已设置。"))
                preview, status = _preview(request, procedure, step, form.cleaned_data), 200
            except Refused as refused:
                form.add_error(None, str(refused))
                status = refused.status
    shown = {
        "form": form,
        "procedure": declared,
        "step": declared.step(step),
        "preview": preview,
        "history": StepSetting.objects.filter(procedure=procedure, step=step).order_by("-valid_from", "scope_path"),
        "places": {area.path: area.name for area in Area.objects.filter(path__in=_paths(procedure, step))},
        "limit": _limit_words,
        "source": deeds.source_words,
    }
    return page(request, "areas/step.html", shown, status=status)


def _paths(procedure: str, step: str) -> list[str]:
    return list(StepSetting.objects.filter(procedure=procedure, step=step).values_list("scope_path", flat=True))


def _initial(declared: Procedure, step: str, held: StepSetting | None) -> dict[str, Any]:
    if held is None:
        return {"label": declared.step(step).label, "unit": "working_day"}
    return {"label": held.label, "amount": held.amount, "unit": held.unit, "holder_role": held.holder_role}


def _set(request: DoorRequest, procedure: str, step: str, given: dict[str, Any]) -> None:
    deeds.set_step(
        procedure=procedure, step=step, area=given["area"], label=given["label"], amount=given["amount"],
        unit=given["unit"], holder_role=given["holder_role"], source=given["source"], on=given["day"],
        by=request.actor, at=request.at,
    )  # fmt: skip


def _preview(request: DoorRequest, procedure: str, step: str, given: dict[str, Any]) -> deeds.Preview:
    path = deeds.scope_of(given["area"], request.actor)
    limit = Limit(given["amount"], given["unit"]) if given["amount"] is not None else None
    return deeds.preview(procedure=procedure, step=step, path=path, limit=limit, at=request.at)


@require_GET
@may("procedures.configure")
def rules(request: DoorRequest) -> HttpResponse:
    asked = request.GET.get("q", "")
    found = [rule for rule in deeds.current_rules(at=request.at) if asked in rule.label or asked in rule.key]
    shown = {"rules": found, "asked": asked, "label": terms.label, "source": deeds.source_words}
    return page(request, "areas/rules.html", shown)


@require_http_methods(BOTH)
@may("procedures.configure")
def rule(request: DoorRequest, pk: int) -> HttpResponse:
    found = Rule.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    options: dict[str, Any] = {"actor": request.actor, "on": today(request.at), "rule": found}
    form = RuleForm(request.POST or None, initial={"value": found.value, "day": today(request.at)}, **options)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            deeds.set_rule(
                rule=found, value=given["value"], source=given["source"], area=given["area"], on=given["day"],
                by=request.actor, at=request.at,
            )  # fmt: skip
            return done(request, "areas:rules", _("已设置。"))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = refused.status
    history = Rule.objects.filter(key=found.key).order_by("-valid_from")
    shown = {"form": form, "rule": found, "history": history, "source": deeds.source_words}
    return page(request, "areas/rule.html", shown, status=status)


@require_http_methods(BOTH)
@may("procedures.configure")
def calendar(request: DoorRequest) -> HttpResponse:
    """Announced years; a year that is not there makes dates provisional until it is loaded (C08-3)."""
    form = YearForm(request.POST or None, request.FILES or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            changed = deeds.announce_year(
                year=given["year"], days=given["announced"], source=given["source"], by=request.actor, at=request.at
            )
            return done(request, "areas:calendar", _("已载入，重算了 %d 个暂定日期并通知经办人。") % changed)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = refused.status
    known = {row.year: row for row in CalendarYear.objects.all()}
    years = sorted({*known, *calendars.announced_years(), today(request.at).year + 1}, reverse=True)[:6]
    announced = calendars.announced_years()
    shown = {
        "form": form,
        "years": [(year, known.get(year), year in announced) for year in years],
        "days": CalendarDay.objects.filter(day__year__gte=today(request.at).year).order_by("day"),
    }
    return page(request, "areas/calendar.html", shown, status=status)


@require_POST
@may("procedures.configure")
def load_year(request: DoorRequest, year: int) -> HttpResponse:
    changed = deeds.load_year(year=year, by=request.actor, at=request.at)
    return done(request, "areas:calendar", _("已载入，重算了 %d 个暂定日期并通知经办人。") % changed)


@require_http_methods(BOTH)
@may("procedures.configure")
def modules(request: DoorRequest) -> HttpResponse:
    """What each level does and which modules are switched on for it (CD-42)."""
    if request.method == "POST":
        module = request.POST.get("module", "")
        if terms.find("modules", module) is None:
            raise Http404
        deeds.switch_module(module=module, levels=request.POST.getlist("levels"), by=request.actor, at=request.at)
        return done(request, "areas:modules", _("已设置。"))
    rows = list(terms.terms("modules").values())
    levels = [code for code in terms.terms("area_kinds") if any(code in term.data.get("levels", []) for term in rows)]
    shown = {
        "modules": rows,
        "levels": [(code, terms.label("area_kinds", code)) for code in levels],
        "duties": sorted(terms.terms("duty_matrix").values(), key=lambda term: term.number),
        "label": terms.label,
    }
    return page(request, "areas/modules.html", shown)
