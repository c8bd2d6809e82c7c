"""Asked: questions that every request asks. Django makes SQL of them once, PostgreSQL plans them once a connection.

What is the same each time stands in the text as a literal: a plan made once for any value of a path would read far
more rows than the plan for this path.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateTimeField, Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg import RawCursor
from psycopg.abc import Loader
from psycopg.sql import Literal
from psycopg.types.string import TextLoader


class Compiled:
    """A queryset of `values` made into SQL once, with stand-ins among its values.

    Gives rows as they come, moments as text: of most rows nothing is needed but that they are the same as before.
    """

    def __init__(self, rows: QuerySet[Any, Any], **stand_ins: Any) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        self._sql, self._bound = _literal(sql, params, stand_ins)
        self._converters = compiler.get_converters([each[0] for each in compiler.select])
        self._convert = compiler.apply_converters
        self._names = list(rows.query.selected or ())
        fields = zip(self._names, compiler.select, strict=True)
        self._moments = [name for name, each in fields if isinstance(each[0].output_field, DateTimeField)]

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        return answers(self._sql, [values[name] for name in self._bound], moments=TextLoader)

    def named(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """A row by column, each value as its field knows it."""
        (converted,) = self._convert([row], self._converters)
        named = dict(zip(self._names, converted, strict=True))
        return named | {name: datetime.fromisoformat(named[name]) for name in self._moments if named[name]}


class Whole:
    """A queryset of models made into SQL once, with what is fetched beside them; gives models."""

    def __init__(self, rows: QuerySet[Any], **stand_ins: Any) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        self._sql, self._bound = _literal(sql, params, stand_ins)
        self._model: type[Model] = compiler.klass_info["model"]
        places = compiler.klass_info["select_fields"]
        self._own = slice(places[0], places[-1] + 1)
        self._columns = [each[0].target.attname for each in compiler.select[self._own]]
        self._beside = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        self._told = compiler.annotation_col_map or {}
        self._converters = compiler.get_converters([each[0] for each in compiler.select])
        self._convert = compiler.apply_converters

    def __call__(self, **values: Any) -> list[Any]:
        found = answers(self._sql, [values[name] for name in self._bound])
        return [self._made(row) for row in self._convert(found, self._converters)]

    def columns(self, **values: Any) -> list[dict[str, Any]]:
        """The rows by column, without making models of them."""
        found = self._convert(answers(self._sql, [values[name] for name in self._bound]), self._converters)
        return [dict(zip(self._columns, row[self._own], strict=True)) for row in found]

    def _made(self, row: list[Any]) -> Model:
        made = self._model.from_db(DEFAULT_DB_ALIAS, self._columns, row[self._own])
        for each in self._beside:
            each.populate(row, made)
        for name, place in self._told.items():
            setattr(made, name, row[place])
        return made


class Asked:
    """A fixed question: a queryset of `values_list` rows built once with stand-ins, asked with values in their places.

    SESSION = Asked(lambda key: Session.objects.filter(session_key=key).values_list("session_data"), key="?")
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **stand_ins: Any) -> None:
        self._build, self._stand_ins = build, stand_ins

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        sql, bound = self._compiled
        return answers(sql, [values[name] for name in bound])

    @cached_property
    def _compiled(self) -> tuple[str, list[str]]:
        return _literal(*self._build(**self._stand_ins).query.sql_with_params(), self._stand_ins)


def _literal(sql: str, params: Iterable[Any], stand_ins: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The SQL with each value written into it that is no stand-in, and the names of the stand-ins in their order."""
    connection.ensure_connection()
    names = {stand_in: name for name, stand_in in stand_ins.items()}
    bound, parts = [], sql.split("%s")
    text = parts[0]
    for param, part in zip(params, parts[1:], strict=True):
        name = names.get(param) if isinstance(param, Hashable) else None
        if name:
            bound.append(name)
        text += ("%s" if name else Literal(param).as_string(connection.connection).replace("%", "%%")) + part
    return text, bound


def answers(sql: str, values: list[Any], moments: type[Loader] | None = None) -> list[tuple[Any, ...]]:
    """The rows that a statement gives. PostgreSQL plans it once for each connection that uses it often."""
    # The way to this thread's connection is long, and a deed asks ten times.
    database: Any = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    # Django's own cursor writes values into the text, so that each asking would be planned anew.
    asking: Any = RawCursor(database.connection)
    statement = _numbered(sql)
    if moments:
        asking.adapters.register_loader("timestamptz", moments)
    # The way through Django's cursor costs as much as a short question; it is gone only where somebody listens there.
    if not (database.queries_logged or database.execute_wrappers):
        database.validate_no_broken_transaction()
        with database.wrap_database_errors:
            return cast(list[tuple[Any, ...]], asking.execute(statement, values).fetchall())
    with database._prepare_cursor(asking) as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    # Django cannot read from this cursor what was sent.
    if database.queries_logged:
        database.queries_log[-1]["sql"] = sql
    return rows


@lru_cache(maxsize=2000)
def _numbered(sql: str) -> str:
    """The statement with $1, $2 in place of each %s. The driver would look for them in a long statement each time."""
    first, *rest = sql.split("%s")
    return "".join([first, *(f"${n}{part}" for n, part in enumerate(rest, 1))]).replace("%%", "%")
