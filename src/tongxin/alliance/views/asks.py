"""The desks of asks: what the community asks of units, and what partners ask of the community."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.alliance import access
from tongxin.alliance.actions import asks
from tongxin.alliance.forms.asks import AnswerForm, AskForm, AssignForm, CallInForm, HelpForm, InChargeForm, ResultForm
from tongxin.alliance.lists.asks import ASKS, REQUESTS
from tongxin.alliance.models import CalledIn, CooperationAsk, PartnerRequest
from tongxin.alliance.views.common import (
    did,
    form_page,
    partner_areas,
    places,
    sent,
    shown,
    status_of,
    units,
)
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

OF_ASK: Deeds = {
    "decline": (asks.decline, _("已说明无法配合。")),
    "confirm": (asks.confirm, _("已确认完成。")),
    "give_back": (asks.give_back, _("已请单位继续办理。")),
    "withdraw": (asks.withdraw, _("已撤回。")),
}
OF_REQUEST: Deeds = {
    "take": (asks.take, _("已受理，单位看得到。")),
    "decline": (asks.decline_help, _("已答复单位。")),
    "confirm": (asks.confirm_help, _("谢谢确认，已办结。")),
    "reopen": (asks.reopen, _("已退回继续办理。")),
    "withdraw": (asks.withdraw_help, _("已撤回。")),
}
ASK_PARTS, REQUEST_PARTS = ("unit", "area", "host"), ("unit", "area", "host", "handler")


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    _must_have_desk(request)
    listed = ASKS.open(request, CooperationAsk.objects.visible_to(request.actor))
    showing.set_due(listed.rows, request.at)
    primary = (_("请单位配合"), reverse("alliance:new-ask")) if "asks.manage" in request.actor.office else None
    shown = {"listed": listed, "which": "asks", "primary": primary, "export_url": reverse("alliance:export-asks")}
    return page(request, "alliance/asks.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return ASKS.export(request, CooperationAsk.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("asks.manage")
def new(request: DoorRequest) -> HttpResponse:
    form = AskForm(sent(request), units=units(request), places=places(request, "street", "township"))
    if made := did(request, form, asks.ask):
        return done(request, made, _("已送单位，编号 %s。") % made.number)
    trail = [(_("请单位配合"), reverse("alliance:asks")), (_("新事项"), None)]
    note = _("写清要做什么、希望什么时候完成。单位接下时写明由谁负责。")
    return form_page(request, form, _("请单位配合"), trail, _("送单位"), note=note)


@require_GET
@may("", CooperationAsk, together=ASK_PARTS)
def ask(request: DoorRequest, ask: CooperationAsk) -> HttpResponse:
    rows = [
        (_("需要怎样配合"), ask.text), (_("配合单位"), ask.unit.name),
        (_("提出"), f"{ask.area.name} · {ask.host.name}"),
        (_("希望完成"), ask.wanted_by), (_("单位负责人"), ask.in_charge or None), (_("办理情况"), ask.result or None),
        (_("结束原因"), ask.end_reason or None),
    ]  # fmt: skip
    more = {"rows": rows, "trail": [(_("请单位配合"), reverse("alliance:asks")), (ask.number, None)], "talk": "ask"}
    return page(request, "alliance/facts.html", shown(request, ask, "alliance:move-ask") | more)


@require_POST
@may("", CooperationAsk, together=ASK_PARTS)
def move(request: DoorRequest, ask: CooperationAsk, name: str) -> HttpResponse:
    return done(request, ask, take(request, OF_ASK, name, ask=ask))


@require_http_methods(["GET", "POST"])
@may("asks.answer", CooperationAsk, together=ASK_PARTS)
def accept(request: DoorRequest, ask: CooperationAsk) -> HttpResponse:
    form = InChargeForm(sent(request), initial={"in_charge": request.actor.name})
    if did(request, form, asks.accept, ask=ask):
        return done(request, ask, _("已接下。"))
    return form_page(request, form, _("接下"), _trail(ask, _("接下")), _("接下"), note=ask.text)


@require_http_methods(["GET", "POST"])
@may("asks.answer", CooperationAsk, together=ASK_PARTS)
def report(request: DoorRequest, ask: CooperationAsk) -> HttpResponse:
    form = ResultForm(sent(request))
    if did(request, form, asks.report, ask=ask):
        return done(request, ask, _("已报告，等社区确认。"))
    return form_page(request, form, _("报告办理情况"), _trail(ask, _("报告")), _("报告"), note=ask.text)


# A partner asks the community


@require_GET
@may()
def requests(request: DoorRequest) -> HttpResponse:
    _must_have_desk(request)
    listed = REQUESTS.open(request, PartnerRequest.objects.visible_to(request.actor))
    showing.set_due(listed.rows, request.at)
    asks_help = "asks.answer" in request.actor.office
    shown = {
        "listed": listed, "which": "requests", "export_url": reverse("alliance:export-requests"),
        "primary": (_("向社区求助"), reverse("alliance:ask-help")) if asks_help else None,
    }  # fmt: skip
    return page(request, "alliance/asks.html", shown)


@require_GET
@may("export.lists")
def export_requests(request: DoorRequest) -> HttpResponse:
    return REQUESTS.export(request, PartnerRequest.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("asks.answer")
def ask_help(request: DoorRequest) -> HttpResponse:
    """On the phone as well as at the desk: what happened, where."""
    unit = Organization.objects.filter(pk=request.actor.organization_id).first()
    if unit is None:
        raise NotYours
    areas = partner_areas(unit)
    form = HelpForm(sent(request), places=areas, initial={"area": areas.first()})
    if made := did(request, form, asks.ask_help, unit=unit):
        return done(request, made, _("已送社区，编号 %s。社区会答复。") % made.number)
    shown = {"form": form, "has_partner": areas.exists()}
    return page(request, "alliance/ask_help.html", shown, status=status_of(form))


@require_GET
@may("", PartnerRequest, together=REQUEST_PARTS)
def request_page(request: DoorRequest, row: PartnerRequest) -> HttpResponse:
    return page(request, "alliance/request.html", _shown(request, row))


@require_POST
@may("", PartnerRequest, together=REQUEST_PARTS)
def move_request(request: DoorRequest, row: PartnerRequest, name: str) -> HttpResponse:
    return done(request, row, take(request, OF_REQUEST, name, request=row))


@require_http_methods(["GET", "POST"])
@may("asks.manage", PartnerRequest, together=REQUEST_PARTS)
def assign(request: DoorRequest, row: PartnerRequest) -> HttpResponse:
    form = AssignForm(sent(request), organizations=_anybody(request), initial={"handler": row.host.name})
    if did(request, form, asks.assign, request=row):
        return done(request, row, _("已交办。"))
    return form_page(request, form, _("交办"), _request_trail(row, _("交办")), _("交办"), note=row.text)


@require_http_methods(["GET", "POST"])
@may("", PartnerRequest, together=REQUEST_PARTS)
def answer(request: DoorRequest, row: PartnerRequest) -> HttpResponse:
    if not access.handler(request.actor, row):
        raise NotYours
    form = AnswerForm(sent(request))
    if did(request, form, asks.answer, request=row):
        return done(request, row, _("已答复，等单位确认。"))
    return form_page(request, form, _("答复单位"), _request_trail(row, _("答复")), _("答复"), note=row.text)


@require_POST
@may("", PartnerRequest, together=REQUEST_PARTS)
def call_in(request: DoorRequest, row: PartnerRequest) -> HttpResponse:
    form = CallInForm(request.POST, organizations=_anybody(request))
    if did(request, form, asks.call_in, request=row):
        return done(request, row, _("已请其会同办理。"))
    return page(request, "alliance/request.html", _shown(request, row) | {"call_form": form}, status=422)


@require_POST
@may()
def answer_call(request: DoorRequest, pk: int) -> HttpResponse:
    """The one called in says what it did."""
    call = CalledIn.objects.filter(pk=pk, organization_id__in=request.actor.own_ids).first()
    if call is None:
        raise Http404
    asks.answer_call(call=call, answer=request.POST.get("answer", ""), by=request.actor, at=request.at)
    return done(request, call.request, _("已反馈。"))


def _shown(request: DoorRequest, row: PartnerRequest) -> dict[str, Any]:
    calls = list(row.called_in.select_related("organization").order_by("pk"))  # type: ignore[attr-defined]
    return shown(request, row, "alliance:move-request") | {
        "row": row,
        "trail": [(_("单位求助"), reverse("alliance:requests")), (row.number, None)],
        "calls": calls,
        "own_calls": [call.pk for call in calls if call.organization_id in request.actor.own_ids],
        "may_call": row.step in ("taken", "assigned") and access.handler(request.actor, row),
        "call_form": CallInForm(organizations=_anybody(request)),
        "talk": "request",
    }


def _anybody(request: DoorRequest) -> Any:
    return Organization.objects.on(today(request.at))


def _trail(ask: CooperationAsk, here: str) -> list[tuple[str, str | None]]:
    return [(_("请单位配合"), reverse("alliance:asks")), (ask.number, ask.get_absolute_url()), (here, None)]


def _request_trail(row: PartnerRequest, here: str) -> list[tuple[str, str | None]]:
    return [(_("单位求助"), reverse("alliance:requests")), (row.number, row.get_absolute_url()), (here, None)]


def _must_have_desk(request: DoorRequest) -> None:
    if not {"asks.manage", "asks.answer"} & request.actor.office:
        raise NotYours
