"""Exporting: a filtered list as CSV, streamed at once, or as a workbook; a long workbook is made by the worker.

The worker opens the same address again through the same door, with the rights that who asked has then, and
`Listing.export` writes the rows into a file instead of an answer. Nothing of a query is kept, only its address.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.urls import resolve, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.lines import BOM, csv_line
from tongxin.kernel.models import ExportRun

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: More rows than these are not awaited in front of the screen.
AT_ONCE = 5000
#: How long a workbook lies ready.
KEPT = timedelta(days=1)
#: The progress is told at most so often, in seconds.
EVERY = 0.5
#: Tried at most this long after it was asked for.
LATEST = timedelta(hours=1)


@dataclass
class Target:
    """Stands in a request of the worker: where the rows go."""

    run: ExportRun
    told_at: float = field(default_factory=time.monotonic)

    def counted(self, lines: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The lines, and meanwhile how far it has come."""
        for number, line in enumerate(lines, start=1):
            if time.monotonic() - self.told_at > EVERY:
                self.told_at = time.monotonic()
                ExportRun.objects.filter(pk=self.run.pk).update(done=number)
            yield line
        ExportRun.objects.filter(pk=self.run.pk).update(done=self.run.total)


def stream(name: str, headings: Sequence[Any], lines: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """CSV whose first line is there before the first row is read."""

    def parts() -> Iterator[str]:
        yield BOM + csv_line(headings)
        # A few lines at a time: one piece for each row costs more than the row.
        piece: list[str] = []
        for line in lines:
            piece.append(csv_line(line))
            if len(piece) == 200:
                yield "".join(piece)
                piece.clear()
        yield "".join(piece)

    answer = StreamingHttpResponse(parts(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def later(request: HttpRequest, *, name: str, title: str, total: int) -> HttpResponse:
    """Hand it to the worker and show how far it is; who asks twice for the same is shown the first."""
    from tongxin.kernel.tasks import work_on_export

    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    mine = ExportRun.objects.visible_to(actor)
    address = request.get_full_path()[:2000]
    working = (ExportRun.Step.WAITING, ExportRun.Step.RUNNING)
    run = mine.filter(address=address, step__in=working, at__gt=at - LATEST).first()
    if run is None:
        run = ExportRun.objects.create(
            listing=name, title=title[:80], address=address, total=total, by_id=actor.principal_id,
            post=actor.post_id, at=at,
        )  # fmt: skip
        work_on_export.defer(run_id=run.pk)
    return HttpResponseRedirect(reverse("ui:export", args=[run.pk]))


def work(run_id: int, *, at: datetime) -> None:
    """Make the workbook; a run that a killed worker left is made anew from its beginning."""
    run = ExportRun.objects.filter(pk=run_id).exclude(step__in=(ExportRun.Step.DONE, ExportRun.Step.FAILED)).first()
    if run is None:
        return
    ExportRun.objects.filter(pk=run.pk).update(step=ExportRun.Step.RUNNING, done=0)
    try:
        _open_again(run, at)
    except Refused as error:
        _end(run, at, step=ExportRun.Step.FAILED, failure=str(error)[:300])
    except Exception:
        _end(run, at, step=ExportRun.Step.FAILED, failure=_("生成时出错，请缩小筛选范围再试，或联系管理员。"))
        raise
    else:
        _end(run, at, step=ExportRun.Step.DONE, done=run.total)


def _open_again(run: ExportRun, at: datetime) -> None:
    actor = import_string(settings.ACTOR_AGAIN)(run.by_id, run.post, at=at)
    if actor is None:
        raise NotYours
    path, _mark, query = run.address.partition("?")
    request: Any = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET, request.at, request.actor, request.session = QueryDict(query), at, actor, {}
    request.export_to = Target(run)
    match = resolve(path)
    request.resolver_match = match
    match.func(request, *match.args, **match.kwargs)
    if not run.path.exists():
        raise Refused(_("这个清单不能在后台生成。"))


def _end(run: ExportRun, at: datetime, **said: Any) -> None:
    ExportRun.objects.filter(pk=run.pk).update(finished_at=at, **said)


def write_file(target: Target, *, title: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    """The workbook as a whole or not at all: it gets its name when it is finished."""
    folder = target.run.path.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = target.run.path.with_suffix(".part")
    with unfinished.open("wb") as file:
        write_to(file, title, headings, target.counted(lines))
    unfinished.replace(target.run.path)


def write_to(target: IO[bytes], title: str, headings: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    """A workbook of one sheet; text stays text, so that nothing becomes a formula or loses digits."""
    import xlsxwriter  # Read when the first list is exported: it costs a web process a tenth of its start.

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, max(12, len(heading) * 2 + 4))
        sheet.write_string(0, column, heading, bold)
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            else:
                sheet.write_string(number, column, "" if value is None else str(value))
    book.close()


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31] or _("列表")


def forget_old(at: datetime) -> int:
    """Workbooks are taken away after a day, with what was written of them."""
    gone = list(ExportRun.objects.filter(at__lt=at - KEPT))
    for run in gone:
        for path in (run.path, run.path.with_suffix(".part")):
            path.unlink(missing_ok=True)
    return ExportRun.objects.filter(pk__in=[run.pk for run in gone]).delete()[0]
