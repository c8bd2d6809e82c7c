"""Tasks of the worker: the rhythms in which chores are done. The clock is asked here and passed down."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from tongxin.kernel import chores

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


def _beat(every: chores.Every) -> None:
    """Do each chore of the rhythm; one that fails is told to the log and tried again with the next beat."""
    for chore in chores.of(every):
        try:
            chore.do(timezone.now())
        except Exception:
            log.exception("chore failed: %s", chore.name)
