"""Rosters: who patrols with a team, from when to when. Read and kept only by those who run its patrols."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization
from tongxin.patrols.access import may_keep_roster
from tongxin.patrols.events import PatrollerJoined, PatrollerLeft
from tongxin.patrols.models import PatrolMember
from tongxin.people.models import Person


class OnRosterAlready(Refused):
    sentence = gettext_lazy("已经在这支巡查队伍的名册上，没有重复登记。")


@transaction.atomic
def join_patrol(
    *, team: Organization, person: Person, standing: str, on: date, by: Actor, at: datetime
) -> PatrolMember:
    """Put somebody on the roster, freely and unpaid. Raises OnRosterAlready."""
    _check_right(team, by)
    code = terms.need("patrol_standings", standing).code
    try:
        with transaction.atomic():
            member = PatrolMember.objects.create(team=team, person=person, standing=code, valid_from=on)
    except IntegrityError as error:
        raise OnRosterAlready from error
    record(PatrollerJoined(member=member, team=team.name), by=by, at=at)
    return member


@transaction.atomic
def leave_patrol(*, member: PatrolMember, on: date, by: Actor, at: datetime) -> None:
    """Take somebody off the roster; `on` is the last day."""
    _check_right(member.team, by)
    if on < member.valid_from:
        raise Unfit(_("退出日期不能早于加入日期。"))
    member.valid_to = on
    member.save(update_fields=["valid_to"])
    record(PatrollerLeft(member=member, team=member.team.name), by=by, at=at)


def _check_right(team: Organization, by: Actor) -> None:
    if by is not SYSTEM and not may_keep_roster(by, team):
        raise NotYours
