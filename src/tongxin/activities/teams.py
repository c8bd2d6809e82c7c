"""Volunteers join and leave teams. Whether somebody was a Party member is read from the register at joining (GY-34)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.activities.events import TeamJoined, TeamLeft
from tongxin.activities.models import TeamMember
from tongxin.kernel.access import holds
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record, record_alike
from tongxin.organizations.models import Affiliation, Organization
from tongxin.people.minors import ACTIVITIES, check_guardian, check_guardians
from tongxin.people.models import Person


class InTeamAlready(Refused):
    sentence = _("已经在这支队伍里，没有重复登记。")


class NoTeam(Unfit):
    sentence = _("只有志愿服务组织和队伍可以登记志愿者。")


may_lead = holds("activities.organize")


@transaction.atomic
def join_team(*, team: Organization, person: Person, on: date, by: Actor, at: datetime) -> TeamMember:
    """Register a volunteer: by oneself, or by who leads the team or serves its place; a minor with the guardian's
    consent. Raises InTeamAlready, GuardianNeeded."""
    if team.family != "volunteer":
        raise NoTeam
    _check_right(team, person.pk, by)
    check_guardian(person, ACTIVITIES, on=on)
    try:
        with transaction.atomic():
            row = TeamMember.objects.create(
                team=team, person=person, is_member=person.pk in _members([person.pk], on), valid_from=on
            )
    except IntegrityError as error:
        raise InTeamAlready from error
    record(TeamJoined(team_member=row, team=team), by=by, at=at)
    return row


@transaction.atomic
def leave_team(*, team_member: TeamMember, on: date, by: Actor, at: datetime) -> None:
    """End a membership; `on` is its last day."""
    _check_right(team_member.team, team_member.person_id, by)
    if on < team_member.valid_from:
        raise Unfit(gettext("退出日期不能早于加入日期。"))
    team_member.valid_to = on
    team_member.save(update_fields=["valid_to"])
    record(TeamLeft(team_member=team_member, team=team_member.team), by=by, at=at)


@transaction.atomic
def join_many(*, pairs: Iterable[tuple[int, int]], on: date, by: Actor, at: datetime) -> int:
    """The bulk form of `join_team` for (team id, person id); the same constraints hold. Returns the new rows."""
    wanted = list(pairs)
    check_guardians({person for _team, person in wanted}, ACTIVITIES, on=on)
    members = _members([person for _team, person in wanted], on)
    names = dict(Organization.objects.filter(pk__in={team for team, _person in wanted}).values_list("pk", "name"))
    keys = numbers(TeamMember, len(wanted))
    rows = ((key, team, person, person in members, on) for key, (team, person) in zip(keys, wanted, strict=True))
    copy_in(TeamMember, ("id", "team_id", "person_id", "is_member", "valid_from"), rows)
    facts = ((key, {"team": names[team]}) for key, (team, _person) in zip(keys, wanted, strict=True))
    record_alike(TeamJoined, TeamMember, facts, by=by, at=at)
    return len(wanted)


def _members(person_ids: list[int], on: date) -> set[int]:
    held = Affiliation.objects.on(on)
    if len(person_ids) < 1000:
        held = held.filter(person_id__in=person_ids)
    return set(held.values_list("person_id", flat=True))


def leads(by: Actor, team: Organization) -> bool:
    """Whether the actor leads the team or serves its place."""
    path = team.area_path if by.steers.along == "area" else team.path
    return by.steers.covers(path) and may_lead(by, team)


def _check_right(team: Organization, person_id: int, by: Actor) -> None:
    own = by is SYSTEM or by.principal_id == person_id
    if not own and not leads(by, team):
        raise NotYours
