"""Laying: the clock lays the round of a plan on its day, with the team's duty. Exactly once, whoever else is at it:
the plan's row is locked, and the table lets no second round of a day in."""

from datetime import date, datetime, timedelta

from django.db import transaction

from tongxin.kernel import reasons, resting
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import today
from tongxin.kernel.records import record
from tongxin.patrols.events import DaysPassedOver, RoundCalledOff, RoundLaid, RoundMissed
from tongxin.patrols.models import PatrolPlan, PatrolRound, RoundStop
from tongxin.patrols.procedure import ROUND
from tongxin.patrols.returning import days, next_day


def lay_due(*, at: datetime) -> int:
    """Lay the rounds of every plan whose day has come. Returns how many."""
    laid = 0
    for plan_id in PatrolPlan.objects.due(today(at)).order_by("next_on", "pk").values_list("pk", flat=True):
        if resting.asked.is_set():
            break
        laid += lay(plan_id=plan_id, at=at) is not None
    return laid


@transaction.atomic
def lay(*, plan_id: int, at: datetime) -> PatrolRound | None:
    """Lay the newest round that the plan owes; None where another worker was quicker.

    Days that passed while the platform stood still are said and not laid: nobody could have known of them.
    """
    on = today(at)
    plan = PatrolPlan.objects.select_for_update(of=("self",)).filter(pk=plan_id, next_on__lte=on).first()
    route = plan.route() if plan else []
    if plan is None or plan.next_on is None or not route:
        return None
    owed = days(plan.rule, first=plan.valid_from, since=plan.next_on, until=min(on, plan.valid_to or on))
    plan.next_on = next_day(plan.rule, first=plan.valid_from, since=on + timedelta(days=1), last=plan.valid_to)
    plan.save(update_fields=["next_on"])
    if len(owed) > 1:
        record(DaysPassedOver(plan=plan, days=len(owed) - 1), by=SYSTEM, at=at)
    _miss_earlier(plan, at)
    return _laid(new_round(plan, owed[-1], at), [stop.place_id for stop in route], at)


def new_round(plan: PatrolPlan, on: date, at: datetime) -> PatrolRound:
    """The round as it will be written."""
    due = working_time().due(at, plan.limit)
    return PatrolRound(
        plan=plan, on=on, name=plan.name, keeper_id=plan.keeper_id, team_id=plan.team_id, checks=plan.checks,
        walk_amount=plan.walk_amount, walk_unit=plan.walk_unit, area_path=plan.area_path, step="open", step_at=at,
        laid_at=at, due_at=due.at,
    )  # fmt: skip


def _laid(patrol_round: PatrolRound, place_ids: list[int], at: datetime) -> PatrolRound:
    patrol_round.save()
    RoundStop.objects.bulk_create(
        RoundStop(round=patrol_round, place_id=pk, number=number) for number, pk in enumerate(place_ids, start=1)
    )
    duty = ROUND.start(patrol_round, by=SYSTEM, at=at)
    due = duty.due.explain() if duty and duty.due else ""
    record(RoundLaid(patrol_round=patrol_round, plan=patrol_round.name, due=due), by=SYSTEM, at=at)
    return patrol_round


def _miss_earlier(plan: PatrolPlan, at: datetime) -> None:
    """What is still open when the next one comes was missed; it was late and told to the superiors before.

    Locked before it is read: a round whose last stop is written down at this moment is walked.
    """
    for patrol_round in PatrolRound.objects.open().filter(plan=plan).select_for_update(of=("self",)).order_by("pk"):
        with ROUND.moving(patrol_round, "miss", by=SYSTEM, at=at):
            pass
        stops = patrol_round.stops  # type: ignore[attr-defined]
        seen = stops.filter(seen_at__isnull=False).count()
        record(RoundMissed(patrol_round=patrol_round, seen=seen, places=stops.count()), by=SYSTEM, at=at)


@transaction.atomic
def call_off(*, patrol_round: PatrolRound, reason: str, by: Actor, at: datetime) -> None:
    """Call a round off, with a reason that the team reads: a typhoon, a closed road. It is not counted."""
    reason = reasons.needed(reason)
    with ROUND.moving(patrol_round, "call_off", by=by, at=at):
        patrol_round.reason = reason
    record(RoundCalledOff(patrol_round=patrol_round, reason=reason), by=by, at=at)
