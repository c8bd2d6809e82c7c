"""The bulk form of planning, signing up, checking in and confirming, for histories: the same checks, constraints,
records and awards, written at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tongxin.activities import insurance
from tongxin.activities.access import may_confirm, may_organize
from tongxin.activities.actions import check_places, check_times, checked_kinds
from tongxin.activities.attending import checked_minutes
from tongxin.activities.errors import NotNow, Uninsured
from tongxin.activities.events import (
    ActivityCancelled,
    ActivityConfirmed,
    ActivityInsured,
    ActivityOpened,
    ActivityPlanned,
    AttendanceConfirmed,
    CheckedIn,
    SignedUp,
)
from tongxin.activities.models import Activity, Attendance, Policy, SignUp, Turnout
from tongxin.areas.models import Area
from tongxin.kernel import awards
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.errors import NotYours
from tongxin.kernel.records import record_each
from tongxin.organizations.models import Affiliation, Organization
from tongxin.points import actions as points
from tongxin.points.worth import credit_for

Status = Activity.Status


@dataclass(frozen=True, slots=True)
class Came:
    """One person who was there, and who wrote it down."""

    person_id: int
    name: str
    at: datetime
    how: str
    by: Actor


@dataclass(frozen=True, slots=True)
class Signed:
    """One person who signed up; who left has the state of it."""

    person_id: int
    at: datetime
    by: Actor
    state: str = SignUp.State.SIGNED
    absence: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An activity with all that came of it. Without `confirmed_at` it is still to come, or was called off."""

    title: str
    kinds: Sequence[str]
    host: Organization
    area: Area
    place: str
    begins_at: datetime
    ends_at: datetime
    planned_at: datetime
    by: Actor
    places: int | None = None
    text: str = ""
    audience: str = Activity.Audience.EVERYBODY
    sign_ups: Sequence[Signed] = ()
    came: Sequence[Came] = ()
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    booking_id: int | None = None
    dangers: Sequence[str] = ()
    policy: Policy | None = None


@transaction.atomic
def hold_many(held: Sequence[Held], *, at: datetime) -> list[Activity]:
    """Write all of them or none, in the order given. Raises what the single deeds raise; IntegrityError on a clash."""
    rows = [_activity(each) for each in held]
    pairs = list(zip(rows, held, strict=True))
    _write(pairs)
    _tell_plans(pairs)
    _sign_up(pairs)
    attendances = _check_in(pairs)
    _confirm(pairs, attendances, at)
    return rows


def _activity(held: Held) -> Activity:
    check_times(begins_at=held.begins_at, ends_at=held.ends_at, sign_up_until=held.begins_at, at=held.planned_at)
    check_places(held.places)
    if held.confirmed_at and held.confirmed_at < held.begins_at:
        raise NotNow
    status, status_at = Status.OPEN, held.planned_at
    if held.cancelled_at:
        status, status_at = Status.CANCELLED, held.cancelled_at
    elif held.confirmed_at:
        status, status_at = Status.CONFIRMED, held.confirmed_at
    activity = Activity(
        title=held.title, text=held.text, kinds=checked_kinds(held.kinds), host=held.host, area=held.area,
        area_path=held.area.path, place=held.place, begins_at=held.begins_at, ends_at=held.ends_at,
        sign_up_until=held.begins_at, audience=held.audience, status=status, status_at=status_at,
        cancel_reason=held.cancel_reason, planned_by_id=held.by.principal_id or None,
        booking_id=held.booking_id, dangers=insurance.checked_dangers(held.dangers), policy=held.policy,
    )  # fmt: skip
    _check_insured(activity, held)
    if not may_organize(held.by, activity) or (held.confirmed_at and not may_confirm(held.by, activity)):
        raise NotYours
    return activity


def _check_insured(activity: Activity, held: Held) -> None:
    if activity.is_uninsured and (held.came or held.confirmed_at):
        raise Uninsured
    if activity.policy:
        insurance.check_holder(activity.policy, held.host)
        first, last = insurance.days_of(activity)
        insurance.check_fits(activity.policy, first=first, last=last, places=held.places)


Pairs = Sequence[tuple[Activity, Held]]


#: The columns of an activity that are written; words of a choice as plain text.
ACTIVITY = (
    "id", "title", "text", "risks", "kinds", "theme", "host_id", "area_id", "area_path", "place", "begins_at",
    "ends_at", "sign_up_until", "status_at", "cancel_reason", "planned_by_id", "booking_id", "dangers",
    "policy_id",
)  # fmt: skip
CHOSEN = ("audience", "status")


def _write(pairs: Pairs) -> None:
    for key, (row, _each) in zip(numbers(Activity, len(pairs)), pairs, strict=True):
        row.pk, row._state.adding, row._state.db = key, False, DEFAULT_DB_ALIAS
    values = (
        [*(getattr(row, column) for column in ACTIVITY), *(str(getattr(row, column)) for column in CHOSEN)]
        for row, _each in pairs
    )
    copy_in(Activity, (*ACTIVITY, *CHOSEN), values)
    copy_in(Turnout, ("activity_id", "places", "taken", "came"), ((row.pk, each.places, 0, 0) for row, each in pairs))


def _tell_plans(pairs: Pairs) -> None:
    for event in (ActivityPlanned, ActivityOpened):
        record_each(event, Activity, ((each.planned_at, each.by, row.pk, {}) for row, each in pairs))
    insured = [(row, each) for row, each in pairs if row.policy_id]
    facts = ((each.planned_at, each.by, row.pk, {"policy": str(row.policy)}) for row, each in insured)
    record_each(ActivityInsured, Activity, facts)
    called_off = [
        (each.cancelled_at, each.by, row.pk, {"reason": each.cancel_reason}) for row, each in pairs if each.cancelled_at
    ]
    record_each(ActivityCancelled, Activity, called_off)  # type: ignore[arg-type]


def _sign_up(pairs: Pairs) -> None:
    signed = [(row, each, one) for row, each in pairs for one in each.sign_ups]
    keys = numbers(SignUp, len(signed))
    columns = ("id", "activity_id", "person_id", "state", "queued_at", "during", "note", "left_late", "absence")
    spans = {row.pk: DateTimeTZRange(row.begins_at, row.ends_at) for row, _each in pairs}
    nothing = DateTimeTZRange(empty=True)
    rows = (
        (key, row.pk, one.person_id, str(one.state), one.at, nothing if each.cancelled_at else spans[row.pk], "", False,
         one.absence)
        for key, (row, each, one) in zip(keys, signed, strict=True)
    )  # fmt: skip
    copy_in(SignUp, columns, rows)
    facts = ((one.at, one.by, key, _of(row)) for key, (row, _each, one) in zip(keys, signed, strict=True))
    record_each(SignedUp, SignUp, facts)


def _check_in(pairs: Pairs) -> list[Attendance]:
    came = [(row, each, one) for row, each in pairs for one in each.came]
    members = _Members([one.person_id for _row, _each, one in came])
    keys = numbers(Attendance, len(came))
    found = [_attendance(key, row, each, one, members) for key, (row, each, one) in zip(keys, came, strict=True)]
    columns = (
        "id", "activity_id", "person_id", "how", "checked_in_at", "by_id", "minutes", "on_duty", "is_member",
        "confirmed_at",
    )  # fmt: skip
    copy_in(Attendance, columns, ([getattr(row, column) for column in columns] for row in found))
    labels = {how.value: str(how.label) for how in Attendance.How}
    facts = (
        (one.at, one.by, key, _of(row) | {"person": {"id": one.person_id, "text": one.name}, "how": labels[one.how]})
        for key, (row, _each, one) in zip(keys, came, strict=True)
    )
    record_each(CheckedIn, Attendance, facts)
    return found


def _attendance(key: int, row: Activity, held: Held, one: Came, members: "_Members") -> Attendance:
    done = held.confirmed_at
    return Attendance(
        pk=key, activity=row, person_id=one.person_id, how=str(one.how), checked_in_at=one.at,
        by_id=one.by.principal_id or None, minutes=checked_minutes(row.minutes, row, done) if done else None,
        is_member=members.held(one.person_id, row.day), confirmed_at=done,
    )  # fmt: skip


def _confirm(pairs: Pairs, attendances: list[Attendance], at: datetime) -> None:
    """The facts of the confirmation, and points and hours as they were due at its moment."""
    confirmed = [(row, each) for row, each in pairs if each.confirmed_at]
    record_each(ActivityConfirmed, Activity, (_confirmation(row, each) for row, each in confirmed))
    by = {row.pk: each.by for row, each in confirmed}
    rows = [row for row in attendances if row.confirmed_at]
    facts = (
        (row.confirmed_at, by[row.activity_id], row.pk, _of(row.activity) | {"minutes": row.minutes}) for row in rows
    )
    record_each(AttendanceConfirmed, Attendance, facts)  # type: ignore[arg-type]
    for award in awards.declared_for(AttendanceConfirmed):
        worth = ((row, credit_for(award, row)) for row in rows)
        credits = [replace(credit, at=row.confirmed_at) for row, credit in worth if credit]
        points.credit_many(ledger=award.ledger, credits=credits, at=at)


def _confirmation(row: Activity, held: Held) -> tuple[Any, Actor, int, Mapping[str, Any]]:
    signed = {one.person_id for one in held.sign_ups if one.state == SignUp.State.SIGNED}
    absent = len(signed - {one.person_id for one in held.came})
    return (held.confirmed_at, held.by, row.pk, {"people": len(held.came), "absent": absent})


def _of(activity: Activity) -> dict[str, Any]:
    return {"activity": {"id": activity.pk, "text": activity.title}}


class _Members:
    """Who was a Party member on a day. One query for everybody."""

    def __init__(self, person_ids: Sequence[int]) -> None:
        self.terms: dict[int, list[tuple[date, date | None]]] = {}
        for person_id, begin, end in self._rows(set(person_ids)):
            self.terms.setdefault(person_id, []).append((begin, end))

    def _rows(self, wanted: set[int]) -> Iterator[tuple[int, date, date | None]]:
        rows = Affiliation.objects.values_list("person_id", "valid_from", "valid_to")
        return (row for row in rows.iterator(chunk_size=10_000) if row[0] in wanted)

    def held(self, person_id: int, day: date) -> bool:
        terms = self.terms.get(person_id, ())
        return any(begin <= day and (end is None or day <= end) for begin, end in terms)
