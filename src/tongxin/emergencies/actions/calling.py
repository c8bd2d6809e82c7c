"""Calling: staff of the list in their order; one tap says "on my way", another "here"; silence is written down."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.emergencies import events
from tongxin.emergencies.access import may_run
from tongxin.emergencies.models import CallOutEntry, Incident, LogLine, StaffCall
from tongxin.emergencies.procedure import STAFF_CALL
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record


class NobodyLeft(Unfit):
    sentence = gettext_lazy("名单上的人都已召集。")


@transaction.atomic
def call_out(
    *, incident: Incident, by: Actor, at: datetime, entries: Sequence[CallOutEntry] | None = None
) -> list[StaffCall]:
    """Call the staff of the plan's list who were not called yet, all of them or those named. Raises NobodyLeft."""
    held = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if held.step != "open":
        raise AlreadyMoved
    if by is not SYSTEM and not may_run(by, held):
        raise NotYours
    wanted = waiting(held, at) if entries is None else [each for each in waiting(held, at) if each in entries]
    if entries is not None and not wanted:
        raise NobodyLeft
    calls = [_call(held, entry, by, at) for entry in wanted]
    if calls:
        names = "、".join(f"{each.person.name}（{each.task}）" for each in calls)
        _log(held, _("召集：%s") % names, by, at)
        record(events.CallOutMade(incident=held, people=len(calls)), by=by, at=at)
    return calls


def waiting(incident: Incident, at: datetime) -> list[CallOutEntry]:
    """Who stands on the list today and was not called yet, in order. One query."""
    if incident.plan_id is None:
        return []
    listed = CallOutEntry.objects.on(today(at)).of_staff(today(at)).filter(plan_id=incident.plan_id)
    rows = listed.select_related("person")
    called = StaffCall.objects.filter(incident=incident).values("person")
    return list(rows.exclude(person__in=called).order_by("order", "pk"))


def _call(incident: Incident, entry: CallOutEntry, by: Actor, at: datetime) -> StaffCall:
    call = StaffCall(
        incident=incident, person=entry.person, entry=entry, task=entry.task, called_by_id=by.principal_id or None,
        called_at=at, step="called", step_at=at, area_path=incident.area_path,
    )  # fmt: skip
    call.save(force_insert=True)
    STAFF_CALL.start(call, by=by, at=at)
    what = _("【演练】%s") % incident.title if incident.is_drill else incident.title
    record(events.StaffCalled(call=call, what=what, where=incident.where, task=call.task), by=by, at=at)
    return call


@transaction.atomic
def acknowledge(*, call: StaffCall, by: Actor, at: datetime) -> None:
    """On my way; by the one who was called, or by the desk that spoke to them."""
    with STAFF_CALL.moving(call, "acknowledge", by=by, at=at):
        call.acknowledged_at = at
    _log(call.incident, _("%s确认收到") % call.person.name, by, at)
    record(events.StaffAcknowledged(call=call), by=by, at=at)


@transaction.atomic
def arrive(*, call: StaffCall, by: Actor, at: datetime) -> None:
    with STAFF_CALL.moving(call, "arrive", by=by, at=at):
        call.acknowledged_at = call.acknowledged_at or at
        call.arrived_at = at
    _log(call.incident, _("%s到场") % call.person.name, by, at)
    record(events.StaffArrived(call=call), by=by, at=at)


@transaction.atomic
def miss(*, call: StaffCall, by: Actor, at: datetime) -> None:
    """Nobody answered; the next on the list can be called."""
    with STAFF_CALL.moving(call, "miss", by=by, at=at):
        pass
    _log(call.incident, _("没有联系上%s") % call.person.name, by, at)
    record(events.StaffNotReached(call=call), by=by, at=at)


def release_all(*, incident: Incident, at: datetime) -> None:
    """It is over for everybody who was called; within the transaction of the caller."""
    for call in StaffCall.objects.open().filter(incident=incident).order_by("pk"):
        with STAFF_CALL.moving(call, "release", by=SYSTEM, at=at):
            pass
        record(events.StaffReleased(call=call, what=incident.title), by=SYSTEM, at=at)


def _log(incident: Incident, text: str, by: Actor, at: datetime) -> None:
    LogLine.objects.create(incident=incident, of=LogLine.Of.CALL, at=at, by_id=by.principal_id or None, text=text[:500])
