"""Bulk forms of signing, pairing and seeing to the four systems: the same checks, constraints and records, at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tongxin.alliance.actions.agreements import NewItem, NoItems, check_parties
from tongxin.alliance.actions.instruments import lay_rows
from tongxin.alliance.actions.pairings import check
from tongxin.alliance.events import agreements as of_agreements
from tongxin.alliance.events import pairings as of_pairings
from tongxin.alliance.models import Agreement, AgreementItem, Campaign, Instrument, Pairing, Side
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.bulk import numbers
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.histories import History
from tongxin.kernel.models import Principal
from tongxin.kernel.records import Event, record_each
from tongxin.organizations.models import Affiliation, Organization

BATCH = 2000


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """An agreement that both sides signed, `at` the moment of the second signature."""

    kind: str
    unit: Organization
    area: Area
    host: Organization
    at: datetime
    valid_to: date
    items: tuple[NewItem, ...]
    by_unit: Actor = SYSTEM
    by_community: Actor = SYSTEM
    contact: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class NewPairing:
    """Two that agreed to pair up, at a moment."""

    level: str
    kind: str
    first: Principal
    second: Principal
    area: Area
    host: Organization
    at: datetime
    valid_to: date
    aim: str
    plan: str
    campaign: Campaign | None = None


@transaction.atomic
def sign_many(new: Sequence[NewAgreement]) -> list[Agreement]:
    """Bring all of them into force or none. Raises NoItems, Unfit, IntegrityError where one of a kind binds already."""
    for each in new:
        terms.need("agreement_kinds", each.kind)
        check_parties(each.unit, each.area, on=today(each.at))
        if not each.items:
            raise NoItems
    rows = [_agreement(key, each) for key, each in zip(numbers(Agreement, len(new)), new, strict=True)]
    Agreement.objects.bulk_create(rows, batch_size=BATCH)
    AgreementItem.objects.bulk_create(
        [
            AgreementItem(agreement=row, side=item.side, field=item.field, text=item.text)
            for row, each in zip(rows, new, strict=True)
            for item in each.items
        ],
        batch_size=BATCH,
    )
    _record(rows, new)
    return rows


def _agreement(key: int, new: NewAgreement) -> Agreement:
    return Agreement(
        pk=key, kind=new.kind, unit=new.unit, area=new.area, area_path=new.area.path, host=new.host, step="in_force",
        step_at=new.at, drafted_by=Side.COMMUNITY, drafted_at=new.at - timedelta(days=3),
        host_signed_at=new.at - timedelta(days=2), unit_signed_at=new.at, valid_from=today(new.at),
        valid_to=new.valid_to, item_count=len(new.items), contact=new.contact, is_public=new.is_public,
    )  # fmt: skip


def _record(rows: Sequence[Agreement], new: Sequence[NewAgreement]) -> None:
    """Drafted and sent by the community, signed by the unit, in force."""
    pairs = list(zip(rows, new, strict=True))

    def said(what: Callable[[Agreement, NewAgreement], Event], at: Callable[[Agreement], datetime], who: str) -> None:
        # Made before they are written: while rows are copied in, nothing may be asked of the database.
        facts = [(at(row), getattr(each, who, SYSTEM), row.pk, what(row, each).data()) for row, each in pairs]
        record_each(type(what(*pairs[0])), Agreement, facts)

    if not pairs:
        return
    said(lambda row, each: of_agreements.AgreementDrafted(agreement=row, items=row.item_count),
         lambda row: row.drafted_at, "by_community")  # fmt: skip
    said(lambda row, each: of_agreements.AgreementSent(agreement=row, side=each.host.name),
         lambda row: row.host_signed_at or row.drafted_at, "by_community")  # fmt: skip
    said(lambda row, each: of_agreements.AgreementSigned(agreement=row, side=each.unit.name),
         lambda row: row.unit_signed_at or row.drafted_at, "by_unit")  # fmt: skip
    said(lambda row, each: of_agreements.AgreementBegun(agreement=row, until=f"{row.valid_to}"),
         lambda row: row.step_at, "nobody")  # fmt: skip


@transaction.atomic
def pair_many(new: Sequence[NewPairing]) -> list[Pairing]:
    """Pair all of them or none, each by consent of both. Raises Unfit, IntegrityError where two are paired already."""
    for each in new:
        check(each.level, each.kind, each.first, each.second)
    _check_members(new)
    rows = [
        Pairing(
            pk=key, level=each.level, kind=each.kind, first=each.first, second=each.second, area=each.area,
            area_path=each.area.path, host=each.host, aim=each.aim, plan=each.plan, campaign=each.campaign,
            valid_from=today(each.at), valid_to=each.valid_to, first_agreed_at=each.at, second_agreed_at=each.at,
            proposed_at=each.at - timedelta(days=2), step="running", step_at=each.at,
        )
        for key, each in zip(numbers(Pairing, len(new)), new, strict=True)
    ]  # fmt: skip
    Pairing.objects.bulk_create(rows, batch_size=BATCH)
    record_each(of_pairings.PairingProposed, Pairing, list(_facts(rows, proposed=True)))
    record_each(of_pairings.PairingBegun, Pairing, list(_facts(rows, proposed=False)))
    return rows


def _facts(rows: Sequence[Pairing], *, proposed: bool) -> Iterator[tuple[datetime, Actor, int, dict[str, str]]]:
    for row in rows:
        data = {"sort": row.kind_label} if proposed else {"until": f"{row.valid_to}"}
        yield (row.proposed_at if proposed else row.step_at), SYSTEM, row.pk, data


def _check_members(new: Sequence[NewPairing]) -> None:
    people = {key for each in new if each.level == Pairing.Level.MEMBER for key in (each.first.pk, each.second.pk)}
    if people:
        held = Affiliation.objects.filter(valid_to=None, person_id__in=people)
        if held.values("person_id").distinct().count() < len(people):
            raise Unfit


@transaction.atomic
def keep_systems(
    rows: Sequence[Agreement], *, until: datetime, note: Callable[[Instrument], str], by: Callable[[Instrument], Actor]
) -> list[Instrument]:
    """The systems of the present period: laid when the period began, settled within some days, or open still.

    `note` gives the words of what was seen to, or none while it has not been.
    """
    made = lay_rows(rows, at=until)
    for row in made:
        row.step_at = min(until, datetime.combine(row.period, until.timetz()))
    for key, row in zip(numbers(Instrument, len(made)), made, strict=True):
        row.pk = key
    history = History(until=until)
    for row in made:
        history.start(row, at=row.step_at)
        history.say(of_agreements.InstrumentLaid(instrument=row, what=row.kind_label), by=SYSTEM, at=row.step_at)
        if words := note(row):
            _settle(history, row, words, by(row), until)
    Instrument.objects.bulk_create(made, batch_size=BATCH)
    history.write()
    return made


def _settle(history: History, row: Instrument, words: str, by: Actor, until: datetime) -> None:
    at = min(until, row.step_at + timedelta(days=9))
    history.move(row, "settle", by=by, at=at)
    row.settled_on, row.note = today(at), words
    told = of_agreements.InstrumentSettled(
        agreement=row.agreement, instrument=row.pk, what=row.kind_label, on=f"{row.settled_on}"
    )
    history.say(told, by=by, at=at)
