from datetime import datetime

from tongxin.kernel.chores import chore
from tongxin.patrols import actions


@chore(every="minute")
def lay_rounds(at: datetime) -> int:
    """Rounds whose day has come."""
    return actions.lay_due(at=at)
