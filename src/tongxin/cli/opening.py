"""The web server: the house is loaded once, and each of its processes is born with it.

Three processes that load it one beside the other keep two cores busy for eight seconds; born from one that has loaded
it they need none of that, and share the memory of what never changes.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from importlib import import_module
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

HOUSE = "config.wsgi:application"


def serve(
    house: Annotated[str, typer.Argument()] = HOUSE,
    *,
    host: Annotated[str, typer.Option()],
    port: Annotated[int, typer.Option()],
    when_told: Annotated[bool, typer.Option("--when-told")] = False,
) -> None:
    """Load the application and serve it until a signal comes; told to wait, open only when a line comes in.

    A process per core and one more, for while one waits for the database. Its many threads hold those who wait for the
    commit of the crowd's lane; Django answers in one of its own (`config/wsgi.py`), so the server's warning about many
    threads is not wanted.
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
        workers=int(os.environ.get("TONGXIN_WORKERS") or max(2, os.cpu_count() or 2) + 1),
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
    server.serve(target_loader=lambda: application, wrap_loader=False)


if __name__ == "__main__":
    typer.run(serve)
