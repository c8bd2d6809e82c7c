"""Bulk: many rows at once through COPY, for imports and generators. The constraints of the tables hold as ever."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, models

#: So many rows are made before they are sent together.
BATCH = 20_000


def numbers(model: type[models.Model], count: int) -> list[int]:
    """Draw `count` primary keys of a table ahead, so that rows can refer to each other before they are written."""
    key = model._meta.pk
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, key.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows of plain values (JSON as text) into the named columns.

    The other columns take the default of the database, so name every column that has none. Returns how many rows.
    The rows are made batch by batch before each is sent: a row that asked the database something on its way into a
    running COPY would wait for ever.
    """
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    stored = {name: field.column for field in fields for name in (field.name, field.attname)}
    names = ", ".join(quote(str(stored[column])) for column in columns)
    statement = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN"
    count, coming = 0, iter(rows)
    while batch := list(islice(coming, BATCH)):
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in batch:
                copy.write_row(row)
        count += len(batch)
    return count


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold very many rows without all of them being searched for circles again and again; there are none among them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
