"""Put: write one new row, as `row.save(force_insert=True)` does, with a statement that PostgreSQL plans once.

Half of the time of a deed went into making the same three statements again.
"""

import uuid
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.expressions import BaseExpression, DatabaseDefault
from django.db.models.sql import Query

from tongxin.kernel.asked import answers
from tongxin.kernel.together import Coming, writing

M = TypeVar("M", bound=Model)


def put(row: M) -> M:
    """Insert the row; it gets its key and what the database itself puts in, at the end of a block `together`."""
    columns, places, values = [], [], []
    database, gathered, held = connections[DEFAULT_DB_ALIAS], writing(), row.__dict__
    for field, column, plainly, as_it_is, spelled in columns_of(type(row)):
        value = held[field.attname] if plainly else field.pre_save(row, add=True)
        if type(value) is as_it_is:
            columns.append(column)
            if words := spelled.get(value):
                places.append(words)
            else:
                places.append("%s")
                values.append(value)
            continue
        # What is nothing is nothing in the table too, where nothing else was declared for it.
        if isinstance(value, DatabaseDefault) or (value is None and not field.has_db_default()):
            continue
        columns.append(column)
        if gathered and isinstance(value, Coming):
            places.append(gathered.owe(row, field.attname, value))
            continue
        sql, params = sql_of(value, field, database)
        places.append(sql)
        values.extend(params)
    source = gathered.source(places) if gathered else f"VALUES ({', '.join(places)})"
    statement, told = _statement(type(row), tuple(columns), source), _told(type(row))
    if gathered:
        gathered.put(statement, values, row, told)
    else:
        (given,) = answers(statement, values)
        for attribute, value in zip(told, given, strict=True):
            setattr(row, attribute, value)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


def sql_of(value: Any, field: "Field[Any, Any]", database: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    """What stands in a statement for the value of a field, and what is sent for it."""
    if not isinstance(value, BaseExpression):
        place = field.get_placeholder(value, None, database) if hasattr(field, "get_placeholder") else "%s"
        return place, [None if value is None else field.get_db_prep_save(value, database)]
    query = Query(field.model)
    resolved = value.resolve_expression(query, allow_joins=False, for_save=True)
    sql, params = query.get_compiler(DEFAULT_DB_ALIAS).compile(resolved)
    return sql, list(params)


#: Of these fields a value of this very type is sent as it stands; most columns of a row are such.
AS_IT_IS: dict[type[Any], type[Any]] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.SmallIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.BigIntegerField: int,
    models.FloatField: float,
    models.BigAutoField: int,
    models.DateField: date,
    models.DateTimeField: datetime,
    models.UUIDField: uuid.UUID,
}


#: A third of the columns of a row hold nothing; that stands in the statement itself and need not be sent.
SPELLED: dict[type[Any] | None, dict[Any, str]] = {str: {"": "''"}, bool: {False: "FALSE"}, int: {0: "0"}}


class Column(NamedTuple):
    """A column to write: whether its value is just what stands in the row, of which type that is then sent without
    Django looking at it, and which values are spelled out."""

    field: "Field[Any, Any]"
    name: str
    plainly: bool
    as_it_is: type[Any] | None
    spelled: dict[Any, str]


@cache
def columns_of(model: type[Model]) -> list[Column]:
    if model._meta.parents:
        raise TypeError(f"{model.__name__} is written to more than one table")
    return [_column(field) for field in model._meta.local_concrete_fields if not field.generated]


def _column(field: "Field[Any, Any]") -> Column:
    as_it_is = AS_IT_IS.get(type(_pointed_at(field)))
    plainly = type(field).pre_save is Field.pre_save
    return Column(field, str(field.column), plainly, as_it_is, SPELLED.get(as_it_is, {}))


def _pointed_at(field: "Field[Any, Any]") -> "Field[Any, Any]":
    """The field whose values a column holds: of a foreign key the key it points at."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


@cache
def _statement(model: type[Model], columns: tuple[str, ...], source: str) -> str:
    quote = connection.ops.quote_name
    table, told = quote(model._meta.db_table), ", ".join(_told(model).values())
    return f"INSERT INTO {table} ({', '.join(map(quote, columns))}) {source} RETURNING {told}"


@cache
def _told(model: type[Model]) -> dict[str, str]:
    """The columns that the database itself fills, by attribute."""
    fields = model._meta.db_returning_fields  # type: ignore[attr-defined]
    return {field.attname: connection.ops.quote_name(str(field.column)) for field in fields}
