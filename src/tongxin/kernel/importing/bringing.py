"""Bringing in: the whole file in one transaction, by one process, or nothing of it."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.bulk import uncollected
from tongxin.kernel.errors import AlreadyMoved, Refused
from tongxin.kernel.importing.declared import IMPORTS, NotChecked, TableImported, Tell
from tongxin.kernel.importing.trying import attempt
from tongxin.kernel.models import ImportRun
from tongxin.kernel.progress import Progress
from tongxin.kernel.records import record

#: The class of our advisory locks.
LOCKS = 1701
#: A file that was left lying is emptied after so many days: it holds what should lie sealed.
KEPT_DAYS = 14


def begin(run: ImportRun) -> None:
    """Mark that the run is on its way in, so that the page waits for it; AlreadyMoved when it was never tried."""
    waiting = ImportRun.objects.filter(pk=run.pk, step__in=(ImportRun.Step.CHECKED, ImportRun.Step.RUNNING))
    if not waiting.update(step=ImportRun.Step.RUNNING, failure=""):
        raise AlreadyMoved


def bring_in(*, run: ImportRun, by: Actor, at: datetime, tell: Tell = lambda done: None) -> int:
    """Bring the whole file in, or nothing of it; returns the rows. Raises NotChecked, AlreadyMoved on a second call."""
    begin(run)
    try:
        with Progress(run) as progress, transaction.atomic(), uncollected():
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


def forget_old_uploads(*, at: datetime) -> int:
    """Empty the files of runs that nobody finished."""
    old = ImportRun.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).exclude(content=b"")
    sentence = _("文件放置超过 %d 天未导入，已删除，请重新上传。") % KEPT_DAYS
    return old.update(content=b"", mended={}, errors=[], step=ImportRun.Step.FAILED, failure=sentence)
