"""Handling: the lead works on it, asks the reporter, asks for more time that somebody else grants, reports it done."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases import catalogue
from tongxin.cases.access import may_close, may_handle, may_rate, may_supervise
from tongxin.cases.actions.letters import reply_given
from tongxin.cases.actions.photos import add_photos
from tongxin.cases.events import (
    CaseNoted,
    CaseReportedDone,
    ExtensionAsked,
    ExtensionGranted,
    ExtensionRefused,
    ReporterAsked,
    ReporterReplied,
)
from tongxin.cases.models import Case, Extension, Photo
from tongxin.cases.pictures import Picture
from tongxin.cases.procedure import CASE
from tongxin.kernel import duties, reasons
from tongxin.kernel.access import Predicate
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.models import Duty
from tongxin.kernel.records import record

may_work = may_handle | may_close
#: Steps on which whoever has the case works on it.
ON_HAND = ("reported", "accepted", "dispatched", "handling")


class ProofMissing(Unfit):
    sentence = gettext_lazy("这一类别办妥须附照片证明，请先上传。")


class AskedAlready(Refused):
    sentence = gettext_lazy("已有一份延期申请在等答复。")


class LateAlready(Refused):
    sentence = gettext_lazy("已经超期，不能再暂停计时或申请延期；请尽快办理，超期照实记录。")


class OtherStage(Refused):
    sentence = gettext_lazy("申请延期的那次处置已经结束，不能再同意，请写明原因答复不同意。")


class NotByYourself(NotYours):
    sentence = gettext_lazy("延期须由申请人以外的人批准。")


@transaction.atomic
def report_done(*, case: Case, answer: str, by: Actor, at: datetime, pictures: Sequence[Picture] = ()) -> None:
    """Say what was done; with a photo as proof where the category asks for one."""
    if not answer.strip():
        raise Unfit(_("请写明办理情况。"))
    category = catalogue.held(case.category, on=today(at), path=case.area_path)
    asked = category is not None and category.asks_proof and not pictures
    if asked and not Photo.objects.filter(case=case, of=Photo.Of.PROOF).exists():
        raise ProofMissing
    with CASE.moving(case, "report_done", by=by, at=at):
        add_photos(case=case, pictures=pictures, of=Photo.Of.PROOF, by=by, at=at)
        case.answer = answer.strip()[:1000]
        case.handled_by_id = by.principal_id or None
    reply_given(case, at=at)
    record(CaseReportedDone(case=case, answer=case.answer), by=by, at=at)


@transaction.atomic
def note(*, case: Case, text: str, by: Actor, at: datetime) -> None:
    """Tell how far it has come; the reporter reads it too."""
    _on_hand(case, by, may_work)
    if not text.strip():
        raise Unfit(_("请写明进展。"))
    record(CaseNoted(case=case, text=text.strip()[:500]), by=by, at=at)


@transaction.atomic
def pause_case(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """Stop the clock with a reason that the reporter sees; not of what is late, for that must not vanish."""
    _on_hand(case, by, may_work)
    if _owed(case).is_late(at):
        raise LateAlready
    duties.pause(subject=case, reason=reasons.needed(reason), by=by, at=at)


@transaction.atomic
def resume_case(*, case: Case, by: Actor, at: datetime) -> None:
    _on_hand(case, by, may_work)
    duties.resume(subject=case, by=by, at=at)


@transaction.atomic
def ask_reporter(*, case: Case, question: str, by: Actor, at: datetime) -> None:
    """Ask the reporter for what is missing; the clock stands until the answer. What is late stays late meanwhile."""
    _on_hand(case, by, may_work)
    if not question.strip():
        raise Unfit(_("请写明要反映人补充什么。"))
    case.question = question.strip()[:300]
    case.save(update_fields=["question"])
    duty = _owed(case)
    if not duty.paused_at and not duty.is_late(at):
        duties.pause(subject=case, reason=_("等反映人补充情况"), by=by, at=at)
    record(ReporterAsked(case=case, question=case.question), by=by, at=at)


@transaction.atomic
def reply(*, case: Case, text: str, by: Actor, at: datetime) -> None:
    """The reporter answers; the clock goes on where it stood."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if not may_rate(by, case):
        raise NotYours
    if not case.question:
        raise AlreadyMoved
    if not text.strip():
        raise Unfit(_("请写明补充的情况。"))
    case.question = ""
    case.save(update_fields=["question"])
    if _owed(case).paused_at:
        duties.resume(subject=case, by=SYSTEM, at=at)
    record(ReporterReplied(case=case, text=text.strip()[:500]), by=by, at=at)


@transaction.atomic
def ask_extension(*, case: Case, amount: int, reason: str, by: Actor, at: datetime) -> Extension:
    """Ask for more time, in the unit of the limit, before it is late; somebody else answers."""
    _on_hand(case, by, may_handle)
    reason = reasons.needed(reason, most=200)
    if case.step != "handling" or amount < 1:
        raise Unfit(_("处置中的案件才能申请延期，延长须大于零。"))
    if _owed(case).is_late(at):
        raise LateAlready
    try:
        with transaction.atomic():
            asked = Extension.objects.create(
                case=case, asked_by_id=by.principal_id, asked_at=at, amount=amount, reason=reason
            )
    except IntegrityError as error:
        raise AskedAlready from error
    record(ExtensionAsked(case=case, amount=spell_amount(case, amount), reason=reason), by=by, at=at)
    return asked


@transaction.atomic
def answer_extension(*, extension: Extension, is_granted: bool, by: Actor, at: datetime, reason: str = "") -> None:
    """Grant the time or refuse it with a reason; never by whoever asked. It is granted to the stage that asked only."""
    extension.refresh_from_db(from_queryset=Extension.objects.select_for_update(of=("self",)))
    case = Case.objects.select_for_update(of=("self",)).get(pk=extension.case_id)
    if extension.answered_at is not None:
        raise AlreadyMoved
    if not may_supervise(by, case):
        raise NotYours
    if by.principal_id == extension.asked_by_id:
        raise NotByYourself
    if is_granted and not (case.step == "handling" and _owed(case).laid_at <= extension.asked_at):
        raise OtherStage
    said = reason.strip()[:200] if is_granted else reasons.needed(reason, most=200)
    extension.is_granted, extension.answered_by_id, extension.answered_at = is_granted, by.principal_id, at
    extension.answer_reason = said
    extension.save()
    if not is_granted:
        record(ExtensionRefused(case=case, reason=said), by=by, at=at)
        return
    duty = duties.extend(subject=case, amount=extension.amount, at=at)
    due, amount = duty.due.explain() if duty.due else "", spell_amount(case, extension.amount)
    record(ExtensionGranted(case=case, amount=amount, due=due), by=by, at=at)


def spell_amount(case: Case, amount: int) -> str:
    return str(Limit(amount, case.handle_unit or "working_day"))


def _on_hand(case: Case, by: Actor, who: Predicate) -> None:
    """Lock the case; it must be with the lead, and the actor be one of `who`."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.step not in ON_HAND:
        raise AlreadyMoved
    if not who(by, case):
        raise NotYours


def _owed(case: Case) -> Duty:
    """The open step of a case that was locked."""
    duty = Duty.objects.open().about(case).filter(kind=Duty.Kind.STEP).first()
    if duty is None:
        raise AlreadyMoved
    return duty
