"""The web server: the house is loaded once, and each of its processes is born with it.

Processes that load it one beside the other keep two cores busy for eight seconds; born from one that has loaded
it they need none of that, and share the memory of what never changes.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from functools import partial
from importlib import import_module
from typing import Annotated, Any

import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tongxin.cli.evenly import crowd

HOUSE = "config.wsgi:application"


def serve(
    house: Annotated[str, typer.Argument()] = HOUSE,
    *,
    host: Annotated[str, typer.Option()],
    port: Annotated[int, typer.Option()],
    when_told: Annotated[bool, typer.Option("--when-told")] = False,
) -> None:
    """Load the application and serve it until a signal comes; told to wait, open only when a line comes in.

    A process per core, each kept on its own: it finds in the core's memory what it left there, which answers a fifth
    more than three that wander over two cores. Its many threads hold those who wait for the commit of the crowd's lane;
    Django answers in one of its own (`config/wsgi.py`), so the server's warning about many threads is not wanted.
    """
    module, _, name = house.partition(":")
    application = getattr(import_module(module), name)
    if when_told and not sys.stdin.readline():
        return
    server = Granian(
        house,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("TONGXIN_WORKERS") or max(2, len(_cores()))),
        blocking_threads=int(os.environ.get("TONGXIN_THREADS") or 32),
        backlog=2048,
        backpressure=256,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.error,
    )
    # Where another way is usual, each process would load the house by itself again.
    multiprocessing.set_start_method("fork")
    server.serve(partial(_at_its_core, server.workers), target_loader=lambda: application, wrap_loader=False)


def _cores() -> list[int]:
    """The cores that we may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def _at_its_core(processes: int, number: int, *rest: Any) -> None:
    """Be the process of this number, from 1; where there are more of them than cores, they share as they can."""
    cores = _cores()
    if processes <= len(cores) and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {cores[number - 1]})
    crowd.join(number, processes)
    Granian._spawn_wsgi_worker(number, *rest)


if __name__ == "__main__":
    typer.run(serve)
