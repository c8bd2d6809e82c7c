"""Deeds around groups on file (BL-19), growing organizations and the three societies in a project (YX-36)."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.alliance import access
from tongxin.alliance.actions.agreements import host_of
from tongxin.alliance.actions.promises import needed
from tongxin.alliance.events import asks as said
from tongxin.alliance.models import GroupFiling, GroupGrant, Incubation, SocietyLink
from tongxin.alliance.procedure import FILING
from tongxin.areas.models import Area
from tongxin.exchange.models import Project
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Organization
from tongxin.people.models import Person

#: The kind of organization that a group on file becomes.
KIND = "self_governance_group"


class FiledAlready(Refused):
    sentence = gettext_lazy("这个社区已有同名的群众组织。")


@transaction.atomic
def ask_filing(
    *, name: str, area: Area, leader: Person, people: int, does: str, by: Actor, at: datetime, venue_need: str = ""
) -> GroupFiling:
    """A group of residents asks to be put on file with its community; at the desk for the leader who stands there."""
    row = GroupFiling(
        name=needed(name, 60), area=area, area_path=area.path, host=host_of(area), leader=leader, people=people,
        does=needed(does, 500), venue_need=venue_need.strip()[:200], asked_at=at, step="filed", step_at=at,
    )  # fmt: skip
    if by is not SYSTEM and not (access.leader | (access.files & access.community_side))(by, row):
        raise NotYours
    if people < 1:
        raise Unfit(_("请填人数。"))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise FiledAlready from error
    FILING.start(row, by=by, at=at)
    doer = by if by is SYSTEM or leader.pk in by.own_ids else by.for_somebody(leader.pk)
    record(said.GroupAsked(filing=row, leader=leader.name), by=doer, at=at)
    return row


@transaction.atomic
def accept(*, filing: GroupFiling, by: Actor, at: datetime) -> None:
    """Put it on file: it becomes an organization of the kind of groups on file. This is no registration."""
    with FILING.moving(filing, "accept", by=by, at=at):
        committee = Organization.objects.filter(
            area=filing.area, kind__in=terms.need("organization_kinds", KIND).data.get("parents", []), valid_to=None
        ).first()
        filing.organization = organizations.found(
            kind=KIND, name=filing.name, area=filing.area, parent=committee, on=today(at),
            document=filing.number, by=by, at=at,
        )  # fmt: skip
        filing.filed_on = today(at)
    record(said.GroupOnFile(filing=filing), by=by, at=at)


@transaction.atomic
def refuse(*, filing: GroupFiling, reason: str, by: Actor, at: datetime) -> None:
    with FILING.moving(filing, "refuse", by=by, at=at):
        filing.end_reason = needed(reason)
    record(said.GroupRefused(filing=filing, reason=filing.end_reason), by=by, at=at)


@transaction.atomic
def end(*, filing: GroupFiling, reason: str, by: Actor, at: datetime) -> None:
    with FILING.moving(filing, "end", by=by, at=at):
        filing.end_reason = needed(reason)
    record(said.GroupEnded(filing=filing, reason=filing.end_reason), by=by, at=at)


@transaction.atomic
def grant(
    *, filing: GroupFiling, amount: int, source: str, purpose: str, given_on: date, by: Actor, at: datetime
) -> GroupGrant:
    """Note what a group on file was given; `amount` in fen."""
    if filing.step != "on_file":
        raise AlreadyMoved
    if by is not SYSTEM and not (access.files & access.community_side)(by, filing):
        raise NotYours
    if amount <= 0 or given_on > today(at):
        raise Unfit(_("请核对金额和日期。"))
    row = GroupGrant.objects.create(
        filing=filing, amount=amount, source=needed(source, 60), purpose=needed(purpose, 200), given_on=given_on
    )
    record(said.GroupGranted(filing=filing, purpose=row.purpose), by=by, at=at)
    return row


@transaction.atomic
def reach_stage(
    *, organization: Organization, stage: str, on: date, by: Actor, at: datetime, note: str = ""
) -> Incubation:
    """Note the stage a young organization has come to; the one before ends the day before."""
    terms.need("incubation_stages", stage)
    if organization.family not in ("social", "self_governance", "volunteer"):
        raise Unfit(_("孵化的是社会组织和群众组织。"))
    if by is not SYSTEM and not ("groups.file" in by.office and by.steers.covers(organization.area_path)):
        raise NotYours
    held = Incubation.objects.filter(organization=organization, valid_to=None).first()
    if held and held.valid_from >= on:
        raise Unfit(_("日期须晚于上一阶段的开始日期。"))
    if held:
        held.valid_to = on - timedelta(days=1)
        held.save(update_fields=["valid_to"])
    row = Incubation.objects.create(organization=organization, stage=stage, note=note.strip()[:200], valid_from=on)
    record(said.StageReached(incubation=row, stage=row.stage_label), by=by, at=at)
    return row


@transaction.atomic
def link_societies(
    *, project: Project, organization: Organization, worker: Person, on: date, by: Actor, at: datetime
) -> SocietyLink:
    """Tie community, social organization and social worker together in a project (YX-36)."""
    if organization.family not in ("social", "self_governance"):
        raise Unfit(_("请选择社会组织。"))
    if by is not SYSTEM and not ("groups.file" in by.office and by.steers.covers(project.area_path)):
        raise NotYours
    try:
        with transaction.atomic():
            row = SocietyLink.objects.create(
                project=project, community=project.host, organization=organization, worker=worker, valid_from=on
            )
    except IntegrityError as error:
        raise Refused(_("这三方已经在这个项目里联动。")) from error
    record(said.SocietiesLinked(link=row, project=project.title), by=by, at=at)
    return row
