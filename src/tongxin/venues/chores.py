from datetime import datetime

from tongxin.kernel.chores import chore
from tongxin.venues import leaving, using


@chore(every="minute")
def release_no_shows(at: datetime) -> int:
    """Venues to which nobody came are free again."""
    return using.release_no_shows(at=at)


@chore(every="minute")
def end_uses(at: datetime) -> int:
    return using.end_uses(at=at)


@chore(every="minute")
def ask_again(at: datetime) -> int:
    """Who booked long ago is asked once more."""
    return using.ask_again(at=at)


@chore(every="minute")
def offer_what_is_free(at: datetime) -> int:
    return using.offer_what_is_free(at=at)


@chore(every="day")
def leave_the_gone(at: datetime) -> int:
    """Venues of a dissolved body shut, and what it booked is free, also when its last day comes later."""
    return leaving.leave_the_gone(at=at)


@chore(every="day")
def follow_merges(at: datetime) -> int:
    """Venues lie in the place that took over theirs, also when the day of the merger comes later."""
    return leaving.follow_merges(at=at)
