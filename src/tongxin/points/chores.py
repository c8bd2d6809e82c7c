from datetime import datetime

from tongxin.kernel.chores import chore
from tongxin.points import statements


@chore(every="day")
def announce_statements(at: datetime) -> int:
    """On the first of a month, or as soon as the worker is back: the statement of the last month stands ready."""
    return statements.announce(at=at)


@chore(every="day")
def remind_of_year(at: datetime) -> int:
    """In the month that the city says: who is short of the year's minimum hears it, once."""
    return statements.remind_of_year(at=at)
