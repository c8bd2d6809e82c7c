"""Planning: what is looked at, where, how often and by whom. Every change holds for rounds laid from then on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.cases import catalogue
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization
from tongxin.patrols.access import may_run
from tongxin.patrols.events import PlanChanged, PlanEnded, PlanMade, RouteSet
from tongxin.patrols.models import Check, PatrolPlace, PatrolPlan, PatrolRound, PlanStop
from tongxin.patrols.returning import next_day, rule_of, spell_rule

MOST_CHECKS, MOST_STOPS = 20, 60


@transaction.atomic
def make_plan(
    *, name: str, checklist: str, area: Area, team: Organization, every: str, limit: Limit, valid_from: date,
    keeper: Organization, by: Actor, at: datetime, valid_to: date | None = None, route: Sequence[PatrolPlace] = (),
) -> PatrolPlan:  # fmt: skip
    """Make a plan out of a checklist of the profile, whose checks are copied. The first round is laid on its day."""
    term = terms.need("patrol_checklists", checklist)
    if valid_to is not None and valid_to < valid_from:
        raise Unfit(_("最后一天不能早于第一天。"))
    rule = rule_of(every, valid_from)
    plan = PatrolPlan(
        name=name.strip(), source=term.code, advice=str(term.data.get("advice", "")), area=area, area_path=area.path,
        keeper=keeper, team=team, rule=rule, walk_amount=limit.amount, walk_unit=limit.unit, valid_from=valid_from,
        valid_to=valid_to, checks=checks_of(term.code),
        next_on=next_day(rule, first=valid_from, since=max(valid_from, today(at)), last=valid_to),
    )  # fmt: skip
    _check_right(plan, by)
    plan.save()
    record(PlanMade(plan=plan, team=team.name, every=spell_rule(rule)), by=by, at=at)
    if route:
        set_route(plan=plan, places=route, by=by, at=at)
    return plan


def checks_of(checklist: str) -> list[dict[str, str]]:
    """The checks of a list of the profile, as a plan keeps them."""
    checks = terms.need("patrol_checklists", checklist).data["checks"]
    return [{"code": each["code"], "label": each["label"], "category": each.get("category", "")} for each in checks]


@transaction.atomic
def change_plan(
    *, plan: PatrolPlan, by: Actor, at: datetime, every: str = "", checks: Sequence[str] | None = None, **changes: Any
) -> None:
    """Change the name, team, checks (as lines), advice, rhythm or limit; rounds that were laid keep what they had.

    `changes` holds any of name, team, advice, limit.
    """
    _lock(plan, by)
    if limit := changes.pop("limit", None):
        changes |= {"walk_amount": limit.amount, "walk_unit": limit.unit}
    if checks is not None:
        changes["checks"] = _renewed(plan, checks)
    if every and (rule := rule_of(every, plan.valid_from)) != plan.rule:
        last = plan.rounds.order_by("-on").values_list("on", flat=True).first()  # type: ignore[attr-defined]
        since = max(today(at), last + timedelta(days=1)) if last else today(at)
        changes["next_on"] = next_day(rule, first=plan.valid_from, since=since, last=plan.valid_to)
        changes["rule"] = rule
    changed = [name for name, value in changes.items() if getattr(plan, name) != value]
    for name in changed:
        setattr(plan, name, changes[name])
    _check_right(plan, by)
    plan.save()
    labels = {str(PatrolPlan._meta.get_field(name).verbose_name) for name in changed}  # type: ignore[union-attr]
    if labels:
        record(PlanChanged(plan=plan, changed="、".join(sorted(labels))), by=by, at=at)


def _renewed(plan: PatrolPlan, lines: Sequence[str]) -> list[dict[str, str]]:
    """Checks by their words: known ones keep their code, so that a defect stays the same; others get a new one."""
    known = {check.label: check for check in plan.checklist}
    labels = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not 0 < len(labels) <= MOST_CHECKS:
        raise Unfit(_("检查项要有 1 到 %d 条，一行一条。") % MOST_CHECKS)
    if long := next((label for label in labels if len(label) > 40), ""):
        raise Unfit(_("“%s…”太长，一条检查项最多 40 个字。") % long[:12])
    taken = {check.code for check in plan.checklist}
    fresh = (code for number in range(1, 1000) if (code := f"own_{number}") not in taken)
    return [
        {"code": known[label].code, "label": label, "category": known[label].category}
        if label in known
        else {"code": next(fresh), "label": label, "category": ""}
        for label in labels
    ]


@transaction.atomic
def set_route(*, plan: PatrolPlan, places: Sequence[PatrolPlace], by: Actor, at: datetime) -> None:
    """The places of the plan in the order in which they are walked."""
    _lock(plan, by)
    ordered = list(dict.fromkeys(places))
    if not 0 < len(ordered) <= MOST_STOPS:
        raise Unfit(_("一条路线要有 1 到 %d 处，更多的请分成几项计划。") % MOST_STOPS)
    if any(not place.area_path.startswith(plan.area_path) or place.retired_on for place in ordered):
        raise Unfit(_("路线上的点要在计划的区域里，而且没有撤销。"))
    PlanStop.objects.filter(plan=plan).delete()
    PlanStop.objects.bulk_create(
        PlanStop(plan=plan, place=place, number=number) for number, place in enumerate(ordered, start=1)
    )
    record(RouteSet(plan=plan, places=len(ordered)), by=by, at=at)


@transaction.atomic
def end_plan(*, plan: PatrolPlan, on: date, by: Actor, at: datetime) -> None:
    """Let the plan hold to that day, its last. Rounds that were laid before stay owed."""
    _lock(plan, by)
    if on < plan.valid_from or on < today(at):
        raise Unfit(_("最后一天不能早于今天，也不能早于开始的日子。"))
    plan.valid_to = on
    if plan.next_on and plan.next_on > on:
        plan.next_on = None
    plan.save()
    record(PlanEnded(plan=plan, on=on.isoformat()), by=by, at=at)


def _lock(plan: PatrolPlan, by: Actor) -> None:
    plan.refresh_from_db(from_queryset=PatrolPlan.objects.select_for_update(of=("self",)))
    _check_right(plan, by)


def _check_right(it: PatrolPlan | PatrolRound, by: Actor) -> None:
    if by is not SYSTEM and not may_run(by, it):
        raise NotYours


def category_of(check: Check, *, on: date, path: str) -> str:
    """The category of a case about this check, where the city's catalogue has it."""
    return check.category if check.category and catalogue.find(check.category, on=on, path=path) else ""
