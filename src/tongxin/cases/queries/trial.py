"""The test bench of routing: where the last hundred cases would have gone under a changed rule, which rule fired, which
never fire, and which contradict each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongxin.cases.models import Case, RoutingRule
from tongxin.cases.queries.routing import fits, nearest
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization

#: So many of the newest dispatched cases are tried.
TRIED = 100


@dataclass(frozen=True)
class Tried:
    """One past case: who handled it, what the rules propose now, and what they would with the change."""

    case: Case
    rule_now: RoutingRule | None
    now: Organization | None
    rule_then: RoutingRule | None
    then: Organization | None

    @property
    def is_changed(self) -> bool:
        return self.now != self.then


@dataclass(frozen=True)
class Trial:
    tried: list[Tried]
    #: Rules that fit no case, or only such as an earlier rule takes first.
    dead: list[RoutingRule]
    #: Pairs that fit the same case and name different bodies; the first one wins.
    conflicts: list[tuple[RoutingRule, RoutingRule, int]]

    @property
    def changed(self) -> int:
        return sum(each.is_changed for each in self.tried)


class _Bodies:
    """Who a rule names for a case, each place asked once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._near: dict[tuple[str, str], Organization | None] = {}

    def of(self, rule: RoutingRule | None, case: Case) -> Organization | None:
        if rule is None or rule.lead:
            return rule.lead if rule else None
        key = (rule.lead_kind, case.area_path)
        if key not in self._near:
            self._near[key] = nearest(*key, on=self.on)
        return self._near[key]


def try_rule(rule: RoutingRule, *, at: datetime) -> Trial:
    """Try a rule as it is written now, on or off, with the others that are on, as the cases came in then."""
    on = list(RoutingRule.objects.filter(is_on=True).select_related("lead").order_by("order", "pk"))
    then = sorted([*(each for each in on if each.pk != rule.pk), rule], key=lambda each: (each.order, each.pk))
    dispatched = Case.objects.filter(lead__isnull=False, area_path__startswith=rule.area_path)
    cases = list(dispatched.select_related("lead", "area").order_by("-id")[:TRIED])
    bodies = _Bodies(today(at))
    tried = [_tried(case, on, then, bodies) for case in cases]
    return Trial(tried, _dead(then, tried), _conflicts(then, cases, bodies))


def _tried(case: Case, on: Sequence[RoutingRule], then: Sequence[RoutingRule], bodies: _Bodies) -> Tried:
    now, later = _fitting(on, case), _fitting(then, case)
    first, second = (next(iter(rules), None) for rules in (now, later))
    return Tried(case, first, bodies.of(first, case), second, bodies.of(second, case))


def _fitting(rules: Sequence[RoutingRule], case: Case) -> list[RoutingRule]:
    """The rules that speak of the case as it came in. Whether they held in law on that day is another question."""
    return [
        rule for rule in rules
        if fits(rule, category=case.category, area_path=case.area_path, at=case.raised_at, whenever=True)
    ]  # fmt: skip


def _dead(rules: Sequence[RoutingRule], tried: Sequence[Tried]) -> list[RoutingRule]:
    fired = {each.rule_then.pk for each in tried if each.rule_then}
    return [rule for rule in rules if rule.pk not in fired]


def _conflicts(
    rules: Sequence[RoutingRule], cases: Sequence[Case], bodies: _Bodies
) -> list[tuple[RoutingRule, RoutingRule, int]]:
    counted: dict[tuple[int, int], int] = {}
    for case in cases:
        fitting = _fitting(rules, case)
        for first, other in ((fitting[0], other) for other in fitting[1:]):
            if bodies.of(first, case) != bodies.of(other, case):
                counted[first.pk, other.pk] = counted.get((first.pk, other.pk), 0) + 1
    by_key = {rule.pk: rule for rule in rules}
    return [(by_key[one], by_key[other], count) for (one, other), count in counted.items()]
