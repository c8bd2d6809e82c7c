"""Calling: the desk blows the whistle, the bodies report in, say what they did, and are graded (C07-6, BL-15)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases.access import may_call
from tongxin.cases.events import (
    BodyAnswered,
    BodyCalled,
    BodyCalledOff,
    BodyGraded,
    BodyMustCome,
    BodyReportedIn,
)
from tongxin.cases.models import LIVE, Call, Case
from tongxin.cases.procedure import CALL
from tongxin.kernel import reasons, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.put import put
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization


class CalledAlready(Refused):
    sentence = gettext_lazy("这个单位已经被召集，还没有答复。")


@transaction.atomic
def call(*, case: Case, bodies: Sequence[Organization], asks: str, by: Actor, at: datetime) -> list[Call]:
    """Call bodies to a case that is still going on."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.step not in LIVE:
        raise AlreadyMoved
    if not may_call(by, case):
        raise NotYours
    if not bodies:
        raise Unfit(_("请选择要召集的单位。"))
    case.bodies = sorted({*case.bodies, *(each.pk for each in bodies)})
    case.save(update_fields=["bodies"])
    return call_bodies(case, bodies, asks, by, at)


def call_bodies(case: Case, bodies: Sequence[Organization], asks: str, by: Actor, at: datetime) -> list[Call]:
    """One open call for each body; within the transaction of the caller. Raises CalledAlready."""
    calls = []
    for body in bodies:
        if not body.holds_on(today(at)):
            raise Unfit(_("“%s”已停止运行，不能召集。") % body.name)
        calls.append(_call_one(case, body, asks.strip()[:300], by, at))
    return calls


def _call_one(case: Case, body: Organization, asks: str, by: Actor, at: datetime) -> Call:
    made = Call(
        case=case, organization=body, desk_id=case.desk_id, asks=asks, called_by_id=by.principal_id, called_at=at,
        area_path=case.area_path, step="called", step_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            put(made)
    except IntegrityError as error:
        raise CalledAlready from error
    CALL.start(made, by=by, at=at)
    record(BodyCalled(case=case, body=body.name, asks=asks or _("到场协同办理")), by=by, at=at)
    record(BodyMustCome(call=made, asks=asks or _("到场协同办理")), by=by, at=at)
    return made


@transaction.atomic
def report_in(*, call: Call, by: Actor, at: datetime) -> None:
    """The body is there."""
    with CALL.moving(call, "report_in", by=by, at=at):
        call.reported_in_at, call.reported_in_by_id = at, by.principal_id
    record(BodyReportedIn(case=call.case, body=call.organization.name), by=by, at=at)


@transaction.atomic
def answer_call(*, call: Call, answer: str, by: Actor, at: datetime) -> None:
    """The body says what it did."""
    if not answer.strip():
        raise Unfit(_("请写明办理情况。"))
    with CALL.moving(call, "answer", by=by, at=at):
        call.answer, call.answered_at = answer.strip()[:1000], at
    record(BodyAnswered(case=call.case, body=call.organization.name, answer=call.answer), by=by, at=at)


@transaction.atomic
def grade_call(*, call: Call, grade: int, by: Actor, at: datetime) -> None:
    """The desk says how the body helped, in the five grades."""
    if not 1 <= grade <= 5:
        raise Unfit(_("请在五个等级里选一个。"))
    with CALL.moving(call, "grade", by=by, at=at):
        call.grade = grade
    record(BodyGraded(case=call.case, body=call.organization.name, grade=grade_label(grade)), by=by, at=at)


@transaction.atomic
def call_off(*, call: Call, reason: str, by: Actor, at: datetime) -> None:
    """The body need not come after all."""
    reason = reasons.needed(reason)
    with CALL.moving(call, "call_off", by=by, at=at):
        pass
    record(BodyCalledOff(case=call.case, body=call.organization.name, reason=reason), by=by, at=at)


def grade_label(grade: int) -> str:
    found = [term.label for term in terms.terms("appraisal_grades").values() if term.data.get("value") == grade]
    return found[0] if found else str(grade)
