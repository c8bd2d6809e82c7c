"""The desk's pages of hour reports."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, find, may, page, sent_before
from tongxin.points.models import hours_of
from tongxin.volunteering.access import CERTIFY, KEEP, LEAD
from tongxin.volunteering.actions import hours
from tongxin.volunteering.forms import ConfirmHoursForm, ReportForm, SomebodyForm
from tongxin.volunteering.lists import HOURS
from tongxin.volunteering.models import HourReport
from tongxin.volunteering.views.common import chosen, list_page, need_office, parts, record_of, take_move

REPORT_DEEDS = {"refuse": hours.refuse, "withdraw": hours.withdraw}
ASKS = {"refuse": "reason"}


@require_GET
@may()
def desk(request: DoorRequest) -> HttpResponse:
    """The first tab that the post opens."""
    need_office(request, LEAD, CERTIFY, KEEP)
    return done(request, parts(request, "")[0][1])


@require_GET
@may()
def reports(request: DoorRequest) -> HttpResponse:
    """Hour reports of my teams or my place; those that wait are filtered by one click."""
    need_office(request, LEAD)
    more = [(_("窗口代报"), reverse("volunteering:report-for"))] if "activities.record" in request.actor.office else []
    rows = HourReport.objects.visible_to(request.actor)
    return list_page(request, HOURS, rows, "hour-reports", export="volunteering:export-hours", more=more)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    need_office(request, LEAD)
    return HOURS.export(request, HourReport.objects.visible_to(request.actor))


@require_GET
@may()
def report(request: DoorRequest, pk: int) -> HttpResponse:
    """The record page; whose own it is and who has no desk over it is led to the phone's page."""
    if LEAD not in request.actor.office:
        if not HourReport.objects.of(request.actor.principal_id).filter(pk=pk).exists():
            raise Http404
        return done(request, "volunteering:mine")
    row = find(HourReport, pk, request.actor, ("person__area", "organization"))
    context = record_of(
        request, row, _facts(row), "volunteering:move-hours",
        (_("时长报告"), reverse("volunteering:hour-reports")),
        beside=_("确认后记入志愿服务时长账簿，不记积分。有误请从积分与异议里更正。"),
    )  # fmt: skip
    return page(request, "volunteering/record.html", context)


def _facts(row: HourReport) -> list[tuple[Any, Any]]:
    return [
        (_("志愿者"), row.person.name),
        (_("做了什么"), row.text),
        (_("主题"), row.theme_label),
        (_("地点"), row.place or None),
        (_("由谁确认"), row.organization.name),
        (_("自报时长"), _("%s 小时") % hours_of(row.reported_minutes)),
        (_("确认时长"), _("%s 小时") % hours_of(row.minutes) if row.minutes else None),
        (_("未确认的原因"), row.answer or None),
    ]


@require_http_methods(["GET", "POST"])
@may("", HourReport, together=("person", "organization"))
def confirm(request: DoorRequest, report: HourReport) -> HttpResponse:
    need_office(request, LEAD)
    form = ConfirmHoursForm(request.POST or None, report=report)
    if request.method == "POST" and form.is_valid():
        try:
            hours.confirm(report=report, minutes=form.minutes, by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error("hours", str(error))
        else:
            return done(request, report, _("已确认，%s 小时已入账。") % hours_of(report.minutes or 0))
    context = {"form": form, "thing": report, "known": _facts(report), "title": _("确认时长"), "submit": _("确认")}
    return page(request, "volunteering/form.html", context, status=422 if form.errors else 200)


@require_POST
@may("", HourReport)
def move(request: DoorRequest, report: HourReport, name: str) -> HttpResponse:
    return take_move(request, report, name, REPORT_DEEDS, ASKS)


@require_http_methods(["GET", "POST"])
@may("activities.record")
def report_for(request: DoorRequest) -> HttpResponse:
    """Take down the hours of somebody who stands at the counter: first who, then the report itself."""
    who = SomebodyForm(request.GET or None, actor=request.actor)
    person = chosen(request, who)
    if person is None:
        context = {"form": who, "title": _("窗口代报时长")}
        return page(request, "volunteering/who.html", context, status=422 if request.GET and who.errors else 200)
    form = ReportForm(request.POST or None, person=person, at=request.at)
    if request.method == "POST" and form.is_valid():
        by = request.actor.for_somebody(person.pk)
        try:
            row = hours.report(person=person, by=by, at=request.at, **form.told())
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "volunteering:hour-reports", _("已代 %s 报时长，等确认。") % row.person.name)
    context = {
        "form": form, "title": _("代 %s 报时长") % person.name, "submit": _("提交"), "person": person,
        "trail": (_("时长报告"), reverse("volunteering:hour-reports")),
    }  # fmt: skip
    return page(request, "volunteering/form.html", context, status=422 if form.errors else 200)
