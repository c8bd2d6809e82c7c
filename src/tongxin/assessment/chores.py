from datetime import datetime

from tongxin.assessment import actions, following
from tongxin.kernel.chores import chore


@chore(every="day")
def begin_rounds(at: datetime) -> int:
    """Rounds of two-way appraisal begin by themselves, some days before their period ends."""
    return actions.begin_due(at=at)


@chore(every="minute")
def open_rounds(at: datetime) -> int:
    """Rounds whose closing date has come are opened; who has not spoken is left out and not told off."""
    return actions.close_over(at=at)


@chore(every="day")
def follow_agreements(at: datetime) -> int:
    """Rounds stop with an agreement that ended early, and go along with one that moved to another place."""
    return following.follow(at=at)
