"""Deeds of the register: found, reform, move and tie organizations."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as BadNumber

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record
from tongxin.organizations.appointments import fill_offices
from tongxin.organizations.events import (
    GroupJoined,
    MemberAffiliated,
    OrganizationEnded,
    OrganizationFounded,
    OrganizationLinked,
    OrganizationMoved,
    OrganizationReformed,
    OrganizationUntied,
    RegionRoleGiven,
)
from tongxin.organizations.models import (
    Affiliation,
    GroupMember,
    Organization,
    OrganizationEdge,
    OrganizationForm,
    OrganizationLink,
    RegionRole,
)
from tongxin.people.models import Person


class WrongSuperior(Unfit):
    sentence = gettext_lazy("这一类组织不能设在所选上级或区域之下，请检查组织类型设置。")


class OneInPlace(Refused):
    sentence = gettext_lazy("这一类组织在同一区域只设一个，该区域已经有了。")


class CodeTaken(Refused):
    sentence = gettext_lazy("这个统一社会信用代码已有组织使用。")


class NoApproval(Unfit):
    sentence = gettext_lazy("改设组织形式须写明上级批准文号。")


class MemberElsewhere(Refused):
    sentence = gettext_lazy("该党员当前的组织关系在别处，一名党员同一天只能有一个组织关系。")


class TiedAlready(Refused):
    sentence = gettext_lazy("该组织在这一时期已有同类关联，请先结束原来的。")


@transaction.atomic
def found(
    *,
    kind: str,
    name: str,
    area: Area,
    on: date,
    by: Actor,
    at: datetime,
    parent: Organization | None = None,
    document: str = "",
    industry: str = "",
    credit_code: str = "",
) -> Organization:
    """Enter an organization; the list of kinds says where it may sit and under whom."""
    term = terms.need("organization_kinds", kind)
    check_place(term.data, area, parent)
    principal = Principal.objects.create(
        kind=Principal.Kind.ORGANIZATION, name=name, superior_id=superior_id(parent, area)
    )
    organization = _insert(
        principal=principal, kind=kind, name=name, parent=parent,
        path=f"{parent.path if parent else ''}{principal.pk}/", area=area, area_path=area.path, industry=industry,
        credit_code=checked_credit_code(credit_code), valid_from=on,
        sole_kind=term.pk if term.data.get("one_per_area") else None,
    )  # fmt: skip
    OrganizationForm.objects.create(organization=organization, kind=kind, name=name, document=document, valid_from=on)
    if parent:
        OrganizationEdge.objects.create(child=organization, parent=parent, valid_from=on)
    record(OrganizationFounded(organization=organization, document=document or _("无文号")), by=by, at=at)
    fill_offices(body=organization, on=on, by=by, at=at)
    return organization


def _insert(**columns: Any) -> Organization:
    try:
        with transaction.atomic():
            return Organization.objects.create(**columns)
    except IntegrityError as error:
        raise (OneInPlace if "organization_once_per_area" in str(error) else CodeTaken) from error


@transaction.atomic
def reform(
    *, organization: Organization, kind: str, document: str, on: date, by: Actor, at: datetime, name: str = ""
) -> None:
    """Upgrade or change the form of an organization on the superior's approval; the old form stays in history."""
    if not document.strip():
        raise NoApproval
    term = terms.need("organization_kinds", kind)
    check_place(term.data, organization.area, organization.parent)
    before = organization.kind_label
    _end(OrganizationForm.objects.filter(organization=organization), on)
    organization.kind, organization.name = kind, name or organization.name
    organization.save(update_fields=["kind", "name"])
    Principal.objects.filter(pk=organization.pk).update(name=organization.name)
    OrganizationForm.objects.create(
        organization=organization, kind=kind, name=organization.name, document=document, valid_from=on
    )
    record(
        OrganizationReformed(organization=organization, before=before, after=term.label, document=document),
        by=by,
        at=at,
    )


@transaction.atomic
def move(*, organization: Organization, parent: Organization, document: str, on: date, by: Actor, at: datetime) -> None:
    """Put the organization, with all below it, under another superior."""
    check_place(organization.kind_data, organization.area, parent)
    if parent.path.startswith(organization.path):
        raise WrongSuperior
    before = str(organization.parent or _("无"))
    _end(OrganizationEdge.objects.filter(child=organization), on)
    OrganizationEdge.objects.create(child=organization, parent=parent, valid_from=on)
    old, new = organization.path, f"{parent.path}{organization.pk}/"
    below = Organization.objects.filter(path__startswith=old)
    below.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    Organization.objects.filter(pk=organization.pk).update(parent=parent)
    Principal.objects.filter(pk=organization.pk).update(superior_id=parent.pk)
    organization.refresh_from_db()
    record(
        OrganizationMoved(organization=organization, before=before, after=parent.name, document=document), by=by, at=at
    )


@transaction.atomic
def end(*, organization: Organization, document: str, on: date, by: Actor, at: datetime) -> None:
    """Dissolve the organization; its posts, ties and form end with it, `on` is the first day without it."""
    for rows in (organization.posts, organization.links, organization.forms, organization.edges_up):  # type: ignore[attr-defined]
        _end(rows.all(), on)
    organization.valid_to = on - timedelta(days=1)
    organization.save(update_fields=["valid_to"])
    record(OrganizationEnded(organization=organization, document=document), by=by, at=at)


@transaction.atomic
def link(
    *, organization: Organization, kind: str, to: Organization | Area, on: date, by: Actor, at: datetime
) -> OrganizationLink:
    """Tie the organization to another one or to a place; raises TiedAlready where only one tie may hold."""
    term = terms.need("link_kinds", kind)
    allowed = term.data.get("to", [])
    fits = isinstance(to, Area) if allowed == "area" else isinstance(to, Organization) and to.family in allowed
    if not fits or organization.family not in term.data.get("from", []):
        raise Unfit(_("“%s”不能这样关联。") % term.label)
    ends = {"area": to} if isinstance(to, Area) else {"target": to}
    try:
        with transaction.atomic():
            tie = OrganizationLink.objects.create(kind=kind, source=organization, valid_from=on, **ends)
    except IntegrityError as error:
        raise TiedAlready from error
    record(OrganizationLinked(organization=organization, tie=term.label, to=str(to)), by=by, at=at)
    if isinstance(to, Organization):
        fill_offices(body=to, on=on, by=by, at=at)
    return tie


@transaction.atomic
def end_link(*, tie: OrganizationLink, on: date, by: Actor, at: datetime) -> None:
    """End a tie, `on` is its last day."""
    if on < tie.valid_from:
        raise Unfit(_("结束日期不能早于开始日期。"))
    tie.valid_to = on
    tie.save(update_fields=["valid_to"])
    record(
        OrganizationUntied(organization=tie.source, tie=tie.kind_label, to=str(tie.target or tie.area)), by=by, at=at
    )


@transaction.atomic
def join_group(
    *, group: Organization, person: Person, drawn_from: Organization, on: date, by: Actor, at: datetime
) -> GroupMember:
    """Take somebody into a functional group; the formal relation stays where it is (BL-34)."""
    if group.kind_data.get("form") != "functional":
        raise Unfit(_("只有功能型党组织可以从各组织抽调成员。"))
    try:
        with transaction.atomic():
            member = GroupMember.objects.create(group=group, person=person, drawn_from=drawn_from, valid_from=on)
    except IntegrityError as error:
        raise TiedAlready(_("该同志已是这个功能型组织的成员。")) from error
    record(GroupJoined(organization=group, person=person.name, drawn_from=drawn_from.name), by=by, at=at)
    return member


@transaction.atomic
def give_region_role(
    *, organization: Organization, area: Area, role: str, on: date, by: Actor, at: datetime
) -> RegionRole:
    """Say which part the organization plays in the area's regional network: core, base or participant."""
    term = terms.need("region_roles", role)
    kinds, families = term.data.get("kinds"), term.data.get("families")
    if (kinds and organization.kind not in kinds) or (families and organization.family not in families):
        raise Unfit(_("“%s”不能由这一类组织担任。") % term.label)
    RegionRole.objects.filter(organization=organization, area=area, valid_from=on).delete()
    _end(RegionRole.objects.filter(organization=organization, area=area), on)
    given = RegionRole.objects.create(organization=organization, area=area, role=role, valid_from=on)
    record(RegionRoleGiven(organization=organization, area=area.name, role=term.label), by=by, at=at)
    return given


@transaction.atomic
def affiliate(
    *,
    person: Person,
    organization: Organization,
    on: date,
    by: Actor,
    at: datetime,
    standing: str = Affiliation.Standing.FULL,
) -> Affiliation:
    """Enter the formal relation of a member; one person has one at a time. Raises MemberElsewhere."""
    if not organization.kind_data.get("holds_members"):
        raise Unfit(_("组织关系不能落在这一类组织，请选择党支部、党总支或党委。"))
    try:
        with transaction.atomic():
            row = Affiliation.objects.create(person=person, organization=organization, standing=standing, valid_from=on)
    except IntegrityError as error:
        raise MemberElsewhere from error
    record(MemberAffiliated(person=person, organization=organization.name), by=by, at=at)
    return row


def superior_id(parent: Organization | None, area: Area) -> int | None:
    """Who is told when this organization is late: its superior, else the nearest territorial Party organization."""
    if parent is not None:
        return parent.pk
    core = nearest_party_organization(area)
    return core.pk if core else None


def nearest_party_organization(area: Area) -> Organization | None:
    """The Party organization of the territory line that leads the place, or the next place above it."""
    return nearest_party_organizations([area]).get(area.pk)


def nearest_party_organizations(areas: Collection[Area]) -> dict[int, Organization]:
    """By the key of each place, the Party organization that leads it or the next place above it. One query."""
    kinds = [
        code for code, term in terms.terms("organization_kinds").items()
        if term.data.get("line") == "territory" and term.data.get("form") in LEADING_FORMS
    ]  # fmt: skip
    above = {pk for area in areas for pk in area.ancestor_ids()}
    found = Organization.objects.filter(area_id__in=above, kind__in=kinds, valid_to=None)
    leads = {each.area_id: each for each in found.select_related("area").order_by("-principal_id")}
    chains = ((area.pk, (leads[pk] for pk in reversed(area.ancestor_ids()) if pk in leads)) for area in areas)
    return {pk: nearest for pk, chain in chains if (nearest := next(chain, None))}


#: Forms of Party organizations that lead a place; groups and functional ones do not.
LEADING_FORMS = ("local_committee", "work_committee", "party_committee", "general_branch", "branch")


def checked_credit_code(code: str) -> str:
    """The unified social credit code in its one written form, or empty; raises Unfit (GB 32100)."""
    if not code.strip():
        return ""
    try:
        return str(uscc.validate(code))
    except BadNumber:
        raise Unfit(_("统一社会信用代码校验不符，请核对是否录错。")) from None


def check_place(kind: dict[str, Any], area: Area, parent: Organization | None) -> None:
    """Raise WrongSuperior where a kind of organization may not sit in the area, or under the parent."""
    if area.kind not in kind.get("area_kinds", [area.kind]):
        raise WrongSuperior
    if parent is not None and parent.kind not in kind.get("parents", []):
        raise WrongSuperior


def _end(rows: models.QuerySet[Any], on: date) -> None:
    running = rows.filter(valid_to=None)
    if running.filter(valid_from__gte=on).exists():
        raise Unfit(_("生效日期须晚于上一次变更。"))
    running.update(valid_to=on - timedelta(days=1))
