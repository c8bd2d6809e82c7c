"""Together: what a deed writes goes to PostgreSQL as one statement, where nothing has to be read in between.

Each statement is a way there and back, which costs more than the row that it writes. One statement is also all or
nothing by itself, so a deed that writes nothing else needs no transaction around it.

    @one_statement
    def report(...):
        put(case)  # its key is Coming until the deed ends
        CASE.start(case, by=by, at=at)
        record(CaseReported(case=case), by=by, at=at)
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import connection, transaction
from django.db.models import Model

from tongxin.kernel.asked import answers


class Coming:
    """What the database will give to a row of the same statement, and how the statement itself calls it."""

    __slots__ = ("attribute", "row", "sql")

    def __init__(self, row: Model, attribute: str, sql: str) -> None:
        self.row, self.attribute, self.sql = row, attribute, sql


class Writing:
    """One statement of several parts, written when all of them are there."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._values: list[Any] = []
        self._told: list[tuple[str, Model, Sequence[str]]] = []
        self._owed: list[tuple[Model, str, Coming]] = []
        self._after = ""

    def put(self, sql: str, values: Sequence[Any], row: Model, told: Mapping[str, str]) -> None:
        """A part that writes one row; `told` names the columns that the database gives back, by attribute."""
        name = self._add(sql, values)
        self._told.append((name, row, list(told)))
        for attribute, column in told.items():
            setattr(row, attribute, Coming(row, attribute, f"(SELECT {column} FROM {name})"))

    def change(self, sql: str, values: Sequence[Any]) -> None:
        """A part that changes rows; a row that is put afterwards finds them changed."""
        self._after = f" FROM (SELECT count(*) FROM {self._add(sql, values)}) AS changed"

    def owe(self, row: Model, attribute: str, coming: Coming) -> str:
        """The row points at what is coming; gives the words for it."""
        self._owed.append((row, attribute, coming))
        return coming.sql

    def source(self, places: Sequence[str]) -> str:
        """Where the values of a new row come from: the parts have no order but that one needs another."""
        return f"SELECT {', '.join(places)}{self._after}" if self._after else f"VALUES ({', '.join(places)})"

    def write(self) -> None:
        if not self._parts:
            return
        parts = ", ".join(f"w{n} AS ({sql})" for n, sql in enumerate(self._parts))
        told = ", ".join(name for name, _row, _attributes in self._told)
        (found,) = answers(f"WITH {parts} SELECT {f'* FROM {told}' if told else 1}", self._values)
        given = iter(found)
        for _name, row, attributes in self._told:
            for attribute in attributes:
                setattr(row, attribute, next(given))
        for row, attribute, coming in self._owed:
            setattr(row, attribute, getattr(coming.row, coming.attribute))

    def _add(self, sql: str, values: Sequence[Any]) -> str:
        self._parts.append(sql)
        self._values.extend(values)
        return f"w{len(self._parts) - 1}"


F = TypeVar("F", bound=Callable[..., Any])


def one_statement(deed: F) -> F:
    """A deed that writes one statement and nothing else: it needs no transaction of its own. Within somebody's it is
    set apart, so that its failing leaves the rest as it was."""

    @wraps(deed)
    def done(*args: Any, **kwargs: Any) -> Any:
        with transaction.atomic() if connection.in_atomic_block else nullcontext(), together():
            return deed(*args, **kwargs)

    return cast(F, done)


_writing: ContextVar[Writing | None] = ContextVar("writing", default=None)


def writing() -> Writing | None:
    """The statement that is being put together, if one is."""
    return _writing.get()


def write_change(sql: str, values: Sequence[Any]) -> None:
    """Change rows: at once, or with what else is being written."""
    if gathered := writing():
        gathered.change(sql, values)
    else:
        answers(sql, list(values))


@contextmanager
def together() -> Iterator[None]:
    """Gather what the block writes and write it at the end; within another such block, at the end of that one."""
    if _writing.get() is not None:
        yield
        return
    gathered = Writing()
    token = _writing.set(gathered)
    try:
        yield
    finally:
        _writing.reset(token)
    gathered.write()
