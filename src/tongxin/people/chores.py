"""What the clock does by itself: sessions that ran out are forgotten."""

from datetime import datetime

from tongxin.kernel.chores import chore
from tongxin.people.models import Session


@chore(every="day")
def forget_sessions(at: datetime) -> int:
    return Session.objects.filter(expire_date__lt=at).delete()[0]
