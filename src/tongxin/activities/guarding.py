"""Guarding: whose guardian takes the consent back leaves what has not begun yet, and the teams."""

from datetime import datetime

from tongxin.activities import signing, teams
from tongxin.activities.models import SignUp, TeamMember
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens
from tongxin.people.events import GuardianConsentWithdrawn
from tongxin.people.minors import ACTIVITIES, lacking
from tongxin.people.models import Person


@listens(GuardianConsentWithdrawn)
def hear_of_withdrawal(row: Record) -> None:
    person = Person.objects.filter(pk=row.subject_id).first()
    if person is not None:
        leave_all(person=person, at=row.at)


def leave_all(*, person: Person, at: datetime) -> int:
    """Withdraw the coming sign-ups for whose day no consent stands, and end the teams; returns how many. Where another
    consent was given meanwhile nothing ends."""
    coming = SignUp.objects.alive().filter(person=person, activity__begins_at__gt=at).select_related("activity")
    left = [row for row in coming if lacking(person.born_in, person.pk, ACTIVITIES, on=row.activity.day)]
    left = [row for row in left if _leave(row, at)]
    if not lacking(person.born_in, person.pk, ACTIVITIES, on=today(at)):
        return len(left)
    serving = list(TeamMember.objects.on(today(at)).filter(person=person, valid_to=None).select_related("team"))
    for row in serving:
        teams.leave_team(team_member=row, on=today(at), by=SYSTEM, at=at)
    return len(left) + len(serving)


def _leave(row: SignUp, at: datetime) -> bool:
    try:
        signing.withdraw(sign_up=row, by=SYSTEM, at=at)
    except Refused:
        # It was cancelled or left meanwhile.
        return False
    return True
