"""Bulk forms of checking in and claiming posts: the same checks, constraints and records, written at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from tongxin.areas.models import Area
from tongxin.enrolment.actions import MEMBER, UNIT
from tongxin.enrolment.errors import NotAMember, PostUninsured
from tongxin.enrolment.events import (
    EnrolmentConfirmed,
    EnrolmentRequested,
    PostClaimConfirmed,
    PostClaimed,
)
from tongxin.enrolment.hosting import hosts_of, term_end
from tongxin.enrolment.models import Enrolment, PostClaim, ServicePost
from tongxin.enrolment.post_actions import NotEnrolled, PostFull
from tongxin.enrolment.procedure import ENROLMENT, POST_CLAIM
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.kernel.records import Event, record_many
from tongxin.organizations.models import Affiliation, Organization

BATCH = 2000


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """A member (with a basis) or a unit (without) that checks in with a community."""

    subject_id: int
    area: Area
    basis: str = ""
    skills: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    shows_identity: bool = False
    contact: str = ""
    pledge: str = ""

    @property
    def kind(self) -> str:
        return MEMBER if self.basis else UNIT

    @property
    def slot(self) -> str:
        return f"{MEMBER}:{self.basis}" if self.basis else UNIT


@dataclass(frozen=True, slots=True)
class NewClaim:
    """Somebody who checked in takes on a post."""

    subject_id: int
    post: ServicePost


@transaction.atomic
def enrol_many(new: Sequence[NewEnrolment], *, by: Actor, at: datetime, confirmed: bool = True) -> list[Enrolment]:
    """Check all of them in or none, confirmed at once or waiting for it; the order is kept.

    Raises NotAMember, HostGone, Unfit, and IntegrityError where one is in already.
    """
    day = today(at)
    for basis in {each.basis for each in new if each.basis}:
        terms.need("enrolment_bases", basis)
    hosts = hosts_of({each.area for each in new}, on=day)
    homes = _homes([each.subject_id for each in new if each.kind == MEMBER], day)
    names = Principal.objects.in_bulk([each.subject_id for each in new])
    rows = [_enrolment(each, names[each.subject_id], hosts[each.area.pk], homes, at, confirmed) for each in new]
    Enrolment.objects.bulk_create(rows, batch_size=BATCH)
    said: list[Event] = [
        EnrolmentRequested(enrolment=row, subject_name=names[row.subject_id].name, host=row.host_label) for row in rows
    ]
    if confirmed:
        said += [EnrolmentConfirmed(enrolment=row, host=row.host_label) for row in rows]
    else:
        for row in rows:
            ENROLMENT.start(row, by=by, at=at)
    record_many(said, by=by, at=at)
    return rows


@transaction.atomic
def claim_many(new: Sequence[NewClaim], *, by: Actor, at: datetime, active: bool = True) -> list[PostClaim]:
    """Have all of them claim their posts or none, at their post at once or waiting for the community.

    Raises NotEnrolled, PostFull and PostUninsured as the single deeds do, IntegrityError where somebody holds the post
    already.
    """
    day = today(at)
    members = _homes([each.subject_id for each in new], day)
    _check_enrolled(new)
    names = Principal.objects.in_bulk([each.subject_id for each in new])
    rows = [_claim(each, members, names[each.subject_id], at, active) for each in new]
    _take_places(Counter(row.post_id for row in rows), day)
    if active and any(not each.post.is_insured_on(day) for each in new):
        raise PostUninsured
    PostClaim.objects.bulk_create(rows, batch_size=BATCH)
    said: list[Event] = [PostClaimed(claim=row, subject_name=names[row.subject_id].name) for row in rows]
    if active:
        said += [PostClaimConfirmed(claim=row) for row in rows]
    else:
        for row in rows:
            POST_CLAIM.start(row, by=by, at=at)
    record_many(said, by=by, at=at)
    return rows


def _enrolment(
    new: NewEnrolment, subject: Principal, host: Organization, homes: dict[int, int], at: datetime, confirmed: bool
) -> Enrolment:
    home_id = homes.get(new.subject_id) if new.kind == MEMBER else new.subject_id
    if home_id is None:
        raise NotAMember
    return Enrolment(
        kind=new.kind, basis=new.basis, slot=new.slot, subject=subject, area=new.area,
        area_path=new.area.path, host=host, home_organization_id=home_id, requested_at=at,
        step="confirmed" if confirmed else "requested", step_at=at, skills=list(new.skills), wishes=list(new.wishes),
        shows_identity=new.shows_identity, contact=new.contact, pledge=new.pledge,
        valid_from=today(at) if confirmed else None,
        valid_to=term_end(today(at), new.area.path) if confirmed else None,
    )  # fmt: skip


def _claim(new: NewClaim, members: dict[int, int], subject: Principal, at: datetime, active: bool) -> PostClaim:
    is_unit = subject.kind == Principal.Kind.ORGANIZATION
    return PostClaim(
        post=new.post, subject_id=new.subject_id, host_id=new.post.host_id, area_path=new.post.area_path,
        home_organization_id=new.subject_id if is_unit else members.get(new.subject_id), claimed_at=at,
        step="active" if active else "claimed", step_at=at, active_from=today(at) if active else None,
    )  # fmt: skip


def _homes(person_ids: Iterable[int], day: date) -> dict[int, int]:
    held = Affiliation.objects.on(day).filter(person_id__in=list(person_ids))
    return dict(held.values_list("person_id", "organization_id"))


def _check_enrolled(new: Sequence[NewClaim]) -> None:
    rows = Enrolment.objects.confirmed().filter(subject_id__in=[each.subject_id for each in new])
    there = set(rows.values_list("subject_id", "area_id"))
    if any((each.subject_id, each.post.area_id) not in there for each in new):
        raise NotEnrolled


def _take_places(counts: Counter[int], day: date) -> None:
    """Lock the posts in their order, so that two bulk forms never wait for each other, and count all at once."""
    rows = ServicePost.objects.open_on(day).filter(pk__in=counts).order_by("pk")
    posts = list(rows.select_for_update(no_key=True).only("pk", "places", "taken"))
    for post in posts:
        post.taken += counts[post.pk]
    if len(posts) < len(counts) or any(post.taken > post.places for post in posts):
        raise PostFull
    ServicePost.objects.bulk_update(posts, ["taken"], batch_size=BATCH)
