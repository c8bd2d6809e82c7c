"""The desk's pages of agreements. Unit and community read the same record; each sees its own moves."""

from base64 import b64decode
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.alliance import access
from tongxin.alliance.actions import agreements, instruments, leaving, promises
from tongxin.alliance.actions.agreements import NewItem
from tongxin.alliance.forms.agreements import (
    ContactForm,
    DraftForm,
    ItemForm,
    ReportForm,
    ReviewForm,
    ScanForm,
    SettleForm,
)
from tongxin.alliance.lists.agreements import AGREEMENTS, UNITS
from tongxin.alliance.models import IN_FORCE, Agreement, AgreementFile, AgreementItem, Instrument, Side
from tongxin.alliance.queries import agreements as queries
from tongxin.alliance.views.common import did, for_desk, places, sent, shown, status_of, units
from tongxin.kernel import modules, rules, sealing
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

#: Where a system is seen to that has pages of its own, in a room above.
PAGES = {"report": "enrolment:reports", "appraisal": "assessment:appraisals"}
TOGETHER = ("unit", "area", "host", "renews")
DEEDS: Deeds = {
    "send": (agreements.send, _("已签署并送对方，等对方签署。")),
    "sign": (agreements.sign, _("已签署。")),
    "return": (agreements.give_back, _("已退回对方修改。")),
    "call_off": (agreements.call_off, _("已撤回。")),
    "renew": (agreements.renew, _("已续签：事项沿用，等对方签署新协议。")),
    "end": (leaving.end, _("协议已提前结束。")),
    "withdraw": (leaving.withdraw, _("已退出，未完的承诺随之解除。")),
}


@require_GET
@may()
@for_desk
def index(request: DoorRequest) -> HttpResponse:
    rows = Agreement.objects.visible_to(request.actor)
    listed = AGREEMENTS.open(request, rows)
    showing.set_due(listed.rows, request.at)
    day = today(request.at)
    path = request.actor.sees.path if request.actor.sees.along == "area" else ""
    shown = {
        "listed": listed,
        "export_url": reverse("alliance:export-agreements"),
        "primary": (_("起草协议"), reverse("alliance:draft-agreement")) if _drafts(request) else None,
        "coverage": queries.coverage(path, day) if path else None,
        "ending": queries.ending_soon(rows, day).count(),
        "ending_until": queries.warned_until(day),
        "in_force": rows.in_force().count(),
    }
    return page(request, "alliance/agreements.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return AGREEMENTS.export(request, Agreement.objects.visible_to(request.actor))


@require_GET
@may()
@for_desk
def coverage(request: DoorRequest, which: str) -> HttpResponse:
    """The rows behind the coverage: resident units, those with an agreement, those without."""
    if request.actor.sees.along != "area":
        raise NotYours
    find = {"all": queries.resident_units, "signed": queries.signed_units, "unsigned": queries.unsigned_units}
    if which not in find:
        raise Http404
    path, day = request.actor.sees.path, today(request.at)
    bound = Count("agreements", filter=Q(agreements__step__in=IN_FORCE))
    listed = UNITS.open(request, find[which](path, day).order_by().annotate(in_force=bound))
    shown = {"listed": listed, "which": which, "coverage": queries.coverage(path, day),
             "trail": [(_("共建协议"), reverse("alliance:agreements")), (_("签约情况"), None)]}  # fmt: skip
    return page(request, "alliance/coverage.html", shown)


@require_http_methods(["GET", "POST"])
@may("agreements.manage")
def draft(request: DoorRequest) -> HttpResponse:
    form = DraftForm(
        sent(request), units=units(request), places=places(request, "street", "township"), initial=_initial(request)
    )
    if made := did(request, form, _draft):
        return done(request, made, _("已起草，编号 %s。写好承诺事项后签署并送对方。") % made.number)
    return page(request, "alliance/agreement_form.html", {"form": form}, status=status_of(form))


def _draft(*, unit_text: str, unit_field: str, community_text: str, community_field: str, **told: Any) -> Agreement:
    written = ((Side.UNIT, unit_field, unit_text), (Side.COMMUNITY, community_field, community_text))
    items = [NewItem(side, field, text) for side, field, text in written if text.strip()]
    return agreements.draft(items=items, **told)


@require_GET
@may("", Agreement, together=TOGETHER)
def agreement(request: DoorRequest, agreement: Agreement) -> HttpResponse:
    return page(request, "alliance/agreement.html", _shown(request, agreement))


@require_POST
@may("", Agreement, together=TOGETHER)
def move(request: DoorRequest, agreement: Agreement, name: str) -> HttpResponse:
    return done(request, agreement, take(request, DEEDS, name, agreement=agreement))


@require_POST
@may("agreements.manage", Agreement, together=TOGETHER)
def add_item(request: DoorRequest, agreement: Agreement) -> HttpResponse:
    form = ItemForm(request.POST)
    if did(request, form, promises.add_item, agreement=agreement):
        return done(request, agreement, _("已写入。"))
    return page(request, "alliance/agreement.html", _shown(request, agreement) | {"item_form": form}, status=422)


@require_POST
@may("agreements.manage")
def remove_item(request: DoorRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    agreement = item.agreement
    promises.remove_item(item=item, by=request.actor, at=request.at)
    return done(request, agreement, _("已删去。"))


@require_POST
@may("agreements.manage")
def report(request: DoorRequest, pk: int) -> HttpResponse:
    """How a promise stands, from the record page or the phone."""
    item, form = _item(request, pk), ReportForm(request.POST)
    if not form.is_valid():
        raise Refused(_("请选择履行情况。"))
    promises.report_promise(item=item, by=request.actor, at=request.at, **form.cleaned_data)
    to = "alliance:partner" if request.POST.get("from") == "phone" else item.agreement
    return done(request, to, _("履行情况已更新。"))


@require_POST
@may("agreements.manage", Agreement, together=TOGETHER)
def contact(request: DoorRequest, agreement: Agreement) -> HttpResponse:
    form = ContactForm(request.POST)
    if did(request, form, promises.change_contact, agreement=agreement):
        return done(request, agreement, _("联系人已更新。"))
    return page(request, "alliance/agreement.html", _shown(request, agreement) | {"contact_form": form}, status=422)


@require_POST
@may("agreements.manage", Agreement, together=TOGETHER)
def add_scan(request: DoorRequest, agreement: Agreement) -> HttpResponse:
    form = ScanForm(request.POST, request.FILES)
    if did(request, form, _file_scan, agreement=agreement):
        return done(request, agreement, _("扫描件已加密存放。"))
    return page(request, "alliance/agreement.html", _shown(request, agreement) | {"scan_form": form}, status=422)


def _file_scan(*, scan: Any, **told: Any) -> AgreementFile:
    return promises.file_scan(name=scan.name, media_type=scan.content_type or "", content=scan.read(), **told)


@require_GET
@may("agreements.manage")
def scan(request: DoorRequest, pk: int) -> HttpResponse:
    """The scan itself; who opened it is noted."""
    file = AgreementFile.objects.filter(pk=pk).select_related("agreement").first()
    if file is None or not Agreement.objects.visible_to(request.actor).filter(pk=file.agreement_id).exists():
        raise Http404
    text = sealing.look(at_thing=file, field="content", purpose=_("查看协议扫描件"), by=request.actor, at=request.at)
    answer = HttpResponse(b64decode(text), content_type=file.media_type)
    # Under the name it was put away by: without its ending nobody could open it.
    answer["Content-Disposition"] = content_disposition_header(True, file.name)
    return answer


@require_http_methods(["GET", "POST"])
@may("agreements.sign", Agreement, together=TOGETHER)
def review(request: DoorRequest, agreement: Agreement) -> HttpResponse:
    """The review of what was kept, at the end."""
    form = ReviewForm(sent(request))
    if did(request, form, agreements.fulfil, agreement=agreement):
        return done(request, agreement, _("履约评议已记下，协议履行完毕。"))
    shown = {"form": form, "agreement": agreement, "items": _items(agreement)}
    return page(request, "alliance/agreement_review.html", shown, status=status_of(form))


@require_POST
@may("agreements.manage", Instrument, together=("agreement", "agreement__unit", "agreement__host", "agreement__area"))
def settle(request: DoorRequest, instrument: Instrument) -> HttpResponse:
    form = SettleForm(request.POST)
    if did(request, form, instruments.settle, instrument=instrument):
        return done(request, instrument.agreement, _("已记下。"))
    shown = _shown(request, instrument.agreement) | {"settle_form": form, "settled": instrument.pk}
    return page(request, "alliance/agreement.html", shown, status=422)


def _shown(request: DoorRequest, agreement: Agreement) -> dict[str, Any]:
    actor = request.actor
    writes = agreement.step == "draft" and (access.manages & access.drafter)(actor, agreement)
    concerned = not agreement.is_over and (access.manages & access.either)(actor, agreement)
    rows = list(agreement.instruments.order_by("-period", "pk")[:40])  # type: ignore[attr-defined]
    for row in rows:
        row.agreement = agreement
        row.page = _page_of(row.kind)  # type: ignore[attr-defined]
    showing.set_due(rows, request.at)
    return shown(request, agreement, "alliance:move-agreement") | {
        "agreement": agreement,
        "items": _items(agreement),
        "writes": writes,
        "concerned": concerned,
        "side": access.side_of(actor, agreement.unit_id),
        "item_form": ItemForm(initial={"side": access.side_of(actor, agreement.unit_id)}),
        "report_form": ReportForm(),
        "settle_form": SettleForm(initial={"on": today(request.at)}),
        "settled": 0,
        "contact_form": ContactForm(initial={"contact": _own_contact(actor, agreement)}),
        "scan_form": ScanForm(),
        "files": agreement.files.select_related("added_by").order_by("-pk"),  # type: ignore[attr-defined]
        "instruments": rows,
        "successor": agreement.renewals.exclude(step="called_off").first(),  # type: ignore[attr-defined]
    }


def _page_of(kind: str) -> str:
    """The page where the report or the appraisal itself is made, where this city has it."""
    page = PAGES.get(kind, "")
    try:
        return reverse(page) if page and modules.opens(page) else ""
    except NoReverseMatch:
        return ""


def _drafts(request: DoorRequest) -> bool:
    return "agreements.manage" in request.actor.office


def _items(agreement: Agreement) -> list[AgreementItem]:
    return list(agreement.items.order_by("side", "pk"))  # type: ignore[attr-defined]


def _item(request: DoorRequest, pk: int) -> AgreementItem:
    item = AgreementItem.objects.filter(pk=pk).select_related("agreement", "agreement__unit").first()
    if item is None or not Agreement.objects.visible_to(request.actor).filter(pk=item.agreement_id).exists():
        raise Http404
    return item


def _own_contact(actor: Any, agreement: Agreement) -> str:
    return agreement.contact if access.side_of(actor, agreement.unit_id) == Side.UNIT else agreement.host_contact


def _initial(request: DoorRequest) -> dict[str, Any]:
    day = today(request.at)
    months = int(rules.value("agreement.term_months", on=day, path=request.actor.area_path))
    last = instruments.later(day, months)
    own = units(request).first() if request.actor.steers.along == "organization" else None
    contact = {"contact": request.actor.name} if own else {"host_contact": request.actor.name}
    return {"valid_from": day, "valid_to": last, "unit": own.name if own else "", **contact}
