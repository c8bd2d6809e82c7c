"""A project from its proposal to its appraisal; the needs it cites travel with it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.exchange.actions.offers import fitting_amount, let_go_of, offer
from tongxin.exchange.events import (
    NeedCarried,
    NeedLetGo,
    NeedProposed,
    PartnerJoined,
    ProjectAccepted,
    ProjectAppraised,
    ProjectApproved,
    ProjectClosed,
    ProjectDelivered,
    ProjectProposed,
    ProjectRefused,
    ProjectReworked,
    ProjectStarted,
    ProjectWithdrawn,
)
from tongxin.exchange.models import (
    Appraisal,
    Need,
    Offer,
    Project,
    ProjectNeed,
    ProjectPartner,
    ProjectResource,
    Resource,
)
from tongxin.exchange.procedure import NEED, PROJECT, lead
from tongxin.kernel import reasons, terms
from tongxin.kernel.access import holds, serves_area
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization

may_propose = holds("projects.propose")
may_manage = holds("projects.manage") & (serves_area | lead)


class NothingCited(Unfit):
    sentence = gettext_lazy("一个项目至少要回应一条需求，并用到一项资源。")


class NeedTaken(Refused):
    sentence = gettext_lazy("所选需求刚刚已被另一个项目承接，请刷新后再选。")


class TermReversed(Unfit):
    sentence = gettext_lazy("项目的结束日期不能早于开始日期。")


class BeginPast(Unfit):
    sentence = gettext_lazy("项目的开始日期不能早于今天。")


class PartnerMissing(Unfit):
    sentence = gettext_lazy("项目须有必备的伙伴类别（社区），并至少有一个其他单位。")


class NobodyGives(Refused):
    sentence = gettext_lazy("还没有单位答应提供资源，答应之后才能开始实施。")


class NotConcerned(NotYours):
    sentence = gettext_lazy("只有提出人、项目伙伴和所在社区的代表可以评价这个项目。")


class AppraisedAlready(Refused):
    sentence = gettext_lazy("您已经评价过这个项目，每人只评一次。")


@transaction.atomic
def propose(
    *,
    title: str,
    needs: Sequence[Need],
    resources: Sequence[Resource],
    begins_on: date,
    ends_on: date,
    acceptance: str,
    by: Actor,
    at: datetime,
    text: str = "",
    field: str = "",
    lead: Organization | None = None,
    partners: Sequence[Organization] = (),
) -> Project:
    """Propose a project that answers needs with resources (YX-39); the owners not asked yet are asked now.

    The host of the first need answers for it and is a partner, so are the owners; each partner counts as one of the
    kinds of MHK-47. Raises NothingCited, TermReversed, PartnerMissing, NeedTaken.
    """
    if not needs or not resources:
        raise NothingCited
    _check_term(begins_on, ends_on, acceptance, at)
    first = needs[0]
    if not may_propose(by, first) or not (
        serves_area(by, first) or by.organization_id in {r.owner_id for r in resources}
    ):
        raise NotYours
    project = Project.objects.create(
        title=title.strip(), text=text.strip(), field=field or first.field, area=first.area, area_path=first.area_path,
        host_id=first.host_id, lead=lead or first.host, begins_on=begins_on, ends_on=ends_on,
        acceptance=acceptance.strip(), proposed_at=at, step="proposed", step_at=at,
    )  # fmt: skip
    _cite(project, needs, resources, by, at)
    gathered = [first.host, project.lead, *(each.owner for each in resources), *partners]
    ProjectPartner.objects.bulk_create(partners_of(project, gathered))
    PROJECT.start(project, by=by, at=at)
    cited, used = ("、".join(each.title for each in every) for every in (needs, resources))
    record(ProjectProposed(project=project, needs=cited, resources=used), by=by, at=at)
    for need in needs:
        with NEED.moving(need, "propose", by=SYSTEM, at=at):
            pass
        record(NeedProposed(need=need, project=project), by=by, at=at)
    return project


def _check_term(begins_on: date, ends_on: date, acceptance: str, at: datetime) -> None:
    if ends_on < begins_on:
        raise TermReversed
    if begins_on < today(at):
        raise BeginPast
    if not acceptance.strip():
        raise Unfit(_("请写明验收标准：做到什么样算完成。"))


def _cite(project: Project, needs: Sequence[Need], resources: Sequence[Resource], by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            ProjectNeed.objects.bulk_create([ProjectNeed(project=project, need=need) for need in needs])
    except IntegrityError as error:
        raise NeedTaken from error
    for resource in resources:
        asked = Offer.objects.filter(
            need__in=needs, resource=resource, step__in=("offered", "accepted", "partly_accepted"), returned_at=None
        ).first()
        if asked is None and serves_area(by, needs[0]):
            asked = offer(need=needs[0], resource=resource, by=by, at=at, amount=fitting_amount(needs[0], resource))
        ProjectResource.objects.create(project=project, resource=resource, offer=asked)


def partners_of(project: Project, organizations: Sequence[Organization]) -> list[ProjectPartner]:
    """The partners once each; raises PartnerMissing unless the required kinds are among them (MHK-47)."""
    found = {each.pk: each for each in organizations}
    rows = [
        ProjectPartner(project=project, organization=each, kind=each.partner_kind or "agency")
        for each in found.values()
    ]
    required = {term.code for term in terms.terms("partner_kinds").values() if term.data.get("required")}
    if not required <= {row.kind for row in rows} or len(rows) < 2:
        raise PartnerMissing
    return rows


@transaction.atomic
def add_partner(*, project: Project, organization: Organization, by: Actor, at: datetime) -> None:
    """Let one more organization in: a property company, an owners' committee, a social organization (GY-91)."""
    if not may_manage(by, project):
        raise NotYours
    if project.is_over:
        raise Refused
    partner, made = ProjectPartner.objects.get_or_create(
        project=project, organization=organization, defaults={"kind": organization.partner_kind or "agency"}
    )
    if made:
        record(PartnerJoined(project=project, organization=organization.name, partner=partner.kind_label), by=by, at=at)


@transaction.atomic
def approve(*, project: Project, by: Actor, at: datetime) -> None:
    """Approve the project; its needs count as being answered."""
    with PROJECT.moving(project, "approve", by=by, at=at):
        pass
    record(ProjectApproved(project=project), by=by, at=at)
    _carry(project, "begin", by, at)


@transaction.atomic
def refuse(*, project: Project, reason: str, by: Actor, at: datetime) -> None:
    """Do not approve; the needs go back to be matched."""
    reason = reasons.needed(reason, most=200)
    with PROJECT.moving(project, "refuse", by=by, at=at):
        pass
    record(ProjectRefused(project=project, reason=reason), by=by, at=at)
    _let_go(project, reason, by, at)


@transaction.atomic
def start_project(*, project: Project, by: Actor, at: datetime) -> None:
    """Begin; at least one owner must have said yes."""
    if not project.resource_links.filter(offer__step__in=("accepted", "partly_accepted")).exists() and not (
        project.resource_links.filter(offer=None).exists()
    ):
        raise NobodyGives
    with PROJECT.moving(project, "start", by=by, at=at):
        pass
    record(ProjectStarted(project=project), by=by, at=at)


@transaction.atomic
def deliver_project(*, project: Project, result: str, by: Actor, at: datetime) -> None:
    """Report that it is done, and what came of it."""
    if not result.strip():
        raise Unfit(_("请写明完成情况。"))
    with PROJECT.moving(project, "deliver", by=by, at=at):
        project.result = result.strip()
    record(ProjectDelivered(project=project, result=result.strip()), by=by, at=at)
    _carry(project, "deliver", by, at)


@transaction.atomic
def rework(*, project: Project, reason: str, by: Actor, at: datetime) -> None:
    """Send it back: the acceptance criteria are not met."""
    reason = reasons.needed(reason, most=200)
    with PROJECT.moving(project, "rework", by=by, at=at):
        pass
    record(ProjectReworked(project=project, reason=reason), by=by, at=at)
    _carry(project, "rework", by, at)


@transaction.atomic
def accept_project(*, project: Project, by: Actor, at: datetime) -> None:
    """Accept the result; those concerned are asked to appraise it."""
    with PROJECT.moving(project, "accept", by=by, at=at):
        pass
    record(ProjectAccepted(project=project), by=by, at=at)
    _carry(project, "accept", by, at)


@transaction.atomic
def appraise(*, project: Project, grade: int, by: Actor, at: datetime, text: str = "") -> Appraisal:
    """Say how one found the result, once per person; at the desk for somebody who has no phone."""
    if project.step not in ("appraisal", "closed"):
        raise Refused(_("项目验收之后才能评价。"))
    whose = by.on_behalf_of_id or by.principal_id
    if not is_concerned(project, by, whose):
        raise NotConcerned
    if not 1 <= grade <= 5:
        raise Unfit(_("请在一到五之间选择。"))
    try:
        with transaction.atomic():
            said = Appraisal.objects.create(project=project, by_id=whose, grade=grade, text=text.strip(), at=at)
    except IntegrityError as error:
        raise AppraisedAlready from error
    record(ProjectAppraised(project=project, grade=said.grade_label), by=by, at=at)
    return said


def is_concerned(project: Project, by: Actor, whose: int) -> bool:
    """Whether this person may appraise: a proposer, somebody of a partner, or a part-time voice of the area."""
    if whose in project.proposers():
        return True
    if by.on_behalf_of_id or not by.holds("projects.appraise"):
        return False
    covered = by.sees.along == "area" and by.sees.covers(project.area_path)
    return covered or by.organization_id in project.partner_ids()


@transaction.atomic
def close_project(*, project: Project, by: Actor, at: datetime) -> None:
    """End the appraisal; who has not rated stays unrated."""
    with PROJECT.moving(project, "close", by=by, at=at):
        pass
    rated = project.appraisals.count()
    unrated = len(set(project.proposers()) - set(project.appraisals.values_list("by_id", flat=True)))
    record(ProjectClosed(project=project, rated=rated, unrated=unrated), by=by, at=at)
    _carry(project, "close", by, at)
    for link in project.need_links.select_related("need"):
        let_go_of(link.need, reason=_("项目已办结"), by=by, at=at)


@PROJECT.on_late("appraisal")
def close_after_silence(project: Project, at: datetime) -> None:
    """The time to appraise has run out; nobody's silence counts as praise."""
    close_project(project=project, by=SYSTEM, at=at)


@transaction.atomic
def withdraw_project(*, project: Project, reason: str, by: Actor, at: datetime) -> None:
    """Give the project up; its needs go back to be matched."""
    reason = reasons.needed(reason, most=200)
    with PROJECT.moving(project, "withdraw", by=by, at=at):
        pass
    record(ProjectWithdrawn(project=project, reason=reason), by=by, at=at)
    _let_go(project, reason, by, at)


def _carry(project: Project, move: str, by: Actor, at: datetime) -> None:
    """The cited needs make the move that belongs to the project's; their proposers are told."""
    for need in _needs_of(project):
        with NEED.moving(need, move, by=SYSTEM, at=at):
            pass
        record(NeedCarried(need=need, project=project, step=project.step_label), by=by, at=at)


def _let_go(project: Project, reason: str, by: Actor, at: datetime) -> None:
    for need in _needs_of(project):
        with NEED.moving(need, "let_go", by=SYSTEM, at=at):
            pass
        record(NeedLetGo(need=need, project=project, reason=reason), by=by, at=at)
        let_go_of(need, reason=reason, by=by, at=at)
    project.need_links.update(let_go=True)


def _needs_of(project: Project) -> list[Need]:
    return list(Need.objects.filter(project_links__project=project, project_links__let_go=False).order_by("pk"))
