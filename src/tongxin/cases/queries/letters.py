"""Letters: by when one must be answered. Counted from its arrival, whatever became of it meanwhile (GY-69)."""

from dataclasses import replace
from datetime import datetime

from tongxin.cases.models import OPEN, Case
from tongxin.kernel import rules
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import Due, Limit, today
from tongxin.ui.showing import DueWords, brief_due

(DAYS,) = rules.needed("cases.letter_reply_days")
CHANNEL = "mailbox"


def reply_due(case: Case) -> Due | None:
    """The moment by which a letter is answered; None for what came by another way."""
    if case.channel != CHANNEL:
        return None
    days = int(rules.value(DAYS, on=today(case.raised_at), path=case.area_path))
    return working_time().due(case.raised_at, Limit(days, "working_day"))


def letter_due(case: Case, at: datetime) -> DueWords | None:
    """The same in words, while it is not answered."""
    due = reply_due(case)
    if due is None or case.step not in OPEN or case.answer:
        return None
    brief = brief_due(due.at, at, paused_at=None, provisional=due.provisional)
    return replace(brief, explanation=due.explain())
