"""Deeds around pairings, by consent of both, and around campaigns (CD-36, CD-37, MHK-16, YX-08, YX-09)."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities.models import Activity
from tongxin.alliance import access
from tongxin.alliance.actions.agreements import host_of
from tongxin.alliance.actions.promises import needed
from tongxin.alliance.events import pairings as said
from tongxin.alliance.models import Campaign, CampaignActivity, Pairing
from tongxin.alliance.procedure import PAIRING
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record
from tongxin.organizations.models import Affiliation, Organization


class PairedAlready(Refused):
    sentence = gettext_lazy("这两方已经结对或正在征求同意，不用再提。")


class NotAMember(Unfit):
    sentence = gettext_lazy("党员结对双方都须是党员：此人当前没有登记组织关系。")


class NamedAlready(Refused):
    sentence = gettext_lazy("同一组织同一天起已有同名的行动。")


@transaction.atomic
def propose(
    *,
    level: str,
    kind: str,
    first: Principal,
    second: Principal,
    area: Area,
    aim: str,
    plan: str,
    valid_from: date,
    valid_to: date,
    by: Actor,
    at: datetime,
    campaign: Campaign | None = None,
) -> Pairing:
    """Propose that two pair up. Who proposes for himself has agreed; the other, or both, are asked.

    Raises PairedAlready, NotAMember, Unfit.
    """
    check(level, kind, first, second)
    check_members(level, first, second, on=today(at))
    if valid_to < valid_from or valid_to < today(at):
        raise Unfit(_("请核对结对期限。"))
    pairing = Pairing(
        level=level, kind=kind, first=first, second=second, area=area, area_path=area.path, host=host_of(area),
        aim=needed(aim, 200), plan=needed(plan, 1000), valid_from=valid_from, valid_to=valid_to, campaign=campaign,
        step="proposed", step_at=at, proposed_by_id=by.principal_id or None, proposed_at=at,
    )  # fmt: skip
    if by is not SYSTEM and not (access.partner | access.pairing_desk)(by, pairing):
        raise NotYours
    if campaign is not None and campaign.kind != Campaign.Kind.PAIRINGS:
        raise Unfit(_("这个行动不是结对行动。"))
    _agree_for(pairing, by, at)
    _insert(pairing)
    PAIRING.start(pairing, by=by, at=at)
    record(said.PairingProposed(pairing=pairing, sort=pairing.kind_label), by=by, at=at)
    return pairing


@transaction.atomic
def agree(*, pairing: Pairing, by: Actor, at: datetime) -> None:
    """One side consents; once both have, the pairing runs."""
    with PAIRING.moving(pairing, "agree", by=by, at=at):
        side = _agree_for(pairing, by, at)
    record(said.PairingAgreed(pairing=pairing, side=side), by=by, at=at)
    if pairing.first_agreed_at and pairing.second_agreed_at:
        with PAIRING.moving(pairing, "begin", by=SYSTEM, at=at):
            pass
        record(said.PairingBegun(pairing=pairing, until=f"{pairing.valid_to}"), by=SYSTEM, at=at)


@transaction.atomic
def decline(*, pairing: Pairing, reason: str, by: Actor, at: datetime) -> None:
    with PAIRING.moving(pairing, "decline", by=by, at=at):
        pairing.end_reason = needed(reason)
    record(said.PairingDeclined(pairing=pairing, reason=pairing.end_reason), by=by, at=at)


@transaction.atomic
def withdraw(*, pairing: Pairing, reason: str, by: Actor, at: datetime) -> None:
    with PAIRING.moving(pairing, "withdraw", by=by, at=at):
        pairing.end_reason = needed(reason)
    record(said.PairingWithdrawn(pairing=pairing, reason=pairing.end_reason), by=by, at=at)


@transaction.atomic
def leave(*, pairing: Pairing, reason: str, by: Actor, at: datetime) -> None:
    """Either side may end it; consent is not given once for all."""
    with PAIRING.moving(pairing, "leave", by=by, at=at):
        pairing.end_reason = needed(reason)
    record(said.PairingLeft(pairing=pairing, reason=pairing.end_reason), by=by, at=at)


@transaction.atomic
def close(*, pairing: Pairing, review: str, by: Actor, at: datetime) -> None:
    """Say at the end what came of it."""
    with PAIRING.moving(pairing, "close", by=by, at=at):
        pairing.review = needed(review, 1000)
    record(said.PairingReviewed(pairing=pairing), by=by, at=at)


def ask_reviews(*, at: datetime) -> int:
    """Ask for the review of pairings whose term is over. Run daily."""
    rows = list(Pairing.objects.over(today(at)).select_related("first", "second"))
    for pairing in rows:
        with transaction.atomic():
            with PAIRING.moving(pairing, "ask_review", by=SYSTEM, at=at):
                pass
            record(said.PairingReviewDue(pairing=pairing), by=SYSTEM, at=at)
    return len(rows)


@transaction.atomic
def open_campaign(
    *,
    name: str,
    kind: str,
    owner: Organization,
    area: Area,
    valid_from: date,
    by: Actor,
    at: datetime,
    valid_to: date | None = None,
    target: int | None = None,
    text: str = "",
) -> Campaign:
    """Open a named campaign of pairings or activities, with a target where it names one (YX-09, MHK-31)."""
    if by is not SYSTEM and not ("campaigns.manage" in by.office and by.steers.covers(area.path)):
        raise NotYours
    if valid_to and valid_to < valid_from:
        raise Unfit(_("结束日期不能早于开始日期。"))
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                name=needed(name, 60), kind=kind, owner=owner, area=area, area_path=area.path, target=target,
                text=text.strip()[:500], valid_from=valid_from, valid_to=valid_to,
            )  # fmt: skip
    except IntegrityError as error:
        raise NamedAlready from error
    record(said.CampaignOpened(campaign=campaign, target=_("，目标 %d") % target if target else ""), by=by, at=at)
    return campaign


@transaction.atomic
def tie_activity(*, campaign: Campaign, activity: Activity, by: Actor, at: datetime) -> None:
    """List an activity under a campaign; whose it is may be any organization within the campaign's area."""
    _check_campaign(campaign, by)
    if campaign.kind != Campaign.Kind.ACTIVITIES:
        raise Unfit(_("结对行动不列活动。"))
    if not activity.area_path.startswith(campaign.area_path):
        raise Unfit(_("这项活动不在行动的范围内。"))
    _link, created = CampaignActivity.objects.get_or_create(campaign=campaign, activity=activity)
    if not created:
        raise Refused(_("这项活动已经列入。"))
    record(said.CampaignActivityTied(campaign=campaign, activity=activity.title), by=by, at=at)


@transaction.atomic
def end_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> None:
    _check_campaign(campaign, by)
    campaign.valid_to = max(today(at) - timedelta(days=1), campaign.valid_from)
    campaign.save(update_fields=["valid_to"])
    record(said.CampaignEnded(campaign=campaign), by=by, at=at)


def check(level: str, kind: str, first: Principal, second: Principal) -> None:
    """Raise Unfit where the two are not of the layer, or are the same."""
    term = terms.need("pairing_kinds", kind)
    wanted = Principal.Kind.PERSON if level == Pairing.Level.MEMBER else Principal.Kind.ORGANIZATION
    if term.data.get("level") != level or {first.kind, second.kind} != {wanted}:
        raise Unfit(_("组织与组织结对，党员与党员结对；请核对结对类型和双方。"))
    if first.pk == second.pk:
        raise Unfit(_("双方不能是同一个。"))


def check_members(level: str, first: Principal, second: Principal, *, on: date) -> None:
    if level == Pairing.Level.MEMBER:
        held = Affiliation.objects.on(on).filter(person_id__in=[first.pk, second.pk])
        if held.values("person_id").distinct().count() < 2:
            raise NotAMember


def _agree_for(pairing: Pairing, by: Actor, at: datetime) -> str:
    """Note the consent of whom the actor speaks for; returns the name."""
    side = ""
    if pairing.second_agreed_at is None and access.speaks_for(by, pairing.second_id):
        pairing.second_agreed_at, side = at, pairing.second.name
    if pairing.first_agreed_at is None and access.speaks_for(by, pairing.first_id):
        pairing.first_agreed_at, side = at, pairing.first.name
    return side


def _insert(pairing: Pairing) -> None:
    try:
        with transaction.atomic():
            pairing.save()
    except IntegrityError as error:
        raise PairedAlready from error


def _check_campaign(campaign: Campaign, by: Actor) -> None:
    if by is not SYSTEM and not ("campaigns.manage" in by.office and by.steers.covers(campaign.area_path)):
        raise NotYours
