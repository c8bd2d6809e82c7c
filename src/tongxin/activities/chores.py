from datetime import datetime

from tongxin.activities import attempts, insuring, placing, signing
from tongxin.kernel.chores import chore


@chore(every="minute")
def lapse_offers(at: datetime) -> int:
    """Places that nobody confirmed in time go to the next in line."""
    return signing.lapse_offers(at=at)


@chore(every="day")
def forget_wrong_codes(at: datetime) -> int:
    """Counts of wrong codes that hold no more."""
    return attempts.forget(at)


@chore(every="minute")
def open_places(at: datetime) -> int:
    """Where people checked in, the venue that was booked is in use."""
    return placing.open_places(at=at)


@chore(every="day")
def remind_of_insurance(at: datetime) -> int:
    """Hosts of dangerous activities without a policy hear of it some days before, once."""
    return insuring.remind(at=at)
