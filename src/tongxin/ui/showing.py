"""Showing: what a record page draws of a travelling thing, made ready for the components.

`timeline` for what was done, `due_words` for the clock, `moves` for the buttons.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Model, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.addresses import address
from tongxin.kernel.along import along, come
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import spell, today
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.procedures import Move, Travelling
from tongxin.kernel.records import EVENTS, sentence

TIMELINE = 50


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    sentence: str
    by: str
    detail: str = ""


@dataclass(frozen=True)
class DueWords:
    """A due date in words, with the tone that colours it and the long sentence behind it."""

    words: str
    tone: str
    explanation: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class Button:
    """A move that is open to the actor. A linked one has a page of its own."""

    name: str
    label: str
    url: str
    primary: bool
    asks_reason: bool
    link: bool = False


def with_story(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each thing with its open duty and its records, in the same query: `open_duty` and `timeline` then ask nothing."""
    of_it = {"subject_type": rows.model._meta.label_lower, "subject_id": OuterRef("pk")}
    duty = Duty.objects.open().filter(**of_it, kind=Duty.Kind.STEP)
    told = Record.objects.filter(**of_it).order_by("-id")[:TIMELINE]
    return rows.annotate(owing=along(duty, *OF_DUTY), told=along(told, *OF_RECORD))


OF_DUTY = (
    "id", "step", "area_path", "laid_at", "due_at", "due_data", "provisional", "paused_at", "pause_reason", "pauses",
    "closed_at", "holder_id", "holder__name",
)  # fmt: skip
OF_RECORD = (
    "id", "at", "kind", "data", "by_id", "by__name", "in_name_of_id", "in_name_of__name", "on_behalf_of_id",
    "on_behalf_of__name",
)  # fmt: skip


def timeline(subject: Model, *, only: Q | None = None) -> list[Entry]:
    """What was done to the thing, newest first, with who did it, in whose name and for whom. One query.

    `only` leaves out the records that are not for the eyes of who looks.
    """
    if hasattr(subject, "told"):
        rows: Iterable[Record] = come(Record, subject.told)
    else:
        about = Record.objects.about(subject).select_related("by", "in_name_of", "on_behalf_of")
        about = about.filter(only) if only else about
        rows = about.order_by("-id")[:TIMELINE]
    return [Entry(row.at, sentence(row), _who(row), _besides(row)) for row in rows]


def _besides(row: Record) -> str:
    """The reason, where the sentence does not tell it already."""
    reason = row.data.get("reason")
    if not reason or ((event := EVENTS.get(row.kind)) is not None and "{reason}" in str(event.says)):
        return ""
    return str(reason)


def _who(row: Record) -> str:
    if (event := EVENTS.get(row.kind)) is not None and event.hides_doer:
        return ""
    if row.by is None:
        return _("系统")
    who = f"{row.by.name} · {row.in_name_of.name}" if row.in_name_of else row.by.name
    if row.on_behalf_of and row.on_behalf_of_id != row.by_id:
        return _("%(who)s，代 %(whom)s 办理") % {"who": who, "whom": row.on_behalf_of.name}
    return who


def open_duty(subject: Model) -> Duty | None:
    """The one open duty of the step on which the thing stands. One query."""
    if hasattr(subject, "owing"):
        return next(iter(come(Duty, subject.owing)), None)
    return Duty.objects.open().about(subject).filter(kind=Duty.Kind.STEP).select_related("holder").first()


def set_due(subjects: Sequence[Model], at: datetime) -> None:
    """Give each thing of one kind a `due` in words, for a list page. One query for all."""
    if not subjects:
        return
    rows = Duty.objects.open().filter(
        subject_type=subjects[0]._meta.label_lower, subject_id__in=[each.pk for each in subjects], kind=Duty.Kind.STEP
    )
    duties = {duty.subject_id: duty for duty in rows}
    for each in subjects:
        each.due = due_words(duties.get(each.pk), at)  # type: ignore[attr-defined]


def due_words(duty: Duty | None, at: datetime) -> DueWords | None:
    """What is left, or by how much it is late; None where nothing is owed or there is no limit."""
    if duty is None or duty.due_at is None:
        return None
    brief = brief_due(duty.due_at, at, paused_at=duty.paused_at, provisional=duty.provisional)
    explanation = duty.pause_reason if duty.paused_at else duty.due.explain() if duty.due else ""
    return replace(brief, explanation=explanation)


def brief_due(due_at: datetime, at: datetime, *, paused_at: datetime | None, provisional: bool) -> DueWords:
    """The same without the explanation, for the rows of a list."""
    if paused_at:
        return DueWords(_("暂停 %s") % spell(at - paused_at), "neutral", "", provisional)
    days = working_time().working_days_between(today(at), today(due_at))
    if due_at >= at:
        return DueWords(_left(days, get_language()), "soon" if days <= 1 else "good", "", provisional)
    words = _late(-days, get_language()) if days else _("超期 %s") % spell(at - due_at)
    return DueWords(words, "late", "", provisional)


@lru_cache(maxsize=512)
def _left(days: int, language: str | None) -> str:
    return _("剩 %d 个工作日") % days if days else _("今天到期")


@lru_cache(maxsize=512)
def _late(days: int, language: str | None) -> str:
    return _("超期 %s") % (_("%d 个工作日") % days)


def moves(subject: Travelling, actor: Actor, url: str | Callable[[Move], str]) -> list[Button]:
    """The moves open to the actor as buttons. `url` names the view that takes (pk, move), or makes the address itself.

    A move with a page of its own (`Move.page`, a view that takes the pk) is linked there.
    """

    def leads_to(move: Move) -> str:
        if move.page:
            return address(move.page, subject.pk)
        return url(move) if callable(url) else address(url, subject.pk, move.name)

    return [
        Button(move.name, str(move.label), leads_to(move), move.primary, move.asks_reason, bool(move.page))
        for move in subject.procedure.open_moves(subject, actor)
    ]
