"""Joining: a twin travels with another case; all reporters stay told, and may part from it (C07-8, BL-42)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from tongxin.cases.actions.closing import DAYS, TooLate
from tongxin.cases.events import CaseGainedVoice, CaseJoined, CaseParted
from tongxin.cases.models import LIVE, OPEN, Case
from tongxin.cases.procedure import CASE
from tongxin.kernel import reasons, rules
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, Refused
from tongxin.kernel.records import record


class NotATwin(Refused):
    sentence = gettext_lazy("只能并入同一社区里仍在办理的另一件。")


@transaction.atomic
def join(*, case: Case, into: Case, by: Actor, at: datetime, move: str = "join") -> None:
    """Let the case travel with another one of the same community that is still open. The reporter's own move is
    `join_own`."""
    into = _locked(case, into)
    if case.pk == into.pk or into.step not in OPEN or into.community_path != case.community_path:
        raise NotATwin
    with CASE.moving(case, move, by=by, at=at):
        case.joined_into = into
    Case.objects.filter(joined_into=case).update(joined_into=into)
    Case.objects.filter(pk=into.pk).update(voices=F("voices") + case.voices)
    record(CaseJoined(case=case, into=into), by=by, at=at)
    record(CaseGainedVoice(case=into, voices=into.voices + case.voices), by=by, at=at)


@transaction.atomic
def part(*, case: Case, reason: str, by: Actor, at: datetime) -> None:
    """It is another matter after all, or not settled with the other one: its desk owes it by itself again."""
    reason = reasons.needed(reason, most=500)
    into = _locked(case, case.joined_into) if case.joined_into else None
    days = int(rules.value(DAYS, on=today(at), path=case.area_path))
    with CASE.moving(case, "part", by=by, at=at):
        if into is None or case.joined_into_id != into.pk:
            raise AlreadyMoved
        if into.step not in LIVE and at > into.step_at + timedelta(days=days):
            raise TooLate
        case.joined_into, case.voices = None, 1
        case.reopened += into.step not in OPEN
    Case.objects.filter(pk=into.pk).update(voices=F("voices") - 1)
    record(CaseParted(case=case, into=into, reason=reason), by=by, at=at)


def _locked(case: Case, into: Case) -> Case:
    """Both rows are locked in the order of their keys, so that two opposite joins cannot wait for each other."""
    pair = Case.objects.filter(pk__in=[case.pk, into.pk]).order_by("pk").select_for_update(of=("self",))
    return {each.pk: each for each in pair}[into.pk]
