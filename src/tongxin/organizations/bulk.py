"""Bulk forms of the register's deeds: the same checks, constraints and records, written at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record_many
from tongxin.organizations.actions import check_place, nearest_party_organizations
from tongxin.organizations.events import MemberAffiliated, OrganizationFounded, OrganizationLinked, PersonAppointed
from tongxin.organizations.models import (
    Affiliation,
    Organization,
    OrganizationEdge,
    OrganizationForm,
    OrganizationLink,
    Post,
)
from tongxin.people.models import Person


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """What is known of an organization that is to be entered."""

    kind: str
    name: str
    area: Area
    parent: Organization | None = None
    industry: str = ""


@transaction.atomic
def found_many(organizations: Sequence[NewOrganization], *, on: date, by: Actor, at: datetime) -> list[Organization]:
    """Enter all of them or none, in the order given; a parent must be there already."""
    for new in organizations:
        check_place(terms.need("organization_kinds", new.kind).data, new.area, new.parent)
    keys = numbers(Principal, len(organizations))
    superiors = _superiors(organizations)
    Principal.objects.bulk_create(
        [
            Principal(pk=key, kind=Principal.Kind.ORGANIZATION, name=new.name, superior_id=superior)
            for key, new, superior in zip(keys, organizations, superiors, strict=True)
        ],
        batch_size=2000,
    )
    rows = [_row(key, new, on) for key, new in zip(keys, organizations, strict=True)]
    Organization.objects.bulk_create(rows, batch_size=2000)
    OrganizationForm.objects.bulk_create(
        [OrganizationForm(organization=row, kind=row.kind, name=row.name, valid_from=on) for row in rows],
        batch_size=2000,
    )
    OrganizationEdge.objects.bulk_create(
        [OrganizationEdge(child=row, parent_id=row.parent_id, valid_from=on) for row in rows if row.parent_id],
        batch_size=2000,
    )
    record_many([OrganizationFounded(organization=row, document=_("无文号")) for row in rows], by=by, at=at)
    return rows


@transaction.atomic
def affiliate_many(members: Sequence[tuple[int, Organization]], *, on: date, by: Actor, at: datetime) -> None:
    """Enter the formal relation of many members (person's key, organization); one each, as the constraint says."""
    for organization in {organization for _person, organization in members}:
        if not organization.kind_data.get("holds_members"):
            raise Unfit(_("组织关系不能落在这一类组织，请选择党支部、党总支或党委。"))
    copy_in(
        Affiliation,
        ("person", "organization", "standing", "valid_from"),
        ((person, organization.pk, Affiliation.Standing.FULL, on) for person, organization in members),
    )
    record_many(
        [MemberAffiliated(person=Person(pk=person), organization=each.name) for person, each in members], by=by, at=at
    )


def _superiors(organizations: Sequence[NewOrganization]) -> list[int | None]:
    nearest = nearest_party_organizations({new.area for new in organizations if new.parent is None})
    above = [new.parent or nearest.get(new.area.pk) for new in organizations]
    return [superior.pk if superior else None for superior in above]


def _row(key: int, new: NewOrganization, on: date) -> Organization:
    return Organization(
        principal_id=key,
        kind=new.kind,
        name=new.name,
        parent=new.parent,
        path=f"{new.parent.path if new.parent else ''}{key}/",
        area=new.area,
        area_path=new.area.path,
        industry=new.industry,
        valid_from=on,
    )


@dataclass(frozen=True, slots=True)
class NewPost:
    """Who is to hold which role where; the place is the organization's where none is named."""

    person_id: int
    person_name: str
    organization: Organization
    role: str
    area: Area | None = None


@transaction.atomic
def appoint_many(posts: Sequence[NewPost], *, on: date, by: Actor, at: datetime) -> list[int]:
    """Appoint many at once to ordinary roles; returns the keys. An office that others follow needs `appoint`."""
    followed = {rule.data["from_role"] for rule in terms.terms("ex_officio").values()}
    for role in {new.role for new in posts}:
        data = terms.need("roles", role).data
        if data.get("excludes") or data.get("one_per_area") or role in followed:
            raise Unfit(_("这一类职务请逐个任命。"))
    keys = numbers(Post, len(posts))
    copy_in(
        Post,
        ("id", "person", "organization", "role", "area", "valid_from", "source", "duty", "letter", "end_reason"),
        (
            (key, new.person_id, new.organization.pk, new.role, _place_of(new), on, "", "", "", "")
            for key, new in zip(keys, posts, strict=True)
        ),
    )
    facts = [
        PersonAppointed(
            organization=new.organization,
            person=new.person_name,
            role=terms.label("roles", new.role),
            letter=_("无文号"),
        )
        for new in posts
    ]
    record_many(facts, by=by, at=at)
    return keys


def _place_of(new: NewPost) -> int | None:
    return new.area.pk if new.area else new.organization.area_id


@transaction.atomic
def link_many(
    kind: str, ties: Sequence[tuple[Organization, Organization]], *, on: date, by: Actor, at: datetime
) -> None:
    """Tie many pairs (source, target) of organizations at once."""
    term = terms.need("link_kinds", kind)
    if any(source.family not in term.data["from"] or target.family not in term.data["to"] for source, target in ties):
        raise Unfit(_("“%s”不能这样关联。") % term.label)
    OrganizationLink.objects.bulk_create(
        [OrganizationLink(kind=kind, source=source, target=target, valid_from=on) for source, target in ties],
        batch_size=2000,
    )
    facts = [OrganizationLinked(organization=source, tie=term.label, to=target.name) for source, target in ties]
    record_many(facts, by=by, at=at)
