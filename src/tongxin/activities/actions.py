"""Deeds of the organizer: plan, change, open, close and cancel an activity. Signing up stands in `signing.py`,
check-in and confirmation in `attending.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from tongxin.activities import insurance, placing, signing, young
from tongxin.activities.access import may_organize
from tongxin.activities.errors import Settled, TimeClash, TooFewPlaces
from tongxin.activities.events import (
    ActivityCancelled,
    ActivityChanged,
    ActivityInsured,
    ActivityOpened,
    ActivityPlanned,
    CoHostsInvited,
    InsuranceLost,
    SignUpClosed,
)
from tongxin.activities.models import Activity, DutyPoint, Policy, SignUp, Turnout
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization

Status = Activity.Status

#: What may be changed after planning, by field.
CHANGEABLE = (
    "title", "text", "risks", "dangers", "kinds", "theme", "place", "begins_at", "ends_at", "sign_up_until", "audience",
    "takes_position", "radius", "opens_before", "closes_after",
)  # fmt: skip


@transaction.atomic
def plan(
    *,
    title: str,
    kinds: Sequence[str],
    host: Organization,
    area: Area,
    place: str,
    begins_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
    places: int | None = None,
    text: str = "",
    risks: str = "",
    dangers: Sequence[str] = (),
    policy: Policy | None = None,
    theme: str = "",
    sign_up_until: datetime | None = None,
    audience: str = Activity.Audience.EVERYBODY,
    co_hosts: Sequence[Organization] = (),
    point: DutyPoint | None = None,
    is_open: bool = False,
    takes_position: bool = False,
    radius: int | None = None,
    opens_before: int | None = None,
    closes_after: int | None = None,
) -> Activity:
    """Plan an activity; with `is_open` people can sign up at once. `places` is None where there is no limit; radius
    (metres) and the minutes of check-in before and after are None where the rules of the place hold. A dangerous one
    (`dangers`) may be given a policy of its host at once, or later by `insuring.insure`."""
    check_times(begins_at=begins_at, ends_at=ends_at, sign_up_until=sign_up_until or begins_at, at=at)
    check_places(places)
    activity = Activity(
        title=title, kinds=checked_kinds(kinds), host=host, area=area, area_path=area.path, place=place,
        begins_at=begins_at, ends_at=ends_at, sign_up_until=sign_up_until or begins_at, text=text, risks=risks,
        dangers=insurance.checked_dangers(dangers), theme=theme, audience=audience, point=point,
        status=Status.OPEN if is_open else Status.PLANNED, status_at=at, planned_by_id=by.principal_id or None,
        takes_position=takes_position, radius=radius, opens_before=opens_before, closes_after=closes_after,
    )  # fmt: skip
    _check_right(activity, by)
    if policy:
        activity.policy = insurance.chosen(policy, holder=host, task=None, by=by, at=at)
        first, last = insurance.days_of(activity)
        insurance.check_fits(activity.policy, first=first, last=last, places=places)
    activity.save()
    _invite(activity, co_hosts, by, at)
    activity.turnout = Turnout.objects.create(activity=activity, places=places)
    record(ActivityPlanned(activity=activity), by=by, at=at)
    if activity.policy:
        record(ActivityInsured(activity=activity, policy=str(activity.policy)), by=by, at=at)
    if is_open:
        record(ActivityOpened(activity=activity), by=by, at=at)
    return activity


@transaction.atomic
def change(*, activity: Activity, by: Actor, at: datetime, **fields: Any) -> None:
    """Change what was planned; `places` and `co_hosts` count among the fields. Those who signed up are told.

    Raises TooFewPlaces, TimeClash (somebody who signed up has another activity at the new time), Settled.
    """
    activity = lock(activity, by)
    if activity.status in (Status.CONFIRMED, Status.CANCELLED):
        raise Settled
    changed = [name for name in CHANGEABLE if name in fields and fields[name] != getattr(activity, name)]
    for name in changed:
        setattr(activity, name, fields[name])
    activity.kinds = checked_kinds(activity.kinds)
    if "dangers" in changed:
        activity.dangers = insurance.checked_dangers(activity.dangers)
    if activity.dangers and {"dangers", "begins_at"} & set(changed):
        young.check_nobody_young(activity)
    if {"begins_at", "ends_at", "sign_up_until"} & set(changed):
        check_times(begins_at=activity.begins_at, ends_at=activity.ends_at, sign_up_until=activity.sign_up_until, at=at)
    lost = _leave_policy(activity)
    activity.save()
    if lost:
        record(InsuranceLost(activity=activity, policy=str(lost)), by=by, at=at)
    if {"begins_at", "ends_at"} & set(changed):
        _move_sign_ups(activity)
        placing.follow(activity=activity, by=by, at=at)
    if "co_hosts" in fields and set(fields["co_hosts"]) != set(activity.co_hosts.all()):
        _invite(activity, fields["co_hosts"], by, at)
        changed.append("co_hosts")
    if "places" in fields and fields["places"] != activity.turnout.places:
        changed.append("places")
        _set_places(activity, fields["places"], at)
    if changed:
        record(ActivityChanged(activity=activity, changes=_labels(changed)), by=by, at=at)


@transaction.atomic
def open_sign_up(*, activity: Activity, by: Actor, at: datetime) -> None:
    _set_status(activity, Status.OPEN, (Status.PLANNED, Status.CLOSED), by, at)
    record(ActivityOpened(activity=activity), by=by, at=at)


@transaction.atomic
def close_sign_up(*, activity: Activity, by: Actor, at: datetime) -> None:
    _set_status(activity, Status.CLOSED, (Status.OPEN,), by, at)
    record(SignUpClosed(activity=activity), by=by, at=at)


@transaction.atomic
def cancel(*, activity: Activity, reason: str, by: Actor, at: datetime) -> None:
    """Call the activity off; everybody who signed up is told and free for other activities at once."""
    if not reason.strip():
        raise Unfit(_("取消活动须写明原因，报名者会看到。"))
    _set_status(activity, Status.CANCELLED, (Status.PLANNED, *Activity.ALIVE), by, at)
    Activity.objects.filter(pk=activity.pk).update(cancel_reason=reason.strip()[:200])
    record(ActivityCancelled(activity=activity, reason=reason.strip()), by=by, at=at)
    placing.let_go(activity=activity, by=by, at=at)
    # They stay on the list as those to be told; an empty stretch of time clashes with nothing.
    SignUp.objects.filter(activity=activity).alive().update(during=DateTimeTZRange(empty=True))


def lock(activity: Activity, by: Actor) -> Activity:
    """The activity and its turnout, locked against others, after checking that the actor may organize it."""
    turnout = Turnout.objects.select_for_update().get(pk=activity.pk)
    activity.refresh_from_db()
    activity.turnout = turnout
    _check_right(activity, by)
    return activity


def _check_right(activity: Activity, by: Actor) -> None:
    if by is SYSTEM or may_organize(by, activity):
        return
    # Whoever plans for the own organization needs no reach over the place.
    if not (by.holds("activities.plan") and activity.host_id == by.organization_id):
        raise NotYours


def _set_status(activity: Activity, to: str, sources: Sequence[str], by: Actor, at: datetime) -> None:
    lock(activity, by)
    if activity.status not in sources:
        raise AlreadyMoved
    activity.status, activity.status_at = to, at
    activity.save(update_fields=["status", "status_at"])


def _invite(activity: Activity, co_hosts: Sequence[Organization], by: Actor, at: datetime) -> None:
    """Who holds it together from now on; those who are new among them are told."""
    known = set(activity.co_hosts.values_list("pk", flat=True))
    activity.co_hosts.set(co_hosts)
    if new := [each.pk for each in co_hosts if each.pk not in known]:
        record(CoHostsInvited(activity=activity, host=activity.host.name, co_hosts=new), by=by, at=at)


def check_times(*, begins_at: datetime, ends_at: datetime, sign_up_until: datetime, at: datetime) -> None:
    if ends_at <= begins_at:
        raise Unfit(_("结束时间须晚于开始时间。"))
    if ends_at <= at:
        raise Unfit(_("活动时间已经过去，请检查日期。"))
    if sign_up_until > ends_at:
        raise Unfit(_("报名截止不能晚于活动结束。"))


def check_places(places: int | None) -> None:
    if places is not None and places < 1:
        raise Unfit(_("名额至少为 1；不限名额请留空。"))


def checked_kinds(kinds: Sequence[str]) -> list[str]:
    """The kinds once each, in the city's order; raises Unfit where there is none or an unknown one."""
    if not kinds:
        raise Unfit(_("请至少选择一个活动类别。"))
    for kind in kinds:
        terms.need("activity_kinds", kind)
    return [code for code in terms.terms("activity_kinds") if code in kinds]


def _set_places(activity: Activity, places: int | None, at: datetime) -> None:
    check_places(places)
    insurance.check_places(activity.policy, places)
    if places is not None and places < activity.turnout.taken:
        raise TooFewPlaces
    activity.turnout.places = places
    activity.turnout.save(update_fields=["places"])
    signing.move_up(activity=activity, at=at)


def _leave_policy(activity: Activity) -> Policy | None:
    """Take off a policy that no longer holds on every day and give it back. Raises Unfit where somebody has checked in
    already: nobody is left at a dangerous task without insurance."""
    lost = activity.policy
    if lost and not lost.holds(*insurance.days_of(activity)):
        activity.policy = None
    if activity.is_uninsured and activity.turnout.came:
        raise Unfit(_("已经有人签到。有人身危险的任务，请先登记保到每一天的意外险，再这样修改。"))
    return None if activity.policy else lost


def _move_sign_ups(activity: Activity) -> None:
    during = DateTimeTZRange(activity.begins_at, activity.ends_at)
    alive = SignUp.objects.filter(activity=activity).alive()
    holders = alive.holding().values("person_id")
    clashes = SignUp.objects.holding().filter(person_id__in=holders, during__overlap=during)
    if number := clashes.exclude(activity=activity).count():
        raise TimeClash(_("有 %d 位报名者在新时间已有别的活动，请另选时间或先与他们商量。") % number)
    alive.update(during=during)


def _labels(fields: Sequence[str]) -> str:
    special = {"places": _("名额")}
    return "、".join(
        special.get(name) or str(getattr(Activity._meta.get_field(name), "verbose_name", name)) for name in fields
    )
