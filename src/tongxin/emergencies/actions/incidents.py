"""Incidents: opened from a plan or without one, every line kept, cleared by exactly one (GY-60)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases import actions as cases
from tongxin.cases.masking import masked
from tongxin.cases.models import Case
from tongxin.emergencies import events
from tongxin.emergencies.access import may_run
from tongxin.emergencies.actions.calling import call_out, release_all
from tongxin.emergencies.models import EmergencyPlan, Incident, IncidentCase, IncidentTask, LogLine, StaffCall
from tongxin.emergencies.procedure import INCIDENT
from tongxin.kernel import reasons, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.hosting import Placed, place

#: An incident may be written down so long after it began.
LONG_AGO = timedelta(days=7)


class PlanNotInForce(Refused):
    sentence = gettext_lazy("这个预案不是有效状态，请选别的预案，或不选预案直接启动。")


class NotOfThePlace(Unfit):
    sentence = gettext_lazy("这个预案不适用于所选的地点。")


class NothingSaid(Unfit):
    sentence = gettext_lazy("请写一句再记。")


class LinkedAlready(Refused):
    sentence = gettext_lazy("这件诉求已经关联。")


@transaction.atomic
def open_incident(
    *, title: str, kind: str, placed: Placed, by: Actor, at: datetime, plan: EmergencyPlan | None = None,
    where: str = "", started_at: datetime | None = None, is_drill: bool = False, calls: bool = True,
) -> Incident:  # fmt: skip
    """Open an incident; the steps of the plan become its tasks, and everybody on the list is called in order.

    Raises Unfit without a title, or when it began after now or more than a week ago; PlanNotInForce, NotOfThePlace.
    """
    if placed.host_id is None:
        raise Unfit(_("这个地点没有负责的党组织，请换一个地点。"))
    incident = Incident(
        title=_title(title), kind=terms.need("emergency_kinds", kind).code, is_drill=is_drill, plan=plan,
        area=placed.area, area_path=placed.area.path, place=where.strip()[:120], desk_id=placed.host_id,
        started_at=_began(started_at, at), opened_by_id=by.principal_id or None, step="open", step_at=at,
    )  # fmt: skip
    if by is not SYSTEM and not may_run(by, incident):
        raise NotYours
    _check_plan(plan, incident)
    incident.save(force_insert=True)
    INCIDENT.start(incident, by=by, at=at)
    by_plan = _("，按预案“%s”") % plan.title if plan else ""
    record(events.IncidentOpened(incident=incident, what=incident.kind_label, plan=by_plan), by=by, at=at)
    write(
        incident, _("启动：%(title)s%(plan)s") % {"title": incident.title, "plan": by_plan}, LogLine.Of.STARTED, by, at
    )
    if plan:
        _copy_tasks(incident, plan)
        if calls:
            call_out(incident=incident, by=by, at=at)
    return incident


def _title(title: str) -> str:
    if not title.strip():
        raise Unfit(_("请写一句：什么事。"))
    return masked(title.strip())[:80]


def _began(started_at: datetime | None, at: datetime) -> datetime:
    began = started_at or at
    if began > at or began < at - LONG_AGO:
        raise Unfit(_("开始时间须在现在之前、七天之内。"))
    return began


def _check_plan(plan: EmergencyPlan | None, incident: Incident) -> None:
    if plan is None:
        return
    if plan.step != "in_force":
        raise PlanNotInForce
    if not incident.area_path.startswith(plan.area_path):
        raise NotOfThePlace


def _copy_tasks(incident: Incident, plan: EmergencyPlan) -> None:
    steps = plan.steps.order_by("number")
    IncidentTask.objects.bulk_create(
        IncidentTask(incident=incident, number=step.number, text=step.text, by_whom=step.by_whom) for step in steps
    )


def write(incident: Incident, text: str, of: str, by: Actor, at: datetime) -> LogLine:
    """One line more; within the transaction of the caller."""
    return LogLine.objects.create(incident=incident, of=of, at=at, by_id=by.principal_id or None, text=text[:500])


@transaction.atomic
def log(*, incident: Incident, text: str, by: Actor, at: datetime) -> LogLine:
    """Write a line: what happens, what is done. By who runs it, or by who was called to it.

    Numbers of phones and papers are made unreadable: a line stays for good.
    """
    held = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if held.is_over:
        raise AlreadyMoved
    was_called = StaffCall.objects.filter(incident=held, person=by.principal_id).exists()
    if not (may_run(by, held) or was_called):
        raise NotYours
    if not text.strip():
        raise NothingSaid
    return write(held, masked(text.strip()), LogLine.Of.SAID, by, at)


@transaction.atomic
def tick(*, incident: Incident, number: int, by: Actor, at: datetime) -> None:
    """A step of the plan is done."""
    held = _going_on(incident, by)
    task = IncidentTask.objects.filter(incident=held, number=number, done_at=None).first()
    if task is None:
        raise AlreadyMoved
    task.done_at = at
    task.save(update_fields=["done_at"])
    write(held, _("完成：%s") % task.text, LogLine.Of.TASK, by, at)


@transaction.atomic
def clear(*, incident: Incident, outcome: str, by: Actor, at: datetime) -> None:
    """The all-clear, by exactly one: who and when stay, everybody called is told; then a review is owed."""
    if not outcome.strip():
        raise Unfit(_("请写明处置结果。"))
    with INCIDENT.moving(incident, "clear", by=by, at=at):
        incident.cleared_at, incident.cleared_by_id = at, by.principal_id or None
        incident.outcome = masked(outcome.strip())[:500]
    write(incident, _("解除：%s") % incident.outcome, LogLine.Of.CLEARED, by, at)
    record(events.IncidentCleared(incident=incident, outcome=incident.outcome), by=by, at=at)
    release_all(incident=incident, at=at)


@transaction.atomic
def call_off(*, incident: Incident, reason: str, by: Actor, at: datetime) -> None:
    """It was nothing; everybody called is told."""
    reason = reasons.needed(reason)
    with INCIDENT.moving(incident, "call_off", by=by, at=at):
        pass
    write(incident, _("误报，取消：%s") % masked(reason), LogLine.Of.CLEARED, by, at)
    record(events.IncidentCalledOff(incident=incident, reason=reason), by=by, at=at)
    release_all(incident=incident, at=at)


@transaction.atomic
def raise_case(*, incident: Incident, text: str, by: Actor, at: datetime) -> Case:
    """What remains to be done goes into the case loop, at the place of the incident."""
    held = _of_mine(incident, by)
    placed = place(held.area_id, on=today(at))
    case = cases.report(text=text, channel="grid_worker", placed=placed, place=held.place, kind="report", by=by, at=at)
    _link(held, case, by, at)
    return case


@transaction.atomic
def link_case(*, incident: Incident, case: Case, by: Actor, at: datetime) -> None:
    """A case that is there already belongs to it."""
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise NotYours
    _link(_of_mine(incident, by), case, by, at)


def _link(incident: Incident, case: Case, by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            IncidentCase.objects.create(incident=incident, case=case)
    except IntegrityError as error:
        raise LinkedAlready from error
    if not incident.is_over:
        write(incident, _("关联诉求 %s") % case.number, LogLine.Of.CASE, by, at)
    record(events.IncidentLinked(incident=incident, case=case.number), by=by, at=at)


def _of_mine(incident: Incident, by: Actor) -> Incident:
    held = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if not may_run(by, held):
        raise NotYours
    return held


def _going_on(incident: Incident, by: Actor) -> Incident:
    held = _of_mine(incident, by)
    if held.step != "open":
        raise AlreadyMoved
    return held
