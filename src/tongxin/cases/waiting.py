"""The dispatcher's queue: what waits to be sent, and whom the rules propose for each; a person sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tongxin.cases.lists import seen, with_due
from tongxin.cases.models import Case, RoutingRule
from tongxin.cases.queries.routing import nearest, rule_for
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization

#: So many wait on one page.
PAGE = 50


@dataclass(frozen=True)
class Waiting:
    case: Case
    rule: RoutingRule | None
    lead: Organization | None


class Proposals:
    """Who is proposed for one case after another; each kind and place is asked once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._near: dict[tuple[str, str], Organization | None] = {}

    def of(self, case: Case) -> Waiting:
        rule = rule_for(case, at=self.at)
        if rule is None or rule.lead:
            return Waiting(case, rule, rule.lead if rule else None)
        return Waiting(case, rule, self._nearest(rule.lead_kind, case.area_path, today(self.at)))

    def _nearest(self, kind: str, path: str, on: date) -> Organization | None:
        if (kind, path) not in self._near:
            self._near[kind, path] = nearest(kind, path, on=on)
        return self._near[kind, path]


def waiting_for(actor: Actor, *, at: datetime, category: str = "", before: int | None = None) -> Sequence[Waiting]:
    """What waits to be dispatched in the actor's reach, the oldest first; `before` goes on behind a case."""
    rows = Case.objects.visible_to(actor).filter(step="accepted").select_related("area", "desk")
    if category:
        rows = rows.filter(category=category)
    if before:
        rows = rows.filter(pk__gt=before)
    proposals = Proposals(at)
    return [proposals.of(case) for case in seen(with_due(rows), at).order_by("pk")[:PAGE]]
