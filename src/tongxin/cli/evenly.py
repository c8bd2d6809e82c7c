"""Evenly: chance deals the connections out to the processes, and who falls to a crowded one waits there while another
has nothing to do. So a crowded process answers and closes, and the caller comes in anew, perhaps by another door.

Who calls once notices nothing; of eight who stay, all stand evenly after a few answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.sharedctypes import RawArray
from threading import Lock
from typing import Any

#: More processes than this are not looked after.
MOST = 256


class Crowd:
    """How many requests are in each process. Made before the processes are born, so that all of them see it."""

    def __init__(self) -> None:
        self._present = RawArray("i", MOST)
        self._own, self._processes = 0, 1
        self._counting = Lock()

    def join(self, number: int, processes: int) -> None:
        """Be the process of this number, from 1; whoever had the number before is gone, with its requests."""
        if processes <= MOST:
            self._own, self._processes = number - 1, processes
            self._present[self._own] = 0

    @contextmanager
    def with_one_more(self) -> Iterator[None]:
        """While a request is here."""
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def parting(self, environ: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The header that sends a caller to the doors again, where another process has clearly less to do."""
        least = min(self._present[: self._processes])
        is_crowded = self._present[self._own] > 1.25 * least + 1
        return [("Connection", "close")] if is_crowded and environ["SERVER_PROTOCOL"] == "HTTP/1.1" else []

    def _add(self, change: int) -> None:
        with self._counting:
            self._present[self._own] += change


crowd = Crowd()
