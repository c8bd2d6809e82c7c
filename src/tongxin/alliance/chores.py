from datetime import datetime

from tongxin.alliance.actions import agreements, instruments, leaving, merging, pairings
from tongxin.kernel.chores import chore


@chore(every="day")
def keep_terms(at: datetime) -> int:
    """Agreements end, begin, and are announced some time before their end."""
    return agreements.keep_terms(at=at)


@chore(every="day")
def leave_the_gone(at: datetime) -> int:
    """What stands with a unit that was dissolved ends, also when its last day comes later."""
    return leaving.leave_the_gone(at=at)


@chore(every="day")
def follow_merges(at: datetime) -> int:
    """What stood at a place that was merged follows it, also when the day of the merger comes later."""
    return merging.follow_merges(at=at)


@chore(every="day")
def lay_instruments(at: datetime) -> int:
    """The four systems fall due on each partner, period by period."""
    return instruments.lay_due(at=at)


@chore(every="day")
def ask_pairing_reviews(at: datetime) -> int:
    """Pairings whose term is over are to be reviewed."""
    return pairings.ask_reviews(at=at)
