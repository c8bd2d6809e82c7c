"""Importing: bring tables in, whole or not at all.

A room declares what it takes in `imports.py`; the columns and their usual headings stand in the profile:

    class Persons(Import):
        kind, label = "persons", _("人员")
        def check(self, row): ...            one row by itself; raises Unfit with a sentence
        def check_together(self, rows): ...  rows beside each other and beside what is there
        def save(self, things, tell): ...    in one transaction

A file is received, tried dry, mended row by row, and brought in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kernel import sheets
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import AlreadyMoved, Refused, Unfit
from tongxin.kernel.listing import write_book
from tongxin.kernel.models import ImportRun
from tongxin.kernel.progress import Progress
from tongxin.kernel.records import Event, record

Tell = Callable[[int], None]

IMPORTS: dict[str, type["Import"]] = {}
#: So many faulty rows are kept to be shown and fetched; a file with more needs another look first.
KEPT_FAULTS = 2000
LARGEST = 30 * 1024 * 1024
#: The heading under which a fetched row tells its line in the file that was sent.
LINE_HEADING = gettext_lazy("原表行号")
FAULT_HEADING = gettext_lazy("问题")


class TooLarge(Unfit):
    status = 413
    sentence = gettext_lazy("文件超过 30 MB。请分成几个文件，或删去图片和空白工作表后再上传。")


class WrongSheet(Unfit):
    sentence = gettext_lazy("这张工作表里没有认出需要的列，请换一张工作表，或在下面指定各列。")


class NotChecked(Refused):
    sentence = gettext_lazy("还有没改好的行，全部改好以后才能导入；现在没有写入任何数据。")


class TableImported(Event):
    run: ImportRun
    label: str
    count: int
    says = gettext_lazy("{by}导入了{label} {count} 条")


class Import:
    """One kind of table that can be brought in. An instance lives for one try and may keep what it looked up."""

    kind: ClassVar[str]
    label: ClassVar[Any]
    power: ClassVar[str] = "people.import"
    #: Checks of single cells by column, so that each wrong cell of a row is named; they give back the one written form.
    cells: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    #: Shown above the form: what an empty column means.
    hint: ClassVar[Any] = ""

    def __init_subclass__(cls) -> None:
        if "kind" in cls.__dict__:
            IMPORTS[cls.kind] = cls

    def __init__(self, *, by: Actor, at: datetime) -> None:
        self.by, self.at = by, at

    def check(self, row: dict[str, Any]) -> Any:
        """Make of one row what will be saved; raises Unfit with a sentence for the person who sent it."""
        raise NotImplementedError

    def check_together(self, rows: Sequence[tuple[int, Any]]) -> Iterable[tuple[int, str]]:
        """Name (line, sentence) of rows that cannot stand beside others or beside what is there."""
        return ()

    def save(self, things: list[Any], tell: Tell) -> None:
        """Bring everything in; runs inside one transaction."""
        raise NotImplementedError


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one line of the file, with the heading of its column where there is one."""

    line: int
    column: str
    sentence: str


@dataclass
class Trial:
    """What came of trying a file: the things that would be saved, and the faults."""

    total: int = 0
    good: list[tuple[int, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def faulty_lines(self) -> int:
        return len({fault.line for fault in self.faults})


# Receiving


@transaction.atomic
def receive(*, kind: str, filename: str, content: bytes, by: Actor, at: datetime) -> ImportRun:
    """Keep the file, choose its likeliest sheet and recognise the columns. Raises Unreadable, TooLarge."""
    if len(content) > LARGEST:
        raise TooLarge
    book = sheets.Book(filename, content)
    columns = sheets.columns_of(kind)
    found = {name: sheets.recognise(book.rows(name), columns) for name in book.names}
    best = max(found, key=lambda name: len(found[name].places))
    return ImportRun.objects.create(
        kind=kind, filename=filename[-200:], content=content, sheet=best[:100], columns=_as_data(found[best]),
        area_path=by.area_path, by_id=by.principal_id, at=at,
    )  # fmt: skip


@transaction.atomic
def choose(*, run: ImportRun, sheet: str, places: dict[str, int | None] | None = None) -> None:
    """Take another sheet, or correct which column is which."""
    book = sheets.Book(run.filename, bytes(run.content))
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
    rows = sheets.Book(run.filename, bytes(run.content)).rows(run.sheet)
    return [str(value or "").strip() for value in rows[run.columns.get("row", 0)]] if rows else []


def _as_data(heading: sheets.Heading) -> dict[str, Any]:
    return {"row": heading.row, "places": heading.places, "unknown": heading.unknown}


# Trying


def try_dry(*, run: ImportRun, by: Actor, at: datetime) -> Trial:
    """Check every row and keep the faults in words; nothing is saved."""
    with Progress(run) as progress:
        trial = attempt(run, by=by, at=at, tell=progress.tell)
    run.total, run.done, run.faulty = trial.total, trial.total, trial.faulty_lines
    run.errors = _kept(trial.faults)
    run.step, run.failure = ImportRun.Step.CHECKED, ""
    run.save(update_fields=["total", "done", "faulty", "errors", "step", "failure"])
    return trial


def attempt(run: ImportRun, *, by: Actor, at: datetime, tell: Tell = lambda done: None) -> Trial:
    if absent := missing(run):
        raise WrongSheet(
            _("工作表“%(sheet)s”缺少这些列：%(columns)s。请换一张工作表，或在下面指定是哪一列。")
            % {"sheet": run.sheet, "columns": "、".join(absent)}
        )
    bringing = IMPORTS[run.kind](by=by, at=at)
    trial = Trial()
    for line, cells in lines(run):
        trial.total += 1
        _try_line(bringing, run, line, cells, trial)
        if trial.total % 1000 == 0:
            tell(trial.total)
    together = list(bringing.check_together(trial.good))
    trial.faults += [Fault(line, "", sentence) for line, sentence in together]
    barred = {line for line, _sentence in together}
    trial.good = [(line, thing) for line, thing in trial.good if line not in barred]
    return trial


def lines(run: ImportRun) -> Iterator[tuple[int, list[Any]]]:
    """Every filled line below the headings with its number in the file; mended lines as they were mended."""
    rows = sheets.Book(run.filename, bytes(run.content)).rows(run.sheet)
    for number, row in enumerate(rows[run.columns["row"] + 1 :], start=run.columns["row"] + 2):
        cells = run.mended.get(str(number), row)
        if not sheets.is_blank(cells):
            yield number, cells


def _try_line(bringing: Import, run: ImportRun, line: int, cells: list[Any], trial: Trial) -> None:
    row, faults = _read_line(bringing, run, line, cells)
    if not faults:
        try:
            trial.good.append((line, bringing.check(row)))
        except Refused as refused:
            faults = [Fault(line, "", str(refused))]
    trial.faults += faults


def _read_line(bringing: Import, run: ImportRun, line: int, cells: list[Any]) -> tuple[dict[str, Any], list[Fault]]:
    row: dict[str, Any] = {}
    faults: list[Fault] = []
    for column, place in _columns_with_places(run):
        value = cells[place] if place < len(cells) else None
        try:
            read = sheets.read_cell(value, column.form)
            check = bringing.cells.get(column.name)
            row[column.name] = check(read) if check and read is not None else read
        except Unfit as unfit:
            faults.append(Fault(line, column.label, str(unfit)))
            continue
        if column.required and row[column.name] is None:
            faults.append(Fault(line, column.label, _("这一格必须填写。")))
    return row, faults


def _columns_with_places(run: ImportRun) -> list[tuple[sheets.Column, int]]:
    # Kept on the run: asked once for each line.
    found: list[tuple[sheets.Column, int]] | None = run.__dict__.get("_columns_with_places")
    if found is None:
        places = run.columns["places"]
        found = [(column, places[column.name]) for column in sheets.columns_of(run.kind) if column.name in places]
        run.__dict__["_columns_with_places"] = found
    return found


def _kept(faults: list[Fault]) -> list[list[Any]]:
    return [[fault.line, fault.column, fault.sentence] for fault in sorted(faults, key=lambda f: f.line)[:KEPT_FAULTS]]


def common_faults(run: ImportRun) -> list[tuple[str, int]]:
    """The sentences that occur most, so that one mistake in a whole column is seen at once."""
    return Counter(
        f"{column}：{sentence}" if column else sentence for _line, column, sentence in run.errors
    ).most_common(5)


# Mending


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
    """Take the mended rows back into their lines; returns how many. The file must be the one fetched before."""
    book = sheets.Book(filename, content)
    rows = book.rows(book.names[0])
    if not rows or str(LINE_HEADING) != str(rows[0][0]).strip():
        raise Unfit(_("这不是从本页取走的“有误行”文件：第一列应为“%s”。") % LINE_HEADING)
    known = {line for line, _cells in lines(run)}
    mended = {str(int(row[0])): [_shown(cell) for cell in row[2:]] for row in rows[1:] if _line_of(row) in known}
    run.mended = run.mended | mended
    run.step = ImportRun.Step.UPLOADED
    run.save(update_fields=["mended", "step"])
    return len(mended)


def template_book(kind: str) -> bytes:
    """An empty table with our headings, required ones marked."""
    columns = sheets.columns_of(kind)
    headings = [f"{column.label}{_('（必填）') if column.required else ''}" for column in columns]
    return write_book(str(IMPORTS[kind].label), headings, [])


def _line_of(row: list[Any]) -> int | None:
    return int(row[0]) if row and isinstance(row[0], int | float) else None


def _shown(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if value is None or isinstance(value, int | float | str) else str(value)


# Bringing in


def begin(run: ImportRun) -> None:
    """Mark that the run is on its way in, so that the page waits for it; AlreadyMoved when it was never tried."""
    waiting = ImportRun.objects.filter(pk=run.pk, step__in=(ImportRun.Step.CHECKED, ImportRun.Step.RUNNING))
    if not waiting.update(step=ImportRun.Step.RUNNING, failure=""):
        raise AlreadyMoved


def bring_in(*, run: ImportRun, by: Actor, at: datetime, tell: Tell = lambda done: None) -> int:
    """Bring the whole file in, or nothing of it; returns the rows. Raises NotChecked, AlreadyMoved on a second call."""
    begin(run)
    try:
        with Progress(run) as progress, transaction.atomic():
            _lock(run)
            return _bring_in(run, by, at, progress, tell)
    except AlreadyMoved:
        raise
    except Exception as error:
        said = str(error) if isinstance(error, Refused) else _("系统出错，没有写入任何数据。")
        ImportRun.objects.filter(pk=run.pk).update(step=ImportRun.Step.FAILED, failure=said[:300])
        raise


def _lock(run: ImportRun) -> None:
    """Held to the end of the transaction: one process brings a run in; a free lock means that it lost its process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, run.pk])
        is_ours = cursor.fetchone()[0]
    if not is_ours or not ImportRun.objects.filter(pk=run.pk, step=ImportRun.Step.RUNNING).exists():
        raise AlreadyMoved


def _bring_in(run: ImportRun, by: Actor, at: datetime, progress: Progress, tell: Tell) -> int:
    # What was right when it was tried may have been overtaken since, so everything is checked again.
    trial = attempt(run, by=by, at=at)
    if trial.faults:
        raise NotChecked

    def tell_both(done: int) -> None:
        progress.tell(done)
        tell(done)

    IMPORTS[run.kind](by=by, at=at).save([thing for _line, thing in trial.good], tell_both)
    record(TableImported(run=run, label=str(IMPORTS[run.kind].label), count=trial.total), by=by, at=at)
    progress.stop()
    # The file has served; what it held is in the tables, under their protection.
    ImportRun.objects.filter(pk=run.pk).update(
        step=ImportRun.Step.DONE, done=trial.total, total=trial.total, content=b"", mended={}, errors=[], failure=""
    )
    return trial.total


#: The class of our advisory locks.
LOCKS = 1701


def release_stalled() -> int:
    """Runs whose process was ended in the middle have written nothing: let them be started again."""
    released = 0
    for run in ImportRun.objects.filter(step=ImportRun.Step.RUNNING).only("pk"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, run.pk])
            if cursor.fetchone()[0]:
                released += ImportRun.objects.filter(pk=run.pk, step=ImportRun.Step.RUNNING).update(
                    step=ImportRun.Step.CHECKED, failure=_("上一次导入中断，没有写入任何数据，可以重新开始。")
                )
    return released


#: A file that was left lying is emptied after so many days: it holds what should lie sealed.
KEPT_DAYS = 14


def forget_old_uploads(*, at: datetime) -> int:
    """Empty the files of runs that nobody finished."""
    old = ImportRun.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).exclude(content=b"")
    sentence = _("文件放置超过 %d 天未导入，已删除，请重新上传。") % KEPT_DAYS
    return old.update(content=b"", mended={}, errors=[], step=ImportRun.Step.FAILED, failure=sentence)
