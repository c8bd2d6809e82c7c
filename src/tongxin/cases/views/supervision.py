"""What is late by level and body; urging, passing up by hand, acknowledging; bodies that have not stirred."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.cases import actions as cases
from tongxin.cases.access import may_supervise
from tongxin.cases.models import Case
from tongxin.cases.procedure import CASE
from tongxin.cases.queries import supervision
from tongxin.cases.supervision_events import CaseAcknowledged
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.along import come
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.lateness import BY_LEVEL, WARNING, escalation_limit
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.ui.showing import Button, brief_due

#: So many steps are shown, the most urgent first.
SHOWN = 100
STATES = {
    "late": _("已超期"),
    "soon": _("快到期"),
    "paused": _("暂停计时"),
    "unseen": _("未签收"),
    "all": _("全部在办"),
}


@require_GET
@may("cases.supervise")
def index(request: DoorRequest) -> HttpResponse:
    state = request.GET.get("state", "late")
    level, body = request.GET.get("level", ""), request.GET.get("body", "")
    pk = int(body) if body.isdecimal() and len(body) < 19 else None
    found = supervision.stages_shown(request.actor, request.at, state=state, level=level, body=pk, most=SHOWN)
    levels = supervision.by_level(request.actor, request.at)
    context = {
        "levels": levels,
        "extensions": supervision.waiting_extensions(request.actor, most=SHOWN),
        "idle": supervision.idle(request.actor, request.at),
        "duties": [(duty, _due(request, duty), str(CASE.step(duty.step).label)) for duty in found],
        "states": list(STATES.items()),
        "level_choices": [(each.code, each.label) for each in levels],
        "state": state,
        "level": level,
        "body": pk,
        "shown": SHOWN,
        "stages": _stages_of_warning(request),
    }
    return page(request, "cases/late.html", context)


def _due(request: DoorRequest, duty: Any) -> Any:
    if duty.due_at is None:
        return None
    return brief_due(duty.due_at, request.at, paused_at=duty.paused_at, provisional=duty.provisional)


def _stages_of_warning(request: DoorRequest) -> list[str]:
    """Before, at and after the date: what the clock does, in words, with the numbers that hold here today."""
    on, path = today(request.at), request.actor.area_path
    term = terms.find("procedures", "case")
    roles = "、".join(terms.label("roles", each) for each in (term.data.get("escalates_to", ()) if term else ()))
    return [
        _t("到期前 %d 个工作日：提醒责任单位。") % int(rules.value(WARNING, on=on, path=path)),
        _t("到期时：告知责任单位，并交上一级督办。"),
        _t("各级督办 %(days)s 个工作日后仍未办：再上送一级。依次告知：%(roles)s。")
        % {"days": _days_by_level(request), "roles": roles},
    ]


def _days_by_level(request: DoorRequest) -> str:
    """How long each level has, from the first superior on."""
    levels = range(1, len(BY_LEVEL) + 1)
    return "、".join(str(escalation_limit(request.at, request.actor.area_path, level=each).amount) for each in levels)


def watching(case: Case, actor: Actor, duty: Duty | None) -> list[Button]:
    """What whoever owes the open step, or watches over it, may do on the page of a case. Asks nothing more."""
    if duty is None:
        return []
    buttons = []
    told = come(Record, case.told)  # type: ignore[attr-defined]
    was_seen = any(each.kind == CaseAcknowledged.kind and each.at >= duty.laid_at for each in told)
    if duty.holder_id in actor.own_ids and not was_seen:
        buttons.append(_button(case, "acknowledge", _t("签收"), asks_reason=False))
    if may_supervise(actor, case) and duty.holder_id not in actor.own_ids:
        buttons += [_button(case, "urge", _t("催办")), _button(case, "escalate", _t("提请上级督办"))]
    return buttons


def _button(case: Case, name: str, label: str, *, asks_reason: bool = True) -> Button:
    return Button(name, label, reverse(f"cases:{name}", args=[case.pk]), False, asks_reason)


@require_POST
@may("cases.supervise", Case)
def urge(request: DoorRequest, case: Case) -> HttpResponse:
    cases.urge(case=case, text=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, case, _t("已催办，责任单位会收到通知。"))


@require_POST
@may("cases.supervise", Case)
def escalate(request: DoorRequest, case: Case) -> HttpResponse:
    cases.escalate(case=case, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, case, _t("已提请上级督办。"))


@require_POST
@may(model=Case)
def acknowledge(request: DoorRequest, case: Case) -> HttpResponse:
    cases.acknowledge(case=case, by=request.actor, at=request.at)
    return done(request, case, _t("已签收。"))


@require_POST
@may("cases.supervise")
def urge_many(request: DoorRequest) -> HttpResponse:
    """Urge the ticked ones with the same words."""
    ticked = [int(pk) for pk in request.POST.getlist("id")[:SHOWN] if pk.isdecimal() and len(pk) < 19]
    found = list(Case.objects.visible_to(request.actor).filter(pk__in=ticked))
    if not found:
        raise Unfit(_t("请先选中要催办的诉求。"))
    went, left = cases.urge_many(cases=found, text=request.POST.get("text", ""), by=request.actor, at=request.at)
    said = _t("已催办 %d 件。") % went + (_t("%d 件已办完或不归您督办。") % left if left else "")
    return done(request, reverse("cases:late"), said)
