"""The desk's pages of resources and of the invitations to give them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.exchange import actions as exchange
from tongxin.exchange import candidates
from tongxin.exchange.access import may_publish, speaking_for_owner
from tongxin.exchange.forms import WEEKDAYS, AnswerForm, EditResourceForm, ResourceForm, resource_initial
from tongxin.exchange.lists import RESOURCES, TONES
from tongxin.exchange.models import Offer, Resource
from tongxin.exchange.procedure import OFFER
from tongxin.exchange.queries import partners_near
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

DEEDS: Deeds = {
    "publish": (exchange.publish, _("已发布，附近社区现在能看到。")),
    "pause": (exchange.pause_resource, _("已暂停提供，已答应的不受影响。")),
    "end": (exchange.end, _("已结束提供，已答应的不受影响。")),
}


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    listed = RESOURCES.open(request, Resource.objects.within_sight(request.actor))
    can = request.actor.holds("resources.publish") or request.actor.holds("needs.match")
    shown = {
        "listed": listed,
        "export_url": reverse("exchange:export-resources"),
        "primary": (_t("登记一项资源"), reverse("exchange:enter-resource")) if can else None,
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return RESOURCES.export(request, Resource.objects.within_sight(request.actor))


@require_http_methods(["GET", "POST"])
@may()
def enter(request: DoorRequest) -> HttpResponse:
    """One's own organization's resource; at the desk, what a unit of the place asked to be entered."""
    units = _units(request)
    owner = next((each for each in units if str(each.pk) == request.POST.get("owner")), units[0] if units else None)
    if owner is None:
        raise NotYours
    form = ResourceForm(request.POST or None, initial={"reach": "community", "valid_from": today(request.at)})
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        by = request.actor if owner.pk in request.actor.own_ids else request.actor.for_somebody(owner.pk)
        resource = exchange.enter_resource(owner=owner, by=by, at=request.at, **said)
        if request.POST.get("publish"):
            exchange.publish(resource=resource, by=by, at=request.at)
        return done(request, resource, _t("已登记为 %s。") % resource.number)
    shown = {"form": form, "owner": owner, "units": [(each.pk, each.name) for each in units]}
    return page(request, "exchange/enter_resource.html", shown, status=422 if request.method == "POST" else 200)


def _units(request: DoorRequest) -> list[Organization]:
    """For whom the actor may enter a resource: the own organization, or the units of the place served."""
    actor = request.actor
    if actor.holds("resources.publish"):
        return list(Organization.objects.select_related("area").filter(pk=actor.organization_id))
    if actor.holds("needs.match"):
        return partners_near(actor.area_path, on=today(request.at))
    return []


@require_GET
@may(model=Resource, together=("owner", "area"))
def resource(request: DoorRequest, resource: Resource) -> HttpResponse:
    actor = request.actor
    speaker = speaking_for_owner(actor, resource)
    is_own = may_publish(speaker, resource)
    offers = Offer.objects.filter(resource=resource).select_related("need", "resource").order_by("-id")[:50]
    shown = {
        "resource": resource,
        "tone": TONES.get(resource.step, "neutral"),
        "steps_of_resource": resource.procedure.diagram(resource, on=today(request.at)),
        "moves": showing.moves(resource, speaker, "exchange:move-resource"),
        "is_own": is_own and not resource.is_over,
        "facts_of_resource": facts_of(resource),
        "offers": list(offers) if is_own or actor.holds("needs.match") else [],
        "fitting": candidates.for_resources([resource], at=request.at)[:10] if is_own else [],
        "projects": list(resource.projects.order_by("-id")[:20]),
        "entries": showing.timeline(resource),
    }
    return page(request, "exchange/resource.html", shown)


def facts_of(resource: Resource) -> list[tuple[str, Any]]:
    days = "、".join(str(label) for code, label in WEEKDAYS if code in resource.weekdays)
    hours = f"{resource.opens:%H:%M}–{resource.closes:%H:%M}" if resource.opens and resource.closes else ""
    rows = [
        (_t("提供单位"), resource.owner.name),
        (_t("类别"), f"{resource.kind_label} · {resource.field_label} · {resource.form_label}"),
        (_t("说明"), resource.text),
        (_t("数量"), f"{resource.capacity:,} {resource.unit}"),
        (_t("余量"), f"{resource.left:,} {resource.unit}"),
        (_t("服务范围"), resource.reach_label),
        (_t("所在区域"), resource.area.name),
        (_t("开放时间"), f"{days} {hours}".strip()),
        (_t("期限"), f"{resource.valid_from} – {resource.valid_to or _t('长期')}"),
    ]
    return [(term, said) for term, said in rows if said]


@require_http_methods(["GET", "POST"])
@may(model=Resource, together=("owner",))
def edit(request: DoorRequest, resource: Resource) -> HttpResponse:
    by = speaking_for_owner(request.actor, resource)
    if not may_publish(by, resource):
        raise NotYours
    form = EditResourceForm(request.POST or None, initial=resource_initial(resource))
    if request.method == "POST" and form.is_valid():
        changes = {k: v for k, v in form.cleaned_data.items() if not (k in ("unit", "valid_from") and not v)}
        exchange.edit_resource(resource=resource, by=by, at=request.at, **changes)
        return done(request, resource, _t("已保存。"))
    status = 422 if request.method == "POST" else 200
    return page(request, "exchange/edit_resource.html", {"form": form, "resource": resource}, status=status)


@require_POST
@may(model=Resource)
def move(request: DoorRequest, resource: Resource, name: str) -> HttpResponse:
    owner = speaking_for_owner(request.actor, resource)
    return done(request, resource, take(request, DEEDS, name, in_name_of=owner, resource=resource))


# Invitations


@require_GET
@may("resources.answer")
def offers(request: DoorRequest) -> HttpResponse:
    """What waits for the organization's answer, and which needs would fit what it gives."""
    actor = request.actor
    mine = Resource.objects.within_sight(actor).filter(owner_id__in=actor.own_ids, step="published")
    waiting = Offer.objects.filter(resource__owner_id__in=actor.own_ids).waiting()
    rows = list(waiting.select_related("need", "need__area", "resource").order_by("id"))
    showing.set_due(rows, request.at)
    given = Offer.objects.filter(resource__owner_id__in=actor.own_ids).given()
    shown = {
        "waiting": rows,
        "fitting": candidates.for_resources(list(mine[:50]), at=request.at)[:30],
        "given": list(given.select_related("need", "resource").order_by("-id")[:20]),
        "has_resources": mine.exists(),
    }
    return page(request, "exchange/offers.html", shown)


@require_GET
@may(model=Offer, together=("need", "need__area", "need__host", "resource", "resource__owner"))
def offer(request: DoorRequest, offer: Offer) -> HttpResponse:
    return page(request, "exchange/offer.html", _shown(request, offer, AnswerForm(offer=offer)))


def _shown(request: DoorRequest, offer: Offer, form: AnswerForm) -> dict[str, Any]:
    moves = OFFER.open_moves(offer, speaking_for_owner(request.actor, offer))
    return {
        "offer": offer,
        "need": offer.need,
        "form": form,
        "for_owner": offer.owner_id not in request.actor.own_ids,
        "may_answer": any(move.name == "accept" for move in moves),
        "may_withdraw": any(move.name == "withdraw" for move in moves),
        "decline_reasons": terms.choices("decline_reasons"),
        "due_of_offer": showing.due_words(showing.open_duty(offer), request.at),
        "entries": showing.timeline(offer),
    }


@require_POST
@may(model=Offer, together=("need", "need__area", "need__host", "resource", "resource__owner"))
def answer(request: DoorRequest, offer: Offer) -> HttpResponse:
    form = AnswerForm(request.POST, offer=offer)
    if not form.is_valid():
        return page(request, "exchange/offer.html", _shown(request, offer, form), status=422)
    by = speaking_for_owner(request.actor, offer)
    exchange.accept(offer=offer, amount=form.cleaned_data["amount"], by=by, at=request.at)
    return done(request, _after(request, offer), _t("已答应，社区会收到通知。"))


@require_POST
@may(model=Offer, together=("need", "resource"))
def move_offer(request: DoorRequest, offer: Offer, name: str) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:200]
    if name == "decline":
        term = terms.find("decline_reasons", request.POST.get("why", ""))
        words = "；".join(filter(None, [term.label if term else "", reason]))
        by = speaking_for_owner(request.actor, offer)
        exchange.decline_offer(offer=offer, reason=words, by=by, at=request.at)
        return done(request, _after(request, offer), _t("已婉拒，理由已告诉社区。"))
    if name == "withdraw":
        exchange.withdraw_offer(offer=offer, reason=reason, by=request.actor, at=request.at)
        return done(request, offer.need, _t("已撤回邀请。"))
    raise Http404


def _after(request: DoorRequest, offer: Offer) -> Any:
    """Back to the own invitations; at the desk, back to the need."""
    return reverse("exchange:offers") if offer.owner_id in request.actor.own_ids else offer.need
