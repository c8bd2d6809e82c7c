"""The desk's pages of cases: the list, the record, writing down a new one."""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_noop as N_
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.cases import actions as cases
from tongxin.cases.access import WORKING, may_accept, may_call, may_dispatch, may_handle, may_read, may_supervise
from tongxin.cases.actions.handling import ON_HAND, may_work, spell_amount
from tongxin.cases.actions.money import may_enter
from tongxin.cases.actions.petitions import sign_in
from tongxin.cases.forms import NewCaseForm
from tongxin.cases.lists import CASES, TONES, cases_for, seen, with_due
from tongxin.cases.models import LIVE, OPEN, Call, Case, Check, Extension, LivelihoodEntry, Photo
from tongxin.cases.origins import origin_of
from tongxin.cases.procedure import CALL
from tongxin.cases.queries import twins_of
from tongxin.cases.queries.letters import letter_due
from tongxin.cases.views.supervision import watching
from tongxin.kernel import terms
from tongxin.kernel.along import along, come
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Duty
from tongxin.kernel.offline import made_earlier, takes_queued
from tongxin.kernel.sealing import look
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.hosting import place
from tongxin.ui import showing

TOGETHER = ("area", "desk", "lead", "group", "reporter", "raised_by", "joined_into", "parent")
OF_CASE = ("id", "title", "raised_on", "step", "step_at", "area_path")
OF_PART = (*OF_CASE, "lead_id", "lead__name")
OF_CALL = (
    "id", "step", "step_at", "area_path", "organization_id", "organization__name", "desk_id", "case_id", "asks",
    "called_at", "reported_in_at", "answer", "grade",
)  # fmt: skip
OF_CHECK = ("id", "at", "by__name", "on_site", "is_second", "passed", "note")
OF_EXTENSION = ("id", "asked_by_id", "amount", "reason", "is_granted", "answered_at", "answer_reason")
OF_MONEY = ("id", "problem", "money_fen", "finished_on", "is_confirmed", "confirmed_at")


def whole_case(rows: QuerySet[Any]) -> QuerySet[Any]:
    """A case with all that its page shows, in one query."""
    of_it = {"case": OuterRef("pk")}
    return showing.with_story(rows).annotate(
        has_called=along(Call.objects.filter(**of_it).order_by("id"), *OF_CALL),
        was_checked=along(Check.objects.filter(**of_it).order_by("id"), *OF_CHECK),
        more_time=along(Extension.objects.filter(**of_it).order_by("id"), *OF_EXTENSION),
        parts=along(Case.objects.filter(parent=OuterRef("pk")).order_by("id"), *OF_PART),
        brought=along(Case.objects.filter(joined_into=OuterRef("pk")).order_by("id"), *OF_CASE),
        paid_for=along(LivelihoodEntry.objects.filter(**of_it), *OF_MONEY),
        shots=along(Photo.objects.filter(**of_it).order_by("id"), "id", "of"),
    )


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    if not any(map(request.actor.holds, WORKING)):
        raise NotYours
    shown = {
        "listed": CASES.open(request, cases_for),
        "export_url": reverse("cases:export-cases"),
        "primary": (_t("记一件诉求"), reverse("cases:new-case")) if request.actor.holds("cases.record") else None,
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return CASES.export(request, seen(with_due(Case.objects.visible_to(request.actor)), request.at))


@takes_queued
@require_http_methods(["GET", "POST"])
@may("cases.record")
def new_case(request: DoorRequest) -> HttpResponse:
    """Write down what came in by any door."""
    form = NewCaseForm(request.POST or None, by=request.actor, on=today(request.at), initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        case = written_down(request, form)
        return done(request, case, _t("已登记，编号 %s。") % case.number)
    if form.errors and made_earlier(request):
        raise Unfit("".join(str(error) for errors in form.errors.values() for error in errors))
    status = 422 if request.method == "POST" else 200
    return page(request, "cases/new_case.html", {"form": form, "twins": []}, status=status)


def _initial(request: DoorRequest) -> dict[str, Any]:
    return {name: request.GET[name] for name in ("channel", "area", "text", "place") if name in request.GET}


def written_down(request: DoorRequest, form: NewCaseForm, **more: Any) -> Case:
    """Report what the form says; where a twin was picked, join it in the same breath."""
    said = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")} | more
    twin, somebody = said.pop("join_into", None), said.pop("reporter", None)
    by = request.actor.for_somebody(somebody.pk) if somebody else request.actor
    if somebody:
        said["reporter_id"] = somebody.pk
    placed = said.pop("area")
    into = Case.objects.visible_to(request.actor).open().filter(pk=twin).first() if twin else None
    with transaction.atomic():
        case = cases.report(placed=placed, by=by, at=request.at, **said)
        if into:
            cases.join(case=case, into=into, by=request.actor, at=request.at)
    return case


@require_GET
@may("cases.record")
def twins(request: DoorRequest) -> HttpResponse:
    """While somebody writes: open cases nearby that may be the same."""
    area, text = request.GET.get("area", ""), request.GET.get("text", "")[:2000]
    placed = place(int(area), on=today(request.at)) if area.isdecimal() and len(area) < 19 else None
    found = []
    if placed and text.strip() and request.actor.sees.covers(placed.area.path):
        category = request.GET.get("category", "")
        found = twins_of(text=text, community_path=placed.community_path, category=category, at=request.at)
    return page(request, "cases/new_case.html#twins", {"twins": found})


@require_GET
@never_cache
@may(model=Case, together=TOGETHER, bringing=whole_case)
def case(request: DoorRequest, case: Case) -> HttpResponse:
    """The record of a case, with every move that is open to whoever looks."""
    if not may_read(request.actor, case):
        raise NotYours
    actor, duty = request.actor, showing.open_duty(case)
    with_lead = case.step in ("dispatched", "handling")
    is_late = duty is not None and duty.is_late(request.at)
    shown = {
        "case": case,
        "tone": TONES.get(case.step, "neutral"),
        "steps_of_case": case.procedure.diagram(case, on=today(request.at)),
        "due_of_case": showing.due_words(duty, request.at),
        "moves": [*showing.moves(case, actor, "cases:move-case"), *watching(case, actor, duty)],
        "paused": duty is not None and duty.paused_at is not None,
        "may_pause": _may_pause(case, duty, request) and not is_late,
        "may_note": with_lead and may_work(actor, case),
        "may_ask": with_lead and may_work(actor, case) and not case.question,
        "may_ask_time": case.step == "handling" and may_handle(actor, case) and not is_late,
        "may_call": case.step in LIVE and may_call(actor, case),
        "may_split": case.step in OPEN and may_dispatch(actor, case),
        "may_pass_on": case.step in ("reported", "accepted") and may_accept(actor, case),
        "may_enter_money": case.step in (*LIVE, "closed") and may_enter(actor, case),
        "may_supervise": may_supervise(actor, case),
        "sees_caller": may_accept(actor, case) and actor.holds("people.unseal") and case.has_caller,
        "calls": [(call, _moves_of_call(request, call)) for call in come(Call, case.has_called)],  # type: ignore[attr-defined]
        "checks": come(Check, case.was_checked),  # type: ignore[attr-defined]
        "extensions": come(Extension, case.more_time),  # type: ignore[attr-defined]
        "paid_for": next(iter(come(LivelihoodEntry, case.paid_for)), None),  # type: ignore[attr-defined]
        "parts": come(Case, case.parts),  # type: ignore[attr-defined]
        "photos": come(Photo, case.shots),  # type: ignore[attr-defined]
        "joined": come(Case, case.brought),  # type: ignore[attr-defined]
        "sees_place": actor.sees.along == "area" and actor.sees.covers(case.area_path),
        "spell_amount": spell_amount,
        "facts_of_case": facts_of(case),
        "origin": origin_of(case, actor),
        "entries": showing.timeline(case),
        "pause_reasons": terms.choices("pause_reasons"),
        "sign": sign_in(case.text) if case.step == "reported" and may_accept(actor, case) else None,
        "letter_due": letter_due(case, request.at),
    }
    return page(request, "cases/case.html", shown)


def _may_pause(case: Case, duty: Duty | None, request: DoorRequest) -> bool:
    running = duty is not None and duty.due_at is not None
    return running and case.step in ON_HAND and may_work(request.actor, case)


def _moves_of_call(request: DoorRequest, call: Call) -> list[str]:
    return [move.name for move in CALL.open_moves(call, request.actor)]


def facts_of(case: Case) -> list[tuple[str, Any]]:
    """What is known of the case, line by line; what was not said is left out. Never who reported it."""
    rows = [
        (N_("说明"), case.text),
        (N_("类别"), case.category_label if case.category else _t("未定")),
        (N_("来源"), f"{case.channel_label} · {case.kind_label}"),
        (N_("外部工单号"), case.outside_number),
        (N_("地点"), f"{case.area.name} {case.place}".strip()),
        (N_("受理组织"), case.desk.name),
        (N_("主办单位"), case.lead.name if case.lead else ""),
        (N_("处置时限"), str(case.handle_limit or "")),
        (N_("登记人"), case.raised_by.name if case.raised_by and case.raised_by_id != case.reporter_id else ""),
        (N_("反映人数"), _t("%d 人") % case.voices if case.voices > 1 else ""),
        (N_("答复"), case.answer),
        (N_("等反映人补充"), case.question),
        (N_("返工"), _t("%d 次") % case.reworked if case.reworked else ""),
        (N_("重新办理"), _t("%d 次") % case.reopened if case.reopened else ""),
    ]
    return [(_t(term), said) for term, said in rows if said]


@require_POST
@never_cache
@may("people.unseal", Case)
def caller(request: DoorRequest, case: Case) -> HttpResponse:
    """Open the sealed name and number with a stated purpose; the look is recorded. Never for a body that handles it."""
    if not may_accept(request.actor, case):
        raise NotYours
    about = {
        "at_thing": case, "purpose": request.POST.get("purpose", ""), "by": request.actor, "at": request.at,
        "concerns_id": case.reporter_id,
    }  # fmt: skip
    name, phone = look(field="caller_name", **about), look(field="caller_phone", **about)  # type: ignore[arg-type]
    return page(request, "cases/caller.html", {"case": case, "name": name, "phone": phone})
