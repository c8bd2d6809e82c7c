"""Receiving: the file as it was sent, its likeliest sheet, the columns that were recognised."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kernel import sheets
from tongxin.kernel.actor import Actor
from tongxin.kernel.importing.declared import IMPORTS, TooLarge, WrongSheet
from tongxin.kernel.listing import write_book
from tongxin.kernel.models import ImportRun

LARGEST = 30 * 1024 * 1024


@transaction.atomic
def receive(*, kind: str, filename: str, content: bytes, by: Actor, at: datetime) -> ImportRun:
    """Keep the file, choose its likeliest sheet and recognise the columns. Raises Unreadable, TooLarge."""
    if len(content) > LARGEST:
        raise TooLarge
    book = sheets.Book(filename, content)
    columns = sheets.columns_of(kind)
    found = {name: sheets.recognise(book.rows(name), columns) for name in book.names}
    best = max(found, key=lambda name: len(found[name].places))
    run = ImportRun.objects.create(
        kind=kind, filename=filename[-200:], content=content, sheet=best[:100], columns=_as_data(found[best]),
        area_path=by.area_path, by_id=by.principal_id, at=at,
    )  # fmt: skip
    run.__dict__["_book"] = book
    return run


@transaction.atomic
def choose(*, run: ImportRun, sheet: str, places: dict[str, int | None] | None = None) -> None:
    """Take another sheet, or correct which column is which."""
    book = _book(run)
    if sheet not in book.names:
        raise WrongSheet
    heading = _as_data(sheets.recognise(book.rows(sheet), sheets.columns_of(run.kind)))
    if places is not None and sheet == run.sheet:
        heading["places"] = {name: place for name, place in places.items() if place is not None}
    run.sheet, run.columns, run.mended = sheet, heading, {}
    run.step, run.errors, run.faulty = ImportRun.Step.UPLOADED, [], 0
    run.save()


def missing(run: ImportRun) -> list[str]:
    """The labels of required columns that no heading was recognised for."""
    places = run.columns.get("places", {})
    return [column.label for column in sheets.columns_of(run.kind) if column.required and column.name not in places]


def headings_in(run: ImportRun) -> list[str]:
    """The headings as they stand in the chosen sheet, by place."""
    rows = _book(run).rows(run.sheet)
    return [str(value or "").strip() for value in rows[run.columns.get("row", 0)]] if rows else []


def _as_data(heading: sheets.Heading) -> dict[str, Any]:
    return {"row": heading.row, "places": heading.places, "unknown": heading.unknown}


def _book(run: ImportRun) -> sheets.Book:
    """The file, read once for as long as this run is in hand."""
    book: sheets.Book | None = run.__dict__.get("_book")
    if book is None:
        book = run.__dict__["_book"] = sheets.Book(run.filename, bytes(run.content))
    return book


def lines(run: ImportRun) -> Iterator[tuple[int, list[Any]]]:
    """Every filled line below the headings with its number in the file; mended lines as they were mended."""
    rows = _book(run).rows(run.sheet)
    for number, row in enumerate(rows[run.columns["row"] + 1 :], start=run.columns["row"] + 2):
        cells = run.mended.get(str(number), row) if run.mended else row
        if not sheets.is_blank(cells):
            yield number, cells


def template_book(kind: str) -> bytes:
    """An empty table with our headings, required ones marked."""
    columns = sheets.columns_of(kind)
    headings = [f"{column.label}{_('（必填）') if column.required else ''}" for column in columns]
    return write_book(str(IMPORTS[kind].label), headings, [])
