"""Drawing: what a list page draws hundreds of times, rows and options, made by Python. As components the cells of one
page cost four times as much as all the rest of it."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.template import engines
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from tongxin.kernel.hot import HotRows
from tongxin.kernel.listing import Choices, Column, ListPage
from tongxin.kernel.remembered import RememberedBy

from . import filters

NOTHING = "—"
NUMBERS = ("number", "money")
HEADS: RememberedBy[Markup] = RememberedBy()


def list_body(listed: ListPage) -> Markup:
    """The rows of a ListPage. A link is (words, url), a badge (words, tone), a due date has words and a tone."""
    columns = [
        (column.value, DRAW.get(column.kind, _text), f'<td data-label="{escape(column.label)}">')
        for column in listed.columns
    ]

    def line(row: Any) -> str:
        return "".join([draw(value(row), opening) for value, draw, opening in columns])

    rows = listed.rows
    if isinstance(rows, HotRows):
        shown = tuple([column.name for column in listed.columns])
        lines = rows.made(line, listed.listing.name, shown, get_language())
    else:
        lines = [line(row) for row in rows]
    return Markup("<tr>" + "</tr>\n<tr>".join(lines) + "</tr>") if lines else Markup()


def list_head(listed: ListPage) -> Markup:
    """The headings of a ListPage, drawn once for the columns it shows."""
    names = tuple([column.name for column in listed.columns])
    return HEADS((listed.listing.name, names, get_language()), lambda: Markup("".join(map(_heading, listed.columns))))


def _heading(column: Column) -> str:
    kind = ' class="number"' if column.kind in NUMBERS else ""
    return f'<th scope="col"{kind}>{safe(column.label)}</th>'


def options(choices: Iterable[tuple[Any, Any]], chosen: Any = "") -> Markup:
    """The options of a select; (value, label) each. Kept choices keep how they were drawn."""
    chosen = str(chosen)
    drawn: dict[str, Markup] = choices.drawn if isinstance(choices, Choices) else {}
    if chosen not in drawn:
        drawn[chosen] = Markup("".join([_option(str(value), label, str(value) == chosen) for value, label in choices]))
    return drawn[chosen]


def _option(value: str, label: Any, chosen: bool) -> str:
    return f'<option value="{safe(value)}"{" selected" if chosen else ""}>{safe(label)}</option>'


def safe(value: Any) -> str:
    """The words for HTML. Most words of a list are letters and digits only, which need no escaping."""
    text = str(value)
    return text if text.isalnum() else str(escape(value))


def _text(value: Any, opening: str) -> str:
    return f"{opening}{NOTHING if value is None or value == '' else safe(value)}</td>"


def _code(value: Any, opening: str) -> str:
    return _text(value, f'<td class="cell-number"{opening[3:]}')


def _link(value: tuple[Any, str | None], opening: str) -> str:
    words, url = value
    inner = f'<a href="{safe(url)}">{safe(words)}</a>' if url else safe(words)
    return f'<td class="cell-title">{inner}</td>'


def _badge(value: tuple[Any, str] | None, opening: str) -> str:
    return f'<td><span class="chip chip-{value[1]}">{safe(value[0])}</span></td>' if value else _text(None, opening)


def _due(due: Any, opening: str) -> str:
    if not due:
        return _text(None, opening)
    icon = _due_icon(due.tone)
    provisional = f' <span class="chip chip-soon">{safe(_("暂定"))}</span>' if due.provisional else ""
    why = f'<button type="button" class="due due-{due.tone}" data-why title="{safe(_("为什么是这一天？"))}">'
    return f"{opening}{why}{icon}{safe(due.words)}</button>{provisional}</td>"


@cache
def _due_icon(tone: str) -> str:
    name = {"late": "alert-triangle", "soon": "clock"}.get(tone)
    return str(engines["pages"].env.globals["icon"](name, size=16)) if name else ""  # type: ignore[attr-defined]


def _number(value: Any, opening: str) -> str:
    return _text(None, opening) if value is None else f"{_numeric(opening)}{value:,}</td>"


def _money(value: Any, opening: str) -> str:
    return f"{_numeric(opening)}{safe(filters.money(value))}</td>"


def _numeric(opening: str) -> str:
    return f'<td class="number"{opening[3:]}'


def _day(value: Any, opening: str) -> str:
    return _text(value and _spelled(filters.local(value), get_language()), opening)


def _moment(value: Any, opening: str) -> str:
    return _text(value and f"{_spelled(filters.local(value).date(), get_language())} {filters.clock(value)}", opening)


@lru_cache(maxsize=2048)
def _spelled(on: date, language: str | None) -> str:
    return filters.day(on)


DRAW: dict[str, Callable[[Any, str], str]] = {
    "text": _text,
    "code": _code,
    "link": _link,
    "badge": _badge,
    "due": _due,
    "day": _day,
    "moment": _moment,
    "number": _number,
    "money": _money,
}
