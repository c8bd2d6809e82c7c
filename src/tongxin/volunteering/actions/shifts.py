"""Shifts: positions at an activity with seats; taken, given up, and given away in three steps.

A seat is offered, somebody takes it, who answers for the activity confirms. Until then the giver stays.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from tongxin.activities import signing
from tongxin.activities.access import may_organize, may_serve_at_desk
from tongxin.activities.errors import SignedAlready
from tongxin.activities.models import Activity, SignUp, Turnout
from tongxin.activities.young import check_young
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.people.models import Person
from tongxin.volunteering.actions import qualifications
from tongxin.volunteering.errors import NotYourSeat, OfferedAlready, SeatClash, SeatsTaken, ShiftOver
from tongxin.volunteering.events import (
    SeatChanged,
    SeatGivenUp,
    SeatOfferDeclined,
    SeatOffered,
    SeatOfferLapsed,
    SeatOfferLeft,
    SeatOfferTaken,
    SeatOfferWithdrawn,
    SeatTaken,
    ShiftPlanned,
)
from tongxin.volunteering.models import Seat, SeatHolding, SeatOffer, Shift
from tongxin.volunteering.procedure import SEAT_OFFER

#: More seats than this at one position are a slip of the pen.
MOST = 200


@transaction.atomic
def plan(
    *, activity: Activity, name: str, seats: int, by: Actor, at: datetime, begins_at: datetime | None = None,
    ends_at: datetime | None = None, qualifications: Sequence[str] = (),
) -> Shift:  # fmt: skip
    """Set up a position for the whole activity or a stretch of it. Raises Unfit, NotYours, ShiftOver."""
    if not may_organize(by, activity):
        raise NotYours
    begins_at, ends_at = begins_at or activity.begins_at, ends_at or activity.ends_at
    _check_open(activity, begins_at, at)
    if not name.strip() or not 1 <= seats <= MOST:
        raise Unfit(_("请写明岗位名称；席位在 1 到 %d 之间。") % MOST)
    if not activity.begins_at <= begins_at < ends_at <= activity.ends_at:
        raise Unfit(_("岗位时间应在活动时间之内，结束晚于开始。"))
    for kind in qualifications:
        terms.need("qualification_kinds", kind)
    shift = _insert(
        Shift(activity=activity, name=name.strip(), begins_at=begins_at, ends_at=ends_at,
              qualifications=list(qualifications))
    )  # fmt: skip
    Seat.objects.bulk_create([Seat(shift=shift, number=number) for number in range(1, seats + 1)])
    record(ShiftPlanned(activity=activity, shift=shift.name, seats=seats), by=by, at=at)
    return shift


@transaction.atomic
def take(*, shift: Shift, person: Person, by: Actor, at: datetime) -> SeatHolding:
    """Take a free seat, for oneself or at the desk for somebody; whoever is not signed up yet is, with it.

    Raises NotQualified, SeatsTaken, SeatClash, ShiftOver, and what signing up raises.
    """
    activity = shift.activity
    at_desk = by.on_behalf_of_id == person.pk and may_serve_at_desk(by, activity)
    if by.principal_id != person.pk and not at_desk:
        raise NotYours
    _check_open(activity, shift.begins_at, at)
    qualifications.check(person, shift)
    _sign_up(activity, person, by, at)
    holding = _first_free(shift, person, at)
    record(SeatTaken(holding=holding, shift=shift.name, activity=activity), by=by, at=at)
    return holding


@transaction.atomic
def give_up(*, holding: SeatHolding, by: Actor, at: datetime) -> None:
    """Leave the seat; the sign-up for the activity stays. An open offer of it is withdrawn."""
    row = _own(holding, by, at)
    for offer in SeatOffer.objects.alive().filter(holding=row):
        with SEAT_OFFER.moving(offer, "withdraw", by=by, at=at):
            pass
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    shift = row.seat.shift
    record(SeatGivenUp(holding=row, shift=shift.name, activity=shift.activity), by=by, at=at)


@transaction.atomic
def offer(*, holding: SeatHolding, by: Actor, at: datetime, note: str = "") -> SeatOffer:
    """Offer one's seat to whoever can come instead. Raises NotYourSeat, OfferedAlready, ShiftOver."""
    row = _own(holding, by, at)
    activity = row.seat.shift.activity
    made = SeatOffer(
        holding=row, host=activity.host, giver_id=row.person_id, note=note.strip()[:120], offered_at=at,
        step="offered", step_at=at, area_path=activity.area_path,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise OfferedAlready from error
    SEAT_OFFER.start(made, by=by, at=at)
    record(SeatOffered(offer=made, shift=made.shift.name, activity=activity), by=by, at=at)
    return made


@transaction.atomic
def take_offer(*, offer: SeatOffer, person: Person, by: Actor, at: datetime) -> None:
    """Say that one can come instead. Raises NotQualified, SeatClash, AlreadyMoved for the second who says so."""
    if by.principal_id != person.pk:
        raise NotYours
    shift = offer.shift
    with SEAT_OFFER.moving(offer, "take", by=by, at=at):
        _check_open(shift.activity, shift.begins_at, at)
        check_young(person, shift.activity)
        qualifications.check(person, shift)
        _check_free(person, shift)
        offer.taker = person
    record(SeatOfferTaken(offer=offer, shift=shift.name, activity=shift.activity), by=by, at=at)


@transaction.atomic
def leave_offer(*, offer: SeatOffer, by: Actor, at: datetime) -> None:
    with SEAT_OFFER.moving(offer, "leave", by=by, at=at):
        offer.taker = None
    record(SeatOfferLeft(offer=offer), by=by, at=at)


@transaction.atomic
def confirm_offer(*, offer: SeatOffer, by: Actor, at: datetime) -> SeatHolding:
    """The change holds from now on: seat and sign-up go over together. Raises SeatClash, NotQualified, ShiftOver."""
    shift = offer.shift
    activity = shift.activity
    with SEAT_OFFER.moving(offer, "confirm", by=by, at=at):
        Turnout.objects.select_for_update().get(pk=activity.pk)
        _check_open(activity, shift.begins_at, at)
        given = _held(offer.holding_id)
        taker = Person.objects.get(pk=offer.taker_id)
        check_young(taker, activity)
        qualifications.check(taker, shift)
        given.ended_at = at
        given.save(update_fields=["ended_at"])
        _pass_on_sign_up(activity, offer.giver_id, taker.pk, at)
        taken = _sit_down(given.seat, shift, taker.pk, at)
    record(SeatChanged(offer=offer, shift=shift.name, activity=activity, giver=offer.giver, taker=taker), by=by, at=at)
    return taken


@transaction.atomic
def decline_offer(*, offer: SeatOffer, reason: str, by: Actor, at: datetime) -> None:
    if not reason.strip():
        raise Unfit(_("请写明原因，双方会看到。"))
    with SEAT_OFFER.moving(offer, "decline", by=by, at=at):
        offer.note = reason.strip()[:120]
    record(SeatOfferDeclined(offer=offer, reason=offer.note), by=by, at=at)


@transaction.atomic
def withdraw_offer(*, offer: SeatOffer, by: Actor, at: datetime) -> None:
    with SEAT_OFFER.moving(offer, "withdraw", by=by, at=at):
        pass
    record(SeatOfferWithdrawn(offer=offer), by=by, at=at)


def lapse_offers(*, at: datetime) -> int:
    """Offers whose shift has begun lapse; the giver was and stays the one to come. The clock does it."""
    late = SeatOffer.objects.alive().filter(holding__seat__shift__begins_at__lte=at)
    return sum(_lapse(row, at) for row in late.select_related("holding__seat__shift__activity")[:500])


@transaction.atomic
def _lapse(row: SeatOffer, at: datetime) -> int:
    with SEAT_OFFER.moving(row, "lapse", by=SYSTEM, at=at):
        pass
    record(SeatOfferLapsed(offer=row, shift=row.shift.name, activity=row.shift.activity), by=SYSTEM, at=at)
    return 1


def _check_open(activity: Activity, begins_at: datetime, at: datetime) -> None:
    if begins_at <= at or activity.status in (Activity.Status.CONFIRMED, Activity.Status.CANCELLED):
        raise ShiftOver


def _sign_up(activity: Activity, person: Person, by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            row = signing.sign_up(activity=activity, person=person, by=by, at=at)
    except SignedAlready:
        row = SignUp.objects.get(activity=activity, person=person)
    if row.state != SignUp.State.SIGNED:
        raise SeatsTaken(_("活动名额已满，您在候补中；确认名额后再认领岗位。"))


def _first_free(shift: Shift, person: Person, at: datetime) -> SeatHolding:
    # Those who come at once meet at the same seats: each tries the next until one is free.
    held = SeatHolding.objects.held().filter(seat__shift=shift).values("seat_id")
    for seat in Seat.objects.filter(shift=shift).exclude(pk__in=held).order_by("number"):
        try:
            with transaction.atomic():
                return _sit_down(seat, shift, person.pk, at)
        except SeatsTaken:
            continue
    raise SeatsTaken


def _sit_down(seat: Seat, shift: Shift, person_id: int, at: datetime) -> SeatHolding:
    try:
        with transaction.atomic():
            during = DateTimeTZRange(shift.begins_at, shift.ends_at)
            return SeatHolding.objects.create(seat=seat, person_id=person_id, during=during, taken_at=at)
    except IntegrityError as error:
        raise (SeatClash if "seat_holder_no_clash" in str(error) else SeatsTaken) from error


def _check_free(person: Person, shift: Shift) -> None:
    during = DateTimeTZRange(shift.begins_at, shift.ends_at)
    if SeatHolding.objects.held().filter(person=person, during__overlap=during).exists():
        raise SeatClash
    elsewhere = SignUp.objects.holding().filter(person=person, during__overlap=during)
    if elsewhere.exclude(activity=shift.activity).exists():
        raise SeatClash


def _pass_on_sign_up(activity: Activity, giver_id: int, taker_id: int, at: datetime) -> None:
    """The giver's place becomes the taker's, past the waiting list; the caller holds the lock of the turnout."""
    stays = SeatHolding.objects.held().filter(seat__shift__activity=activity, person_id=giver_id).exists()
    if not stays:
        SignUp.objects.filter(activity=activity, person_id=giver_id).update(state=SignUp.State.WITHDRAWN)
    during = DateTimeTZRange(activity.begins_at, activity.ends_at)
    try:
        with transaction.atomic():
            SignUp.objects.update_or_create(
                activity=activity, person_id=taker_id,
                defaults={
                    "state": SignUp.State.SIGNED, "queued_at": at, "during": during, "offered_until": None,
                },
            )  # fmt: skip
    except IntegrityError as error:
        if "sign_up_no_clash" in str(error):
            raise SeatClash(_("接班人这个时间已有别的活动，不能换。")) from error
        raise SeatsTaken(_("活动名额已满，接班人还没有名额。")) from error


def _own(holding: SeatHolding, by: Actor, at: datetime) -> SeatHolding:
    row = _held(holding.pk)
    if by is not SYSTEM and row.person_id != by.principal_id:
        raise NotYours
    shift = row.seat.shift
    _check_open(shift.activity, shift.begins_at, at)
    return row


def _held(pk: int) -> SeatHolding:
    rows = SeatHolding.objects.held().select_for_update(of=("self",)).filter(pk=pk)
    row = rows.select_related("seat__shift__activity__host").first()
    if row is None:
        raise NotYourSeat
    return row


def _insert(shift: Shift) -> Shift:
    try:
        with transaction.atomic():
            shift.save(force_insert=True)
    except IntegrityError as error:
        raise Unfit(_("这个时间已经有同名的岗位。")) from error
    return shift
