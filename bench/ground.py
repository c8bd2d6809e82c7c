"""Ground: the databases that benches run on. One is made from the migrations and a city's profile, each bench gets
a copy of it under its own name, and all of them are dropped afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg

from tongxin.kernel import embedded

#: Two runs at once do not meet: the name holds the number of the process that will drop it.
PREFIX = "tongxin_bench"
BASE = f"{PREFIX}_{os.getpid()}_base"
CITY = "yuxi"


def environment(database: str) -> dict[str, str]:
    """What a process of the bench is told: production settings, its own database, keys and static files."""
    return os.environ | {
        "DATABASE_URL": embedded.Cluster.default().url(database),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TONGXIN_COLLECTED": "1",
        "TONGXIN_DEBUG": "0",
        "TONGXIN_DEMO": "0",
        "TONGXIN_SECRET_KEY": "only-for-the-bench-" + "0" * 40,
        "TONGXIN_VAR": str(embedded.PROJECT / "var" / "bench"),
        "PYTHONUTF8": "1",
    }


@contextmanager
def base() -> Iterator[None]:
    """The database that the others are copied from: migrated, with the profile of a real city."""
    embedded.Cluster.default().start()
    _clear_up()
    with _made(BASE):
        subprocess.run([sys.executable, "-m", "bench.ground"], env=environment(BASE), check=True)
        yield


@contextmanager
def copy(name: str) -> Iterator[str]:
    """A copy of the base for one bench; gives its name."""
    database = f"{PREFIX}_{os.getpid()}_{name}"
    with _made(database, template=BASE):
        yield database


@contextmanager
def _made(database: str, template: str = "template1") -> Iterator[None]:
    _tell(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    _tell(f"CREATE DATABASE {database} TEMPLATE {template}")
    try:
        yield
    finally:
        _tell(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def _clear_up() -> None:
    """Drop what a run left behind that was killed."""
    with psycopg.connect(embedded.Cluster.default().url("postgres"), autocommit=True) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^tongxin_bench_[0-9]+_'"
        ).fetchall()
    for (database,) in found:
        if not _lives(int(database.split("_")[2])):
            _tell(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _tell(sql: str) -> None:
    cluster = embedded.Cluster.default()
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.encode())


def _fill_base() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from tongxin import city
    from tongxin.kernel.clock import CHINA

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=0)
    city.load(CITY, at=datetime.now(CHINA))


if __name__ == "__main__":
    _fill_base()
