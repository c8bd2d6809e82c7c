"""Duties: each open step lays one duty on one holder with one due date. Late ones climb the tree (`lateness`)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import Limit, Pause
from tongxin.kernel.errors import Refused
from tongxin.kernel.lateness import (
    WHEN_LATE,
    DutyDueSoon,
    DutyLate,
    DutyPassedUp,
    WhenLate,
    due_columns,
    escalation_limit,
    pass_up,
    perform_due,
    told_next,
)
from tongxin.kernel.models import Duty, Principal
from tongxin.kernel.put import put
from tongxin.kernel.records import Event, record
from tongxin.kernel.together import write_change

if TYPE_CHECKING:
    from tongxin.kernel.procedures import Travelling

__all__ = [
    "WHEN_LATE",
    "DutyDueSoon",
    "DutyLate",
    "DutyPassedUp",
    "WhenLate",
    "close",
    "due_columns",
    "escalate",
    "escalation_limit",
    "extend",
    "lay",
    "pause",
    "perform_due",
    "recompute",
    "resume",
    "superiors_of",
    "told_next",
]


class DutyPaused(Event):
    subject_of: Any
    reason: str
    says = _("{by}暂停计时：{reason}")


class DutyResumed(Event):
    subject_of: Any
    due: str
    says = _("{by}恢复计时，{due}")


class DutyRecomputed(Event):
    duty: Duty
    title: str
    due: str
    says = _("放假安排已公布，期限重算：{title}，{due}")


class NotRunning(Refused):
    sentence = _("这件事没有正在计时的待办，或已经暂停。")


class NobodyAbove(Refused):
    sentence = _("再没有可以上送的上级，或已经上送到最高一级。")


def lay(
    subject: "Travelling", *, procedure: str, step: str, holder_id: int, role: str, limit: Limit | None, at: datetime
) -> Duty:
    """Lay the duty of an open step; its due date is computed now and kept with how it came about."""
    due = working_time().due(at, limit) if limit else None
    return put(
        Duty(
            procedure=procedure,
            step=step,
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            title=str(subject)[:160],
            holder_id=holder_id,
            role=role,
            area_path=subject.area_path,
            laid_at=at,
            **due_columns(due, at, subject.area_path),
        )
    )


def close(subject: models.Model, *, outcome: str, at: datetime) -> None:
    """Close the subject's open duties, urges included: the step is done."""
    write_change(CLOSE, [at, outcome, subject._meta.label_lower, subject.pk])


CLOSE = """
    UPDATE kernel_duty SET closed_at = %s, outcome = %s, look_at = NULL
    WHERE subject_type = %s AND subject_id = %s AND closed_at IS NULL RETURNING id
"""


@transaction.atomic
def pause(*, subject: "Travelling", reason: str, by: Actor, at: datetime) -> None:
    """Stop the clock of the subject's open duty, with a reason that everybody sees."""
    duty = _running(subject)
    if duty.paused_at:
        raise NotRunning
    duty.paused_at, duty.pause_reason, duty.look_at = at, reason, None
    duty.save()
    record(DutyPaused(subject_of=subject, reason=reason), by=by, at=at)


@transaction.atomic
def resume(*, subject: "Travelling", by: Actor, at: datetime) -> Duty:
    """Start the clock again; the due date moves by the working time of the pause."""
    duty = _running(subject)
    if duty.paused_at is None:
        raise NotRunning
    duty.pauses = [*duty.pauses, [duty.paused_at.isoformat(), at.isoformat(), duty.pause_reason]]
    duty.paused_at, duty.pause_reason = None, ""
    _recompute(duty, at)
    duty.save()
    record(DutyResumed(subject_of=subject, due=duty.due.explain() if duty.due else ""), by=by, at=at)
    return duty


@transaction.atomic
def extend(*, subject: "Travelling", amount: int, at: datetime) -> Duty:
    """Give the subject's open duty so much more time, in the unit of its limit. Raises NotRunning without a limit."""
    duty = _running(subject)
    if duty.due_at is None:
        raise NotRunning
    duty.due_data = {**duty.due_data, "amount": int(duty.due_data["amount"]) + amount}
    _recompute(duty, at)
    duty.save()
    return duty


@transaction.atomic
def escalate(*, subject: "Travelling", by: Actor, at: datetime) -> Duty:
    """Lay a duty to urge on the next superior now, before the clock does; the caller has locked the subject and says
    why. Raises NobodyAbove where there is none."""
    running = _running(subject)
    last = Duty.objects.filter(urges=running).order_by("-level").first()
    laid = pass_up([last or running], by=by, at=at, is_said=False)
    if not laid:
        raise NobodyAbove
    return laid[0]


@transaction.atomic
def recompute(*, year: int, at: datetime) -> int:
    """After the calendar of `year` was loaded, or loaded anew with other days: recompute the open duties that touch it.

    Those whose date moved or became firm are saved and their holders told; returns how many.
    """
    changed = 0
    duties = Duty.objects.open().filter(due_at__isnull=False, due_at__year__gte=year, laid_at__year__lte=year)
    for duty in duties.exclude(due_data={}).select_for_update():
        before = duty.due_at, duty.provisional
        _recompute(duty, at)
        if (duty.due_at, duty.provisional) != before:
            duty.save()
            changed += 1
            due = duty.due.explain() if duty.due else ""
            record(DutyRecomputed(duty=duty, title=duty.title, due=due), by=SYSTEM, at=at)
    return changed


def _running(subject: models.Model) -> Duty:
    duty = Duty.objects.open().about(subject).filter(kind=Duty.Kind.STEP).select_for_update().first()
    if duty is None:
        raise NotRunning
    return duty


def _recompute(duty: Duty, at: datetime) -> None:
    if duty.due_at is None:
        return
    limit = Limit(int(duty.due_data["amount"]), str(duty.due_data["unit"]))
    pauses = [
        Pause(datetime.fromisoformat(since), datetime.fromisoformat(until), reason)
        for since, until, reason in duty.pauses
    ]
    due = working_time().due(duty.laid_at, limit, pauses)
    for column, value in due_columns(due, at, duty.area_path).items():
        setattr(duty, column, value)
    if duty.paused_at:
        duty.look_at = None


def superiors_of(principal: Principal) -> list[Principal]:
    """The chain up the tree, nearest first."""
    chain: list[Principal] = []
    while (above := (chain[-1] if chain else principal).superior) is not None and above not in chain:
        chain.append(above)
    return chain
