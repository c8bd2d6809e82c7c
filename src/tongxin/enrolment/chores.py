from datetime import datetime

from tongxin.enrolment import actions
from tongxin.enrolment.reports import minimum, opening
from tongxin.kernel.chores import chore


@chore(every="day")
def end_over(at: datetime) -> int:
    """Check-ins whose term has run out end, with the posts held there."""
    return actions.end_over(at=at)


@chore(every="day")
def open_reports(at: datetime) -> int:
    """The reports of a quarter or year that is over are opened, with a duty for each who writes."""
    return opening.open_due(at=at)


@chore(every="day")
def remind_agencies(at: datetime) -> int:
    """Agencies hear once a month that nothing was confirmed so far (CD-27)."""
    return minimum.remind(at=at)
