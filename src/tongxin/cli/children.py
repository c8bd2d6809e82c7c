"""Web and worker as child processes: begun again when one ends by itself, stopped together and in order."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tongxin.cli import opening
from tongxin.kernel import embedded, resting

# A child that never lived this long has a fault that starting it again would not mend; one that did is patiently
# begun again, for instance while the database is away.
LIVED = 15.0
PATIENCE = 3.0
#: So long all of them together may take to end.
GRACE = 3.0


@dataclass
class Children:
    """The running children by name, and when each was begun."""

    commands: Mapping[str, list[str]]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    proven: set[str] = field(default_factory=set)

    def begin(self, name: str, *, waiting: bool = False) -> None:
        """Start one in a session of its own, so that Ctrl-C reaches only us; a waiting one goes on when it is let."""
        command = [*self.commands[name], *(["--when-told"] if waiting else [])]
        told = subprocess.PIPE if waiting else None
        self.running[name] = subprocess.Popen(command, stdin=told, start_new_session=True, cwd=embedded.PROJECT)
        self.begun[name] = time.monotonic()

    def let(self, name: str) -> None:
        """Let a waiting one go on; what ended meanwhile is found by `failed`."""
        self.begun[name] = time.monotonic()
        with suppress(BrokenPipeError), self.running[name].stdin as told:  # type: ignore[union-attr]
            told.write(b"\n")

    def failed(self) -> str | None:
        """Begin again what ended after it had proven itself; names one that ended without."""
        for name, child in list(self.running.items()):
            age = time.monotonic() - self.begun[name]
            if age >= LIVED:
                self.proven.add(name)
            if child.poll() is not None:
                if name not in self.proven:
                    return name
                if age >= PATIENCE:
                    self.begin(name)
        return None

    def stop(self) -> None:
        """Ask all of them, wait for each, and end what does not listen: whatever they do outlives being killed."""
        for child in self.running.values():
            child.terminate()
        until = time.monotonic() + GRACE
        for child in self.running.values():
            try:
                child.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


@contextmanager
def children(*, host: str, port: int) -> Iterator[Children]:
    """Web and worker, each to be begun in its turn, and gone when the block is left."""
    family = Children(
        {
            "web": web_command(host=host, port=port),
            "worker": [sys.executable, "-m", "tongxin.cli", "worker"],
        }
    )
    try:
        yield family
    finally:
        family.stop()


def web_command(*, host: str, port: int, house: str = opening.HOUSE) -> list[str]:
    return [sys.executable, "-m", opening.__name__, house, "--host", host, "--port", str(port)]


def work(*, concurrency: int) -> None:
    """Be the worker until a signal asks to stop; the round that runs is finished first, the next ones wait."""
    from procrastinate.contrib.django import app

    # What was loaded stays to the end; looking through it once more there only delays the end.
    gc.freeze()
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        asyncio.run(_work(working, concurrency))


async def _work(app: Any, concurrency: int) -> None:
    async with app.open_async():
        working = app.run_worker_async(concurrency=concurrency, delete_jobs="successful", install_signal_handlers=False)
        at_work = asyncio.create_task(working)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, _rest, at_work)
        with suppress(asyncio.CancelledError):
            await at_work


def _rest(at_work: asyncio.Task[None]) -> None:
    """Once is enough: a second signal must not break the tidying up."""
    if not resting.asked.is_set():
        resting.asked.set()
        at_work.cancel()


def work_once() -> None:
    """Do every chore and every waiting job once, in the foreground."""
    from django.utils import timezone
    from procrastinate.contrib.django import app

    from tongxin.kernel import chores

    for name, done in chores.perform_all(at=timezone.now()).items():
        print(f"{name}: {done}")
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="successful")


@contextmanager
def stopping_on_signals() -> Iterator[None]:
    """A polite end (TERM, a closed terminal) is the same as Ctrl-C; a second one does not disturb the tidying up."""
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

    def stop(_signal: int, _frame: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
