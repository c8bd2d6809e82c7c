from datetime import datetime

from tongxin.emergencies import actions
from tongxin.kernel.chores import chore


@chore(every="day")
def unlist_departed(at: datetime) -> int:
    """Who holds no post any more is not called out."""
    return actions.unlist_departed(at=at)


@chore(every="day")
def erase_phones(at: datetime) -> int:
    """Numbers of who left the call-out list go on their day."""
    return actions.erase_phones(at=at)
