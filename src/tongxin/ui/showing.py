"""Showing: what the record page of every room puts into words: what happened, until when, what one may do next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.kernel.actor import Actor
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import spell, spell_moment, today
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.records import sentence

#: With so many working days left a due date is soon.
SOON_DAYS = 2


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    sentence: str
    by: str
    detail: str = ""


@dataclass(frozen=True)
class DueWords:
    """A due date as the component `due` shows it."""

    words: str
    tone: str
    explanation: str
    provisional: bool


@dataclass(frozen=True)
class Button:
    """A move as the component `move_buttons` shows it."""

    name: str
    label: str
    url: str
    primary: bool
    asks_reason: bool


def timeline(subject: Model, *, limit: int = 100) -> list[Entry]:
    """What was done to the thing, newest first, with who did it for whom."""
    rows = Record.objects.about(subject).select_related("by", "in_name_of", "on_behalf_of").order_by("-id")
    return [Entry(at=row.at, sentence=sentence(row), by=_doer(row)) for row in rows[:limit]]


def open_duty(subject: Model) -> Duty | None:
    """The duty of the thing's open step."""
    return Duty.objects.open().about(subject).filter(kind=Duty.Kind.STEP).select_related("holder").first()


def open_duties(subjects: Iterable[Model]) -> dict[int, Duty]:
    """The open step duties of many things of one kind, by the thing's key, in one query."""
    rows = list(subjects)
    if not rows:
        return {}
    found = Duty.objects.open().filter(
        subject_type=rows[0]._meta.label_lower, subject_id__in=[row.pk for row in rows], kind=Duty.Kind.STEP
    )
    return {duty.subject_id: duty for duty in found}


def due_words(duty: Duty | None, at: datetime) -> DueWords | None:
    """The due date in words: how long is left or how long it is over, and how it came about."""
    if duty is None or duty.due_at is None or duty.due is None:
        return None
    explanation, provisional = duty.due.explain(), duty.provisional
    if duty.paused_at:
        return DueWords(_("已暂停：%s") % duty.pause_reason, "neutral", explanation, provisional)
    if duty.is_late(at):
        return DueWords(_("超期 %s") % spell(at - duty.due_at), "late", explanation, provisional)
    days = working_time().working_days_between(today(at), today(duty.due_at))
    tone = "soon" if days <= SOON_DAYS else "good"
    return DueWords(_left(days, duty.due_at, at), tone, explanation, provisional)


def moves(subject: Travelling, actor: Actor, to: str, *, pages: Mapping[str, str] | None = None) -> list[Button]:
    """The moves open to the actor; `to` names the view that takes (pk, move). Moves in `pages` have their own form."""
    own = pages or {}
    return [
        Button(move.name, str(move.label), reverse(to, args=[subject.pk, move.name]), move.primary, move.asks_reason)
        for move in subject.procedure.open_moves(subject, actor)
        if move.name not in own
    ]


def record_page(subject: Travelling, actor: Actor, at: datetime, to: str, **more: Any) -> dict[str, Any]:
    """What every record page is given: diagram, duty with its due words, open moves, timeline."""
    duty = open_duty(subject)
    return {
        "thing": subject,
        "diagram": subject.procedure.diagram(subject, on=today(at)),
        "duty": duty,
        "due_words": due_words(duty, at),
        "moves": moves(subject, actor, to),
        "entries": timeline(subject),
        **more,
    }


def _doer(row: Record) -> str:
    if row.by is None:
        return _("系统")
    by = row.by.name
    if row.in_name_of:
        by = f"{by} · {row.in_name_of.name}"
    return _("%(by)s（代 %(whom)s 办理）") % {"by": by, "whom": row.on_behalf_of.name} if row.on_behalf_of else by


def _left(days: int, due_at: datetime, at: datetime) -> str:
    if days > 0:
        return ngettext("剩 %d 个工作日", "剩 %d 个工作日", days) % days
    if today(due_at) == today(at):
        return _("今天 %s 前") % spell_moment(due_at).split()[-1]
    return _("%s前") % spell_moment(due_at)
