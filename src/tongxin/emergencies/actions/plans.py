"""Plans: written by one, put in force by another, reviewed within the year (GY-60)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.emergencies import events
from tongxin.emergencies.access import may_plan
from tongxin.emergencies.models import EmergencyPlan, PlanStep
from tongxin.emergencies.procedure import PLAN
from tongxin.kernel import reasons, rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record

(REVIEW_DAYS,) = rules.needed("emergencies.review_days")
MOST_STEPS = 30


class NamedAlready(Refused):
    sentence = gettext_lazy("这个区域已有同名的预案。")


class NoSteps(Unfit):
    sentence = gettext_lazy("请至少写一步：先做什么。")


@dataclass(frozen=True)
class NewStep:
    """One step: what to do and which post does it."""

    text: str
    by_whom: str = ""


@transaction.atomic
def write_plan(
    *, title: str, kinds: Sequence[str], keeper_id: int, area: Area, purpose: str, steps: Sequence[NewStep],
    by: Actor, at: datetime,
) -> EmergencyPlan:  # fmt: skip
    """Write a plan for a place, kept by an organization; it holds when another person has put it in force.

    Raises NoSteps, NamedAlready, Unfit.
    """
    plan = EmergencyPlan(
        keeper_id=keeper_id, area=area, area_path=area.path, written_by_id=by.principal_id or None, written_at=at,
        step="draft", step_at=at, **_said(title, kinds, purpose, steps),
    )  # fmt: skip
    if by is not SYSTEM and not may_plan(by, plan):
        raise NotYours
    _save(plan, force_insert=True)
    PlanStep.objects.bulk_create(_steps(plan, steps))
    PLAN.start(plan, by=by, at=at)
    record(events.PlanWritten(plan=plan, steps=len(steps)), by=by, at=at)
    return plan


@transaction.atomic
def change_plan(
    *, plan: EmergencyPlan, title: str, kinds: Sequence[str], purpose: str, steps: Sequence[NewStep], by: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Change a draft; what is in force is revised first. Its earlier steps stay readable in the record."""
    said = _said(title, kinds, purpose, steps)
    plan.refresh_from_db(from_queryset=EmergencyPlan.objects.select_for_update(of=("self",)))
    if plan.step != "draft":
        raise AlreadyMoved
    if by is not SYSTEM and not may_plan(by, plan):
        raise NotYours
    before = " / ".join(plan.steps.order_by("number").values_list("text", flat=True))
    for name, value in said.items():
        setattr(plan, name, value)
    plan.written_by_id, plan.written_at = by.principal_id or None, at
    _save(plan)
    plan.steps.all().delete()
    PlanStep.objects.bulk_create(_steps(plan, steps))
    record(events.PlanChanged(plan=plan, steps=_("原步骤：%s") % before[:1500]), by=by, at=at)


@transaction.atomic
def approve(*, plan: EmergencyPlan, by: Actor, at: datetime) -> None:
    """Put the plan in force; from now on a review is owed within the days of the rule."""
    with PLAN.moving(plan, "approve", by=by, at=at):
        _count_anew(plan, at)
    record(events.PlanApproved(plan=plan, review_on=f"{plan.review_on:%Y-%m-%d}"), by=by, at=at)


@transaction.atomic
def review_plan(*, plan: EmergencyPlan, note: str, by: Actor, at: datetime) -> None:
    """Say what the review found; the plan stays in force and the next review is counted from today."""
    if not note.strip():
        raise Unfit(_("请写明复核情况。"))
    with PLAN.moving(plan, "review", by=by, at=at):
        _count_anew(plan, at)
    said = events.PlanReviewed(plan=plan, note=note.strip()[:300], review_on=f"{plan.review_on:%Y-%m-%d}")
    record(said, by=by, at=at)


@transaction.atomic
def revise(*, plan: EmergencyPlan, reason: str, by: Actor, at: datetime) -> None:
    """Take it back to a draft; until it is approved again it cannot be started."""
    reason = reasons.needed(reason)
    with PLAN.moving(plan, "revise", by=by, at=at):
        plan.written_by_id, plan.written_at = by.principal_id or None, at
    record(events.PlanRevised(plan=plan, reason=reason), by=by, at=at)


@transaction.atomic
def end_plan(*, plan: EmergencyPlan, reason: str, by: Actor, at: datetime) -> None:
    """The plan holds no more; everybody on its list leaves it, so that their numbers are erased."""
    from tongxin.emergencies.actions.listing import unlist_all

    reason = reasons.needed(reason)
    with PLAN.moving(plan, "end", by=by, at=at):
        pass
    unlist_all(plan=plan, at=at)
    record(events.PlanEnded(plan=plan, reason=reason), by=by, at=at)


def _count_anew(plan: EmergencyPlan, at: datetime) -> None:
    days = int(rules.value(REVIEW_DAYS, on=today(at), path=plan.area_path))
    due = working_time().due(at, Limit(days, "day"))
    plan.review_days, plan.reviewed_on, plan.review_on = days, today(at), today(due.at)


def _said(title: str, kinds: Sequence[str], purpose: str, steps: Sequence[NewStep]) -> dict[str, object]:
    if not title.strip():
        raise Unfit(_("请写预案名称。"))
    if not kinds:
        raise Unfit(_("请至少选一种适用情形。"))
    for code in kinds:
        terms.need("emergency_kinds", code)
    if not steps:
        raise NoSteps
    if len(steps) > MOST_STEPS:
        raise Unfit(_("步骤最多 %d 步，请合并。") % MOST_STEPS)
    return {"title": title.strip()[:80], "kinds": sorted(set(kinds)), "purpose": purpose.strip()[:500]}


def _save(plan: EmergencyPlan, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            plan.save(force_insert=force_insert)
    except IntegrityError as error:
        raise NamedAlready from error


def _steps(plan: EmergencyPlan, steps: Sequence[NewStep]) -> list[PlanStep]:
    return [
        PlanStep(plan=plan, number=number, text=step.text[:200], by_whom=step.by_whom[:60])
        for number, step in enumerate(steps, start=1)
    ]
