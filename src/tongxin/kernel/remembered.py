"""Remembered: small tables that every request asks (rules, step settings, the calendar) are read once and kept
for a few seconds. The process that changes one forgets it at once; others see the change within `SECONDS`."""

import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar, cast

from django.db import connection

S = TypeVar("S")
T = TypeVar("T")

SECONDS = 5.0

_all: "list[Remembered[Any] | RememberedBy[Any]]" = []


class Remembered(Generic[T]):
    """A function without arguments whose answer is kept for SECONDS.

    Of a long table (`mark`) it is kept on as long as nothing there has changed: reading a thousand rows again and again
    would hold up everybody who waits for a page.
    """

    def __init__(self, read: Callable[[], T], mark: Callable[[], Any] = lambda: object()) -> None:
        self._read, self._mark = read, mark
        self._kept: tuple[float, Any, T] | None = None
        _all.append(self)

    @staticmethod
    def of(table: str) -> "Callable[[Callable[[], S]], Remembered[S]]":
        """What is read from one table alone."""
        return lambda read: Remembered(read, mark=lambda: _versions(table))

    def __call__(self) -> T:
        kept, now = self._kept, time.monotonic()
        if kept is None or now - kept[0] > SECONDS:
            mark = self._mark()
            kept = (now, mark, kept[2] if kept and kept[1] == mark else self._read())
            self._kept = kept
        return kept[2]

    def forget(self) -> None:
        self._kept = None


def _versions(table: str) -> tuple[Any, ...]:
    """Says something else as soon as a row of the table was written, changed or removed: each version of a row bears
    the number of the transaction that wrote it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum(xmin::text::bigint) FROM {connection.ops.quote_name(table)}")
        return cast(tuple[Any, ...], cursor.fetchone())


class RememberedBy(Generic[T]):
    """Answers kept for SECONDS by a key; past `most` keys all of them begin anew."""

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._kept: dict[Hashable, tuple[float, T]] = {}
        _all.append(self)

    def __call__(self, key: Hashable, read: Callable[[], T]) -> T:
        kept = self._kept.get(key)
        if kept is None or time.monotonic() - kept[0] > SECONDS:
            if len(self._kept) >= self._most:
                self.forget()
            kept = self._kept[key] = (time.monotonic(), read())
        return kept[1]

    def forget(self) -> None:
        self._kept = {}


def enlist(kept: Any) -> None:
    """Something else that is kept: `forget_all` calls its `forget` too."""
    _all.append(kept)


def forget_all() -> None:
    for kept in _all:
        kept.forget()
