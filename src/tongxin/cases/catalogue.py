"""The catalogue: which categories hold on a day at a place, and which one the words of a report suggest."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext as _

from tongxin.kernel.errors import Unfit
from tongxin.kernel.remembered import Remembered, RememberedBy

if TYPE_CHECKING:
    from tongxin.cases.models.category import Category


@Remembered
def _rows() -> "dict[str, list[Category]]":
    """Every row by code, the most specific place first, then the youngest."""
    found: dict[str, list[Category]] = {}
    for row in apps.get_model("cases", "Category").objects.order_by("number", "code", "-valid_from"):
        found.setdefault(row.code, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: len(row.scope_path), reverse=True)
    return found


@Remembered
def _scopes() -> frozenset[str]:
    """The paths of the places that have categories of their own."""
    return frozenset(row.scope_path for rows in _rows().values() for row in rows)


#: By the day and by the places with their own that hold for it, which are few: most of a city has the same catalogue.
_AT: "RememberedBy[list[Category]]" = RememberedBy()


def forget() -> None:
    for kept in (_rows, _scopes, _AT):
        kept.forget()


def find(code: str, *, on: date, path: str = "") -> "Category | None":
    """The category that holds at the place on the day."""
    for row in _rows().get(code, ()):
        if path.startswith(row.scope_path) and row.holds_on(on):
            return row
    return None


def held(code: str, *, on: date, path: str = "") -> "Category | None":
    """The same, or where it was closed the row that held there last: its limits go on for cases that have it."""
    before = (row for row in _rows().get(code, ()) if path.startswith(row.scope_path) and row.valid_from <= on)
    return find(code, on=on, path=path) or max(before, key=lambda row: row.valid_from, default=None)


def need(code: str, *, on: date, path: str = "") -> "Category":
    """The same; raises Unfit where it is not in use then and there."""
    row = find(code, on=on, path=path)
    if row is None:
        raise Unfit(_("“%s”这个类别现在不能使用，请另选一个。") % label_of(code))
    return row


def at(*, on: date, path: str = "") -> "list[Category]":
    """All categories that hold at the place on the day, in order; headings of the catalogue among them."""
    holding = tuple(sorted(scope for scope in _scopes() if path.startswith(scope)))
    return _AT((on, holding), lambda: _in_order(on, path))


def _in_order(on: date, path: str) -> "list[Category]":
    found = (find(code, on=on, path=path) for code in _rows())
    return sorted((row for row in found if row), key=lambda row: (row.group, row.number, row.code))


def choices(*, on: date, path: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """The categories as groups of choices; one with others below it is a heading and cannot be chosen."""
    rows = at(on=on, path=path)
    headings = {row.parent for row in rows if row.parent}
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row.code not in headings:
            groups.setdefault(row.group_label, []).append((row.code, row.label))
    return list(groups.items())


def label_of(code: str) -> str:
    """What a category is called now, or was called last."""
    rows = _rows().get(code)
    return rows[0].label if rows else code


def suggest(text: str, *, on: date, path: str = "", most: int = 3) -> "list[Category]":
    """The categories whose words stand in the text, those with the longest words first."""
    scored = []
    for row in at(on=on, path=path):
        score = sum(len(word) for word in row.words.split() if word in text)
        if score:
            scored.append((score, row))
    return [row for _score, row in sorted(scored, key=lambda each: (-each[0], each[1].number))[:most]]


def codes() -> list[str]:
    """Every code there is or was, in order."""
    return list(_rows())
