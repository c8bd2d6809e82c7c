"""Long work of this room, done by the worker. The clock is asked here and passed down."""

from django.utils import timezone
from procrastinate.contrib.django import app

from tongxin.enrolment.models import ReportRun
from tongxin.enrolment.reports import opening


@app.task(name="enrolment.open_reports")
def open_reports(run_id: int) -> None:
    """Open all reports of a period that somebody asked for."""
    run = ReportRun.objects.select_related("area").get(pk=run_id)
    if run.step == ReportRun.Step.RUNNING:
        opening.perform(run=run, at=timezone.now())
