from datetime import datetime

from tongxin.enrolment import actions, leaving, merging, post_insuring, promise_actions, reminding
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


@chore(every="day")
def close_promises(at: datetime) -> int:
    """Promises end with the ratings of their round."""
    return promise_actions.close_over(at=at)


@chore(every="day")
def follow_merges(at: datetime) -> int:
    """What stood at a community that was merged follows it, also when the day of the merger comes later."""
    return merging.follow_merges(at=at)


@chore(every="day")
def leave_the_gone(at: datetime) -> int:
    """The check-ins of a unit that was dissolved end, also when its last day comes later."""
    return leaving.leave_the_gone(at=at)


@chore(every="day")
def remind_of_month(at: datetime) -> int:
    """Where a city expects a service by the month: who is short of it hears it once, late in the month (CD-27)."""
    return reminding.remind(at=at)


@chore(every="day")
def remind_of_insurance(at: datetime) -> int:
    """Communities hear once of a dangerous post that somebody waits at without a policy, or whose policy runs out."""
    return post_insuring.remind(at=at)
