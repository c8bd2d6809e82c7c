from datetime import datetime

from tongxin.kernel.chores import chore
from tongxin.venues import using


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
