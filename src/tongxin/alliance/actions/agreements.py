"""Deeds around agreements: draft, send, sign, keep, renew, review, end (GY-05, GY-12, MHK-32, C02-2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NoReturn

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.alliance import access
from tongxin.alliance.actions.instruments import drop_under
from tongxin.alliance.actions.promises import add_item, needed
from tongxin.alliance.events import agreements as said
from tongxin.alliance.models import IN_FORCE, UNDER_WAY, Agreement, AgreementItem, Side
from tongxin.alliance.procedure import AGREEMENT
from tongxin.areas.models import Area
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.organizations.models import Organization


class AgreedAlready(Refused):
    sentence = gettext_lazy("这个单位与这里已有一份同类文本生效或正在签署，请先结束、撤回或续签原来的。")


class NoItems(Unfit):
    sentence = gettext_lazy("协议里还没有承诺事项，请至少写一项再送签。")


class PlaceGone(Refused):
    sentence = gettext_lazy("该社区已撤并，不能再签。")


class TermOver(Refused):
    sentence = gettext_lazy("协议期限已经过去，请改期后再签。")


class NotReviewed(Unfit):
    sentence = gettext_lazy("还有承诺事项没有结论，请逐项写明已兑现、部分兑现或未兑现。")


@dataclass(frozen=True, slots=True)
class NewItem:
    """A promise to be written into a draft."""

    side: str
    field: str
    text: str


@transaction.atomic
def draft(
    *,
    kind: str,
    unit: Organization,
    area: Area,
    valid_from: date,
    valid_to: date,
    by: Actor,
    at: datetime,
    items: Sequence[NewItem] = (),
    contact: str = "",
    host_contact: str = "",
    is_public: bool = False,
) -> Agreement:
    """Draft an agreement between a resident unit and a community or street; it may be sent once it has items.

    Raises AgreedAlready where one of the kind is under way, PlaceGone, Unfit.
    """
    terms.need("agreement_kinds", kind)
    check_parties(unit, area, on=today(at))
    check_term(valid_from, valid_to, on=today(at))
    agreement = Agreement(
        kind=kind, unit=unit, area=area, area_path=area.path, host=host_of(area), step="draft", step_at=at,
        drafted_by=Side.UNIT if unit.pk in by.own_ids else Side.COMMUNITY, drafted_at=at,
        valid_from=valid_from, valid_to=valid_to, contact=contact.strip()[:50], host_contact=host_contact.strip()[:50],
        is_public=is_public,
    )  # fmt: skip
    if by is not SYSTEM and not (access.manages & access.either)(by, agreement):
        raise NotYours
    _insert(agreement)
    AGREEMENT.start(agreement, by=by, at=at)
    record(said.AgreementDrafted(agreement=agreement, items=len(items)), by=by, at=at)
    for item in items:
        add_item(agreement=agreement, side=item.side, field=item.field, text=item.text, by=by, at=at)
    return agreement


@transaction.atomic
def send(*, agreement: Agreement, by: Actor, at: datetime) -> None:
    """The first signature; the other side is asked for the second. Raises NoItems."""
    with AGREEMENT.moving(agreement, "send", by=by, at=at):
        if not agreement.item_count:
            raise NoItems
        check_parties(agreement.unit, agreement.area, on=today(at))
        if agreement.valid_to < today(at):
            raise TermOver
        _sign(agreement, agreement.drafted_by, at)
    record(said.AgreementSent(agreement=agreement, side=_name(agreement, agreement.drafted_by)), by=by, at=at)


@transaction.atomic
def give_back(*, agreement: Agreement, reason: str, by: Actor, at: datetime) -> None:
    """The other side wants it changed; the first signature falls away."""
    with AGREEMENT.moving(agreement, "return", by=by, at=at):
        agreement.unit_signed_at = agreement.host_signed_at = None
    record(said.AgreementReturned(agreement=agreement, reason=needed(reason)), by=by, at=at)


@transaction.atomic
def sign(*, agreement: Agreement, by: Actor, at: datetime) -> None:
    """The second signature; in force at once where the term has begun. Raises TermOver, AgreedAlready."""
    with AGREEMENT.moving(agreement, "sign", by=by, at=at):
        if agreement.valid_to < today(at):
            raise TermOver
        side = Side.COMMUNITY if agreement.drafted_by == Side.UNIT else Side.UNIT
        _sign(agreement, side, at)
    record(said.AgreementSigned(agreement=agreement, side=_name(agreement, side)), by=by, at=at)
    if agreement.valid_from <= today(at) and not _other_in_force(agreement):
        begin(agreement=agreement, at=at)


@transaction.atomic
def begin(*, agreement: Agreement, at: datetime) -> None:
    """The clock brings a signed agreement into force."""
    try:
        with transaction.atomic(), AGREEMENT.moving(agreement, "begin", by=SYSTEM, at=at):
            pass
    except IntegrityError as error:
        raise AgreedAlready from error
    record(said.AgreementBegun(agreement=agreement, until=f"{agreement.valid_to}"), by=SYSTEM, at=at)


@transaction.atomic
def call_off(*, agreement: Agreement, reason: str, by: Actor, at: datetime) -> None:
    """Take back what is not in force yet."""
    with AGREEMENT.moving(agreement, "call_off", by=by, at=at):
        agreement.end_reason = needed(reason)
    record(said.AgreementCalledOff(agreement=agreement, reason=agreement.end_reason), by=by, at=at)


@transaction.atomic
def renew(*, agreement: Agreement, by: Actor, at: datetime) -> Agreement:
    """One deed: a successor for as long again, the items carried over, signed by this side and sent to the other.

    Raises AgreedAlready where a successor is under way.
    """
    length = agreement.valid_to - agreement.valid_from
    with AGREEMENT.moving(agreement, "renew", by=by, at=at):
        check_parties(agreement.unit, agreement.area, on=today(at))
    side = access.side_of(by, agreement.unit_id)
    begins = max(agreement.valid_to + timedelta(days=1), today(at))
    items = list(agreement.items.exclude(state=AgreementItem.State.RELEASED).order_by("pk"))  # type: ignore[attr-defined]
    successor = Agreement(
        kind=agreement.kind, unit=agreement.unit, area=agreement.area, area_path=agreement.area.path,
        host=host_of(agreement.area), step="sent", step_at=at, drafted_by=side, drafted_at=at, valid_from=begins,
        valid_to=begins + length, contact=agreement.contact, host_contact=agreement.host_contact,
        is_public=agreement.is_public, renews=agreement, item_count=len(items),
    )  # fmt: skip
    _sign(successor, side, at)
    if not items:
        raise NoItems
    _insert(successor)
    AgreementItem.objects.bulk_create(
        AgreementItem(agreement=successor, side=each.side, field=each.field, text=each.text, carried_from=each)
        for each in items
    )
    AGREEMENT.start(successor, by=by, at=at)
    name = _name(agreement, side)
    record(said.AgreementRenewed(agreement=agreement, number=successor.number, side=name), by=by, at=at)
    record(said.AgreementSent(agreement=successor, side=name), by=by, at=at)
    return successor


@transaction.atomic
def fulfil(*, agreement: Agreement, review: str, by: Actor, at: datetime) -> None:
    """The review of what was kept, once every item has a word on it (MHK-32). Raises NotReviewed."""
    with AGREEMENT.moving(agreement, "fulfil", by=by, at=at):
        items = list(agreement.items.all())  # type: ignore[attr-defined]
        if not all(item.is_decided for item in items):
            raise NotReviewed
        agreement.review = needed(review, 1000)
    kept = sum(item.state == AgreementItem.State.KEPT for item in items)
    drop_under(agreement=agreement, at=at)
    record(said.AgreementFulfilled(agreement=agreement, kept=kept, items=len(items)), by=by, at=at)


@transaction.atomic
def lapse(*, agreement: Agreement, at: datetime) -> None:
    """The term ran out without a review."""
    with AGREEMENT.moving(agreement, "lapse", by=SYSTEM, at=at):
        renewed = agreement.renewals.filter(step__in=("signed", *IN_FORCE)).exists()
        agreement.end_reason = _("到期，已续签") if renewed else _("到期")
    record(said.AgreementEnded(agreement=agreement, reason=agreement.end_reason), by=SYSTEM, at=at)
    drop_under(agreement=agreement, at=at)


@transaction.atomic
def warn(*, agreement: Agreement, at: datetime) -> None:
    """Ask the community, some time before the end, to review and to renew."""
    with AGREEMENT.moving(agreement, "warn", by=SYSTEM, at=at):
        pass
    record(said.AgreementEnding(agreement=agreement, until=f"{agreement.valid_to}"), by=SYSTEM, at=at)


def keep_terms(*, at: datetime) -> int:
    """What the day brings: terms that ran out, signed agreements that begin, those that end soon. Run daily."""
    day = today(at)
    over = Agreement.objects.in_force().filter(valid_to__lt=day)
    begun = Agreement.objects.filter(step="signed", valid_from__lte=day)
    done = _each(over, lambda each: lapse(agreement=each, at=at))
    done += _each(begun, lambda each: _other_in_force(each) or begin(agreement=each, at=at))
    soon = Agreement.objects.filter(step="in_force", valid_to__lte=day + timedelta(days=_warn_days(day)))
    waiting = soon.exclude(renewals__step__in=(*UNDER_WAY, *IN_FORCE))
    return done + _each(waiting, lambda each: warn(agreement=each, at=at))


def _each(rows: QuerySet[Agreement], deed: Callable[[Agreement], object]) -> int:
    found = list(rows.select_related("unit", "area", "host"))
    for each in found:
        deed(each)
    return len(found)


def _warn_days(day: date) -> int:
    return int(rules.value("agreement.warn_days", on=day))


def check_parties(unit: Organization, area: Area, *, on: date) -> None:
    """Raise Unfit for bodies that are no partners and places that sign nothing, PlaceGone for one that was merged."""
    if unit.family not in ("resident_unit", "social", "government", "mass", "property", "party"):
        raise Unfit(_("这一类组织不签共建协议。"))
    if unit.kind_data.get("line") == "territory" and unit.family == "party":
        raise Unfit(_("社区党组织之间不签共建协议，请用结对。"))
    if not area.holds_on(on):
        raise PlaceGone(_("“%s”已撤并，不能再签；请与接续的社区签。") % area.name)
    kind = terms.find("area_kinds", area.kind)
    if kind is None or not (kind.data.get("hosts") or area.kind in ("street", "township")):
        raise Unfit(_("请选择社区或街道（乡镇）。"))


def check_term(begin: date, end: date, *, on: date) -> None:
    if end < begin:
        raise Unfit(_("结束日期不能早于开始日期。"))
    if end < on:
        raise TermOver


def host_of(area: Area) -> Organization:
    host = nearest_party_organization(area)
    if host is None:
        raise Unfit(_("“%s”还没有党组织，暂时不能签。") % area.name)
    return host


def _sign(agreement: Agreement, side: str, at: datetime) -> None:
    setattr(agreement, "unit_signed_at" if side == Side.UNIT else "host_signed_at", at)


def _name(agreement: Agreement, side: str) -> str:
    return agreement.unit.name if side == Side.UNIT else agreement.host.name


def _insert(agreement: Agreement) -> None:
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        _refuse(agreement, error)


def _refuse(agreement: Agreement, error: IntegrityError) -> NoReturn:
    other = Agreement.objects.under_way().filter(
        unit_id=agreement.unit_id, area_id=agreement.area_id, kind=agreement.kind
    )
    if found := other.first():
        words = _("已有一份在签：%(number)s（%(step)s）。请先办完或撤回它。")
        raise AgreedAlready(words % {"number": found.number, "step": found.step_label}) from error
    raise AgreedAlready from error


def _other_in_force(agreement: Agreement) -> bool:
    same = Agreement.objects.in_force().filter(unit=agreement.unit_id, area=agreement.area_id, kind=agreement.kind)
    return same.exists()
