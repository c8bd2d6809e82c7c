"""Hot: the rows of a list that many people look at, as values first. A model is made of one only when it is asked for.

Most rows of a page were drawn a moment ago, for somebody else; half of a page's time went into drawing them again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, overload

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

from tongxin.kernel.remembered import RememberedBy

#: What was made of rows, by their values.
MADE: RememberedBy[str] = RememberedBy(most=30_000)


class HotRows(Sequence[Any]):
    """Rows as they came from the database. The first `width` values are what the cells read."""

    def __init__(
        self, found: Sequence[tuple[Any, ...]], model: type[Model],
        named: Callable[[tuple[Any, ...]], dict[str, Any]], *, seen: Mapping[str, datetime], width: int,
    ) -> None:  # fmt: skip
        self._found, self._model, self._named, self._seen, self._width = found, model, named, seen, width

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> "HotRows": ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return HotRows(self._found[place], self._model, self._named, seen=self._seen, width=self._width)
        return self._row(self._found[place])

    def __iter__(self) -> Iterator[Any]:
        return map(self._row, self._found)

    def made(self, make: Callable[[Any], str], *about: Any) -> list[str]:
        """What `make` gives for each row, or gave in this minute for one with the same values and the same `about`."""
        minutes = tuple(at.replace(second=0, microsecond=0) for at in self._seen.values())

        def of(values: tuple[Any, ...]) -> str:
            return MADE((about, minutes, values[: self._width]), lambda: make(self._row(values)))

        return [of(values) for values in self._found]

    def _row(self, values: tuple[Any, ...]) -> Any:
        return thin(self._model, {**self._named(values), **self._seen})


def thin(model: type[Model], values: dict[str, Any]) -> Any:
    """A model that holds only `values`; any other column would be fetched when it is asked for.

    A value named `area__name` is the name of the area beside it; where `area_id` says that there is none, none is.
    """
    row = _bare(model, {name: value for name, value in values.items() if "__" not in name})
    beside: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        relation, mark, column = name.partition("__")
        if mark:
            beside.setdefault(relation, {})[column] = value
    for relation, told in beside.items():
        other: Any = model._meta.get_field(relation).related_model
        is_there = values.get(f"{relation}_id", other) is not None
        row._state.fields_cache[relation] = thin(other, told) if is_there else None
    return row


def _bare(model: type[Model], values: dict[str, Any]) -> Any:
    row = model.__new__(model)
    row._state = ModelState()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    row.__dict__.update(values)
    return row
