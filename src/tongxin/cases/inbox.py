"""The inbox of a grid: its open cases that wait for who works it, by due date; nothing of other grids."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _t

from tongxin.cases.access import may_accept, may_check, may_handle
from tongxin.cases.events import CasePassedUp
from tongxin.cases.lists import due_of, seen, with_due
from tongxin.cases.masking import masked
from tongxin.cases.models import Case
from tongxin.kernel.access import Predicate, in_office
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Record
from tongxin.kernel.sealing import unseal
from tongxin.ui.showing import DueWords

#: The kind of place, and so many are shown at once.
GRID, MOST = "grid", 100

works_grid = in_office("cases.record") & Predicate(lambda actor, it: actor.area_kind == GRID, "has a post in a grid")


@dataclass(frozen=True)
class Matter:
    """A case in the inbox: what one may do with it now, and until when."""

    case: Case
    moves: frozenset[str]
    due: DueWords | None

    @cached_property
    def _names(self) -> list[str]:
        """What the reporter is called, as far as it is known; for leaving it out, nobody reads it."""
        case = self.case
        known = [
            case.reporter.name if case.reporter else "",
            unseal(bytes(case.caller_name)) if case.caller_name else "",
        ]
        return [name for name in known if len(name) > 1]

    def without_person(self, text: str) -> str:
        """Words of the case as a phone may keep them: the reporter's name and every number made unreadable."""
        for name in self._names:
            text = text.replace(name, _t("居民"))
        return masked(text)

    @property
    def title(self) -> str:
        return self.without_person(self.case.title)


def inbox_of(actor: Actor, *, at: datetime) -> list[Matter]:
    """What waits for the actor in the grid, the most urgent first; what was passed up waits for somebody else."""
    rows = seen(with_due(_waiting(actor)), at).select_related("area", "desk", "lead", "reporter")[:MOST]
    found = [Matter(case, moves_of(case, actor), due_of(case)) for case in sorted(rows, key=_urgency)]
    return [matter for matter in found if matter.moves]


def moves_of(case: Case, actor: Actor) -> frozenset[str]:
    if case.step in ("reported", "accepted") and may_accept(actor, case):
        return frozenset({"solve", "pass-up"} | ({"accept"} if case.step == "reported" else set()))
    if case.step in ("dispatched", "handling") and may_handle(actor, case):
        return frozenset({"solve"} | ({"take"} if case.step == "dispatched" else set()))
    return frozenset({"check"}) if case.step == "checking" and may_check(actor, case) else frozenset()


def _waiting(actor: Actor) -> QuerySet[Any]:
    """In the grid: not yet sent to anybody nor passed up, sent to the actor's own body, or to be looked at."""
    passed_up = Record.objects.filter(
        subject_type=Case._meta.label_lower, subject_id=OuterRef("pk"), kind=CasePassedUp.kind
    )
    with_grid = Q(desk__area_path__startswith=actor.sees.path) | ~Exists(passed_up)
    return Case.objects.visible_to(actor).filter(
        Q(step__in=("reported", "accepted")) & with_grid
        | Q(step__in=("dispatched", "handling"), lead=actor.organization_id)
        | Q(step="checking"),
        area_path__startswith=actor.sees.path,
    ).order_by("pk")  # fmt: skip


def _urgency(case: Any) -> tuple[bool, str, int]:
    due = (case.owed or {}).get("due_at") or ""
    return not due, due, case.pk
