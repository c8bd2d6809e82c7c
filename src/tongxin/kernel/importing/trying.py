"""Trying: every row is checked, by itself and beside the others, and the faults are kept in words."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kernel import sheets
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.importing.declared import IMPORTS, Fault, Import, Tell, Trial, WrongSheet
from tongxin.kernel.importing.receiving import lines, missing
from tongxin.kernel.models import ImportRun
from tongxin.kernel.progress import Progress

#: So many faulty rows are kept to be shown and fetched; a file with more needs another look first.
KEPT_FAULTS = 2000


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
