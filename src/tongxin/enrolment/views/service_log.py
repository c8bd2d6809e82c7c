"""The community's service log: a page to read, a line to write, a remark on many after an activity."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.activities.models import Activity, Attendance
from tongxin.enrolment.models import Enrolment, ServiceLogEntry
from tongxin.enrolment.reports import log
from tongxin.enrolment.reports.forms import LogForm, RemarkForm
from tongxin.enrolment.reports.lists import LOG
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before

RECENT = timedelta(days=31)


@require_GET
@may("service_log.write")
def index(request: DoorRequest) -> HttpResponse:
    listed = LOG.open(request, _rows(request))
    _name_doors(listed.rows)
    shown = {
        "listed": listed,
        "sub": _("已确认的活动自动计入，不用再填"),
        "export_url": reverse("enrolment:export-service-log"),
        "primary": (_("记一条"), reverse("enrolment:write-service-log")),
        "activities": _recent(request),
    }
    return page(request, "enrolment/service_log.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    rows = _rows(request) if "service_log.write" in request.actor.office else ServiceLogEntry.objects.none()
    return LOG.export(request, rows)


@require_http_methods(["GET", "POST"])
@may("service_log.write")
def write(request: DoorRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = LogForm(sent, actor=request.actor, at=request.at)
    if sent is not None and form.is_valid():
        try:
            entry = log.write(**form.told, by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "enrolment:service-log", _("已记入%s的服务日志。") % entry.enrolment.subject.name)
    return page(request, "enrolment/service_log_form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("service_log.write", Activity, together=("area", "host"))
def remark(request: DoorRequest, activity: Activity) -> HttpResponse:
    rows = log.attended_here(activity, request.actor)
    remarked = dict(
        ServiceLogEntry.objects.standing()
        .filter(attendance__in=[attendance.pk for attendance, _held in rows])
        .values_list("attendance_id", "text")
    )
    free = [each for each in rows if each[0].pk not in remarked]
    sent = request.POST if request.method == "POST" else None
    everybody = [str(attendance.person_id) for attendance, _held in free]
    form = RemarkForm(sent, rows=rows if sent is not None else free, initial={"people": everybody})
    if sent is not None and form.is_valid():
        try:
            entries = log.remark(activity=activity, **form.told, by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "enrolment:service-log", _("已写入 %d 人的服务日志。") % len(entries))
    shown = {
        "form": form,
        "activity": activity,
        "written": [(attendance.person.name, remarked[attendance.pk]) for attendance, _held in rows
                    if attendance.pk in remarked],
        "free": free,
    }  # fmt: skip
    return page(request, "enrolment/service_log_remark.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("service_log.write", ServiceLogEntry, together=("enrolment__subject", "written_by"))
def strike(request: DoorRequest, entry: ServiceLogEntry) -> HttpResponse:
    if request.method == "POST":
        log.strike(entry=entry, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
        return done(request, "enrolment:service-log", _("已撤销，原文和理由保留可查。"))
    return page(request, "enrolment/service_log_strike.html", {"entry": entry})


def _rows(request: DoorRequest) -> QuerySet[ServiceLogEntry]:
    return ServiceLogEntry.objects.visible_to(request.actor)


def _name_doors(rows: Sequence[Any]) -> None:
    for row in rows:
        row.strike_url = reverse("enrolment:strike-service-log", args=[row.pk])


def _recent(request: DoorRequest) -> list[Activity]:
    """Confirmed activities of the last weeks with somebody who checked in here and of whom nothing was said yet."""
    reach = request.actor.steers.path or "-"
    here = Enrolment.objects.confirmed().filter(area_path__startswith=reach).values("subject_id")
    came = Attendance.objects.confirmed().filter(activity=OuterRef("pk"), person_id__in=here).order_by()
    said = ServiceLogEntry.objects.standing().filter(attendance__activity=OuterRef("pk")).order_by()
    rows = Activity.objects.filter(
        area_path__startswith=reach, status=Activity.Status.CONFIRMED, begins_at__gte=request.at - RECENT
    ).annotate(
        came=Subquery(came.values("activity").annotate(n=Count("pk")).values("n")),
        said=Coalesce(Subquery(said.values("attendance__activity").annotate(n=Count("pk")).values("n")), 0),
    )
    return list(rows.filter(came__gt=F("said")).order_by("-begins_at")[:8])
