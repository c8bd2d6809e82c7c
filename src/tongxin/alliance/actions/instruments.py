"""The four systems on each partner: laid as duties by the clock, settled by either side (GY-13)."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.alliance.events.agreements import InstrumentLaid, InstrumentSettled
from tongxin.alliance.models import Agreement, Instrument
from tongxin.alliance.procedure import INSTRUMENT
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.histories import History
from tongxin.kernel.records import record


@transaction.atomic
def lay_due(*, at: datetime) -> int:
    """Lay what falls due on each agreement in force and is not laid yet, with its duties. Returns how many."""
    agreements = Agreement.objects.in_force().select_related("unit", "area", "host")
    return len(lay(list(agreements), at=at))


def lay(agreements: Sequence[Agreement], *, at: datetime) -> list[Instrument]:
    """The systems of the present period on these agreements, in bulk."""
    rows = lay_rows(agreements, at=at)
    Instrument.objects.bulk_create(rows, batch_size=2000)
    history = History(until=at)
    for row in rows:
        history.start(row, at=at)
        history.say(InstrumentLaid(instrument=row, what=row.kind_label), by=SYSTEM, at=at)
    history.write()
    return rows


def lay_rows(agreements: Sequence[Agreement], *, at: datetime) -> list[Instrument]:
    """What is to be laid, not saved yet."""
    there = Instrument.objects.filter(agreement__in=[each.pk for each in agreements])
    known = set(there.values_list("agreement_id", "kind", "period"))
    return [
        Instrument(agreement=agreement, kind=kind, period=period, area_path=agreement.area_path, step="due", step_at=at)
        for agreement in agreements
        for kind, period in _periods(agreement, today(at))
        if (agreement.pk, kind, period) not in known
    ]


@transaction.atomic
def settle(*, instrument: Instrument, on: date, note: str, by: Actor, at: datetime) -> None:
    """Say that it was done, when, and what came of it."""
    if on > today(at):
        raise Unfit(_("落实日期不能晚于今天。"))
    if not note.strip():
        raise Unfit(_("请简要写明情况。"))
    with INSTRUMENT.moving(instrument, "settle", by=by, at=at):
        instrument.settled_on, instrument.note = on, note.strip()[:500]
    agreement, what = instrument.agreement, instrument.kind_label
    record(InstrumentSettled(agreement=agreement, instrument=instrument.pk, what=what, on=f"{on}"), by=by, at=at)


def settle_due(*, agreement: Agreement, kind: str, on: date, note: str, by: Actor, at: datetime) -> bool:
    """For rooms above, where the report or the appraisal itself is made: settle the oldest one that is due."""
    row = Instrument.objects.due().filter(agreement=agreement, kind=kind).order_by("period").first()
    if row is not None:
        settle(instrument=row, on=on, note=note, by=by, at=at)
    return row is not None


def drop_under(*, agreement: Agreement, at: datetime) -> None:
    """What is due under an agreement falls away with it."""
    for row in Instrument.objects.due().filter(agreement=agreement):
        with INSTRUMENT.moving(row, "drop", by=SYSTEM, at=at):
            pass


def _periods(agreement: Agreement, day: date) -> Iterator[tuple[str, date]]:
    """Each system with the first day of the period that runs on the day, counted from the agreement's first day."""
    for code, term in terms.terms("partner_instruments").items():
        months = int(term.data.get("months", 0))
        if months and term.is_active and agreement.valid_from <= day:
            yield code, _begin_of(agreement.valid_from, months, day)


def _begin_of(first: date, months: int, day: date) -> date:
    passed = (day.year - first.year) * 12 + day.month - first.month
    begin = later(first, passed // months * months)
    return begin if begin <= day else later(first, (passed // months - 1) * months)


def later(first: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
