"""Measures: figures that a room counts from its own rows, declared by name and read by `tongxin figures`.

    @measure("needs", _("需求"))
    def needs(on: date) -> int:
        return Need.objects.standing().count()

The rooms' own stand in `measures.py`, which is found by itself. A name stands for one count in the whole house.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.module_loading import autodiscover_modules

Count = Callable[[date], int]

MEASURES: dict[str, "Measure"] = {}


@dataclass(frozen=True)
class Measure:
    """One figure: its name in words and how it is counted from the tables as they are on a day."""

    label: Any
    count: Count


def measure(name: str, label: Any) -> Callable[[Count], Count]:
    """Enlist a count under its name; two rooms may not claim the same one."""

    def enlist(count: Count) -> Count:
        known = MEASURES.get(name)
        if known and known.count.__qualname__ != count.__qualname__:
            raise ValueError(f"the measure {name} is declared twice")
        MEASURES[name] = Measure(label, count)
        return count

    return enlist


def discover() -> None:
    autodiscover_modules("measures")


def counted(name: str, *, on: date) -> int | None:
    """The figure as counted on the day; None while no room knows it."""
    known = MEASURES.get(name)
    return known.count(on) if known else None
