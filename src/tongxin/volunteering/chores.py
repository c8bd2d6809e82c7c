from datetime import datetime

from tongxin.kernel.chores import chore
from tongxin.volunteering.actions import shifts


@chore(every="minute")
def lapse_seat_offers(at: datetime) -> int:
    """Seats that nobody took over in time stay with who holds them."""
    return shifts.lapse_offers(at=at)
