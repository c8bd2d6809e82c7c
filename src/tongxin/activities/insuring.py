"""Insuring an activity: its host shows a policy, and is reminded while there is none."""

from datetime import datetime, timedelta

from django.db import transaction

from tongxin.activities import insurance
from tongxin.activities.actions import lock
from tongxin.activities.errors import Settled
from tongxin.activities.events import ActivityInsured, InsuranceMissing
from tongxin.activities.insurance import Paper
from tongxin.activities.models import UNINSURED, Activity, Policy
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.records import record


@transaction.atomic
def insure(*, activity: Activity, policy: Policy | Paper, by: Actor, at: datetime) -> Policy:
    """Put a policy of the host behind the activity: one that was noted before, or the paper that lies there now.

    Raises Settled, PolicyTooShort, PolicyTooSmall, PolicyElsewhere.
    """
    activity = lock(activity, by)
    if activity.status in (Activity.Status.CONFIRMED, Activity.Status.CANCELLED):
        raise Settled
    found = insurance.chosen(policy, holder=activity.host, task=activity, by=by, at=at)
    first, last = insurance.days_of(activity)
    insurance.check_fits(found, first=first, last=last, places=activity.turnout.places)
    activity.policy, activity.insurance_reminded_at = found, None
    activity.save(update_fields=["policy", "insurance_reminded_at"])
    record(ActivityInsured(activity=activity, policy=str(found)), by=by, at=at)
    return found


def remind(*, at: datetime) -> int:
    """Tell the hosts of dangerous activities without a policy some days before they begin, once each."""
    waiting = Activity.objects.to_insure(at).filter(insurance_reminded_at=None)
    return sum(_remind(activity, at) for activity in waiting if activity.begins_at <= at + _ahead(activity, at))


def _ahead(activity: Activity, at: datetime) -> timedelta:
    days = rules.value("activity.insurance_reminder_days", on=today(at), path=activity.area_path)
    return timedelta(days=float(days))


@transaction.atomic
def _remind(activity: Activity, at: datetime) -> int:
    # Another worker may be at it, or the policy came meanwhile.
    rows = Activity.objects.filter(UNINSURED, pk=activity.pk, insurance_reminded_at=None)
    if rows.update(insurance_reminded_at=at):
        record(InsuranceMissing(activity=activity), by=SYSTEM, at=at)
        return 1
    return 0
