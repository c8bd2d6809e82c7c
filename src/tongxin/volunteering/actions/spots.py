"""Adopted spots and residents' own contributions; thanks in public only by consent (BL-02)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Principal
from tongxin.kernel.records import record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.people.models import Person
from tongxin.volunteering.access import keeps
from tongxin.volunteering.actions.hours import check_self
from tongxin.volunteering.errors import AdoptedAlready
from tongxin.volunteering.events import (
    ContributionDeclined,
    ContributionOffered,
    ContributionReceived,
    ContributionThanked,
    ContributionWithdrawn,
    SpotAdopted,
    SpotLeft,
    SpotOffered,
)
from tongxin.volunteering.models import Adoption, Contribution, Spot
from tongxin.volunteering.procedure import CONTRIBUTION


@transaction.atomic
def open_spot(*, area: Area, name: str, kind: str, text: str, by: Actor, at: datetime) -> Spot:
    """Put a spot up for adoption."""
    terms.need("spot_kinds", kind)
    if not keeps(by, area.path):
        raise NotYours
    if not name.strip() or not text.strip():
        raise Unfit(_("请写明地点名称和要照看什么。"))
    try:
        with transaction.atomic():
            spot = Spot.objects.create(area=area, area_path=area.path, name=name.strip(), kind=kind, text=text.strip())
    except IntegrityError as error:
        raise Unfit(_("这里已经有同名的认养点。")) from error
    record(SpotOffered(spot=spot), by=by, at=at)
    return spot


@transaction.atomic
def adopt(*, spot: Spot, by: Actor, at: datetime, shows_name: bool = False) -> Adoption:
    """Look after a spot from today on: oneself, or the organization one speaks for. Raises AdoptedAlready."""
    speaks = by.steers.along == "organization" and by.organization_id and "activities.organize" in by.office
    if not by.holds("activities.join") and not speaks:
        raise NotYours
    if not spot.is_active:
        raise AdoptedAlready(_("这里现在不接受认养。"))
    adopter = Principal.objects.get(pk=(by.organization_id or 0) if speaks else by.principal_id)
    try:
        with transaction.atomic():
            row = Adoption.objects.create(spot=spot, adopter=adopter, shows_name=shows_name, valid_from=today(at))
    except IntegrityError as error:
        raise AdoptedAlready from error
    record(SpotAdopted(adoption=row, spot=spot), by=by, at=at)
    return row


@transaction.atomic
def leave(*, adoption: Adoption, by: Actor, at: datetime) -> None:
    """End an adoption: the adopter at any time, or the community; the spot is free from tomorrow on at the latest.

    The name is taken down at once.
    """
    row = Adoption.objects.select_for_update(of=("self",)).select_related("spot").get(pk=adoption.pk)
    if row.adopter_id not in by.own_ids and not keeps(by, row.spot.area_path):
        raise NotYours
    row.valid_to = max(today(at) - timedelta(days=1), row.valid_from)
    row.shows_name = False
    row.save(update_fields=["valid_to", "shows_name"])
    record(SpotLeft(adoption=row, spot=row.spot), by=by, at=at)


@transaction.atomic
def contribute(
    *, person: Person, kind: str, text: str, by: Actor, at: datetime, spot: Spot | None = None,
    shows_name: bool = False,
) -> Contribution:  # fmt: skip
    """Offer the community something of one's own accord. The community takes or declines it, and says thanks."""
    terms.need("gift_kinds", kind)
    check_self(person, by)
    if not text.strip():
        raise Unfit(_("请写明是什么、有多少。"))
    host = nearest_party_organization(person.area)
    if host is None:
        raise Unfit(_("“%s”还没有党组织，暂时不能接收。") % person.area.name)
    row = Contribution.objects.create(
        giver=person, host=host, kind=kind, text=text.strip(), spot=spot, shows_name=shows_name, offered_at=at,
        step="offered", step_at=at, area_path=person.area_path,
    )  # fmt: skip
    CONTRIBUTION.start(row, by=by, at=at)
    record(ContributionOffered(contribution=row), by=by, at=at)
    return row


@transaction.atomic
def receive(*, contribution: Contribution, by: Actor, at: datetime) -> None:
    with CONTRIBUTION.moving(contribution, "receive", by=by, at=at):
        pass
    record(ContributionReceived(contribution=contribution), by=by, at=at)


@transaction.atomic
def thank(*, contribution: Contribution, thanks: str, by: Actor, at: datetime) -> None:
    if not thanks.strip():
        raise Unfit(_("请写一句感谢的话。"))
    with CONTRIBUTION.moving(contribution, "thank", by=by, at=at):
        contribution.thanks = thanks.strip()[:200]
    record(ContributionThanked(contribution=contribution, thanks=contribution.thanks), by=by, at=at)


@transaction.atomic
def decline(*, contribution: Contribution, reason: str, by: Actor, at: datetime) -> None:
    if not reason.strip():
        raise Unfit(_("请写明原因，贡献人会看到。"))
    with CONTRIBUTION.moving(contribution, "decline", by=by, at=at):
        contribution.answer = reason.strip()[:200]
    record(ContributionDeclined(contribution=contribution, reason=contribution.answer), by=by, at=at)


@transaction.atomic
def withdraw(*, contribution: Contribution, by: Actor, at: datetime) -> None:
    with CONTRIBUTION.moving(contribution, "withdraw", by=by, at=at):
        pass
    record(ContributionWithdrawn(contribution=contribution), by=by, at=at)


@transaction.atomic
def show_thanks(*, contribution: Contribution, shown: bool, by: Actor, at: datetime) -> None:
    """The giver alone says whether the thanks are public; withdrawn, they are gone at once."""
    if by.principal_id != contribution.giver_id:
        raise NotYours
    Contribution.objects.filter(pk=contribution.pk).update(shows_name=shown)
