"""Waking: a clock that was stopped goes on by itself after a while, so that nothing rests for good."""

from datetime import datetime, timedelta

from django.db import transaction

from tongxin.cases.events import CaseWoken
from tongxin.cases.models import Case
from tongxin.cases.procedure import CASE
from tongxin.kernel import duties, rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty
from tongxin.kernel.records import record

(DAYS,) = rules.needed("cases.pause_days")


def wake(*, at: datetime) -> int:
    """Start the clock of every case that has rested longer than the rule of its place allows; returns how many."""
    resting = Duty.objects.open().filter(procedure=CASE.name, kind=Duty.Kind.STEP, paused_at__isnull=False)
    return sum(_wake(key, at) for key in list(resting.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _wake(key: int, at: datetime) -> int:
    duty = Duty.objects.open().select_for_update(of=("self",)).select_related("holder").filter(pk=key).first()
    if duty is None or duty.paused_at is None:
        return 0
    days = int(rules.value(DAYS, on=today(at), path=duty.area_path))
    if at < duty.paused_at + timedelta(days=days):
        return 0
    case = Case.objects.get(pk=duty.subject_id)
    duties.resume(subject=case, by=SYSTEM, at=at)
    record(CaseWoken(case=case, holder=duty.holder, days=days), by=SYSTEM, at=at)
    return 1
