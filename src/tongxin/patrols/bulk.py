"""The bulk form of laying and walking rounds, for histories: the same rights, constraints, duties and records."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tongxin.cases.models import Case
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.histories import History
from tongxin.kernel.records import record_each
from tongxin.patrols import events
from tongxin.patrols.access import may_run
from tongxin.patrols.actions.laying import new_round
from tongxin.patrols.following import State, state_of
from tongxin.patrols.models import CheckResult, Defect, PatrolPlace, PatrolPlan, PatrolRound, RoundStop

ROUND = (
    "id", "plan_id", "on", "name", "keeper_id", "team_id", "walk_amount", "walk_unit", "laid_at", "due_at", "reason",
    "step", "step_at", "area_path", "checks",
)  # fmt: skip
STOP = ("id", "round_id", "place_id", "number", "seen_at", "seen_by_id", "why_not")
RESULT = ("stop_id", "code", "label", "is_fine", "words", "defect_id")
DEFECT = ("id", "place_id", "code", "label", "case_id", "found_at", "state", "ended_at")


@dataclass(frozen=True, slots=True)
class Found:
    """What was broken at a place, with the case that was raised of it at that time."""

    code: str
    words: str
    case: Case


@dataclass(slots=True)
class _Round:
    round: PatrolRound
    places: Sequence[PatrolPlace]
    by: Actor | None = None
    seen: list[datetime] = field(default_factory=list)
    found: Mapping[int, Found] = field(default_factory=dict)


@dataclass
class PatrolsPast:
    """Rounds gathered plan by plan in the order of their days, and written at once."""

    history: History
    rounds: list[_Round] = field(default_factory=list)

    def walk(
        self, *, plan: PatrolPlan, places: Sequence[PatrolPlace], on: date, laid_at: datetime, by: Actor,
        seen: Sequence[datetime], found: Mapping[int, Found],
    ) -> None:  # fmt: skip
        """A round of which every place was looked at, at the moments `seen`; `found` by the key of the place."""
        if not may_run(by, plan):
            raise NotYours
        if len(seen) != len(places) or any(each.case.channel != "patrol" for each in found.values()):
            raise Unfit
        made = self._lay(plan, places, on, laid_at)
        made.by, made.seen, made.found = by, list(seen), found
        self.history.move(made.round, "finish", by=SYSTEM, at=max(seen))
        walked = events.RoundWalked(patrol_round=made.round, places=len(places), broken=len(found))
        self.history.say(walked, by=SYSTEM, at=max(seen))

    def miss(
        self, *, plan: PatrolPlan, places: Sequence[PatrolPlace], on: date, laid_at: datetime, missed_at: datetime
    ) -> None:
        """A round that nobody had walked when the next one came."""
        made = self._lay(plan, places, on, laid_at)
        self.history.move(made.round, "miss", by=SYSTEM, at=missed_at)
        missed = events.RoundMissed(patrol_round=made.round, seen=0, places=len(places))
        self.history.say(missed, by=SYSTEM, at=missed_at)

    def _lay(self, plan: PatrolPlan, places: Sequence[PatrolPlace], on: date, laid_at: datetime) -> _Round:
        made = _Round(new_round(plan, on, laid_at), places)
        self.history.start(made.round, at=laid_at)
        due = made.round.due_at
        self.history.say(
            events.RoundLaid(patrol_round=made.round, plan=plan.name, due=f"{due:%Y-%m-%d}"), by=SYSTEM, at=laid_at
        )
        self.rounds.append(made)
        return made

    def write(self) -> int:
        """Write rounds, stops, results and defects, then what was owed and said. Returns how many rounds."""
        for key, made in zip(numbers(PatrolRound, len(self.rounds)), self.rounds, strict=True):
            made.round.pk = key
        copy_in(PatrolRound, ROUND, (_round_row(made.round) for made in self.rounds))
        stops = [(made, n) for made in self.rounds for n in range(len(made.places))]
        keys = numbers(RoundStop, len(stops))
        copy_in(RoundStop, STOP, (_stop_row(key, made, n) for key, (made, n) in zip(keys, stops, strict=True)))
        seen = [(key, made, n) for key, (made, n) in zip(keys, stops, strict=True) if made.seen]
        defects = self._write_defects()
        copy_in(CheckResult, RESULT, (row for each in seen for row in _result_rows(*each, defects)))
        record_each(events.StopSeen, PatrolRound, (_seen_said(made, n) for _key, made, n in seen))
        self.history.write()
        return len(self.rounds)

    def _write_defects(self) -> dict[int, int]:
        """The defects by their case."""
        found = [(place, made, made.found[place]) for made in self.rounds for place in made.found]
        keys = numbers(Defect, len(found))
        copy_in(Defect, DEFECT, (_defect_row(key, *each) for key, each in zip(keys, found, strict=True)))
        return {each.case.pk: key for key, (_place, _made, each) in zip(keys, found, strict=True)}


def _round_row(it: PatrolRound) -> tuple[object, ...]:
    return (
        it.pk, it.plan_id, it.on, it.name, it.keeper_id, it.team_id, it.walk_amount, it.walk_unit, it.laid_at,
        it.due_at, it.reason, it.step, it.step_at, it.area_path, json.dumps(it.checks, ensure_ascii=False),
    )  # fmt: skip


def _stop_row(key: int, made: _Round, n: int) -> tuple[object, ...]:
    at, by = (made.seen[n], made.by.principal_id) if made.seen and made.by else (None, None)
    return key, made.round.pk, made.places[n].pk, n + 1, at, by, ""


def _result_rows(key: int, made: _Round, n: int, defects: Mapping[int, int]) -> list[tuple[object, ...]]:
    found = made.found.get(made.places[n].pk)
    return [
        (key, check["code"], check["label"], False, found.words[:300], defects[found.case.pk])
        if found is not None and found.code == check["code"]
        else (key, check["code"], check["label"], True, "", None)
        for check in made.round.checks
    ]


def _defect_row(key: int, place: int, made: _Round, found: Found) -> tuple[object, ...]:
    label = next(check["label"] for check in made.round.checks if check["code"] == found.code)
    state = state_of(found.case)
    ended = None if state == State.OPEN else (found.case.joined_into or found.case).step_at
    return key, place, found.code, label, found.case.pk, found.case.raised_at, state, ended


def _seen_said(made: _Round, n: int) -> tuple[datetime, Actor, int, dict[str, str]]:
    place = made.places[n]
    found = made.found.get(place.pk)
    labels = {check["code"]: check["label"] for check in made.round.checks}
    words = labels[found.code] if found else "都完好"
    assert made.by is not None
    return made.seen[n], made.by, made.round.pk, {"place": place.name, "found": words}
