"""Deeds around hooks: open an endpoint, choose what it is told, change its secret, try it, resume it, close it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import rules
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import spell_moment, today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.kernel.sealing import unseal
from tongxin.notify import hooks, news, wire
from tongxin.notify.access import may_connect
from tongxin.notify.events import (
    DeliverySentAgain,
    EndpointClosed,
    EndpointKindsChosen,
    EndpointOpened,
    EndpointPinged,
    EndpointResumed,
    SecretChanged,
)
from tongxin.notify.models import Delivery, Endpoint
from tongxin.organizations.models import Organization


class AddressTaken(Refused):
    sentence = gettext_lazy("这个接收地址已经登记过。")


class NotInUse(Refused):
    sentence = gettext_lazy("这个接收地址已停发或关闭，请先恢复推送。")


def open_endpoint(
    *, organization: Organization, url: str, kinds: Sequence[str], by: Actor, at: datetime
) -> tuple[Endpoint, str]:
    """Register an address and give it a secret, which is told this once. Raises Unfit, NotYours, AddressTaken."""
    wire.place_of(url)
    secret = wire.new_secret()
    try:
        with transaction.atomic():
            endpoint = Endpoint(organization=organization, url=url, secret=secret, opened_at=at)
            _need(by, endpoint)
            endpoint.kinds = _known(organization, kinds, at)
            endpoint.save()
            record(EndpointOpened(endpoint=endpoint), by=by, at=at)
    except IntegrityError as error:
        if "endpoint_once_per_address" in str(error):
            raise AddressTaken from error
        raise
    return endpoint, secret


@transaction.atomic
def choose_kinds(*, endpoint: Endpoint, kinds: Sequence[str], by: Actor, at: datetime) -> None:
    """Say which facts it is told of from now on."""
    _need(by, endpoint)
    endpoint.kinds = _known(endpoint.organization, kinds, at)
    endpoint.save(update_fields=["kinds"])
    record(EndpointKindsChosen(endpoint=endpoint, kinds=endpoint.kinds), by=by, at=at)


@transaction.atomic
def change_secret(*, endpoint: Endpoint, by: Actor, at: datetime) -> str:
    """Give a new secret, told this once; for some hours both sign, so that the receiver can change in its own time."""
    _need(by, endpoint)
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    until = at + timedelta(hours=int(rules.value("webhooks.old_secret_hours", on=today(at))))
    secret = wire.new_secret()
    locked.old_secret, locked.old_secret_until, locked.secret = unseal(bytes(locked.secret or b"")), until, secret
    locked.save(update_fields=["secret", "old_secret", "old_secret_until"])
    record(SecretChanged(endpoint=locked, until=spell_moment(until)), by=by, at=at)
    return secret


@transaction.atomic
def ping(*, endpoint: Endpoint, by: Actor, at: datetime) -> Delivery:
    """Lay a message that says nothing, to see whether it arrives."""
    _need(by, endpoint)
    if endpoint.state != Endpoint.State.ACTIVE:
        raise NotInUse
    row = record(EndpointPinged(endpoint=endpoint), by=by, at=at)
    hooks.put(endpoint, row, link=endpoint.get_absolute_url(), at=at)
    Endpoint.objects.filter(pk=endpoint.pk).update(rests_until=None)
    return Delivery.objects.get(endpoint=endpoint, record=row)


@transaction.atomic
def resend(*, delivery: Delivery, by: Actor, at: datetime) -> None:
    """Send it once more by hand, under the same id; the pauses begin anew."""
    _need(by, delivery.endpoint)
    if delivery.endpoint.state != Endpoint.State.ACTIVE:
        raise NotInUse
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.WAITING, tries=0, next_at=at, held_until=None, settled_at=None
    )
    Endpoint.objects.filter(pk=delivery.endpoint_id).update(rests_until=None)
    record(DeliverySentAgain(endpoint=delivery.endpoint, message=delivery.message), by=by, at=at)


@transaction.atomic
def resume(*, endpoint: Endpoint, by: Actor, at: datetime) -> int:
    """Take up a parked endpoint again, with all that was given up or has waited; returns how many go out now."""
    _need(by, endpoint)
    parked = Endpoint.objects.filter(pk=endpoint.pk, state=Endpoint.State.PARKED)
    if not parked.update(state=Endpoint.State.ACTIVE, failing_since=None, rests_until=None):
        raise Refused
    waiting = endpoint.deliveries.exclude(state=Delivery.State.DELIVERED)
    count = waiting.update(state=Delivery.State.WAITING, tries=0, next_at=at, held_until=None, settled_at=None)
    record(EndpointResumed(endpoint=endpoint), by=by, at=at)
    return count


@transaction.atomic
def close(*, endpoint: Endpoint, by: Actor, at: datetime) -> None:
    """End it for good; its secret is erased, what still waited is not sent."""
    _need(by, endpoint)
    closed = Endpoint.objects.filter(pk=endpoint.pk).exclude(state=Endpoint.State.CLOSED)
    if not closed.update(state=Endpoint.State.CLOSED, secret=None, old_secret=None):
        raise Refused
    endpoint.deliveries.waiting().update(state=Delivery.State.PARKED, settled_at=at)
    record(EndpointClosed(endpoint=endpoint), by=by, at=at)


def forget_old(*, at: datetime) -> int:
    """Let go of deliveries that were settled long ago, with their tries."""
    days = int(rules.value("webhooks.log_days", on=today(at)))
    return Delivery.objects.filter(settled_at__lt=at - timedelta(days=days)).delete()[0]


def _known(organization: Organization, kinds: Sequence[str], at: datetime) -> list[str]:
    if not kinds or set(kinds) - set(news.hooks_for(organization, at=at)):
        raise Unfit(_("请至少选择一项推送内容。"))
    return sorted(kinds)


def _need(by: Actor, endpoint: Endpoint) -> None:
    if not may_connect(by, endpoint):
        raise NotYours
