"""Duties: each open step lays one duty on one holder with one due date. Late ones climb the tree.

`look_at` says when the clock has to look at a duty next: before it is due (to warn), when it is due, and at each
level of escalation. One patient loop walks it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.asked import answers
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import Due, Limit, Pause, today
from tongxin.kernel.errors import Refused
from tongxin.kernel.models import Duty, Principal
from tongxin.kernel.put import put
from tongxin.kernel.records import Event, record

if TYPE_CHECKING:
    from tongxin.kernel.procedures import Travelling

#: How long a superior has before the next one up is told, and how long before the due date its holder is warned.
ESCALATION, WARNING = rules.needed("duty.escalation_working_days", "duty.warning_working_days")

WhenLate = Callable[[Any, datetime], None]

#: What the clock does when a duty of (procedure, step) has run out; others pass up the tree.
WHEN_LATE: dict[tuple[str, str], WhenLate] = {}


class DutyDueSoon(Event):
    duty: Duty
    title: str
    says = _("期限临近：{title}")


class DutyLate(Event):
    duty: Duty
    title: str
    holder: str
    says = _("已超期：{title}（{holder}）")


class DutyPassedUp(Event):
    duty: Duty
    title: str
    superior: str
    says = _("超期未办，已上送{superior}督办：{title}")


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
    answers(CLOSE, [at, outcome, subject._meta.label_lower, subject.pk])


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
    duty.look_at = None if duty.paused_at else duty.look_at
    duty.save()
    return duty


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


def perform_due(*, at: datetime, batch: int = 100) -> int:
    """Look at every duty whose time has come: warn, mark late, pass up, or let the clock act. Returns how many."""
    looked = 0
    while step := _look_at_batch(at, batch):
        looked += step
    return looked


@transaction.atomic
def _look_at_batch(at: datetime, batch: int) -> int:
    waiting = Duty.objects.filter(look_at__lte=at).order_by("look_at").select_for_update(skip_locked=True, of=("self",))
    duties = list(waiting.select_related("holder", "holder__superior", "urges")[:batch])
    return sum(_look_at(duty, at) for duty in duties)


def _look_at(duty: Duty, at: datetime) -> bool:
    """Whether it was done; what somebody is moving at this moment is looked at again on the next beat."""
    assert duty.due_at is not None
    if at < duty.due_at:
        record(DutyDueSoon(duty=duty, title=duty.title), by=SYSTEM, at=at)
        duty.look_at = duty.due_at
        duty.save(update_fields=["look_at"])
    elif duty.kind == Duty.Kind.STEP and (deed := WHEN_LATE.get((duty.procedure, duty.step))):
        return _act_for_the_clock(duty, deed, at)
    else:
        _pass_up(duty, at)
    return True


def _act_for_the_clock(duty: Duty, deed: WhenLate, at: datetime) -> bool:
    # A move locks the thing first and its duty afterwards; waiting here for the thing would be a deadlock.
    things = apps.get_model(duty.subject_type)._base_manager.select_for_update(skip_locked=True, of=("self",))
    thing = things.filter(pk=duty.subject_id).first()
    if thing is None:
        return False
    deed(thing, at)
    Duty.objects.filter(pk=duty.pk, closed_at__isnull=True).update(look_at=None)
    return True


def _pass_up(duty: Duty, at: datetime) -> None:
    """The duty stays with its holder, open and late; the next superior gets a duty of its own: to urge."""
    if duty.kind == Duty.Kind.STEP:
        record(DutyLate(duty=duty, title=duty.title, holder=duty.holder.name), by=SYSTEM, at=at)
    superior, held = duty.holder.superior, duty.urges or duty
    role = told_next(duty.procedure, held_by=held.role, level=duty.level)
    if superior is not None and role is not None:
        limit = escalation_limit(at, duty.area_path)
        due = working_time().due(at, limit)
        urge = Duty.objects.create(
            kind=Duty.Kind.URGE, procedure=duty.procedure, step=duty.step, subject_type=duty.subject_type,
            subject_id=duty.subject_id, title=duty.title, holder=superior, role=role, area_path=duty.area_path,
            laid_at=at, urges=held, level=duty.level + 1,
            **(due_columns(due, at, duty.area_path) | {"look_at": due.at}),
        )  # fmt: skip
        record(DutyPassedUp(duty=urge, title=duty.title, superior=superior.name), by=SYSTEM, at=at)
    duty.look_at = None
    duty.save(update_fields=["look_at"])


def told_next(procedure: str, *, held_by: str, level: int) -> str | None:
    """The role that is told of a late step after `level` superiors were; None where the profile tells nobody further.

    Of the roles the profile names, those at the level of the holder's own role are the holder's own house. A
    procedure that the profile does not name is passed up to the top, to whoever heads it.
    """
    term = terms.find("procedures", procedure)
    if term is None:
        return ""
    own = _kinds_of(held_by)
    above = [role for role in term.data.get("escalates_to", ()) if not own & _kinds_of(role)]
    return above[level] if level < len(above) else None


def _kinds_of(role: str) -> set[str]:
    term = terms.find("roles", role)
    return set(term.data.get("at", ())) if term else set()


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


def escalation_limit(at: datetime, path: str) -> Limit:
    """How long one superior has before the next one up is told."""
    return Limit(_days(ESCALATION, at, path))


def due_columns(due: Due | None, at: datetime, path: str) -> dict[str, Any]:
    """What a duty says of its due date, in columns; the first look at it is the warning."""
    if due is None:
        return {"due_at": None, "due_data": {}, "provisional": False, "look_at": None}
    return {
        "due_at": due.at,
        "due_data": due.as_data(),
        "provisional": due.provisional,
        "look_at": _first_look(due, at, path),
    }


def _first_look(due: Due, at: datetime, path: str) -> datetime:
    """The moment to warn: some working days before the due date, or the due date where that lies in the past."""
    days = _days(WARNING, at, path)
    moment = due.at
    while days > 0:
        moment -= timedelta(days=1)
        days -= working_time().is_working_day(today(moment))
    return moment if moment > at else due.at


def _days(key: str, at: datetime, path: str) -> int:
    return int(rules.value(key, on=today(at), path=path))


def superiors_of(principal: Principal) -> list[Principal]:
    """The chain up the tree, nearest first."""
    chain: list[Principal] = []
    while (above := (chain[-1] if chain else principal).superior) is not None and above not in chain:
        chain.append(above)
    return chain
