"""The unit's side on the phone: its agreements, what is due, what was asked; and what everybody may read."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tongxin.alliance import access
from tongxin.alliance.forms.agreements import ReportForm
from tongxin.alliance.lists import tone
from tongxin.alliance.models import Agreement, AgreementItem, CooperationAsk, Instrument, Pairing, PartnerRequest
from tongxin.alliance.models.pairing import OPEN
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, may, open_to_all, page
from tongxin.ui import showing

#: So many agreements are shown on the public page at once.
PUBLIC = 20


@require_GET
@may("asks.answer")
def partner(request: DoorRequest) -> HttpResponse:
    """Everything between a unit and its communities on one page."""
    unit_id = request.actor.organization_id
    if unit_id is None:
        raise NotYours
    together = ("unit", "area", "host")
    rows = list(Agreement.objects.of_unit(unit_id).select_related(*together).order_by("-pk")[:10])
    instruments = Instrument.objects.due().filter(agreement__unit_id=unit_id).select_related("agreement__unit")
    mine = [each for each in instruments if each.holder_id == unit_id]
    open_asks = CooperationAsk.objects.filter(unit_id=unit_id, step__in=("asked", "accepted", "reported"))
    requests = PartnerRequest.objects.filter(unit_id=unit_id).select_related("area").order_by("-pk")[:10]
    pairs = Pairing.objects.of(unit_id).filter(step__in=OPEN).select_related("first", "second").order_by("-pk")
    showing.set_due(mine, request.at)
    shown = {
        "agreements": [_agreement(request, row) for row in rows],
        "instruments": mine,
        "asks": open_asks.select_related("area", "host").order_by("-pk"),
        "requests": requests,
        "pairings": [(each, access.asked_partner(request.actor, each), tone(each)) for each in pairs],
        "tone": tone,
        "report_form": ReportForm(),
    }
    return page(request, "alliance/partner.html", shown)


@require_GET
@may()
def my_pairings(request: DoorRequest) -> HttpResponse:
    """A member's own pairings on the phone."""
    rows = Pairing.objects.of(request.actor.principal_id).select_related("first", "second", "campaign").order_by("-pk")
    shown = [{"pairing": row, "moves": showing.moves(row, request.actor, "alliance:move-pairing")} for row in rows[:20]]
    return page(request, "alliance/my_pairings.html", {"shown": shown, "tone": tone})


@require_GET
@open_to_all
def public(request: DoorRequest) -> HttpResponse:
    """Promises that both sides agreed to show, with how each stands (GY-12)."""
    items = Prefetch("items", queryset=AgreementItem.objects.order_by("side", "pk"))
    rows = Agreement.objects.public().select_related("unit", "area").prefetch_related(items)
    words = request.GET.get("q", "").strip()
    if words:
        rows = rows.filter(area__name__contains=words)
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: PUBLIC + 1])
    more = urlencode({"after": found[PUBLIC - 1].pk, "q": words}) if len(found) > PUBLIC else ""
    shown = {"rows": found[:PUBLIC], "words": words, "next_url": f"?{more}" if more else None}
    return page(request, "alliance/public.html", shown)


def _agreement(request: DoorRequest, row: Agreement) -> dict[str, Any]:
    return {
        "agreement": row,
        "items": list(row.items.order_by("side", "pk")),  # type: ignore[attr-defined]
        "moves": showing.moves(row, request.actor, "alliance:move-agreement"),
        "side": "unit",
        "writes": False,
        "concerned": not row.is_over,
    }
