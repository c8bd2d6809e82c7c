"""Following the agreement: a round stops when its agreement ends before the term, and goes along when it moves."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from tongxin.alliance.events.agreements import AgreementEnded, TakenOver, UnitWithdrew
from tongxin.alliance.models import Side
from tongxin.assessment.events import AppraisalDropped
from tongxin.assessment.models import Appraisal, Opinion
from tongxin.assessment.procedure import OPINION
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.records import listens, record


@listens(UnitWithdrew)
def hear_of_withdrawal(row: Record) -> None:
    follow(at=row.at)


@listens(AgreementEnded)
def hear_of_end(row: Record) -> None:
    follow(at=row.at)


@listens(TakenOver)
def hear_of_heir(row: Record) -> None:
    follow(at=row.at)


def follow(*, at: datetime) -> int:
    """Drop and move what has to be; returns how many rounds. Heard from the deeds, and run daily."""
    return _drop_ended(at) + _move_along()


def _drop_ended(at: datetime) -> int:
    """Rounds of agreements left or ended before their last day, or of a unit that is no more. A round about a term
    that simply ran out goes on to its date."""
    early = Q(agreement__step="withdrawn")
    early |= Q(agreement__step="ended", agreement__valid_to__gte=F("agreement__step_at__date"))
    early |= Q(unit__valid_to__lt=today(at))
    rows = list(Appraisal.objects.sealed().filter(early).select_related("agreement", "unit", "area").order_by("pk"))
    return sum(_drop(each, at) for each in rows)


@transaction.atomic
def _drop(appraisal: Appraisal, at: datetime) -> bool:
    """Stop the round: who has not spoken is asked no more, and what was said is erased, for it may never be read."""
    locked = Appraisal.objects.select_for_update().get(pk=appraisal.pk)
    if locked.is_open or locked.is_dropped:
        return False
    for opinion in Opinion.objects.filter(appraisal=locked).order_by("pk"):
        with OPINION.moving(opinion, "drop", by=SYSTEM, at=at):
            opinion.content = opinion.given_at = opinion.given_by = None
    Appraisal.objects.filter(pk=locked.pk).update(dropped_at=at)
    reason = appraisal.agreement.end_reason or _("单位已撤销")
    record(AppraisalDropped(appraisal=appraisal, reason=reason), by=SYSTEM, at=at)
    return True


def _move_along() -> int:
    """Rounds of agreements that another place took over: it reads what was said and speaks from now on."""
    rows = Appraisal.objects.exclude(area=F("agreement__area")).select_related("agreement__area", "agreement__host")
    moved = list(rows.order_by("pk"))
    for appraisal in moved:
        _move(appraisal)
    return len(moved)


@transaction.atomic
def _move(appraisal: Appraisal) -> None:
    agreement = appraisal.agreement
    path = agreement.area_path
    Appraisal.objects.filter(pk=appraisal.pk).update(area=agreement.area_id, host=agreement.host_id, area_path=path)
    for opinion in Opinion.objects.filter(appraisal=appraisal):
        duties = Duty.objects.open().about(opinion)
        duties.update(area_path=path)
        Opinion.objects.filter(pk=opinion.pk).update(area_path=path)
        if opinion.side == Side.COMMUNITY:
            Opinion.objects.filter(pk=opinion.pk).update(rater=agreement.host_id)
            duties.filter(holder_id=opinion.rater_id).update(holder_id=agreement.host_id)
