"""100,000 persons from a workbook, checked and sealed; beside COPY of the same rows into the same tables."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import connection
from django.test import override_settings

from bench.figures import Figure
from demo.cast import Cast, assemble
from demo.persons import invent_people
from tongxin.kernel import importing
from tongxin.kernel.clock import CHINA
from tongxin.kernel.listing import write_book
from tongxin.kernel.models import ImportRun

PERSONS = 100_000
WITHIN, TIMES_COPY = 30, 10
HEADINGS = ("姓名", "身份证号", "手机号", "所在党组织", "入党日期", "居住社区", "特长")
#: Parents before children, as the rows must be written.
TABLES = ("kernel_principal", "people_person", "organizations_affiliation", "kernel_record")


def measure() -> Iterator[Figure]:
    # Invented numbers are let in only where the demonstration is on.
    with override_settings(DEMO=True):
        yield from _measured()


def _measured() -> Iterator[Figure]:
    cast = assemble(at=datetime.now(CHINA))
    book = _book(cast)
    marks = _marks()
    by, at = cast.actor("planner"), datetime.now(CHINA)
    begun = time.perf_counter()
    run = importing.receive(kind="persons", filename="persons.xlsx", content=book, by=by, at=at)
    trial = importing.try_dry(run=run, by=by, at=at)
    tried = time.perf_counter()
    assert not trial.faults, trial.faults[:3]
    assert importing.bring_in(run=ImportRun.objects.get(pk=run.pk), by=by, at=at) == PERSONS
    ended = time.perf_counter()
    copied = _copied(marks)
    whole = ended - begun
    yield Figure("importing 100,000 persons: from file to tables", whole, "s", copied, WITHIN, True, "COPY")
    yield Figure("importing 100,000 persons: in times of COPY", whole / copied, "x", target=TIMES_COPY, ceiling=True)
    yield Figure("importing 100,000 persons: of that received and tried dry", tried - begun, "s")


def _book(cast: Cast) -> bytes:
    """A workbook as an office would send it."""
    branch, home = cast.organizations["branch"].name, f"{cast.home.parent}/{cast.home.name}"
    people = invent_people(count=PERSONS, seed="bench")
    lines = (
        [one.name, one.identity_number, one.phone, branch, _joined(one.born_on), home, "书法、维修"] for one in people
    )
    return write_book("人员", HEADINGS, lines)


def _joined(born_on: date) -> str:
    return f"{min(born_on.year + 20, 2025)}-07-01"


def _marks() -> dict[str, int]:
    """The highest key in each table, so that the imported rows can be told from those before."""
    with connection.cursor() as cursor:
        return {table: _ask(cursor, f"SELECT max({_key(table)}) FROM {table}") or 0 for table in TABLES}


def _copied(marks: dict[str, int]) -> float:
    """Take the imported rows out, delete them, and see how long COPY alone takes to write them again."""
    parameters = connection.get_connection_params()
    address = {name: parameters[name] for name in ("dbname", "user", "host", "port") if name in parameters}
    with psycopg.connect(**address, autocommit=True) as own:
        kept = {}
        for table in TABLES:
            with own.cursor().copy(
                f"COPY (SELECT * FROM {table} WHERE {_key(table)} > {marks[table]}) TO STDOUT"
            ) as out:
                kept[table] = b"".join(bytes(block) for block in out)
        # What points at a row that goes and comes back need not be asked each time.
        own.execute("SET session_replication_role = replica")
        for table in reversed(TABLES):
            own.execute(f"DELETE FROM {table} WHERE {_key(table)} > {marks[table]}".encode())
        for table in TABLES:
            own.execute(f"VACUUM {table}".encode())
        own.execute("SET session_replication_role = origin")
        begun = time.perf_counter()
        with own.transaction():
            for table in TABLES:
                with own.cursor().copy(f"COPY {table} FROM STDIN") as into:
                    into.write(kept[table])
        return time.perf_counter() - begun


def _key(table: str) -> str:
    return "principal_id" if table == "people_person" else "id"


def _ask(cursor: Any, sql: str) -> int | None:
    cursor.execute(sql)
    found: int | None = cursor.fetchone()[0]
    return found
