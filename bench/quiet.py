"""Quiet: whether the machine was ours during a burst. What others used of it, and what the host kept back, is read
from Linux: the time of all processors less the time of our own processes and our database's backends."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from django.db.models import Model

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
#: In parts of one processor core: a burst beside more than that says little, and is taken again.
DISTURBED = 0.16
#: `user nice system idle iowait irq softirq steal`, the first columns of /proc/stat.
BUSY = (0, 1, 2, 7)


def settle(*models: type[Model]) -> None:
    """Let what was planted reach the disk and the planner: a city has run for a while, and its past is not written
    while it is asked."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(model._meta.db_table for model in models)}")
        cursor.execute("CHECKPOINT")
    os.sync()


@dataclass(frozen=True)
class Reading:
    """Seconds of processor time since the machine started."""

    at: float
    all: float
    ours: float

    @classmethod
    def now(cls) -> Reading:
        return cls(time.monotonic(), _all(), _ours())

    def foreign_since(self, before: Reading) -> float:
        """How many cores others used meanwhile; 0 where the system does not tell."""
        return max((self.all - before.all) - (self.ours - before.ours), 0.0) / (self.at - before.at)


def _all() -> float:
    try:
        columns = (PROC / "stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    return sum(int(columns[n]) for n in BUSY) / TICKS


def _ours() -> float:
    times, parents = {}, {}
    for folder in PROC.glob("[0-9]*"):
        try:
            # The second column is the name in brackets and may hold spaces.
            columns = (folder / "stat").read_text().rpartition(")")[2].split()
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        pid = int(folder.name)
        # A child that has ended is in its parent's third and fourth number, a living one only in its own.
        times[pid] = sum(int(each) for each in columns[11:15])
        parents[pid] = os.getpid() if _is_backend(line) else int(columns[1])
    return sum(spent for pid, spent in times.items() if _descends(pid, parents)) / TICKS


def _is_backend(command: bytes) -> bool:
    """Whether a process of PostgreSQL works for us: it serves our database, or the whole server."""
    database = urlsplit(os.environ.get("DATABASE_URL", "")).path.lstrip("/").encode()
    return command.startswith(b"postgres:") and (b" %b " % database in command or b"[local]" not in command)


def _descends(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        if pid == os.getpid():
            return True
        pid = parents[pid]
    return False
