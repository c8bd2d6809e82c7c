"""Procedures: a thing that travels between people is one declaration of steps and moves.

    WISH = Procedure("wish", _("微心愿"), steps=[Step("recorded", ...), ...], moves=[Move("approve", "recorded", ...)])

From it come the guard, the buttons, the duty with its due date, the diagram and the settings page. Step names,
limits and holders are data per area and term (`StepSetting`); the shape is code.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import duties
from tongxin.kernel.access import Predicate
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import AlreadyMoved, NotYours
from tongxin.kernel.holding import change, hold
from tongxin.kernel.models import Duty, StepSetting
from tongxin.kernel.remembered import Remembered
from tongxin.kernel.together import together

PROCEDURES: dict[str, "Procedure"] = {}


@dataclass(frozen=True)
class Step:
    """Where a thing stands. `holder` names the attribute with the principal that owes the next move.

    A step without a holder rests (nobody owes anything); an `end` cannot be left. A step off the main line is drawn
    only when the thing is there. `limit` names an attribute with the thing's own limit, which goes before the
    setting; None there leaves it to the setting. `skipped` names an attribute that is true of a thing which passes
    the step by; it is not drawn then.
    """

    code: str
    label: Any
    holder: str = ""
    role: str = ""
    end: bool = False
    main: bool = True
    limit: str = ""
    skipped: str = ""


@dataclass(frozen=True)
class Move:
    """A way from one of `sources` to another step, and who may take it. Moves that ask for a reason get one field."""

    name: str
    sources: str | tuple[str, ...]
    to: str
    by: Predicate
    label: Any
    primary: bool = False
    asks_reason: bool = False
    # A move with a page of its own (a form to fill) is linked there instead of being a bare button.
    page: str = ""

    @property
    def from_steps(self) -> tuple[str, ...]:
        return (self.sources,) if isinstance(self.sources, str) else self.sources


@dataclass(frozen=True)
class Node:
    """One point of the drawn procedure: past, here, future, or a side step where the thing stands."""

    code: str
    label: str
    state: str
    limit: str = ""


@dataclass
class Procedure:
    """A declaration of steps and moves, checked when it is imported."""

    name: str
    label: Any
    steps: Sequence[Step]
    moves: Sequence[Move]
    page: str = ""

    def __post_init__(self) -> None:
        codes = [step.code for step in self.steps]
        problems = [f"step {code} twice" for code in codes if codes.count(code) > 1]
        problems += [f"{step.code} is an end with a holder" for step in self.steps if step.end and step.holder]
        for move in self.moves:
            problems += [
                f"{move.name} knows no step {code}" for code in (*move.from_steps, move.to) if code not in codes
            ]
        reached = {self.steps[0].code, *(move.to for move in self.moves)}
        problems += [f"no move reaches {code}" for code in codes if code not in reached]
        left = {code for move in self.moves for code in move.from_steps}
        problems += [f"{step.code} cannot be left" for step in self.steps if not step.end and step.code not in left]
        if problems:
            raise ValueError(f"procedure {self.name}: {'; '.join(problems)}")
        PROCEDURES[self.name] = self

    # Travelling

    def start(self, subject: "Travelling", *, by: Actor, at: datetime) -> Duty | None:
        """Lay the first duty of a thing that was just saved at the first step."""
        return self._lay(subject, at)

    @contextmanager
    def moving(self, subject: "Travelling", name: str, *, by: Actor, at: datetime) -> Iterator[Move]:
        """Take the move: lock and re-read the thing, check step and right, let the deed work, save, change duties.

        Raises AlreadyMoved when the thing is at another step, NotYours when the actor may not.
        """
        move = self.move(name)
        before = hold(subject)
        if subject.step not in move.from_steps:
            raise AlreadyMoved
        if by is not SYSTEM and not move.by(by, subject):
            raise NotYours
        yield move
        subject.step, subject.step_at = move.to, at
        with together():
            change(subject, before)
            duties.close(subject, outcome=move.name, at=at)
            self._lay(subject, at)

    def on_late(self, step: str) -> Callable[[duties.WhenLate], duties.WhenLate]:
        """Have the clock do a deed `(subject, at)` when the duty of `step` has run out."""

        def enlist(deed: duties.WhenLate) -> duties.WhenLate:
            duties.WHEN_LATE[self.name, self.step(step).code] = deed
            return deed

        return enlist

    def _lay(self, subject: "Travelling", at: datetime) -> Duty | None:
        step = self.step(subject.step)
        if not step.holder:
            return None
        setting = self.setting(step.code, on=today(at), path=subject.area_path)
        return duties.lay(
            subject,
            procedure=self.name,
            step=step.code,
            holder_id=getattr(subject, step.holder),
            role=(setting.holder_role if setting else "") or step.role,
            limit=self.limit_for(subject, step, setting),
            at=at,
        )

    def limit_for(self, subject: "Travelling", step: Step, setting: StepSetting | None) -> Limit | None:
        """How long the step may take: the thing's own limit, where the step names one and it is there."""
        own: Limit | None = getattr(subject, step.limit) if step.limit else None
        return own or limit_of(setting)

    # Reading the declaration

    def step(self, code: str) -> Step:
        return next(step for step in self.steps if step.code == code)

    def move(self, name: str) -> Move:
        return next(move for move in self.moves if move.name == name)

    def open_moves(self, subject: "Travelling", actor: Actor) -> list[Move]:
        """The moves this actor may take now, the primary one first."""
        moves = [move for move in self.moves if subject.step in move.from_steps and move.by(actor, subject)]
        return sorted(moves, key=lambda move: not move.primary)

    def open_steps(self) -> list[str]:
        return [step.code for step in self.steps if not step.end]

    def steps_with_duty(self) -> list[str]:
        """The steps on which a thing must have exactly one open duty."""
        return [step.code for step in self.steps if step.holder]

    def label_of(self, code: str, *, on: date, path: str = "") -> str:
        setting = self.setting(code, on=on, path=path)
        return str((setting.label if setting else "") or self.step(code).label)

    def setting(self, code: str, *, on: date, path: str = "") -> StepSetting | None:
        """The setting that holds for the step on that day, the most specific area first."""
        for setting in _settings().get((self.name, code), ()):
            if path.startswith(setting.scope_path) and setting.holds_on(on):
                return setting
        return None

    def diagram(self, subject: "Travelling", *, on: date) -> list[Node]:
        """The procedure as a line of nodes with "you are here"; what the thing passes by is no part of it."""
        main = [step for step in self.steps if step.main and not _passes(subject, step)]
        codes = [step.code for step in main]
        here = codes.index(subject.step) if subject.step in codes else -1
        nodes = [
            Node(
                code=step.code,
                label=self.label_of(step.code, on=on, path=subject.area_path),
                state="here" if n == here else ("past" if n < here else "future"),
                limit=str(self.limit_for(subject, step, self.setting(step.code, on=on, path=subject.area_path)) or ""),
            )
            for n, step in enumerate(main)
        ]
        if here < 0:
            nodes.append(Node(subject.step, self.label_of(subject.step, on=on, path=subject.area_path), "side"))
        return nodes


class Travelling(models.Model):
    """A thing that travels through a procedure: where it stands since when, and the path of the area it lies in."""

    procedure: ClassVar[Procedure]

    step = models.CharField(gettext_lazy("进展"), max_length=16)
    step_at = models.DateTimeField(gettext_lazy("进展时间"))
    area_path = models.CharField(max_length=200, db_collation="C")

    class Meta:
        abstract = True

    @property
    def step_label(self) -> str:
        return self.procedure.label_of(self.step, on=today(self.step_at), path=self.area_path)

    @property
    def is_over(self) -> bool:
        return self.procedure.step(self.step).end


def _passes(subject: Travelling, step: Step) -> bool:
    return bool(step.skipped) and subject.step != step.code and bool(getattr(subject, step.skipped))


@Remembered
def _settings() -> dict[tuple[str, str], list[StepSetting]]:
    found: dict[tuple[str, str], list[StepSetting]] = {}
    for setting in StepSetting.objects.order_by("-valid_from"):
        found.setdefault((setting.procedure, setting.step), []).append(setting)
    for settings in found.values():
        settings.sort(key=lambda setting: len(setting.scope_path), reverse=True)
    return found


def forget_settings() -> None:
    _settings.forget()


def limit_of(setting: StepSetting | None) -> Limit | None:
    if setting is None or setting.amount is None:
        return None
    return Limit(setting.amount, setting.unit)


def spell_limit(limit: Limit | None) -> str:
    return str(limit) if limit else _("不限时")
