"""Asked: questions that every request asks. Django makes SQL of them once, PostgreSQL plans them once a connection."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor  # type: ignore[attr-defined]
from django.db.models import QuerySet


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
        return rows

    @cached_property
    def _compiled(self) -> tuple[str, list[tuple[str, Any]]]:
        sql, params = self._build(**self._stand_ins).query.sql_with_params()
        names = {stand_in: name for name, stand_in in self._stand_ins.items()}
        return sql, [(names.get(param, ""), param) for param in params]
