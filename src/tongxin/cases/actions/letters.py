"""Letters: the reply is a duty of its own, that no step and no joining makes disappear (GY-69)."""

from datetime import datetime

from django.db.models import Q

from tongxin.cases.models import Case, LetterReply
from tongxin.cases.procedure import LETTER_REPLY
from tongxin.cases.queries.letters import CHANNEL, DAYS
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty
from tongxin.kernel.put import put


def owe_reply(case: Case, *, at: datetime) -> None:
    """A letter came: its desk owes the reply from now on. Within the transaction of the caller, like all here."""
    if case.channel == CHANNEL:
        reply = new_reply(case, at)
        put(reply)
        LETTER_REPLY.start(reply, by=SYSTEM, at=at)


def new_reply(case: Case, at: datetime) -> LetterReply:
    """The reply that is owed for a letter, as it will be written."""
    days = int(rules.value(DAYS, on=today(at), path=case.area_path))
    return LetterReply(case=case, desk_id=case.desk_id, days=days, step="owed", step_at=at, area_path=case.area_path)


def reply_given(case: Case, *, at: datetime) -> None:
    """Whoever wrote about the matter can read the answer now: the letter itself, and those that travel with it."""
    for reply in _owed(case):
        with LETTER_REPLY.moving(reply, "reply", by=SYSTEM, at=at):
            reply.replied_at = at


def no_reply_needed(case: Case, *, at: datetime) -> None:
    """It was taken back, or is no letter at all. Letters that travel with it still wait for theirs."""
    for reply in _owed(case):
        if reply.case_id == case.pk:
            with LETTER_REPLY.moving(reply, "settle", by=SYSTEM, at=at):
                pass


def reply_passes_on(case: Case, *, at: datetime) -> None:
    """Another desk has the matter, and owes the reply by the same day."""
    for reply in _owed(case):
        if reply.case_id == case.pk and reply.desk_id != case.desk_id:
            LetterReply.objects.filter(pk=reply.pk).update(desk=case.desk_id, area_path=case.area_path)
            open_duty = Duty.objects.open().about(reply).filter(kind=Duty.Kind.STEP)
            open_duty.update(holder=case.desk_id, area_path=case.area_path)


def _owed(case: Case) -> list[LetterReply]:
    # Most matters came by another way and alone: nothing is asked for them.
    if case.channel != CHANNEL and case.voices < 2:
        return []
    rows = LetterReply.objects.filter(Q(case=case) | Q(case__joined_into=case), step="owed")
    return list(rows.order_by("pk"))
