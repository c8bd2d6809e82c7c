"""Deeds around service posts: published by the community, claimed by members and units, confirmed, ended (MHK-30)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities import insurance
from tongxin.areas.models import Area
from tongxin.enrolment import access
from tongxin.enrolment.errors import PostUninsured
from tongxin.enrolment.events import (
    PostClaimConfirmed,
    PostClaimed,
    PostClaimRefused,
    PostClosed,
    PostCorrected,
    PostPublished,
    PostReleased,
    PostServiceEnded,
)
from tongxin.enrolment.models import Enrolment, PostClaim, ServicePost
from tongxin.enrolment.procedure import POST_CLAIM
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.reasons import needed
from tongxin.kernel.records import record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.organizations.models import Affiliation, Organization


class PostFull(Refused):
    sentence = gettext_lazy("这个岗位的名额刚刚认领完了，请另选一个。")


class PostClosedAlready(Refused):
    sentence = gettext_lazy("这个岗位已停止认领或不在期限内。")


class ClaimedThisPost(Refused):
    sentence = gettext_lazy("已经认领了这个岗位，不用再认领。")


class NotEnrolled(Refused):
    sentence = gettext_lazy("请先向该社区报到并经社区确认，再认领岗位。")


class PlacesHeld(Unfit):
    sentence = gettext_lazy("名额不能少于已认领的人数。")


@transaction.atomic
def publish(
    *,
    area: Area,
    kind: str,
    title: str,
    duties: str,
    places: int,
    valid_from: date,
    by: Actor,
    at: datetime,
    valid_to: date | None = None,
    hours: Decimal | float = 0,
    at_junction: bool = False,
    place: str = "",
    dangers: Sequence[str] = (),
) -> ServicePost:
    """Offer a post in the community; a dangerous one may be claimed before it is insured, but nobody starts there
    (`post_insuring.insure`). Raises Unfit with a sentence."""
    terms.need("service_post_kinds", kind)
    if not by.holds("posts.publish") or not by.steers.covers(area.path):
        raise NotYours
    _check(title, duties, places, valid_from, valid_to)
    host = nearest_party_organization(area)
    if host is None:
        raise Unfit(_("“%s”还没有党组织，暂时不能发布岗位。") % area.name)
    post = ServicePost.objects.create(
        area=area, area_path=area.path, host=host, kind=kind, title=title.strip(), duties=duties.strip(),
        place=place.strip(), hours=hours, at_junction=at_junction, places=places, valid_from=valid_from,
        valid_to=valid_to, published_at=at, dangers=insurance.checked_dangers(dangers),
    )  # fmt: skip
    record(PostPublished(post=post, places=places), by=by, at=at)
    return post


@transaction.atomic
def correct(
    *, post: ServicePost, title: str, duties: str, places: int, by: Actor, at: datetime, hours: Decimal | float = 0,
    place: str = "", valid_to: date | None = None, dangers: Sequence[str] | None = None,
) -> None:  # fmt: skip
    """Change a post. The places never fall below what is claimed (PlacesHeld), nor pass those whom its policy counts;
    what is told of dangers stays where `dangers` is None."""
    check_host(post, by)
    locked = ServicePost.objects.select_for_update().get(pk=post.pk)
    _check(title, duties, places, locked.valid_from, valid_to)
    if places < locked.taken:
        raise PlacesHeld
    insurance.check_places(locked.policy, places)
    if dangers is not None:
        _set_dangers(locked, insurance.checked_dangers(dangers), at)
    changes = {"title": title.strip(), "duties": duties.strip(), "places": places, "place": place.strip()}
    ServicePost.objects.filter(pk=post.pk).update(**changes, hours=hours, valid_to=valid_to, dangers=locked.dangers)
    post.refresh_from_db()
    record(PostCorrected(post=post, places=places), by=by, at=at)


@transaction.atomic
def close(*, post: ServicePost, by: Actor, at: datetime) -> None:
    """Take no more claims; who is at the post stays."""
    check_host(post, by)
    if not ServicePost.objects.filter(pk=post.pk, closed_on=None).update(closed_on=today(at)):
        raise PostClosedAlready
    post.refresh_from_db()
    record(PostClosed(post=post), by=by, at=at)


@transaction.atomic
def claim(*, post: ServicePost, by: Actor, at: datetime, subject_id: int | None = None) -> PostClaim:
    """Take on a post: oneself, one's organization (`subject_id`), or at the desk for who stands there.

    Never more hold a place than there are (PostFull), nobody the same one twice (ClaimedThisPost); a member or unit
    has checked in with the community first (NotEnrolled).
    """
    subject = Principal.objects.get(pk=subject_id or by.on_behalf_of_id or by.principal_id)
    _check_claimer(post, subject, by)
    home = _home_of(subject, on=today(at))
    if home is not None and not _is_enrolled(subject.pk, post):
        raise NotEnrolled
    claim = PostClaim(
        post=post, subject=subject, host_id=post.host_id, home_organization=home, claimed_at=at, step="claimed",
        step_at=at, area_path=post.area_path,
    )  # fmt: skip
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as error:
        raise ClaimedThisPost from error
    _take_place(post, at)
    POST_CLAIM.start(claim, by=by, at=at)
    doer = by if subject.pk in by.own_ids else by.for_somebody(subject.pk)
    record(PostClaimed(claim=claim, subject_name=subject.name), by=doer, at=at)
    return claim


@transaction.atomic
def confirm(*, claim: PostClaim, by: Actor, at: datetime) -> None:
    """The community confirms; from today home and host both see the service (MHK-29). Raises PostUninsured where the
    post is dangerous and no policy of it holds today."""
    with POST_CLAIM.moving(claim, "confirm", by=by, at=at):
        post = ServicePost.objects.select_for_update(of=("self",), no_key=True).get(pk=claim.post_id)
        if not post.is_insured_on(today(at)):
            raise PostUninsured
        claim.active_from = today(at)
    record(PostClaimConfirmed(claim=claim), by=by, at=at)


@transaction.atomic
def refuse(*, claim: PostClaim, reason: str, by: Actor, at: datetime) -> None:
    with POST_CLAIM.moving(claim, "refuse", by=by, at=at):
        claim.end_reason = needed(reason)
    _give_place(claim)
    record(PostClaimRefused(claim=claim, reason=claim.end_reason), by=by, at=at)


@transaction.atomic
def release(*, claim: PostClaim, reason: str, by: Actor, at: datetime) -> None:
    """Give the post up; nobody is kept (voluntary claim)."""
    with POST_CLAIM.moving(claim, "release", by=by, at=at):
        _leave(claim, reason, at)
    _give_place(claim)
    record(PostReleased(claim=claim, reason=claim.end_reason), by=by, at=at)


@transaction.atomic
def end(*, claim: PostClaim, reason: str, by: Actor, at: datetime) -> None:
    with POST_CLAIM.moving(claim, "end", by=by, at=at):
        _leave(claim, reason, at)
    _give_place(claim)
    record(PostServiceEnded(claim=claim, reason=claim.end_reason), by=by, at=at)


def end_with_enrolment(*, enrolment: Enrolment, at: datetime) -> None:
    """End the posts that were held on the strength of a check-in. Runs inside the deed that ended it."""
    if enrolment.goes_to_unit:
        return
    others = Enrolment.objects.confirmed().of(enrolment.subject_id).filter(area=enrolment.area)
    if others.exists():
        return
    for claim in PostClaim.objects.held().of(enrolment.subject_id).filter(post__area=enrolment.area):
        with POST_CLAIM.moving(claim, "fall", by=SYSTEM, at=at):
            _leave(claim, enrolment.end_reason, at)
        _give_place(claim)
        record(PostServiceEnded(claim=claim, reason=claim.end_reason), by=SYSTEM, at=at)


def _check_claimer(post: ServicePost, subject: Principal, by: Actor) -> None:
    own = subject.pk == by.principal_id and by.holds("posts.claim")
    own_organization = subject.pk == by.organization_id and by.steers.along == "organization"
    if not (own or own_organization or access.post_desk(by, post)):
        raise NotYours


def _home_of(subject: Principal, *, on: date) -> Organization | None:
    if subject.kind == Principal.Kind.ORGANIZATION:
        return Organization.objects.get(pk=subject.pk)
    held = Affiliation.objects.on(on).filter(person_id=subject.pk).select_related("organization").first()
    return held.organization if held else None


def _is_enrolled(subject_id: int, post: ServicePost) -> bool:
    return Enrolment.objects.confirmed().of(subject_id).filter(area_id=post.area_id).exists()


def _take_place(post: ServicePost, at: datetime) -> None:
    # One statement takes the place or does not; the check of the table stands behind it.
    rows = ServicePost.objects.open_on(today(at)).filter(pk=post.pk)
    if not rows.with_room().update(taken=F("taken") + 1):
        raise PostFull if rows.exists() else PostClosedAlready
    post.refresh_from_db(fields=["taken"])


def _give_place(claim: PostClaim) -> None:
    ServicePost.objects.filter(pk=claim.post_id).update(taken=F("taken") - 1)


def _leave(claim: PostClaim, reason: str, at: datetime) -> None:
    claim.end_reason = needed(reason)
    if claim.active_from:
        claim.active_to = max(today(at), claim.active_from)


def _set_dangers(post: ServicePost, dangers: list[str], at: datetime) -> None:
    """A post at which people serve does not become dangerous without insurance."""
    is_new, post.dangers = not post.dangers, dangers
    if is_new and not post.is_insured_on(today(at)) and PostClaim.objects.active().filter(post=post).exists():
        raise Unfit(_("已经有人在岗。有人身危险的岗位，请先登记意外险，再这样修改。"))


def _check(title: str, duties: str, places: int, valid_from: date, valid_to: date | None) -> None:
    if not 2 <= len(title.strip()) <= 40:
        raise Unfit(_("岗位名称应为 2 至 40 个字。"))
    if not duties.strip():
        raise Unfit(_("请写明这个岗位做什么。"))
    if places < 1:
        raise Unfit(_("名额至少为 1。"))
    if valid_to and valid_to < valid_from:
        raise Unfit(_("结束日期不能早于开始日期。"))


def check_host(post: ServicePost, by: Actor) -> None:
    """Who publishes posts of that place."""
    if not by.holds("posts.publish") or not by.steers.covers(post.area_path):
        raise NotYours
