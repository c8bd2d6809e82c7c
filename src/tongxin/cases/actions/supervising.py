"""Supervising: urge who holds a case, pass it up by hand before the clock does, say that one has seen it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from tongxin.cases.access import may_supervise
from tongxin.cases.models import Case
from tongxin.cases.supervision_events import CaseAcknowledged, CaseEscalated, CaseUrged
from tongxin.kernel import duties, reasons
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.records import record


class SeenAlready(Refused):
    sentence = gettext_lazy("这一步已经签收过。")


@transaction.atomic
def urge(*, case: Case, text: str, by: Actor, at: datetime) -> None:
    """Remind whoever owes the step, in one's own words; nothing else changes."""
    text = reasons.needed(text, most=200)
    _watched(case, by)
    duty = _owed(case)
    record(CaseUrged(case=case, holder=duty.holder, role=duty.role, text=text), by=by, at=at)


def urge_many(*, cases: Sequence[Case], text: str, by: Actor, at: datetime) -> tuple[int, int]:
    """Urge several; returns how many were, and how many somebody had finished before or are not one's own to watch."""
    done = 0
    for case in sorted(cases, key=lambda case: case.pk):
        try:
            urge(case=case, text=text, by=by, at=at)
            done += 1
        except (AlreadyMoved, NotYours):
            continue
    return done, len(cases) - done


@transaction.atomic
def escalate(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Have the next superior of the holder urge it too, now. The holder keeps it, open and with its own date."""
    reason = reasons.needed(reason, most=200)
    _watched(case, by)
    urging = duties.escalate(subject=case, by=by, at=at)
    record(CaseEscalated(case=case, to=urging.holder, role=urging.role, reason=reason), by=by, at=at)


@transaction.atomic
def acknowledge(*, case: Case, by: Actor, at: datetime) -> None:
    """The body that owes the step has seen it; once a step."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    duty = _owed(case)
    if duty.holder_id not in by.own_ids:
        raise NotYours
    if was_acknowledged(case, duty):
        raise SeenAlready
    record(CaseAcknowledged(case=case, stage=case.step_label), by=by, at=at)


def was_acknowledged(case: Case, duty: Duty) -> bool:
    """Whether the step that is open now was acknowledged."""
    return Record.objects.about(case).filter(kind=CaseAcknowledged.kind, at__gte=duty.laid_at).exists()


def _watched(case: Case, by: Actor) -> None:
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if not may_supervise(by, case):
        raise NotYours


def _owed(case: Case) -> Duty:
    duty = Duty.objects.open().about(case).filter(kind=Duty.Kind.STEP).select_related("holder").first()
    if duty is None:
        raise AlreadyMoved
    return duty
