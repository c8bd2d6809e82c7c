"""Asking an organization for a resource, and its answer."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.exchange.events import OfferAccepted, OfferDeclined, OfferMade, OfferPartlyAccepted, OfferWithdrawn
from tongxin.exchange.models import UNMET, Need, Offer, Resource
from tongxin.exchange.procedure import OFFER
from tongxin.kernel.access import holds, serves_area
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record

may_match = holds("needs.match") & serves_area


class AskedAlready(Refused):
    sentence = gettext_lazy("已经为这条需求邀请过这项资源，请等对方答复。")


class CapacityGone(Refused):
    sentence = gettext_lazy("余量不够：别的需求刚刚先用了一部分，请改小数量或婉拒。")


class NotOnOffer(Refused):
    sentence = gettext_lazy("这项资源现在没有发布，或已没有余量。")


@transaction.atomic
def offer(
    *, need: Need, resource: Resource, by: Actor, at: datetime, amount: int | None = None, message: str = ""
) -> Offer:
    """Ask the owner to give `amount` of the resource for the need; without an amount, what it asks or what is left."""
    if not may_match(by, need):
        raise NotYours
    if need.step not in (*UNMET, "proposed", "in_project"):
        raise Refused(_("这条需求已经办到别的步骤，不能再邀请资源。"))
    if resource.step != "published" or resource.left < 1:
        raise NotOnOffer
    return _ask(need, resource, amount or fitting_amount(need, resource), message, by, at)


def fitting_amount(need: Need, resource: Resource) -> int:
    """What the need asks in the unit of the resource, never more than is left; one where that says nothing."""
    wanted = need.quantity if need.quantity and need.unit == resource.unit else 1
    return max(min(wanted, resource.left), 1)


def _ask(need: Need, resource: Resource, amount: int, message: str, by: Actor, at: datetime) -> Offer:
    if amount < 1 or amount > resource.capacity:
        raise Unfit(_("邀请数量须在 1 和可提供数量之间。"))
    try:
        with transaction.atomic():
            made = Offer.objects.create(
                need=need, resource=resource, amount=amount, message=message.strip(), area_path=need.area_path,
                offered_at=at, step="offered", step_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise AskedAlready from error
    OFFER.start(made, by=by, at=at)
    record(OfferMade(offer=made, need=need.title, amount=f"{amount:,} {resource.unit}"), by=by, at=at)
    return made


@transaction.atomic
def accept(*, offer: Offer, by: Actor, at: datetime, amount: int | None = None) -> None:
    """Promise the amount, or a part of it; never more than is left (the table refuses it too)."""
    given = offer.amount if amount is None else amount
    if given < 1 or given > offer.amount:
        raise Unfit(_("答应的数量须在 1 和邀请数量之间。"))
    move = "accept" if given == offer.amount else "accept_part"
    with OFFER.moving(offer, move, by=by, at=at):
        _take(offer.resource_id, given)
        offer.taken = given
    words = f"{given:,} {offer.resource.unit}"
    event = OfferAccepted if move == "accept" else OfferPartlyAccepted
    record(event(offer=offer, amount=words), by=by, at=at)


def _take(resource_id: int, amount: int) -> None:
    resource = Resource._base_manager.select_for_update().get(pk=resource_id)
    if resource.left < amount:
        raise CapacityGone
    resource.taken += amount
    resource.save(update_fields=["taken"])


@transaction.atomic
def decline_offer(*, offer: Offer, reason: str, by: Actor, at: datetime) -> None:
    """Say no, with a reason."""
    if not reason.strip():
        raise Unfit(_("婉拒须写明理由，方便社区另找资源。"))
    with OFFER.moving(offer, "decline", by=by, at=at):
        offer.reason = reason.strip()
    record(OfferDeclined(offer=offer, reason=reason.strip()), by=by, at=at)


@transaction.atomic
def withdraw_offer(*, offer: Offer, reason: str, by: Actor, at: datetime) -> None:
    """Take the question back before it was answered."""
    with OFFER.moving(offer, "withdraw", by=by, at=at):
        offer.reason = reason.strip()
    record(OfferWithdrawn(offer=offer, reason=reason.strip()), by=by, at=at)


def let_go_of(need: Need, *, reason: str, by: Actor, at: datetime) -> None:
    """The project is over or failed: open questions are taken back, what can come back comes back."""
    for each in Offer.objects.filter(need=need, returned_at__isnull=True).select_related("resource"):
        if each.step == "offered":
            with OFFER.moving(each, "withdraw", by=SYSTEM, at=at):
                each.reason = reason
            record(OfferWithdrawn(offer=each, reason=reason), by=by, at=at)
        elif each.taken:
            _return(each, at)


def _return(offer: Offer, at: datetime) -> None:
    if offer.resource.is_used_up and offer.need.step not in UNMET:
        return
    resource = Resource._base_manager.select_for_update().get(pk=offer.resource_id)
    resource.taken -= offer.taken
    resource.save(update_fields=["taken"])
    Offer.objects.filter(pk=offer.pk).update(returned_at=at)
