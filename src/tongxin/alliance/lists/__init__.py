"""The list pages of this room. Nothing is ordered by merit: nobody is ranked."""

from collections.abc import Callable, Iterable
from typing import Any

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.procedures import Procedure, Travelling

TONES = {
    "draft": "soon", "sent": "soon", "signed": "info", "in_force": "good", "ending": "soon", "fulfilled": "good",
    "due": "soon", "done": "good", "proposed": "soon", "running": "good", "review": "soon", "closed": "neutral",
    "asked": "soon", "accepted": "info", "taken": "info", "assigned": "info", "answered": "soon", "filed": "soon",
    "on_file": "good",
}  # fmt: skip


def tone(thing: Travelling) -> str:
    return TONES.get(thing.step, "neutral")


def of_terms(listed_in: str) -> Callable[[Actor | None], Iterable[tuple[str, Any]]]:
    return lambda actor: terms.choices(listed_in)


def of_steps(procedure: Procedure) -> Callable[[Actor | None], Iterable[tuple[str, Any]]]:
    return lambda actor: [(step.code, step.label) for step in procedure.steps]


def nothing(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return ()


def badge(row: Travelling) -> tuple[str, str]:
    return row.step_label, tone(row)


def plain_step(row: Travelling) -> str:
    return row.step_label
