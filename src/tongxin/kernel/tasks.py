"""Tasks of the worker: the rhythms in which chores are done. The clock is asked here and passed down."""

import logging

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from tongxin.kernel import chores, exporting, resting

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */5")
@app.task(name="kernel.every_moment", queueing_lock="kernel.every_moment", lock="kernel.every_moment")
def every_moment(timestamp: int) -> None:
    _beat("moment")


@app.periodic(cron="* * * * *")
@app.task(name="kernel.every_minute", queueing_lock="kernel.every_minute", lock="kernel.every_minute")
def every_minute(timestamp: int) -> None:
    _beat("minute")


@app.periodic(cron="30 3 * * *")
@app.task(name="kernel.every_day", queueing_lock="kernel.every_day", lock="kernel.every_day")
def every_day(timestamp: int) -> None:
    _beat("day")


@app.periodic(cron="* * * * *")
@app.task(name="kernel.pick_up", queueing_lock="kernel.pick_up", pass_context=True)
async def pick_up(context: JobContext, timestamp: int) -> None:
    """Do again what a killed worker had in hand. Without it a beat that died would hold its lock for ever, and no
    beat would follow; of a beat the next one is queued already, so it is only laid aside."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except (AlreadyEnqueued, UniqueViolation):
            await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
        log.warning("picked up after a killed worker: %s", job.task_name)


@app.task(name="kernel.work_on_export")
def work_on_export(run_id: int) -> None:
    """A long workbook, in the name of who asked for it."""
    exporting.work(run_id, at=timezone.now())


def _beat(every: chores.Every) -> None:
    """Do each chore of the rhythm; one that fails is told to the log and tried again with the next beat."""
    for chore in chores.of(every):
        if resting.asked.is_set():
            return
        try:
            chore.do(timezone.now())
        except Exception:
            log.exception("chore failed: %s", chore.name)
