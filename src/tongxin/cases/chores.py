"""What the clock does by itself: counts of who reported go, what waits for partners goes out, cases follow."""

from datetime import datetime, timedelta

from procrastinate.exceptions import AlreadyEnqueued

from tongxin.cases import actions as cases
from tongxin.cases import handing_over
from tongxin.cases.models import Knock
from tongxin.kernel.chores import chore

KEPT = timedelta(minutes=5)


@chore(every="minute")
def forget_knocks(at: datetime) -> int:
    """Fingerprints of addresses go as soon as their minute is over."""
    return Knock.objects.filter(minute__lt=at - KEPT).delete()[0]


@chore(every="day")
def follow(at: datetime) -> int:
    """Cases of bodies that were dissolved and places that were merged go to who is there now."""
    return cases.follow(at=at)


@chore(every="day")
def wake(at: datetime) -> int:
    """The clock of a case that has rested too long goes on."""
    return cases.wake(at=at)


@chore(every="moment")
def hand_over(at: datetime) -> int:
    """Hand each partner with whom there is something to do to the worker; one that is handed over waits its turn."""
    from tongxin.cases.tasks import carry_handovers

    handed = 0
    for partner_id in handing_over.partners_due(at):
        try:
            carry_handovers.configure(queueing_lock=f"cases.carry_handovers.{partner_id}").defer(partner_id=partner_id)
            handed += 1
        except AlreadyEnqueued:
            continue
    return handed
