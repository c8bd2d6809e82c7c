"""Histories: the bulk form of starting and moving things, for imports and generators with a past.

    history = History(until=at)
    history.start(need, at=raised_at)
    history.move(need, "verify", by=worker, at=later)
    history.say(NeedVerified(need=need), by=worker, at=later)
    ...                                   # save the needs, then
    history.write()

Moves are played in memory under the same declaration: steps, rights, limits and holders; the clock's part (late
duties climb the tree) is played too. Then duties and records are written at once, in the order of time.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from tongxin.kernel import duties
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import Pause, today
from tongxin.kernel.duties import DutyLate, DutyPassedUp, DutyPaused
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused
from tongxin.kernel.models import Duty, Principal, Record
from tongxin.kernel.procedures import Procedure, Travelling
from tongxin.kernel.records import COLUMNS, Event, bulk_values

#: The columns of a duty that are written; the others keep their defaults.
DUTY = (
    "id", "kind", "procedure", "step", "subject_type", "subject_id", "title", "holder_id", "role", "area_path",
    "laid_at", "due_at", "due_data", "provisional", "look_at", "paused_at", "pause_reason", "pauses", "closed_at",
    "outcome", "urges_id", "level",
)  # fmt: skip
JSON = {"due_data", "pauses"}


@dataclass
class History:
    """What happened up to `until`, gathered in any order of things, written in the order of time."""

    until: datetime
    _open: dict[int, Duty] = field(default_factory=dict)
    _laid: list[tuple[Duty, Travelling]] = field(default_factory=list)
    _said: list[tuple[datetime, Event, Actor]] = field(default_factory=list)

    def start(self, subject: Travelling, *, at: datetime) -> None:
        """Lay the first duty of a thing; it is saved later, before `write`."""
        self._lay(subject, at)

    def move(self, subject: Travelling, name: str, *, by: Actor, at: datetime) -> None:
        """Take the move in memory; raises AlreadyMoved, NotYours, and Refused for a moment before the last one."""
        move = subject.procedure.move(name)
        if subject.step not in move.from_steps:
            raise AlreadyMoved
        if by is not SYSTEM and not move.by(by, subject):
            raise NotYours
        if not subject.step_at <= at <= self.until:
            raise Refused
        subject.step, subject.step_at = move.to, at
        if duty := self._open.pop(id(subject), None):
            duty.closed_at, duty.outcome, duty.look_at = at, name, None
        self._lay(subject, at)

    def pause(self, subject: Travelling, *, reason: str, by: Actor, at: datetime) -> None:
        """Stop the clock of the open duty, to the end of the history."""
        duty = self._open.get(id(subject))
        if duty is None or duty.paused_at:
            raise duties.NotRunning
        duty.paused_at, duty.pause_reason, duty.look_at = at, reason, None
        self.say(DutyPaused(subject_of=subject, reason=reason), by=by, at=at)

    def rest(self, subject: Travelling, *, reason: str, by: Actor, since: datetime, until: datetime) -> None:
        """Stop the clock of the open duty for a while; the due date moves by the working time of the pause."""
        duty = self._open.get(id(subject))
        if duty is None or duty.due_at is None:
            raise duties.NotRunning
        duty.pauses = [[since.isoformat(), until.isoformat(), reason]]
        setting = subject.procedure.setting(subject.step, on=today(duty.laid_at), path=subject.area_path)
        limit = subject.procedure.limit_for(subject, subject.procedure.step(subject.step), setting)
        assert limit is not None
        due = working_time().due(duty.laid_at, limit, [Pause(since, until, reason)])
        for column, value in duties.due_columns(due, until, duty.area_path).items():
            setattr(duty, column, value)
        self.say(DutyPaused(subject_of=subject, reason=reason), by=by, at=since)
        self.say(duties.DutyResumed(subject_of=subject, due=due.explain()), by=by, at=until)

    def due_at(self, subject: Travelling) -> datetime | None:
        """When the open duty of the thing is due."""
        duty = self._open.get(id(subject))
        return duty.due_at if duty else None

    def say(self, event: Event, *, by: Actor, at: datetime) -> None:
        self._said.append((at, event, by))

    def write(self) -> None:
        """Write the duties and the records. The things must be saved by now."""
        for duty, subject in self._laid:
            duty.subject_id = subject.pk
        urges = _Climb(self.until).all([duty for duty, _subject in self._laid], self._said)
        rows = [*(duty for duty, _subject in self._laid), *urges]
        for key, duty in zip(numbers(Duty, len(rows)), rows, strict=True):
            duty.pk = key
        copy_in(Duty, DUTY, (_values(duty) for duty in rows))
        self._said.sort(key=lambda said: said[0])
        copy_in(Record, COLUMNS, (bulk_values(event, by, at) for at, event, by in self._said))
        self._open, self._laid, self._said = {}, [], []

    def _lay(self, subject: Travelling, at: datetime) -> None:
        procedure: Procedure = subject.procedure
        step = procedure.step(subject.step)
        if not step.holder:
            return
        setting = procedure.setting(step.code, on=today(at), path=subject.area_path)
        limit = procedure.limit_for(subject, step, setting)
        due = working_time().due(at, limit) if limit else None
        duty = Duty(
            procedure=procedure.name, step=step.code, subject_type=subject._meta.label_lower,
            title=str(subject)[:160], holder_id=getattr(subject, step.holder), area_path=subject.area_path,
            role=(setting.holder_role if setting else "") or step.role, laid_at=at,
            **duties.due_columns(due, at, subject.area_path),
        )  # fmt: skip
        self._open[id(subject)] = duty
        self._laid.append((duty, subject))


class _Climb:
    """What the clock did: a duty past its date passes up, superior by superior, until it was closed."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self.above = dict(Principal.objects.filter(superior__isnull=False).values_list("pk", "superior_id"))

    def all(self, laid: list[Duty], said: list[tuple[datetime, Event, Actor]]) -> list[Duty]:
        late = [duty for duty in laid if self._is_late(duty)]
        holders = {duty.holder_id for duty in late}
        for _level in range(8):
            holders |= {self.above[pk] for pk in holders if pk in self.above}
        names = dict(Principal.objects.filter(pk__in=holders).values_list("pk", "name"))
        return [urge for duty in late for urge in self._pass_up(duty, names, said)]

    def _is_late(self, duty: Duty) -> bool:
        if duty.due_at is None or duty.paused_at or (duty.procedure, duty.step) in duties.WHEN_LATE:
            return False
        return duty.due_at < (duty.closed_at or self.until)

    def _pass_up(self, duty: Duty, names: dict[int, str], said: list[tuple[datetime, Event, Actor]]) -> list[Duty]:
        assert duty.due_at is not None
        end, moment, holder = duty.closed_at or self.until, duty.due_at, duty.holder_id
        urges: list[Duty] = []
        said.append((moment, DutyLate(duty=duty, title=duty.title, holder=names[holder]), SYSTEM))
        duty.look_at = None
        while moment < end and (superior := self.above.get(holder)):
            role = duties.told_next(duty.procedure, held_by=duty.role, level=len(urges))
            if role is None:
                break
            due = working_time().due(moment, duties.escalation_limit(moment, duty.area_path, level=len(urges) + 1))
            urge = Duty(
                kind=Duty.Kind.URGE, procedure=duty.procedure, step=duty.step, subject_type=duty.subject_type,
                subject_id=duty.subject_id, title=duty.title, holder_id=superior, role=role, area_path=duty.area_path,
                laid_at=moment, urges=duty, level=len(urges) + 1, closed_at=duty.closed_at, outcome=duty.outcome,
                **(duties.due_columns(due, moment, duty.area_path) | {"look_at": None}),
            )  # fmt: skip
            said.append((moment, DutyPassedUp(duty=urge, title=duty.title, superior=names[superior]), SYSTEM))
            urges.append(urge)
            holder, moment = superior, due.at
        if urges and duty.closed_at is None and moment >= end:
            urges[-1].look_at = moment
        return urges


def _values(duty: Duty) -> list[Any]:
    if duty.urges is not None:
        duty.urges_id = duty.urges.pk
    row = [getattr(duty, column) for column in DUTY]
    return [json.dumps(value) if column in JSON else value for column, value in zip(DUTY, row, strict=True)]


def save_all(*gathered: list[Any], batch: int = 1000) -> None:
    """Insert the gathered rows, list after list."""
    for rows in gathered:
        if rows:
            model: type[models.Model] = type(rows[0])
            model._base_manager.bulk_create(rows, batch_size=batch)
