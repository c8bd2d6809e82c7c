"""How an agreement ends before its term: the community ends it, the unit leaves, or the unit is no more. With a unit
that is no more end its pairings and asks too."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from tongxin.alliance.actions import asks, pairings
from tongxin.alliance.actions.instruments import drop_under
from tongxin.alliance.actions.promises import needed
from tongxin.alliance.events import agreements as said
from tongxin.alliance.models import OPEN, Agreement, AgreementItem, CooperationAsk, Pairing, PartnerRequest
from tongxin.alliance.procedure import AGREEMENT
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens, record
from tongxin.organizations.events import OrganizationEnded
from tongxin.organizations.models import Organization


@transaction.atomic
def end(*, agreement: Agreement, reason: str, by: Actor, at: datetime) -> None:
    with AGREEMENT.moving(agreement, "end", by=by, at=at):
        agreement.end_reason = needed(reason)
    record(said.AgreementEnded(agreement=agreement, reason=agreement.end_reason), by=by, at=at)
    _release(agreement, at)


@transaction.atomic
def withdraw(*, agreement: Agreement, reason: str, by: Actor, at: datetime) -> None:
    """The unit leaves in mid-term, with a reason: its end is today, what was still open is released on both sides.

    A successor that was being signed goes with it: nobody who left is bound again by the clock.
    """
    with AGREEMENT.moving(agreement, "withdraw", by=by, at=at):
        agreement.end_reason = needed(reason)
    released = _release(agreement, at)
    record(said.UnitWithdrew(agreement=agreement, reason=agreement.end_reason, released=released), by=by, at=at)
    for successor in agreement.renewals.under_way():  # type: ignore[attr-defined]
        drop(successor, agreement.end_reason, by, at)


@listens(OrganizationEnded)
def hear_of_end(row: Record) -> None:
    leave_the_gone(at=row.at)


def leave_the_gone(*, at: datetime) -> int:
    """End what stands with organizations that were dissolved; returns how many things. May run at any time.

    Heard from the deed that dissolves, and run daily for those whose day comes later.
    """
    return _leave_agreements(at) + _leave_pairings(at) + _leave_asks(at) + _leave_requests(at)


def _leave_agreements(at: datetime) -> int:
    gone = Agreement.objects.filter(unit__valid_to__lt=today(at))
    standing, coming = list(gone.in_force()), list(gone.under_way())
    for agreement in standing:
        end(agreement=agreement, reason=_("单位已撤销"), by=SYSTEM, at=at)
    for agreement in coming:
        drop(agreement, _("单位已撤销"), SYSTEM, at)
    return len(standing) + len(coming)


def _leave_pairings(at: datetime) -> int:
    gone = Organization.objects.filter(valid_to__lt=today(at)).values("pk")
    rows = list(Pairing.objects.filter(Q(first__in=gone) | Q(second__in=gone), step__in=OPEN).order_by("pk"))
    for pairing in rows:
        deed = pairings.withdraw if pairing.step == "proposed" else pairings.leave
        deed(pairing=pairing, reason=_("一方已撤销"), by=SYSTEM, at=at)
    return len(rows)


def _leave_asks(at: datetime) -> int:
    """What the unit was asked for falls away; what it has reported already is for the community to confirm."""
    rows = list(CooperationAsk.objects.filter(unit__valid_to__lt=today(at), step__in=("asked", "accepted")))
    for row in rows:
        asks.withdraw(ask=row, reason=_("单位已撤销"), by=SYSTEM, at=at)
    return len(rows)


def _leave_requests(at: datetime) -> int:
    """A request that nobody works on yet goes with the firm; one whose handler is no more returns to the community."""
    day = today(at)
    unheard = list(PartnerRequest.objects.filter(unit__valid_to__lt=day, step__in=("asked", "taken")))
    for row in unheard:
        asks.withdraw_help(request=row, reason=_("单位已撤销"), by=SYSTEM, at=at)
    orphaned = PartnerRequest.objects.filter(handler__valid_to__lt=day, step="assigned").exclude(handler=F("host"))
    returned = list(orphaned.select_related("host"))
    for row in returned:
        asks.assign(request=row, handler=row.host, by=SYSTEM, at=at)
    return len(unheard) + len(returned)


@transaction.atomic
def drop(agreement: Agreement, reason: str, by: Actor, at: datetime) -> None:
    """Call off what was not in force yet, whoever drafted it."""
    with AGREEMENT.moving(agreement, "call_off", by=SYSTEM, at=at):
        agreement.end_reason = reason
    record(said.AgreementCalledOff(agreement=agreement, reason=reason), by=by, at=at)


def _release(agreement: Agreement, at: datetime) -> int:
    """What was promised and is still open no longer binds, nor does what falls due under it."""
    still = agreement.items.exclude(state__in=AgreementItem.DECIDED)  # type: ignore[attr-defined]
    drop_under(agreement=agreement, at=at)
    released: int = still.update(state=AgreementItem.State.RELEASED, state_at=at)
    return released
