"""Check-in and what follows: by the changing code, by the recorder's list, at the counter; then own report of time,
confirmation by the organizer with points and hours in the same transaction, and correction by counter-entry."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext as _

from tongxin.activities import attempts, codes, passes, queries
from tongxin.activities.access import may_confirm, may_record
from tongxin.activities.errors import (
    CameTooLate,
    CheckedInAlready,
    NotCounted,
    NotForYou,
    NotNow,
    NotSignedUp,
    Settled,
    Uninsured,
    WrongCode,
    WrongPass,
)
from tongxin.activities.events import (
    ActivityConfirmed,
    AttendanceConfirmed,
    AttendanceStruck,
    CheckedIn,
    TimeReported,
)
from tongxin.activities.models import Activity, Attendance, SignUp, Turnout
from tongxin.activities.models.attendance import AttendanceQuerySet
from tongxin.activities.signing import is_member
from tongxin.activities.young import check_young
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record, record_many
from tongxin.organizations.models import Affiliation
from tongxin.people.models import Person
from tongxin.points import actions as points

How = Attendance.How


def code_seconds(activity: Activity, at: datetime) -> int:
    return int(rules.value("activity.code_seconds", on=today(at), path=activity.area_path))


def window(activity: Activity, at: datetime) -> tuple[datetime, datetime]:
    """From when to when people may check in by themselves: as the activity says, else as the rules do."""
    on, path = today(at), activity.area_path
    before, after = activity.opens_before, activity.closes_after
    if before is None:
        before = int(rules.value("activity.check_in_before_minutes", on=on, path=path))
    if after is None:
        after = int(rules.value("activity.check_in_after_minutes", on=on, path=path))
    return activity.begins_at - timedelta(minutes=before), activity.ends_at + timedelta(minutes=after)


def check_in(
    *, activity: Activity, person: Person, code: str, by: Actor, at: datetime, scanned_at: datetime | None = None
) -> Attendance:
    """Check in by the code on the organizer's screen. A phone without network sends what it scanned later; then the
    code, the hour and the attendance are of the moment of the scan.

    Raises NotNow, Uninsured, CodeExpired, WrongCode, TooManyTries, CameTooLate, NotSignedUp (places are limited and
    the person has none), CheckedInAlready.
    """
    if by.principal_id != person.pk:
        raise NotYours
    attempts.check_free(activity, person.pk, at)
    check_ready(activity, scanned_at or at)
    try:
        _check_code(activity, codes.plain(code), at, scanned_at)
    except WrongCode:
        # Outside of the deed's transaction, which a refusal undoes.
        attempts.count(activity, person.pk, at)
        raise
    with transaction.atomic():
        check_entitled(activity, person, at)
        how = How.LATER if scanned_at else How.CODE
        return enter(activity, person, how, by, at, scanned_at=scanned_at)


def _check_code(activity: Activity, digits: str, at: datetime, scanned_at: datetime | None) -> None:
    seconds = code_seconds(activity, at)
    if scanned_at is None:
        codes.check(activity.pk, digits, at, seconds=seconds)
        return
    check_fresh(activity, at, scanned_at)
    tolerance = float(rules.value("activity.offline_tolerance_seconds", on=today(at), path=activity.area_path))
    codes.check_past(activity.pk, digits, scanned_at, seconds=seconds, tolerance=tolerance)


def check_fresh(activity: Activity, at: datetime, scanned_at: datetime) -> None:
    """What was scanned without network must come within `activity.offline_hours`."""
    hours = int(rules.value("activity.offline_hours", on=today(at), path=activity.area_path))
    if at - scanned_at > timedelta(hours=hours):
        raise CameTooLate


@transaction.atomic
def record_attendance(
    *, activity: Activity, person: Person, by: Actor, at: datetime, how: str = How.RECORDER, on_duty: bool = False,
    scanned_at: datetime | None = None,
) -> Attendance:  # fmt: skip
    """The recorder or the counter enters that the person is there; also for who had not signed up, and afterwards
    as long as the activity is not confirmed; then only who may confirm adds somebody forgotten. What a recorder
    ticked without network is of the moment of the tick.

    Raises Settled, NotNow, Uninsured, NotCounted, CameTooLate, GuardianNeeded, CheckedInAlready.
    """
    if by is not SYSTEM and not may_record(by, activity):
        raise NotYours
    if not activity.is_alive and not (is_confirmed(activity) and may_confirm(by, activity)):
        raise Settled
    check_insured(activity, person)
    if scanned_at:
        check_fresh(activity, at, scanned_at)
    if (scanned_at or at) < window(activity, at)[0]:
        raise NotNow
    check_young(person, activity)
    return enter(activity, person, how, by.for_somebody(person.pk), at, on_duty=on_duty, scanned_at=scanned_at)


def record_pass(
    *, activity: Activity, paper: str, by: Actor, at: datetime, scanned_at: datetime | None = None
) -> Attendance:
    """Enter whoever showed this pass at the door; a forged one, one of another activity or one that was over raises
    WrongPass."""
    shown = passes.read(paper, now=(scanned_at or at).timestamp())
    if shown is None or shown.activity_id != activity.pk:
        raise WrongPass
    person = Person.objects.get(pk=shown.person_id)
    return record_attendance(activity=activity, person=person, by=by, at=at, scanned_at=scanned_at)


@transaction.atomic
def strike(*, attendance: Attendance, reason: str, by: Actor, at: datetime) -> None:
    """Take back a check-in that was entered by mistake, before confirmation; the record keeps both."""
    if not may_record(by, attendance.activity):
        raise NotYours
    if attendance.confirmed_at or attendance.struck_at:
        raise Settled
    reason = _reason(reason)
    attendance.struck_at = at
    attendance.save(update_fields=["struck_at"])
    record(
        AttendanceStruck(
            attendance=attendance, activity=attendance.activity, person=attendance.person, reason=reason
        ),
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def report_time(*, attendance: Attendance, minutes: int, by: Actor, at: datetime) -> None:
    """The volunteer's own report of the time served; the organizer confirms it or another."""
    if by.principal_id != attendance.person_id and by.on_behalf_of_id != attendance.person_id:
        raise NotYours
    if attendance.confirmed_at or attendance.struck_at:
        raise Settled
    attendance.reported_minutes = checked_minutes(minutes, attendance.activity, at)
    attendance.save(update_fields=["reported_minutes"])
    record(TimeReported(attendance=attendance, activity=attendance.activity, minutes=minutes), by=by, at=at)


@transaction.atomic
def confirm(
    *, activity: Activity, by: Actor, at: datetime, minutes: Mapping[int, int] | None = None,
    on_duty: Iterable[int] = (),
) -> int:  # fmt: skip
    """Confirm who came and for how long; points and hours are booked in the same transaction.

    `minutes` by person goes before the own report, which goes before the length of the activity; `on_duty` names
    persons whose time was no volunteering. Confirming again takes up who was entered afterwards. Returns how many
    were confirmed.
    """
    if by is not SYSTEM and not may_confirm(by, activity):
        raise NotYours
    Turnout.objects.select_for_update().get(pk=activity.pk)
    activity.refresh_from_db()
    if not activity.is_alive and not (is_confirmed(activity) and unsettled(activity).exists()):
        raise AlreadyMoved
    if at < activity.begins_at:
        raise NotNow(_("活动还没有开始，不能确认。"))
    if activity.is_uninsured:
        raise Uninsured(_("这项任务有人身危险，还没有登记意外险，不能确认。请先在活动页登记意外险。"))
    rows = _settle(activity, minutes or {}, frozenset(on_duty), at)
    absent = queries.no_shows(activity).count()
    activity.status, activity.status_at = Activity.Status.CONFIRMED, at
    activity.save(update_fields=["status", "status_at"])
    record(ActivityConfirmed(activity=activity, people=len(rows), absent=absent), by=by, at=at)
    record_many(
        [AttendanceConfirmed(attendance=row, activity=activity, minutes=row.minutes or 0) for row in rows],
        by=by, at=at,
    )  # fmt: skip
    points.award(AttendanceConfirmed, rows, at=at)
    return len(rows)


def check_ready(activity: Activity, at: datetime) -> None:
    opens, closes = window(activity, at)
    if not activity.is_alive or not opens <= at <= closes:
        raise NotNow
    if activity.is_uninsured:
        raise Uninsured


def check_insured(activity: Activity, person: Person) -> None:
    """Nobody is entered at a dangerous task without insurance, nor beyond those whom a policy for so many persons
    counts: who holds a place."""
    if activity.is_uninsured:
        raise Uninsured
    policy = activity.policy if activity.dangers else None
    counts = policy is not None and policy.persons is not None
    if counts and not SignUp.objects.filter(activity=activity, person=person).holding().exists():
        raise NotCounted


def check_entitled(activity: Activity, person: Person, at: datetime) -> None:
    """Where places are limited one needs a place; otherwise whoever may sign up may come. A minor needs a guardian's
    consent that holds on the day."""
    check_young(person, activity)
    if SignUp.objects.filter(activity=activity, person=person).holding().exists():
        return
    if Turnout.objects.get(pk=activity.pk).places is not None:
        raise NotSignedUp
    if activity.audience == Activity.Audience.MEMBERS and not is_member(person.pk, activity):
        raise NotForYou


def is_confirmed(activity: Activity) -> bool:
    return activity.status == Activity.Status.CONFIRMED


def _most_minutes(activity: Activity, at: datetime) -> int:
    return int(rules.value("hours.per_day_maximum", on=today(at), path=activity.area_path)) * 60


def checked_minutes(minutes: int, activity: Activity, at: datetime) -> int:
    most = _most_minutes(activity, at)
    if not 0 <= minutes <= most:
        raise Unfit(_("时长应在 0 到 %d 分钟之间。") % most)
    return minutes


def enter(
    activity: Activity, person: Person, how: str, by: Actor, at: datetime, *, on_duty: bool = False,
    scanned_at: datetime | None = None, **kept: Any,
) -> Attendance:  # fmt: skip
    """Write the one row of a person at an activity; raises CheckedInAlready, and Uninsured where the database knows
    that the policy has just been taken off."""
    try:
        with transaction.atomic():
            row = Attendance.objects.create(
                activity=activity, person=person, how=how, checked_in_at=scanned_at or at,
                by_id=by.principal_id or None, on_duty=on_duty, **kept,
            )  # fmt: skip
    except IntegrityError as error:
        raise (Uninsured if "attendance_insured" in str(error) else CheckedInAlready) from error
    label = str(How(how).label)
    record(CheckedIn(attendance=row, activity=activity, person=person, how=label), by=by, at=at)
    return row


def _settle(activity: Activity, minutes: Mapping[int, int], on_duty: frozenset[int], at: datetime) -> list[Attendance]:
    """Confirm whoever is not confirmed yet, all at once: 20,000 people are four statements."""
    rows = unsettled(activity)
    keys = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    rows.filter(person_id__in=on_duty).update(on_duty=True)
    for person_id, given in minutes.items():
        rows.filter(person_id=person_id).update(minutes=checked_minutes(given, activity, at))
    own = Least(Coalesce("minutes", "reported_minutes", Value(activity.minutes)), Value(_most_minutes(activity, at)))
    member = Affiliation.objects.on(activity.day).filter(person_id=OuterRef("person_id"))
    rows.update(minutes=own, is_member=Exists(member), confirmed_at=at)
    found = list(Attendance.objects.filter(pk__in=keys).order_by("pk"))
    for row in found:
        row.activity = activity
    return found


def unsettled(activity: Activity) -> AttendanceQuerySet:
    """Who came and is not confirmed yet."""
    return Attendance.objects.standing().filter(activity=activity, confirmed_at__isnull=True)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Unfit(_("请写明原因。"))
    return reason.strip()[:200]
