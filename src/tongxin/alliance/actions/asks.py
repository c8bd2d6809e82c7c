"""Deeds around what the community asks of a unit (CD-56) and what a partner asks of the community (BL-07)."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.alliance import access
from tongxin.alliance.actions.agreements import host_of
from tongxin.alliance.actions.promises import needed
from tongxin.alliance.events import asks as said
from tongxin.alliance.models import Agreement, CalledIn, CooperationAsk, PartnerRequest
from tongxin.alliance.procedure import ASK, REQUEST
from tongxin.areas.models import Area
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization


class NotAPartner(Refused):
    sentence = gettext_lazy("这项服务面向已签共建协议的单位：贵单位与该社区没有生效的协议。")


@transaction.atomic
def ask(
    *, unit: Organization, area: Area, title: str, text: str, by: Actor, at: datetime, wanted_by: date | None = None
) -> CooperationAsk:
    """Ask a unit for its hand in a piece of work."""
    row = CooperationAsk(
        unit=unit, area=area, area_path=area.path, host=host_of(area), title=needed(title, 80), text=needed(text, 1000),
        wanted_by=wanted_by, asked_at=at, step="asked", step_at=at,
    )  # fmt: skip
    if by is not SYSTEM and not (access.asks & access.community_side)(by, row):
        raise NotYours
    if wanted_by and wanted_by < today(at):
        raise Unfit(_("希望完成的日期已经过去。"))
    row.save()
    ASK.start(row, by=by, at=at)
    record(said.CooperationAsked(ask=row, host=row.host.name), by=by, at=at)
    return row


@transaction.atomic
def accept(*, ask: CooperationAsk, in_charge: str, by: Actor, at: datetime) -> None:
    """The unit takes it on and names who owns it there."""
    with ASK.moving(ask, "accept", by=by, at=at):
        ask.in_charge = needed(in_charge, 50)
    record(said.CooperationAccepted(ask=ask, in_charge=ask.in_charge), by=by, at=at)


@transaction.atomic
def decline(*, ask: CooperationAsk, reason: str, by: Actor, at: datetime) -> None:
    with ASK.moving(ask, "decline", by=by, at=at):
        ask.end_reason = needed(reason)
    record(said.CooperationDeclined(ask=ask, reason=ask.end_reason), by=by, at=at)


@transaction.atomic
def report(*, ask: CooperationAsk, result: str, by: Actor, at: datetime) -> None:
    with ASK.moving(ask, "report", by=by, at=at):
        ask.result = needed(result, 1000)
    record(said.CooperationReported(ask=ask, result=ask.result), by=by, at=at)


@transaction.atomic
def confirm(*, ask: CooperationAsk, by: Actor, at: datetime) -> None:
    with ASK.moving(ask, "confirm", by=by, at=at):
        pass
    record(said.CooperationConfirmed(ask=ask), by=by, at=at)


@transaction.atomic
def give_back(*, ask: CooperationAsk, reason: str, by: Actor, at: datetime) -> None:
    with ASK.moving(ask, "give_back", by=by, at=at):
        reason = needed(reason)
    record(said.CooperationGivenBack(ask=ask, reason=reason), by=by, at=at)


@transaction.atomic
def withdraw(*, ask: CooperationAsk, reason: str, by: Actor, at: datetime) -> None:
    with ASK.moving(ask, "withdraw", by=by, at=at):
        ask.end_reason = needed(reason)
    record(said.CooperationWithdrawn(ask=ask, reason=ask.end_reason), by=by, at=at)


# A partner asks the community


@transaction.atomic
def ask_help(
    *, unit: Organization, area: Area, title: str, text: str, by: Actor, at: datetime, place: str = ""
) -> PartnerRequest:
    """A unit with an agreement in force asks its community for help. Raises NotAPartner."""
    if by is not SYSTEM and not ("asks.answer" in by.office and unit.pk in by.own_ids):
        raise NotYours
    if not Agreement.objects.in_force().filter(unit=unit, area=area).exists():
        raise NotAPartner
    row = PartnerRequest(
        unit=unit, area=area, area_path=area.path, host=host_of(area), title=needed(title, 80), text=needed(text, 1000),
        place=place.strip()[:120], asked_at=at, step="asked", step_at=at,
    )  # fmt: skip
    row.save()
    REQUEST.start(row, by=by, at=at)
    record(said.HelpAsked(request=row, unit=unit.name), by=by, at=at)
    return row


@transaction.atomic
def take(*, request: PartnerRequest, by: Actor, at: datetime) -> None:
    with REQUEST.moving(request, "take", by=by, at=at):
        pass
    record(said.HelpTaken(request=request), by=by, at=at)


@transaction.atomic
def assign(*, request: PartnerRequest, handler: Organization, by: Actor, at: datetime) -> None:
    """Give it to who can deal with it; the duty goes with it."""
    with REQUEST.moving(request, "assign", by=by, at=at):
        request.handler = handler
    record(said.HelpAssigned(request=request, handler=handler.name), by=by, at=at)


@transaction.atomic
def call_in(*, request: PartnerRequest, organization: Organization, wants: str, by: Actor, at: datetime) -> CalledIn:
    """Ask another organization to come in on it, while it is being dealt with."""
    locked = PartnerRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.step not in ("taken", "assigned"):
        raise AlreadyMoved
    if by is not SYSTEM and not access.handler(by, locked):
        raise NotYours
    try:
        with transaction.atomic():
            row = CalledIn.objects.create(
                request=locked, organization=organization, wants=needed(wants, 200), called_at=at
            )
    except IntegrityError as error:
        raise Refused(_("已经会同这个单位。")) from error
    told = said.HelperCalledIn(request=request, helper=organization.name, helper_id=organization.pk, wants=row.wants)
    record(told, by=by, at=at)
    return row


@transaction.atomic
def answer_call(*, call: CalledIn, answer: str, by: Actor, at: datetime) -> None:
    """What the one called in has to say."""
    if by is not SYSTEM and call.organization_id not in by.own_ids:
        raise NotYours
    if call.answered_at:
        raise AlreadyMoved
    call.answer, call.answered_at = needed(answer, 500), at
    call.save(update_fields=["answer", "answered_at"])
    told = said.HelperAnswered(request=call.request, helper=call.organization.name, answer=call.answer)
    record(told, by=by, at=at)


@transaction.atomic
def answer(*, request: PartnerRequest, answer: str, by: Actor, at: datetime) -> None:
    """The reply that the firm is owed. Where nobody was given it, the community dealt with it itself."""
    with REQUEST.moving(request, "answer", by=by, at=at):
        request.answer, request.answered_at = needed(answer, 1000), at
        request.handler = request.handler or request.host
    record(said.HelpAnswered(request=request, answer=request.answer), by=by, at=at)


@transaction.atomic
def decline_help(*, request: PartnerRequest, reason: str, by: Actor, at: datetime) -> None:
    """A refusal is a reply too: it says why, and where to turn."""
    with REQUEST.moving(request, "decline", by=by, at=at):
        request.answer, request.answered_at = needed(reason, 1000), at
    record(said.HelpDeclined(request=request, reason=request.answer), by=by, at=at)


@transaction.atomic
def confirm_help(*, request: PartnerRequest, by: Actor, at: datetime) -> None:
    with REQUEST.moving(request, "confirm", by=by, at=at):
        pass
    record(said.HelpConfirmed(request=request), by=by, at=at)


@transaction.atomic
def reopen(*, request: PartnerRequest, reason: str, by: Actor, at: datetime) -> None:
    """The firm says that it is not solved; it goes back to who dealt with it."""
    with REQUEST.moving(request, "reopen", by=by, at=at):
        reason = needed(reason)
        request.times_reopened += 1
    record(said.HelpReopened(request=request, reason=reason), by=by, at=at)


@transaction.atomic
def withdraw_help(*, request: PartnerRequest, reason: str, by: Actor, at: datetime) -> None:
    with REQUEST.moving(request, "withdraw", by=by, at=at):
        request.end_reason = needed(reason)
    record(said.HelpWithdrawn(request=request, reason=request.end_reason), by=by, at=at)


@REQUEST.on_late("answered")
def lapse(request: PartnerRequest, at: datetime) -> None:
    """A firm that was answered and says nothing more has its matter closed."""
    with REQUEST.moving(request, "lapse", by=SYSTEM, at=at):
        pass
    record(said.HelpLapsed(request=request), by=SYSTEM, at=at)
