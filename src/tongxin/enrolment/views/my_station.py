"""The phone's page of what one took on: shifts at the station, calls to answer, honor posts."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.enrolment import station_actions as stations
from tongxin.enrolment.models import AssemblyStation, CallOutAnswer, Enrolment, HonorPost, StationShift
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, done, may, page


@require_GET
@may()
def mine(request: DoorRequest) -> HttpResponse:
    """Where the station is, what I took on there, and what I may answer. Everything may be given up."""
    me, day = request.actor.principal_id, today(request.at)
    shifts = StationShift.objects.standing().filter(person_id=me, day__gte=day)
    calls = CallOutAnswer.objects.filter(person_id=me, call__begins_at__gt=request.at)
    areas = Enrolment.objects.confirmed().of(me).exclude(basis="").values("area")
    shown = {
        "stations": AssemblyStation.objects.filter(area__in=areas, closed_on=None).select_related("area"),
        "shifts": shifts.select_related("station", "station__area").order_by("day", "pk")[:20],
        "calls": calls.select_related("call").order_by("call__begins_at")[:20],
        "honors": HonorPost.objects.of(me).on(day).select_related("area").order_by("pk"),
    }
    return page(request, "enrolment/my_station.html", shown)


@require_POST
@may()
def leave(request: DoorRequest, pk: int) -> HttpResponse:
    shift = StationShift.objects.filter(pk=pk, person_id=request.actor.principal_id).first()
    if shift is None:
        raise Http404
    stations.leave_shift(shift=shift, by=request.actor, at=request.at)
    return done(request, "enrolment:my-station", _("已退出这一班，集结站会看到。"))


@require_POST
@may()
def answer(request: DoorRequest, pk: int) -> HttpResponse:
    row = CallOutAnswer.objects.filter(pk=pk, person_id=request.actor.principal_id).first()
    if row is None:
        raise Http404
    comes = request.POST.get("comes") == "1"
    stations.answer_call(answer=row, comes=comes, by=request.actor, at=request.at)
    return done(request, "enrolment:my-station", _("好，集结站等您。") if comes else _("知道了，不影响任何记录。"))


@require_POST
@may()
def end_honor(request: DoorRequest, pk: int) -> HttpResponse:
    honor = HonorPost.objects.of(request.actor.principal_id).filter(pk=pk).first()
    if honor is None:
        raise Http404
    stations.end_honor(honor=honor, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, "enrolment:my-station", _("已结束。"))
