"""Limits: what the same machine, PostgreSQL and web stack reach at most, measured in the same run."""

from __future__ import annotations

import os
import threading
import time

import psycopg
from django.db import connection

from bench.serving import BARE, CLIENTS, Burst, load, serving


def make_bare_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, words text NOT NULL)")


def bare_insert_view(seconds: float = 6) -> Burst:
    """Requests per second of a view that inserts one row and does nothing else."""
    make_bare_table()
    with serving(BARE) as address:
        return load(f"{address}/insert", "", seconds=seconds)


def single_row_commits(seconds: float = 4, clients: int = CLIENTS) -> float:
    """Rows per second that this PostgreSQL commits one by one over `clients` connections."""
    make_bare_table()
    counts = [0] * clients
    until = time.monotonic() + seconds

    def commit(n: int) -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as own:
            while time.monotonic() < until:
                own.execute("INSERT INTO bench_row (words) VALUES ('row')", prepare=True)
                counts[n] += 1

    threads = [threading.Thread(target=commit, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
