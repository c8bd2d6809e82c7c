"""Chores: what the platform does by itself as time goes on. Rooms enlist theirs in `chores.py`; the worker does them.

    @chore(every="day")
    def erase_delivered_wishes(at: datetime) -> int: ...

A chore is an ordinary function of the moment that returns how much it did, and may run again at any time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.module_loading import autodiscover_modules

from tongxin.kernel import duties, exporting, records, resting
from tongxin.kernel.models import OfflineAnswer
from tongxin.kernel.models.offline import REMEMBERED

Every = Literal["moment", "minute", "day"]
Deed = Callable[[datetime], int]

CHORES: dict[str, "Chore"] = {}


@dataclass(frozen=True)
class Chore:
    """A deed of the clock: `moment` is every few seconds."""

    name: str
    every: Every
    do: Deed


def chore(*, every: Every) -> Callable[[Deed], Deed]:
    def enlist(deed: Deed) -> Deed:
        name = f"{deed.__module__}.{deed.__qualname__}"
        CHORES[name] = Chore(name, every, deed)
        return deed

    return enlist


def discover() -> None:
    autodiscover_modules("chores")


def of(every: Every) -> list[Chore]:
    return [each for each in CHORES.values() if each.every == every]


def perform_all(*, at: datetime) -> dict[str, int]:
    """Do every chore once and tell how much each did; facts are delivered last, so that all are heard."""
    return {each.name: each.do(at) for each in (*of("day"), *of("minute"), *of("moment"))}


@chore(every="moment")
def deliver_records(at: datetime) -> int:
    return records.deliver()


@chore(every="minute")
def perform_due_duties(at: datetime) -> int:
    return duties.perform_due(at=at)


@chore(every="minute")
def seal_records(at: datetime) -> int:
    sealed = 0
    while not resting.asked.is_set() and (link := records.seal(at=at)):
        sealed += link.count
    return sealed


@chore(every="day")
def forget_offline_answers(at: datetime) -> int:
    """Answers so old that no phone asks for them any more."""
    return OfflineAnswer.objects.filter(received_at__lt=at - REMEMBERED).delete()[0]


@chore(every="day")
def forget_exports(at: datetime) -> int:
    """Workbooks that lay ready for a day."""
    return exporting.forget_old(at)
