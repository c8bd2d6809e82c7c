"""Deeds of sharing: a unit's room for an organization by agreement, and the few signs that may hang there."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization
from tongxin.venues import events
from tongxin.venues.access import may_manage, may_permit_signs
from tongxin.venues.actions import lock
from tongxin.venues.errors import NoSign
from tongxin.venues.models import SignPermission, Venue, VenueAgreement


@transaction.atomic
def agree(
    *, venue: Venue, user: Organization, document: str, text: str, valid_from: date, by: Actor, at: datetime,
    valid_to: date | None = None,
) -> VenueAgreement:  # fmt: skip
    """Enter an agreement by which an organization shares the venue; it may book there whatever the audience."""
    _check_right(venue, by)
    if valid_to and valid_to < valid_from:
        raise Unfit(_("协议的截止日期不能早于开始日期。"))
    if not text.strip() or not document.strip():
        raise Unfit(_("请填写协议编号和约定事项。"))
    try:
        with transaction.atomic():
            made = VenueAgreement.objects.create(
                venue=venue, user=user, document=document.strip(), text=text.strip(), valid_from=valid_from,
                valid_to=valid_to, area_path=venue.area_path,
            )  # fmt: skip
    except IntegrityError as error:
        if "venue_agreement_once" not in str(error):
            raise
        raise Unfit(_("这段时间已有与%s的协议，请先终止原协议。") % user.name) from error
    record(events.AgreementSigned(venue=venue, user=user.name, document=made.document), by=by, at=at)
    return made


@transaction.atomic
def end_agreement(*, agreement: VenueAgreement, reason: str, on: date, by: Actor, at: datetime) -> None:
    """End it on its last day `on`, and with it the signs that hang by it."""
    _check_right(agreement.venue, by)
    if not reason.strip():
        raise Unfit(_("请写明终止的原因。"))
    if on < agreement.valid_from:
        raise Unfit(_("终止日期不能早于协议开始日期。"))
    agreement.valid_to, agreement.end_reason = on, reason.strip()[:120]
    agreement.save(update_fields=["valid_to", "end_reason"])
    for sign in SignPermission.objects.on(on).filter(agreement=agreement):
        _take_down(sign, on, by, at)
    fact = events.AgreementEnded(venue=agreement.venue, user=agreement.user.name, reason=agreement.end_reason)
    record(fact, by=by, at=at)


@transaction.atomic
def permit_sign(
    *, venue: Venue, sign: str, document: str, on: date, by: Actor, at: datetime,
    agreement: VenueAgreement | None = None,
) -> SignPermission:  # fmt: skip
    """Permit one of the listed signs at a venue. Raises NoSign where the list or the number of signs forbids it."""
    if by is not SYSTEM and not may_permit_signs(by, venue):
        raise NotYours
    term = terms.find("venue_signs", sign)
    if term is None or not term.is_active:
        raise NoSign(_("“%s”不在准许加挂的牌子清单里（社区减负规定），不能加挂。") % (term.label if term else sign))
    if term.data.get("needs_agreement") and not (agreement and agreement.holds_on(on)):
        raise NoSign(_("“%s”须依据有效的场地共用协议加挂，请先登记协议。") % term.label)
    if not document.strip():
        raise NoSign(_("请填写准许加挂的文号。"))
    lock(venue)
    most = int(rules.value("venue.signs_to", on=on, path=venue.area_path))
    if SignPermission.objects.on(on).filter(venue=venue).count() >= most:
        raise NoSign(_("这里已有 %d 块加挂的牌子，已到上限。") % most)
    try:
        with transaction.atomic():
            made = SignPermission.objects.create(
                venue=venue, agreement=agreement, sign=sign, sign_key=term.pk, document=document.strip(),
                area_path=venue.area_path, valid_from=on, valid_to=agreement.valid_to if agreement else None,
            )  # fmt: skip
    except IntegrityError as error:
        if "sign_permission_once" not in str(error):
            raise
        raise NoSign(_("“%s”已经挂在这里了。") % term.label) from error
    record(events.SignPermitted(venue=venue, sign=term.label, document=made.document), by=by, at=at)
    return made


@transaction.atomic
def take_down(*, sign: SignPermission, by: Actor, at: datetime) -> None:
    if by is not SYSTEM and not may_permit_signs(by, sign.venue):
        raise NotYours
    _take_down(sign, today(at), by, at)


def _take_down(sign: SignPermission, on: date, by: Actor, at: datetime) -> None:
    sign.valid_to = max(on, sign.valid_from)
    sign.save(update_fields=["valid_to"])
    record(events.SignTakenDown(venue=sign.venue, sign=sign.label), by=by, at=at)


def _check_right(venue: Venue, by: Actor) -> None:
    if by is not SYSTEM and not may_manage(by, venue):
        raise NotYours
