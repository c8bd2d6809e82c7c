"""Awards: a room declares what a confirmed fact is worth; the engine in `points` reads it and books.

    AWARDS = [
        Award(
            AttendanceConfirmed, "points", rule="points.per_activity",
            to=lambda attendance: attendance.person_id, on=lambda attendance: attendance.activity.day,
            kinds=lambda attendance: attendance.activity.kinds_counting("counts_points"),
            confirmed=lambda: Attendance.objects.confirmed(),
        ),
        Award(
            AttendanceConfirmed, "hours", amount=lambda attendance: attendance.minutes, ...
        ),
    ]

The list stands in the room's `awards.py`, which is found by itself at start. The deed that confirms calls
`points.actions.award(AttendanceConfirmed, [attendance], at=at)` in its own transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.module_loading import autodiscover_modules

from tongxin.kernel.records import Event

LedgerName = Literal["points", "hours"]

DECLARED: dict[tuple[str, str], "Award"] = {}


@dataclass(frozen=True)
class Award:
    """What one subject of a fact is worth in one ledger, booked once per subject and ledger.

    `to` is the person credited, `on` the day it counts for. `kinds` are the kinds that count in this ledger; none
    means nothing is booked. The amount is `amount(subject)` (minutes in the ledger of hours), or the value of `rule`
    on that day at `path`: `<rule>.<kind>` goes before `<rule>`, and of several kinds the highest counts once.
    `factor` may name a rule `points.factor.<name>` (a role, a violation) that multiplies points, never hours.
    `confirmed` gives everything that was confirmed so far, so that a replay can book it all again; `waiting(person_id)`
    what that person took part in and nobody has confirmed yet.
    """

    when: type[Event]
    ledger: LedgerName
    to: Callable[[Any], int]
    on: Callable[[Any], date]
    kinds: Callable[[Any], Sequence[str]]
    confirmed: Callable[[], Iterable[Any]]
    rule: str = ""
    amount: Callable[[Any], int] | None = None
    path: Callable[[Any], str] = lambda subject: str(subject.area_path)
    note: Callable[[Any], str] = str
    factor: Callable[[Any], str] = lambda subject: ""
    waiting: Callable[[int], Iterable[Any]] | None = None

    def __post_init__(self) -> None:
        if bool(self.rule) == bool(self.amount):
            raise ValueError(f"award of {self.when.kind} in {self.ledger}: give a rule or an amount")
        DECLARED[self.when.kind, self.ledger] = self


def declared_for(event: type[Event]) -> list[Award]:
    return [award for (kind, _ledger), award in DECLARED.items() if kind == event.kind]


def discover() -> None:
    """Import every room's `awards.py`."""
    autodiscover_modules("awards")
