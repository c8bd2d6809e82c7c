"""Read a text file of the synthetic city row by row, and say where it is broken.

Keys of kinds are those of `cities/common`; a text with a key that the profiles do not know is refused here and not on
a page.
"""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Item = TypeVar("Item")

TEXTS = Path(__file__).parent / "texts"
COMMON = Path(__file__).parents[1] / "cities" / "common"


class BrokenText(ValueError):
    """A text file cannot be used; the message names the file, the row and what is wrong."""


@dataclass(frozen=True, slots=True)
class Window:
    """Weekdays (1 = Monday) and local hours; `until` before `begins` means past midnight."""

    days: tuple[int, ...]
    begins: time
    until: time


class Row:
    """One row of a file: hands out checked values and knows what to say when one is wrong."""

    def __init__(self, where: str, data: Any) -> None:
        if not isinstance(data, dict):
            raise BrokenText(f"{where}: a table is expected")
        self.where, self.data = where, data

    def fail(self, message: str) -> BrokenText:
        title = self.data.get("title") or self.data.get("name") or self.data.get("text") or ""
        return BrokenText(f"{self.where}" + (f" ({title})" if title else "") + f": {message}")

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"{key} must be a sentence or word")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            raise self.fail(f"{key} must be a list of texts")
        if len(set(value)) != len(value):
            raise self.fail(f"{key} says something twice")
        return tuple(value)

    def key(self, key: str, allowed: Iterable[str]) -> str:
        value, allowed = self.text(key), set(allowed)
        if value not in allowed:
            raise self.fail(f"{key} {value!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def number(self, key: str, *, at_least: float) -> float:
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < at_least:
            raise self.fail(f"{key} must be a number of {at_least} or more")
        return value

    def count(self, key: str, *, at_least: int) -> int:
        return int(self.number(key, at_least=at_least))

    def clock(self, key: str) -> time:
        return self.as_time(self.text(key))

    def as_time(self, value: str) -> time:
        try:
            return time.fromisoformat(value)
        except ValueError:
            raise self.fail(f"{value!r} is not a time such as 08:30") from None

    def window(self) -> Window | None:
        if "days" not in self.data and "hours" not in self.data:
            return None
        days, (begins, dash, until) = self.text("days"), self.text("hours").partition("-")
        if not dash or set(days) - set("1234567") or len(set(days)) != len(days):
            raise self.fail("days are digits 1 to 7, hours are written 08:30-17:00")
        return Window(tuple(int(day) for day in days), self.as_time(begins), self.as_time(until))


@cache
def known(file: str, table: str) -> frozenset[str]:
    """The keys of one list of the profiles."""
    return frozenset(read(f"{file}.toml", folder=COMMON)[table]["items"])


def read(name: str, *, folder: Path | None = None) -> dict[str, Any]:
    path = (folder or TEXTS) / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BrokenText(f"{name}: the file is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenText(f"{name}: {error}") from error


def each(name: str, table: str, one: Callable[[Row], Item], *, by: str = "title") -> tuple[Item, ...]:
    """All rows of a list, none of which may be there twice."""
    rows = read(name).get(table)
    if not isinstance(rows, list) or not rows:
        raise BrokenText(f"{name}: the list {table} is missing or empty")
    items, seen = [], set()
    for number, data in enumerate(rows, start=1):
        row = Row(f"{name}, row {number}", data)
        items.append(one(row))
        if (mark := str(row.data[by])) in seen:
            raise row.fail("this row is there twice")
        seen.add(mark)
    return tuple(items)
