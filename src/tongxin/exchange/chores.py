from datetime import datetime

from tongxin.exchange import leaving
from tongxin.exchange.wishes import actions as wishes
from tongxin.kernel.chores import chore


@chore(every="day")
def erase_wishers(at: datetime) -> int:
    """Names, phones and addresses of wishers go on the day that was set for each."""
    return wishes.erase_due(at=at)


@chore(every="day")
def leave_the_gone(at: datetime) -> int:
    """What a dissolved organization offered ends, also when its last day comes later."""
    return leaving.leave_the_gone(at=at)
