"""Asked: questions that every request asks. Django makes SQL of them once, PostgreSQL plans them once a connection."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor  # type: ignore[attr-defined]
from django.db.models import QuerySet


class Compiled:
    """A queryset of `values` made into SQL once, with stand-ins among its values; gives rows by column."""

    def __init__(self, rows: QuerySet[Any, Any], **stand_ins: Any) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        self._sql, self._places = sql, _places(params, stand_ins)
        self._names = list(rows.query.selected or ())
        self._converters = compiler.get_converters([each[0] for each in compiler.select])
        self._convert = compiler.apply_converters

    def __call__(self, **values: Any) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [values[name] if name else plain for name, plain in self._places])
            rows = cursor.fetchall()
        return [dict(zip(self._names, row, strict=True)) for row in self._convert(rows, self._converters)]


class Asked:
    """A fixed question: a queryset of `values_list` rows built once with stand-ins, asked with values in their places.

    SESSION = Asked(lambda key: Session.objects.filter(session_key=key).values_list("session_data"), key="?")
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **stand_ins: Any) -> None:
        self._build, self._stand_ins = build, stand_ins

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        sql, places = self._compiled
        connection.ensure_connection()
        # Django's own cursor writes values into the text, so that each asking would be planned anew.
        bound = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
        with connection._prepare_cursor(bound) as cursor:  # type: ignore[attr-defined]
            cursor.execute(sql, [values[name] if name else plain for name, plain in places])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if connection.queries_logged:
            # Django cannot read from this cursor what was sent.
            connection.queries_log[-1]["sql"] = sql
        return rows

    @cached_property
    def _compiled(self) -> tuple[str, list[tuple[str, Any]]]:
        sql, params = self._build(**self._stand_ins).query.sql_with_params()
        return sql, _places(params, self._stand_ins)


def _places(params: Iterable[Any], stand_ins: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Each parameter with the name of the stand-in that it is, or none."""
    names = {stand_in: name for name, stand_in in stand_ins.items()}
    return [(names.get(param, "") if isinstance(param, Hashable) else "", param) for param in params]
