"""Joining: a twin travels with another case; all reporters stay told (C07-8, BL-42)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from tongxin.cases.events import CaseGainedVoice, CaseJoined
from tongxin.cases.models import OPEN, Case
from tongxin.cases.procedure import CASE
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.kernel.records import record


class NotATwin(Refused):
    sentence = gettext_lazy("只能并入同一社区里仍在办理的另一件。")


@transaction.atomic
def join(*, case: Case, into: Case, by: Actor, at: datetime, move: str = "join") -> None:
    """Let the case travel with another one of the same community that is still open. The reporter's own move is
    `join_own`."""
    # Both rows are locked in the order of their keys, so that two opposite joins cannot wait for each other.
    pair = {each.pk: each for each in Case.objects.filter(pk__in=[case.pk, into.pk]).order_by("pk").select_for_update()}
    into = pair[into.pk]
    if case.pk == into.pk or into.step not in OPEN or into.community_path != case.community_path:
        raise NotATwin
    with CASE.moving(case, move, by=by, at=at):
        case.joined_into = into
    Case.objects.filter(joined_into=case).update(joined_into=into)
    Case.objects.filter(pk=into.pk).update(voices=F("voices") + case.voices)
    record(CaseJoined(case=case, into=into), by=by, at=at)
    record(CaseGainedVoice(case=into, voices=into.voices + case.voices), by=by, at=at)
