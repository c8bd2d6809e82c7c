"""Closing: the desk closes, the reporter rates or disputes; silence closes as unrated, which is not good."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases.actions.calling import grade_label
from tongxin.cases.events import CaseClosed, CaseDisputed, CaseRated, CaseReworked, CaseUnrated
from tongxin.cases.models import OPEN, Case, LivelihoodEntry
from tongxin.cases.procedure import CASE
from tongxin.kernel import reasons, rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.records import record

(DAYS,) = rules.needed("cases.dispute_days")


class PartsOpen(Refused):
    sentence = gettext_lazy("还有子案没有办完，母案不能结案。")


class TooLate(Refused):
    sentence = gettext_lazy("办结已超过可以提出异议的期限，请另行反映。")


@transaction.atomic
def close(*, case: Case, by: Actor, at: datetime) -> None:
    """Close what was checked; the parts of a case close before the whole."""
    with CASE.moving(case, "close", by=by, at=at):
        after_its_parts(case)
    record(CaseClosed(case=case), by=by, at=at)


def after_its_parts(case: Case) -> None:
    """Within a move that ends the matter, so that no part is split off meanwhile. Raises PartsOpen."""
    if Case.objects.filter(parent=case.pk, step__in=OPEN).exists():
        raise PartsOpen


@transaction.atomic
def send_again(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """The closing condition is not met after all: the lead works on it again."""
    reason = reasons.needed(reason, most=200)
    with CASE.moving(case, "send_again", by=by, at=at):
        case.checked_by = None
        case.reworked += 1
    record(CaseReworked(case=case, reason=reason), by=by, at=at)


@transaction.atomic
def rate(*, case: Case, grade: int, by: Actor, at: datetime, text: str = "") -> None:
    """The reporter's word in five grades, once; at the call-back somebody writes down what was said."""
    if not 1 <= grade <= 5:
        raise Unfit(_("请在五个等级里选一个。"))
    with CASE.moving(case, "rate", by=by, at=at):
        case.grade, case.verdict = grade, text.strip()[:500]
    _confirm_effect(case, grade in good_grades(), at)
    record(CaseRated(case=case, grade=grade_label(grade)), by=by, at=at)


@transaction.atomic
def lapse(*, case: Case, at: datetime) -> None:
    """Nobody rated in time. Unrated is a state of its own, never counted as good."""
    with CASE.moving(case, "lapse", by=SYSTEM, at=at):
        pass
    record(CaseUnrated(case=case), by=SYSTEM, at=at)


@CASE.on_late("appraisal")
def _lapse_when_due(case: Case, at: datetime) -> None:
    lapse(case=case, at=at)


@transaction.atomic
def dispute(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """The reporter does not accept the result: it is worked on again, by the lead or, where none was, by the desk."""
    reason = reasons.needed(reason, most=500)
    days = int(rules.value(DAYS, on=today(at), path=case.area_path))
    name = "dispute" if case.lead_id else "reopen"
    with CASE.moving(case, name, by=by, at=at):
        if case.step == "closed" and at > case.step_at + timedelta(days=days):
            raise TooLate
        case.checked_by = case.handled_by = None
        case.grade, case.verdict = None, ""
        case.reopened += 1
    _confirm_effect(case, False, at)
    record(CaseDisputed(case=case, reason=reason), by=by, at=at)


def good_grades() -> set[int]:
    return {int(term.data["value"]) for term in terms.terms("appraisal_grades").values() if term.data.get("good")}


def _confirm_effect(case: Case, is_good: bool, at: datetime) -> None:
    """The resident's word stands with the livelihood matter too (MHK-49)."""
    LivelihoodEntry.objects.filter(case=case).update(is_confirmed=is_good, confirmed_at=at)
