"""Screens: 500 command screens are open, each asks every second; a case is reported, and all of them must show it.

The time is taken from the commit of the report to the answer that brings the last screen the change.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bench.figures import Figure
from bench.serving import Unwell, serving
from bench.stage import set_up
from demo.cast import Cast
from tongxin.cases import actions as cases
from tongxin.cases import screens
from tongxin.organizations.hosting import place

SCREENS, EVERY, CHANGES, WARM = 500, 1.0, 5, 8.0
WITHIN = 2.0


def measure() -> Iterator[Figure]:
    cast = set_up(needs=0).cast
    with serving() as address:
        wall = Wall(address, cast)
        wall.open()
        time.sleep(WARM)
        before, began = _used(wall.host.port), time.monotonic()
        slowest = max(wall.change(cast) for _n in range(CHANGES))
        seconds, after = time.monotonic() - began, _used(wall.host.port)
        wall.close()
    cores = (after[1] - before[1]) / seconds
    yield Figure("screens: one change reaches all 500", slowest, "s", target=WITHIN, ceiling=True)
    yield Figure("screens: asked", wall.asked / wall.seconds, "/s")
    yield Figure("screens: unchanged answers without a body", 100 * wall.unchanged / wall.asked, "%")
    yield Figure("screens: refused", wall.refused, "", target=0, ceiling=True)
    yield Figure("screens: lines closed and opened anew", wall.dropped, "")
    yield Figure("screens: server's memory", after[0] / 1e6, "MB")
    yield Figure("screens: server's CPU", cores, "cores")


class Wall:
    """So many screens, each with a connection of its own, as a browser has."""

    def __init__(self, address: str, cast: Cast) -> None:
        self.host = urlsplit(address)
        self.path = f"{screens.ADDRESS}{screens.token_for(cast.home.path)}/"
        self.marks = [""] * SCREENS
        self.seen = [0.0] * SCREENS
        self.asked = self.unchanged = self.refused = self.dropped = 0
        self._lock, self._closed, self._opened = threading.Lock(), threading.Event(), time.monotonic()
        self.ended = self._opened
        self._threads = [threading.Thread(target=self._look, args=(n,), daemon=True) for n in range(SCREENS)]

    @property
    def seconds(self) -> float:
        return self.ended - self._opened

    def open(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._closed.set()
        self.ended = time.monotonic()
        for thread in self._threads:
            thread.join(10)

    def _look(self, n: int) -> None:
        time.sleep(EVERY * n / SCREENS)
        line = http.client.HTTPConnection(str(self.host.hostname), self.host.port, timeout=30)
        while not self._closed.is_set():
            begun = time.monotonic()
            try:
                line.request("GET", self.path, headers={"If-None-Match": self.marks[n]})
                answer = line.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                # As a browser does: a line that was closed is opened anew, and one asks again at the next beat.
                line.close()
                self.dropped += 1
                continue
            if answer.status == 200:
                self.marks[n], self.seen[n] = answer.headers["ETag"], time.monotonic()
            with self._lock:
                self.asked += 1
                self.unchanged += answer.status == 304
                self.refused += answer.status not in (200, 304)
            time.sleep(max(0.0, EVERY - (time.monotonic() - begun)))

    def change(self, cast: Cast) -> float:
        """Report a case; gives the seconds until the last screen had been told of something newer."""
        at = datetime.now(UTC)
        where = place(cast.grid.pk, on=at.date())
        cases.report(text="路灯不亮", channel="hotline", placed=where, by=cast.worker, at=at)
        committed = time.monotonic()
        while min(self.seen) < committed:
            time.sleep(0.02)
            if time.monotonic() - committed > 30:
                raise Unwell(f"{sum(each < committed for each in self.seen)} screens did not show it within 30 s")
        return max(self.seen) - committed


def _used(port: int | None) -> tuple[float, float]:
    """Memory (shared pages in parts) in bytes and CPU seconds of the web server at the port and its workers."""
    memory, seconds, session = 0.0, 0.0, _session_of(port)
    for folder in Path("/proc").iterdir():
        fields = _read(folder / "stat").rsplit(b")", 1)[-1].split() if folder.name.isdigit() else []
        if len(fields) > 12 and fields[3] == session:
            seconds += (int(fields[11]) + int(fields[12])) / 100
            lines = _read(folder / "smaps_rollup").splitlines()
            memory += sum(1024 * int(line.split()[1]) for line in lines if line.startswith(b"Pss:"))
    return memory, seconds


def _session_of(port: int | None) -> bytes:
    """The server begins a session of its own, which its workers stay in."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and str(port).encode() in _read(folder / "cmdline").split(b"\0"):
            return folder.name.encode()
    raise Unwell(f"no server at {port}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
