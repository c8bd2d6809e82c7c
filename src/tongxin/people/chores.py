"""What the clock does by itself: sessions that ran out are forgotten, persons follow a merger of its day, guardians'
consents are called to mind before they end, and what was kept of minors is forgotten when they have grown up."""

from datetime import datetime

from django.utils import timezone

from tongxin.kernel.chores import chore
from tongxin.people import following, guardians
from tongxin.people.models import Session


@chore(every="day")
def forget_sessions(at: datetime) -> int:
    # They run out by the clock they were made by, which is Django's.
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


@chore(every="day")
def follow_merges(at: datetime) -> int:
    return following.follow_merges(at=at)


@chore(every="day")
def warn_of_ending_consents(at: datetime) -> int:
    return guardians.warn(at=at)


@chore(every="day")
def forget_grown(at: datetime) -> int:
    return guardians.forget_grown(at=at)
