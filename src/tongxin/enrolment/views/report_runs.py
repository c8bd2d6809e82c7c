"""Opening the reports of a period: begun with one button, done in the background, its progress to be watched."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.areas.models import Area
from tongxin.enrolment.models import Enrolment, ReportRun
from tongxin.enrolment.reports import opening
from tongxin.enrolment.tasks import open_reports
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.web import DoorRequest, done, may, page

#: So few check-ins are done while one waits.
AT_ONCE = 200


@require_http_methods(["GET", "POST"])
@may("reports.read")
def index(request: DoorRequest) -> HttpResponse:
    area = _own_area(request)
    if request.method == "POST":
        months, since, until = _period(request)
        run = opening.begin(area=area, months=months, since=since, until=until, by=request.actor, at=request.at)
        if Enrolment.objects.filter(area_path__startswith=area.path).count() <= AT_ONCE:
            opening.perform(run=run, at=request.at)
        else:
            open_reports.defer(run_id=run.pk)
        return done(request, run)
    runs = ReportRun.objects.visible_to(request.actor).select_related("area", "by").order_by("-pk")[:20]
    return page(request, "enrolment/report_runs.html", {"runs": runs, "periods": _periods(request), "area": area})


@require_GET
@may("reports.read", ReportRun, together=("area", "by"))
def run(request: DoorRequest, run: ReportRun) -> HttpResponse:
    return page(request, "enrolment/report_run.html", {"run": run})


@require_GET
@may("reports.read", ReportRun, together=("area", "by"))
def progress(request: DoorRequest, run: ReportRun) -> HttpResponse:
    return page(request, "enrolment/report_run.html#job", {"run": run})


def _own_area(request: DoorRequest) -> Area:
    actor = request.actor
    if "reports.read" not in actor.office or actor.steers.along != "area" or not actor.steers.path:
        raise NotYours
    return Area.objects.get(path=actor.steers.path)


def _periods(request: DoorRequest) -> list[dict[str, Any]]:
    """The last whole period of every length that the city's reports have, with the kinds that go with it."""
    found = []
    for months in sorted(
        {each.data["months"] for each in terms.terms("report_kinds").values() if "months" in each.data}
    ):
        since, until = opening.last_period(months, on=today(request.at))
        labels = [terms.label("report_kinds", kind) for kind in opening.kinds_every(months)]
        labels += [_("党员双报告")] if months == opening.YEAR else []
        found.append(
            {"months": months, "since": since, "until": until, "labels": labels, "words": _words(since, until)}
        )
    return found


def _words(since: date, until: date) -> str:
    return ReportRun(period_from=since, period_to=until).period


def _period(request: DoorRequest) -> tuple[int, date, date]:
    for each in _periods(request):
        if str(each["months"]) == request.POST.get("months"):
            return each["months"], each["since"], each["until"]
    raise Unfit(_("请选择要生成的时期。"))
