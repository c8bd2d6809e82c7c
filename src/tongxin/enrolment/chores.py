from datetime import datetime

from tongxin.enrolment import actions
from tongxin.kernel.chores import chore


@chore(every="day")
def end_over(at: datetime) -> int:
    """Check-ins whose term has run out end, with the posts held there."""
    return actions.end_over(at=at)
