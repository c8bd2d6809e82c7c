"""Mending: the faulty rows go out as a workbook and come back into their lines."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import sheets
from tongxin.kernel.errors import Unfit
from tongxin.kernel.importing.declared import IMPORTS, TooLarge
from tongxin.kernel.importing.receiving import LARGEST, headings_in, lines
from tongxin.kernel.listing import write_book
from tongxin.kernel.models import ImportRun

#: The heading under which a fetched row tells its line in the file that was sent.
LINE_HEADING = gettext_lazy("原表行号")
FAULT_HEADING = gettext_lazy("问题")


def faulty_book(run: ImportRun) -> bytes:
    """The faulty rows as a workbook: their line, what is wrong, and the cells under their own headings."""
    wrong: dict[int, list[str]] = {}
    for line, column, sentence in run.errors:
        wrong.setdefault(line, []).append(f"{column}：{sentence}" if column else sentence)
    headings = [str(LINE_HEADING), str(FAULT_HEADING), *headings_in(run)]
    body = ([line, " ".join(wrong[line]), *map(_shown, cells)] for line, cells in lines(run) if line in wrong)
    return write_book(str(IMPORTS[run.kind].label), headings, body)


@transaction.atomic
def mend(*, run: ImportRun, filename: str, content: bytes) -> int:
    """Take the mended rows back into their lines; returns how many. The file must be the one fetched before.

    Raises TooLarge, Unreadable, Unfit for another file.
    """
    if len(content) > LARGEST:
        raise TooLarge
    book = sheets.Book(filename, content)
    rows = book.rows(book.names[0])
    if not rows or not rows[0] or str(LINE_HEADING) != str(rows[0][0]).strip():
        raise Unfit(_("这不是从本页取走的“有误行”文件：第一列应为“%s”。") % LINE_HEADING)
    known = {line for line, _cells in lines(run)}
    mended = {str(int(row[0])): [_shown(cell) for cell in row[2:]] for row in rows[1:] if _line_of(row) in known}
    run.mended = run.mended | mended
    run.step = ImportRun.Step.UPLOADED
    run.save(update_fields=["mended", "step"])
    return len(mended)


def _line_of(row: list[Any]) -> int | None:
    return int(row[0]) if row and isinstance(row[0], int | float) else None


def _shown(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if value is None or isinstance(value, int | float | str) else str(value)
