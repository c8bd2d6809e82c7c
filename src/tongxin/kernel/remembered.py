"""Remembered: small tables that every request asks (rules, step settings, the calendar) are read once and kept
for a few seconds. The process that changes one forgets it at once; others see the change within `SECONDS`."""

import time
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")

SECONDS = 5.0

_all: "list[Remembered[Any] | RememberedBy[Any]]" = []


class Remembered(Generic[T]):
    """A function without arguments whose answer is kept for SECONDS."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[float, T] | None = None
        _all.append(self)

    def __call__(self) -> T:
        kept = self._kept
        if kept is None or time.monotonic() - kept[0] > SECONDS:
            kept = (time.monotonic(), self._read())
            self._kept = kept
        return kept[1]

    def forget(self) -> None:
        self._kept = None


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
