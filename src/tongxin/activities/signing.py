"""Deeds of those who come: sign up, wait, confirm a place that was offered, withdraw.

Every deed locks the activity's turnout first, so that places and waiting list change one after the other; the
constraints of the tables hold even for whoever does not.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tongxin.activities.access import may_organize, may_serve_at_desk
from tongxin.activities.errors import NoOffer, NotForYou, NotOpen, SignedAlready, TimeClash
from tongxin.activities.events import (
    AbsenceNoted,
    OfferLapsed,
    PlaceAccepted,
    PlaceDeclined,
    PlaceOffered,
    PutOnWaitingList,
    SignedUp,
    SignUpAmended,
    SignUpWithdrawn,
)
from tongxin.activities.models import Activity, SignUp, Turnout
from tongxin.activities.young import check_young
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import spell_moment, today
from tongxin.kernel.errors import AlreadyMoved, NotYours
from tongxin.kernel.records import record
from tongxin.organizations.models import Affiliation
from tongxin.people.models import Person

State = SignUp.State


@transaction.atomic
def sign_up(*, activity: Activity, person: Person, by: Actor, at: datetime, note: str = "") -> SignUp:
    """Sign the person up, or put them on the waiting list of a full activity.

    Raises NotOpen, NotForYou, GuardianNeeded, SignedAlready, TimeClash.
    """
    check_speaks_for(person.pk, activity, by)
    turnout = _lock(activity)
    check_open(activity, person, at)
    row = SignUp.objects.filter(activity=activity, person=person).first() or SignUp(activity=activity, person=person)
    if row.is_alive:
        raise SignedAlready
    row.state = State.WAITING if turnout.is_full else State.SIGNED
    row.queued_at, row.note, row.left_late, row.offered_until = at, note, False, None
    row.during = DateTimeTZRange(activity.begins_at, activity.ends_at)
    _save_without_clash(row)
    if row.state == State.SIGNED:
        record(SignedUp(sign_up=row, activity=activity), by=by, at=at)
    else:
        record(PutOnWaitingList(sign_up=row, activity=activity, place=row.place_in_line), by=by, at=at)
    return row


@transaction.atomic
def amend(*, sign_up: SignUp, note: str, by: Actor, at: datetime) -> None:
    """Change the note of one's own sign-up."""
    _own(sign_up, by)
    sign_up.note = note
    sign_up.save(update_fields=["note"])
    record(SignUpAmended(sign_up=sign_up, activity=sign_up.activity), by=by, at=at)


@transaction.atomic
def withdraw(*, sign_up: SignUp, by: Actor, at: datetime) -> None:
    """Leave the activity or its waiting list; the next in line is offered the place.

    Leaving within `activity.late_withdrawal_hours` is written down as such, and nothing more follows from it.
    """
    _own(sign_up, by)
    if not sign_up.is_alive:
        raise AlreadyMoved
    if at >= sign_up.activity.begins_at or not sign_up.activity.is_alive:
        raise NotOpen(_("活动已经开始或已取消，不用再退出。"))
    late = sign_up.state == State.SIGNED and at >= last_moment(sign_up.activity, at)
    sign_up.left_late = late
    _leave(sign_up, State.WITHDRAWN)
    record(SignUpWithdrawn(sign_up=sign_up, activity=sign_up.activity, late=late), by=by, at=at)
    move_up(activity=sign_up.activity, at=at)


@transaction.atomic
def accept_place(*, sign_up: SignUp, by: Actor, at: datetime) -> None:
    """Confirm the place that was offered, in time. Raises NoOffer."""
    _own(sign_up, by)
    if sign_up.state != State.OFFERED or sign_up.offered_until is None or at > sign_up.offered_until:
        raise NoOffer
    _leave(sign_up, State.SIGNED)
    record(PlaceAccepted(sign_up=sign_up, activity=sign_up.activity), by=by, at=at)


@transaction.atomic
def decline_place(*, sign_up: SignUp, by: Actor, at: datetime) -> None:
    """Leave the offered place to the next in line."""
    _own(sign_up, by)
    if sign_up.state != State.OFFERED:
        raise NoOffer
    _leave(sign_up, State.DECLINED)
    record(PlaceDeclined(sign_up=sign_up, activity=sign_up.activity), by=by, at=at)
    move_up(activity=sign_up.activity, at=at)


def move_up(*, activity: Activity, at: datetime) -> None:
    """Offer every free place to the next on the waiting list, who has `activity.confirmation_hours` to answer.

    Nobody is moved up in the last `activity.late_withdrawal_hours`. Who has another activity at that time by now
    keeps the place on the list and is passed over. The caller holds the lock of the turnout.
    """
    if not activity.is_alive or at >= last_moment(activity, at):
        return
    hours = int(rules.value("activity.confirmation_hours", on=today(at), path=activity.area_path))
    until = min(at + timedelta(hours=hours), activity.begins_at)
    for row in _next_in_line(activity):
        row.state, row.offered_until = State.OFFERED, until
        try:
            _save_without_clash(row)
        except TimeClash:
            continue
        record(PlaceOffered(sign_up=row, activity=activity, until=spell_moment(until)), by=SYSTEM, at=at)


def lapse_offers(*, at: datetime) -> int:
    """Take back offers nobody answered in time and move the next ones up; the clock does it every minute."""
    late = SignUp.objects.filter(state=State.OFFERED, offered_until__lt=at)
    activities = Activity.objects.filter(pk__in=late.values("activity_id"))
    return sum(_lapse_in(activity, at) for activity in activities.order_by("pk"))


@transaction.atomic
def _lapse_in(activity: Activity, at: datetime) -> int:
    _lock(activity)
    late = list(activity.sign_ups.filter(state=State.OFFERED, offered_until__lt=at))  # type: ignore[attr-defined]
    for row in late:
        _leave(row, State.DECLINED)
        record(OfferLapsed(sign_up=row, activity=activity), by=SYSTEM, at=at)
    move_up(activity=activity, at=at)
    return len(late)


@transaction.atomic
def note_absence(*, sign_up: SignUp, reason: str, by: Actor, at: datetime) -> None:
    """Write down why somebody who had signed up did not come; kept with the sign-up, counted nowhere."""
    if not may_organize(by, sign_up.activity):
        raise NotYours
    term = terms.need("absence_reasons", reason)
    sign_up.absence = reason
    sign_up.save(update_fields=["absence"])
    record(AbsenceNoted(sign_up=sign_up, activity=sign_up.activity, reason=term.label), by=by, at=at)


def last_moment(activity: Activity, at: datetime) -> datetime:
    """From here on nobody is moved up any more, and leaving counts as late."""
    hours = int(rules.value("activity.late_withdrawal_hours", on=today(at), path=activity.area_path))
    return activity.begins_at - timedelta(hours=hours)


def check_open(activity: Activity, person: Person, at: datetime) -> None:
    if at >= activity.ends_at:
        raise NotOpen(_("活动已经结束，不能再报名。"))
    if not activity.takes_sign_ups(at):
        raise NotOpen
    if activity.audience == Activity.Audience.MEMBERS and not is_member(person.pk, activity):
        raise NotForYou
    check_young(person, activity)


def is_member(person_id: int, activity: Activity) -> bool:
    """Whether the person is a Party member on the activity's day."""
    return Affiliation.objects.on(activity.day).filter(person_id=person_id).exists()


def _lock(activity: Activity) -> Turnout:
    turnout = Turnout.objects.select_for_update().get(pk=activity.pk)
    activity.refresh_from_db()
    activity.turnout = turnout
    return turnout


def _own(sign_up: SignUp, by: Actor) -> None:
    """Lock the activity, re-read the sign-up, and check that it is the actor's own or served at the desk."""
    _lock(sign_up.activity)
    activity = sign_up.activity
    sign_up.refresh_from_db()
    sign_up.activity = activity
    check_speaks_for(sign_up.person_id, activity, by)


def check_speaks_for(person_id: int, activity: Activity, by: Actor) -> None:
    """The person, the clock, or a desk that serves the activity and was asked by the person. Raises NotYours."""
    if by is SYSTEM or (by.principal_id == person_id and by.on_behalf_of_id is None):
        return
    if by.on_behalf_of_id != person_id or not may_serve_at_desk(by, activity):
        raise NotYours


def _leave(row: SignUp, state: str) -> None:
    row.state, row.offered_until = state, None
    row.save(update_fields=["state", "offered_until", "left_late"])


def _save_without_clash(row: SignUp) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "sign_up_no_clash" not in str(error):
            raise
        other = _clashing(row).first()
        raise TimeClash(
            _("这个时间您已报名“%s”，一个人同一时间只能参加一项。") % other.activity if other else None
        ) from error


def _clashing(row: SignUp) -> QuerySet[SignUp]:
    held = SignUp.objects.holding().filter(person_id=row.person_id, during__overlap=row.during)
    return held.exclude(activity_id=row.activity_id).select_related("activity")


def _next_in_line(activity: Activity) -> Iterator[SignUp]:
    """Waiting people in their order, as long as places are free; the turnout is asked anew after each."""
    busy = SignUp.objects.holding().filter(person_id=OuterRef("person_id"), during__overlap=OuterRef("during"))
    waiting = SignUp.objects.filter(activity=activity).waiting().filter(~Exists(busy))
    for row in waiting:
        activity.turnout.refresh_from_db()
        if activity.turnout.is_full:
            return
        row.activity = activity
        yield row
