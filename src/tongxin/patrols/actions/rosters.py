"""Rosters: who patrols with a team, from when to when. Read and kept only by those who run its patrols."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization
from tongxin.patrols.access import may_keep_roster
from tongxin.patrols.events import PatrollerJoined, PatrollerLeft, WalkerComes, WalkerStaysAway
from tongxin.patrols.models import PatrolMember, PatrolRound, RoundWalker
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


@transaction.atomic
def come_along(*, patrol_round: PatrolRound, by: Actor, at: datetime) -> RoundWalker:
    """Say that one comes along on an open round; freely, and whoever stands on the roster may walk without it."""
    _check_may_come(patrol_round, by, at)
    walker, is_new = RoundWalker.objects.get_or_create(
        round=patrol_round, person_id=by.principal_id, defaults={"said_at": at}
    )
    if is_new:
        record(WalkerComes(patrol_round=patrol_round), by=by, at=at)
    return walker


@transaction.atomic
def stay_away(*, patrol_round: PatrolRound, by: Actor, at: datetime) -> None:
    """Say that one does not come after all; nothing follows from it."""
    _check_may_come(patrol_round, by, at)
    if RoundWalker.objects.filter(round=patrol_round, person_id=by.principal_id).delete()[0]:
        record(WalkerStaysAway(patrol_round=patrol_round), by=by, at=at)


def _check_may_come(patrol_round: PatrolRound, by: Actor, at: datetime) -> None:
    patrol_round.refresh_from_db(from_queryset=PatrolRound.objects.select_for_update(of=("self",)))
    roster = PatrolMember.objects.on(today(at)).filter(team=patrol_round.team_id, person_id=by.principal_id)
    if not roster.exists():
        raise NotYours
    if patrol_round.step != "open":
        raise AlreadyMoved


def _check_right(team: Organization, by: Actor) -> None:
    if by is not SYSTEM and not may_keep_roster(by, team):
        raise NotYours
