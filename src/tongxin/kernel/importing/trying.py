"""Trying: every row is checked, by itself and beside the others, and the faults are kept in words."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kernel import sheets
from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import uncollected
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.importing.declared import IMPORTS, Fault, Import, Tell, Trial, WrongSheet
from tongxin.kernel.importing.receiving import lines, missing
from tongxin.kernel.models import ImportRun
from tongxin.kernel.progress import Progress

#: So many faulty rows are kept to be shown and fetched; a file with more needs another look first.
KEPT_FAULTS = 2000


def try_dry(*, run: ImportRun, by: Actor, at: datetime) -> Trial:
    """Check every row and keep the faults in words; nothing is saved."""
    with Progress(run) as progress, uncollected():
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
    readers = _readers(bringing, run)
    for line, cells in lines(run):
        trial.total += 1
        _try_line(bringing, readers, line, cells, trial)
        if trial.total % 1000 == 0:
            tell(trial.total)
    together = list(bringing.check_together(trial.good))
    trial.faults += [Fault(line, "", sentence) for line, sentence in together]
    barred = {line for line, _sentence in together}
    trial.good = [(line, thing) for line, thing in trial.good if line not in barred]
    return trial


@dataclass(frozen=True, slots=True)
class _Reader:
    """How the cells of one column are read; what was typed before is answered from memory."""

    column: sheets.Column
    place: int
    read: Callable[[Any], Any]


#: So many different cells of a column are remembered: branches, places and days recur, numbers do not.
REMEMBERED = 4096


def _readers(bringing: Import, run: ImportRun) -> list[_Reader]:
    places = run.columns["places"]
    return [
        _Reader(column, places[column.name], _remembering(sheets.reader(column.form), bringing.cells.get(column.name)))
        for column in sheets.columns_of(run.kind)
        if column.name in places
    ]


def _remembering(read: Callable[[Any], Any], check: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    def reading(value: Any) -> Any:
        found = read(value)
        return check(found) if check and found is not None else found

    return lru_cache(maxsize=REMEMBERED, typed=True)(reading)


def _try_line(bringing: Import, readers: list[_Reader], line: int, cells: list[Any], trial: Trial) -> None:
    row, faults = _read_line(readers, line, cells)
    if not faults:
        try:
            trial.good.append((line, bringing.check(row)))
        except Refused as refused:
            faults = [Fault(line, "", str(refused))]
    trial.faults += faults


def _read_line(readers: list[_Reader], line: int, cells: list[Any]) -> tuple[dict[str, Any], list[Fault]]:
    row: dict[str, Any] = {}
    faults: list[Fault] = []
    width = len(cells)
    for reader in readers:
        column = reader.column
        try:
            read = row[column.name] = reader.read(cells[reader.place]) if reader.place < width else None
        except Unfit as unfit:
            faults.append(Fault(line, column.label, str(unfit)))
            continue
        if read is None and column.required:
            faults.append(Fault(line, column.label, _("这一格必须填写。")))
    return row, faults


def _kept(faults: list[Fault]) -> list[list[Any]]:
    return [[fault.line, fault.column, fault.sentence] for fault in sorted(faults, key=lambda f: f.line)[:KEPT_FAULTS]]


def common_faults(run: ImportRun) -> list[tuple[str, int]]:
    """The sentences that occur most, so that one mistake in a whole column is seen at once."""
    return Counter(
        f"{column}：{sentence}" if column else sentence for _line, column, sentence in run.errors
    ).most_common(5)
