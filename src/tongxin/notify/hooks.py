"""Hooks: hears the facts that endpoints chose, lays one delivery for each, and carries it until it got through.

At least once, always under the same message id; what concerns one subject goes to one endpoint in the order in which
it was recorded. A worker that is killed while it carries leaves the delivery held for `HOLD`, then another takes it.
"""

import json
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction

from tongxin.kernel import digests, records, rules
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.digests import HOOKS, Hook
from tongxin.kernel.models import Record
from tongxin.kernel.notices import page_of
from tongxin.kernel.records import record
from tongxin.kernel.sealing import unseal
from tongxin.notify import news, wire
from tongxin.notify.events import DeliveryParked, EndpointParked
from tongxin.notify.models import Attempt, Delivery, Endpoint

NAME = "tongxin.notify.hooks.hear"

#: Longer than a try can last.
HOLD = timedelta(minutes=1)
#: After a failure the endpoint is left alone so long, so that one dead receiver does not keep the worker busy.
REST = timedelta(seconds=30)


def listen() -> None:
    """Hear the facts that may be told outside; called once all rooms are there."""
    records.LISTENERS[NAME] = records.Listener(NAME, tuple(sorted(HOOKS)), hear)


def hear(row: Record) -> None:
    """Lay a delivery for each endpoint that chose this kind and whose organization may see the subject."""
    hook = HOOKS.get(row.kind)
    chosen = list(Endpoint.objects.standing().filter(kinds__contains=[row.kind]).select_related("organization"))
    if hook is None or not chosen:
        return
    for endpoint in chosen:
        subject = _seen_by(endpoint, row)
        if subject is not None:
            put(endpoint, row, link=_link(hook, row, subject), at=row.at)


def put(endpoint: Endpoint, row: Record, *, link: str, at: datetime) -> None:
    """Lay one delivery; the second time for the same fact nothing happens."""
    body = json.dumps(
        {
            "type": row.kind,
            "timestamp": row.at.isoformat(),
            "data": {"subject": {"type": row.subject_type, "id": row.subject_id}, "link": digests.absolute(link)},
        }
    )
    laid = Delivery(
        endpoint=endpoint, record=row, kind=row.kind, subject_type=row.subject_type, subject_id=row.subject_id,
        body=body, made_at=at, next_at=at,
    )  # fmt: skip
    Delivery.objects.bulk_create([laid], ignore_conflicts=True)


def carry_due(*, endpoint_id: int, at: datetime) -> Delivery | None:
    """Try the first due delivery of an endpoint; returns it, or None where nothing is due."""
    delivery = _hold(endpoint_id, at)
    if delivery is None:
        return None
    endpoint = delivery.endpoint
    known = [unseal(bytes(endpoint.secret or b""))]
    if endpoint.is_old_secret_known(at):
        known.append(unseal(bytes(endpoint.old_secret or b"")))
    headers = wire.headers(message=delivery.message, body=delivery.body, secrets_=known, at=at)
    _settle(delivery, wire.post(endpoint.url, body=delivery.body, headers=headers), at)
    return delivery


def waiting_endpoints(at: datetime) -> list[int]:
    """The endpoints for which something is due."""
    due = Delivery.objects.due(at).at_awake(at)
    return list(due.order_by("endpoint_id").values_list("endpoint_id", flat=True).distinct())


def pauses(at: datetime) -> list[timedelta]:
    """How long to wait after each failure; when the list has ended, the delivery is given up."""
    return [timedelta(minutes=int(each)) for each in rules.value("webhooks.pauses_minutes", on=today(at))]


@transaction.atomic
def _hold(endpoint_id: int, at: datetime) -> Delivery | None:
    # Held by a time and not by a lock: a transaction that stays open while the network answers would keep every
    # listener of the house waiting.
    due = Delivery.objects.due(at).at_awake(at).filter(endpoint=endpoint_id)
    row = due.select_for_update(skip_locked=True, of=("self",)).select_related("endpoint").order_by("id").first()
    if row is not None:
        row.held_until = at + HOLD
        row.save(update_fields=["held_until"])
    return row


@transaction.atomic
def _settle(delivery: Delivery, outcome: wire.Outcome, at: datetime) -> None:
    Attempt.objects.create(
        delivery=delivery, at=at, status=outcome.status, problem=outcome.problem, took=outcome.took
    )  # fmt: skip
    endpoint = Endpoint.objects.select_for_update().get(pk=delivery.endpoint_id)
    delivery.tries += 1
    delivery.held_until = None
    if outcome.is_good:
        delivery.state, delivery.settled_at = Delivery.State.DELIVERED, at
        endpoint.failing_since = endpoint.rests_until = None
    else:
        endpoint.failing_since = endpoint.failing_since or at
        endpoint.rests_until = at + REST
        _wait_or_park(delivery, endpoint, outcome, at)
    delivery.save()
    endpoint.save(update_fields=["failing_since", "rests_until", "state"])


def _wait_or_park(delivery: Delivery, endpoint: Endpoint, outcome: wire.Outcome, at: datetime) -> None:
    waits = pauses(at)
    if delivery.tries <= len(waits) and not outcome.is_gone:
        delivery.next_at = at + waits[delivery.tries - 1]
        return
    delivery.state, delivery.settled_at = Delivery.State.PARKED, at
    # Nothing else got through either since the first try of this one: the receiver is gone, not the message bad.
    first = delivery.attempts.earliest("id").at
    if outcome.is_gone or (endpoint.failing_since and endpoint.failing_since <= first):
        endpoint.state = Endpoint.State.PARKED
        record(EndpointParked(endpoint=endpoint, since=first, problem=_said(outcome)), by=SYSTEM, at=at)
    else:
        said = DeliveryParked(endpoint=endpoint, message=delivery.message, problem=_said(outcome))
        record(said, by=SYSTEM, at=at)


def _said(outcome: wire.Outcome) -> str:
    return outcome.problem or str(outcome.status)


def _seen_by(endpoint: Endpoint, row: Record) -> object | None:
    """The subject, where the organization of the endpoint may see it; what has no scope is not told outside."""
    rows = apps.get_model(row.subject_type)._default_manager.all()
    if not hasattr(rows, "visible_to"):
        return None
    reader: Actor = news.body(endpoint.organization, at=row.at)
    return rows.visible_to(reader).filter(pk=row.subject_id).first()


def _link(hook: Hook, row: Record, subject: object) -> str:
    return hook.link(row, subject) if hook.link else page_of(subject)
