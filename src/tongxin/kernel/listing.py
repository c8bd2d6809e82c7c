"""Listings: a list page is declared once (columns, filters, orders) and read by the page, the paging and the export.

Paging is by key: the page after a row is found through the index, as fast at page 1,000 as at page 1.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, Literal, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, Model, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language

from tongxin.kernel.actor import Actor
from tongxin.kernel.asked import Compiled
from tongxin.kernel.clock import CHINA
from tongxin.kernel.exporting import AT_ONCE, BOOK, later, stream, write_file, write_to
from tongxin.kernel.hot import HotRows, thin
from tongxin.kernel.remembered import RememberedBy

Kind = Literal["text", "code", "link", "badge", "due", "day", "moment", "number", "money"]
PAGE_SIZE = 50
EXACT_TO = 1000


@dataclass(frozen=True)
class Column:
    """One column: how a row's cell is made. `kind` tells the page how to show it; an export writes it plainly.

    A code stays on one line. A link's value is (words, url), a badge's (words, tone), a due date's an object with
    `words`; an export takes the words.
    """

    name: str
    label: Any
    value: Callable[[Any], Any]
    kind: Kind = "text"
    plain: Callable[[Any], Any] | None = None

    def exported(self, row: Any) -> Any:
        """The value as a sheet takes it; money, which is kept in fen, in yuan."""
        value = (self.plain or self.value)(row)
        return value / 100 if self.kind == "money" and value is not None else _plain(value)


@dataclass(frozen=True)
class Filter:
    """One filter: its choices (value, label) for this actor, how it narrows the rows. Text and days have no choices."""

    name: str
    label: Any
    choices: Callable[[Actor | None], Iterable[tuple[str, Any]]]
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]]
    kind: Literal["choice", "text", "day"] = "choice"


def day_of(text: str) -> date | None:
    """A day as an address says it; None for what is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Order:
    """An order that has an index: one column, with the primary key behind it."""

    name: str
    label: Any
    column: str = "pk"
    newest_first: bool = True

    @property
    def choice(self) -> tuple[str, Any]:
        return self.name, self.label


@dataclass
class ListPage:
    """What the list template is given."""

    listing: "Listing"
    rows: Sequence[Any]
    count: int
    state: Mapping[str, str]
    filters: "list[tuple[Filter, Choices, str]]"
    order: Order
    columns: Sequence[Column]
    next_query: str
    previous_query: str
    filter_query: str
    #: What templates drew of a hot list and may draw again for a few seconds: all that does not depend on the rows.
    drawn: dict[str, Any] = field(default_factory=dict)

    @property
    def count_words(self) -> str:
        return f"{EXACT_TO:,}+" if self.count > EXACT_TO else f"{self.count:,}"

    def cells(self, row: Any) -> list[tuple[Column, Any]]:
        return [(column, column.value(row)) for column in self.columns]


#: The lists of the house by name.
LISTINGS: "dict[str, Listing]" = {}
#: The word in the address and in the session for the columns that somebody chose.
COLUMNS = "columns"


@dataclass(frozen=True)
class Listing:
    """A list page as one declaration."""

    name: str
    title: Any
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    orders: Sequence[Order] = (Order("newest", "", "pk"),)
    empty: Any = ""
    together: Sequence[str] = field(default_factory=tuple)
    #: What the cells read, `area__name` for a column of a thing beside; a page then fetches nothing else, and a row
    #: with the same values is not drawn anew.
    uses: Sequence[str] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        # The first of a name is the whole one; a city may show less of it (`replace`).
        LISTINGS.setdefault(self.name, self)

    def open(self, request: HttpRequest, rows: "QuerySet[Any] | RowsFor") -> ListPage:
        """One page of `rows` as the URL says: filters, order and key. Two queries: a bounded count and the rows.

        A hot list names a function of the actor and the moment instead. It may look at the actor's sight alone, and
        hand the moment on but not reckon with it: what it gives is made into SQL once in a few seconds, and the count
        comes along with the rows.
        """
        state, actor = request.GET.dict(), getattr(request, "actor", None)
        order = self._order(state.get("order", ""))
        backward = "before" in state
        key = _read_key(state.get("before" if backward else "after", ""))
        hot = not isinstance(rows, QuerySet)
        if isinstance(rows, QuerySet):
            narrowed = self.narrow(rows, state)
            found: Sequence[Any] = self._fetch(self._cut(narrowed, order, key, backward))
            count = narrowed.order_by()[: EXACT_TO + 1].count()
        else:
            asker, at = request.actor, request.at  # type: ignore[attr-defined]
            found = self._ask(rows, asker, at, state, order, key, backward)
            count = found[0].counted if found else 0
        more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
        later, earlier = (True, more) if backward else (more, key is not None)
        found = found[::-1] if backward else found
        return ListPage(
            listing=self,
            rows=found,
            count=count,
            state=state,
            filters=[(each, self._choices(each, actor, hot), state.get(each.name, "")) for each in self.filters],
            order=order,
            columns=self._chosen(request, state, actor),
            next_query=_with(state, after=key_of(found[-1], order)) if later and found else "",
            previous_query=_with(state, before=key_of(found[0], order)) if earlier and found else "",
            filter_query=_with(state),
            drawn=self._drawn(request.path, actor, state, order) if hot else {},
        )

    def _chosen(self, request: HttpRequest, state: Mapping[str, str], actor: Actor | None) -> Sequence[Column]:
        """The columns that the address names, else those the person chose for this list, else all. Without a query:
        what was chosen came into the session at sign-in."""
        if COLUMNS in state:
            names = state[COLUMNS].split(".")
        else:
            kept: Mapping[str, Any] = getattr(request, "session", {}) if actor else {}
            names = kept.get(COLUMNS, {}).get(self.name, ())
        return [column for column in self.columns if column.name in names] or self.columns

    def _drawn(self, path: str, actor: Actor | None, state: Mapping[str, str], order: Order) -> dict[str, Any]:
        asked = tuple(state.get(each.name, "") for each in self.filters)
        return DRAWN((self.name, path, _who(actor), asked, order.name, get_language()), dict)

    def _choices(self, each: Filter, actor: Actor | None, hot: bool) -> "Choices":
        def made() -> Choices:
            return Choices((value, str(label)) for value, label in each.choices(actor))

        return KEPT_CHOICES((self.name, each.name, _who(actor), get_language()), made) if hot else made()

    def narrow(self, rows: QuerySet[Any], state: Mapping[str, str]) -> QuerySet[Any]:
        for each in self.filters:
            if chosen := state.get(each.name, ""):
                rows = each.narrow(rows, chosen)
        return rows

    def export(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse:
        """Exactly what is filtered: as CSV at once where `format` says so, else as xlsx. A long workbook is made by
        the worker, who comes through this very door again (`kernel.exporting`)."""
        narrowed = self.narrow(rows, request.GET.dict()).select_related(*self.together).order_by("-pk")
        headings, lines = [str(column.label) for column in self.columns], self._lines(narrowed)
        title, target = str(self.title), getattr(request, "export_to", None)
        if target:
            write_file(target, title=title, headings=headings, lines=lines)
            return HttpResponse(status=204)
        if request.GET.get("format") == "csv":
            return cast(HttpResponse, stream(self.name, headings, lines))
        if narrowed.order_by()[: AT_ONCE + 1].count() > AT_ONCE:
            return later(request, name=self.name, title=title, total=narrowed.count())
        answer = HttpResponse(write_book(title, headings, lines), content_type=BOOK)
        answer["Content-Disposition"] = f'attachment; filename="{self.name}.xlsx"'
        return answer

    def _lines(self, rows: QuerySet[Any]) -> Iterable[list[Any]]:
        for row in self._read(rows):
            yield [column.exported(row) for column in self.columns]

    def _read(self, rows: QuerySet[Any]) -> Iterator[Any]:
        """The rows one after the other, with only what the cells use where the listing says so."""
        if self.uses and not any(column.plain for column in self.columns):
            return (thin(rows.model, values) for values in self._values(rows).iterator(chunk_size=2000))
        return rows.iterator(chunk_size=2000)

    def _cut(self, rows: QuerySet[Any], order: Order, key: list[Any] | None, backward: bool) -> QuerySet[Any]:
        """The rows of one page and one more, beginning behind the key."""
        descending = order.newest_first != backward
        if key is not None:
            rows = rows.filter(_beyond(order, key, descending))
        sign = "-" if descending else ""
        columns = ["pk"] if order.column == "pk" else [order.column, "pk"]
        return rows.order_by(*(sign + each for each in columns))[: PAGE_SIZE + 1]

    def _fetch(self, rows: QuerySet[Any]) -> list[Any]:
        """The rows as models. Where the listing says what it uses, they hold only that: half of a page's time went
        into filling columns that nobody looks at."""
        if not self.uses:
            return list(rows.select_related(*self.together))
        return [thin(rows.model, values) for values in self._values(rows)]

    def _values(self, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
        told = [name for name in rows.query.annotations if name not in self.uses]
        return rows.values(rows.model._meta.pk.attname, *self.uses, *told)

    def _ask(
        self, rows: "RowsFor", actor: Actor, at: datetime, state: Mapping[str, str], order: Order,
        key: list[Any] | None, backward: bool,
    ) -> HotRows:  # fmt: skip
        """The rows by a question made into SQL before: for the same sight, filters and order it is the same."""
        stand_in = None if key is None else [None, ANY_KEY] if order.column == "pk" else key

        def compiled() -> tuple[type[Model], Compiled, list[str]]:
            everything = rows(actor, ANY_MOMENT)
            narrowed = self.narrow(everything, state)
            cut = self._cut(narrowed, order, stand_in, backward)
            if any(asked):
                # The keys first, which an index alone can tell: filters leave many rows behind to be put in order.
                cut = everything.filter(pk__in=cut.values("pk")).order_by(*cut.query.order_by)
            cut = cut.annotate(counted=_counted(narrowed))
            # The moment needs no way to the database and back, fifty times.
            moments = [name for name, each in cut.query.annotations.items() if getattr(each, "value", "") == ANY_MOMENT]
            told = [name for name in cut.query.annotations if name not in moments and name not in self.uses]
            values = cut.values(cut.model._meta.pk.attname, *self.uses, *told)
            return narrowed.model, Compiled(values, at=ANY_MOMENT, key=ANY_KEY), moments

        sight = (actor.sees, actor.own_ids, actor.area_path)
        asked = tuple(state.get(each.name, "") for each in self.filters)
        likeness = (self.name, rows, sight, asked, order.name, str(stand_in), backward)
        model, ask, moments = QUESTIONS(likeness, compiled)
        found = ask(at=at, key=key[-1] if key else None)
        return HotRows(found, model, ask.named, seen=dict.fromkeys(moments, at), width=1 + len(self.uses))

    def _order(self, name: str) -> Order:
        return next((order for order in self.orders if order.name == name), self.orders[0])


class Choices(list[tuple[Any, str]]):
    """What a filter offers, with room for how it was drawn."""

    def __init__(self, choices: Iterable[tuple[Any, str]]) -> None:
        super().__init__(choices)
        self.drawn: dict[str, Any] = {}


#: What the filters of hot lists offer, by list, filter and who asks.
KEPT_CHOICES: RememberedBy[Choices] = RememberedBy(most=20_000)
#: What templates drew of hot lists.
DRAWN: RememberedBy[dict[str, Any]] = RememberedBy()
RowsFor = Callable[[Any, datetime], QuerySet[Any]]
#: Questions of hot lists, and what stands in them for the moment and for the key of a row.
QUESTIONS: RememberedBy[tuple[type[Model], Compiled, list[str]]] = RememberedBy()
ANY_MOMENT, ANY_KEY = datetime(1, 1, 1, tzinfo=UTC), -987_654_321


def _who(actor: Actor | None) -> tuple[int, int | None] | None:
    return (actor.principal_id, actor.post_id) if actor else None


def _counted(rows: QuerySet[Any]) -> Func:
    """How many rows there are, counted no further than is shown; comes along with each row."""
    ones = rows.order_by().annotate(one=Value(1)).values("one")[: EXACT_TO + 1]
    return Func(ArraySubquery(ones), function="cardinality", output_field=IntegerField())


def _beyond(order: Order, key: list[Any], descending: bool) -> Q:
    side = "lt" if descending else "gt"
    if order.column == "pk":
        return Q(**{f"pk__{side}": key[-1]})
    value = parse_datetime(key[0]) if isinstance(key[0], str) and "T" in key[0] else key[0]
    further = Q(**{f"{order.column}__{side}": value})
    return Q(**{f"{order.column}__{side}e": value}) & (further | Q(**{f"pk__{side}": key[-1]}))


def key_of(row: Model, order: Order) -> str:
    """What stands in the address for the place behind a row."""
    value = getattr(row, order.column) if order.column != "pk" else None
    plain = value.isoformat() if isinstance(value, date | datetime) else value
    return base64.urlsafe_b64encode(json.dumps([plain, row.pk]).encode()).decode().rstrip("=")


def _read_key(text: str) -> list[Any] | None:
    """A key that was tampered with is no key: the list starts at its beginning."""
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return key if isinstance(key, list) and len(key) == 2 and isinstance(key[1], int) else None
    except ValueError:
        return None


def _with(state: Mapping[str, str], **changes: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in state.items() if value and name not in ("after", "before")})
    query.update(changes)
    return query.urlencode()


def write_book(title: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet; text stays text, so that nothing becomes a formula or loses digits."""
    target = BytesIO()
    write_to(target, title, headings, lines)
    return target.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _plain(value[0])
    return getattr(value, "words", value)
