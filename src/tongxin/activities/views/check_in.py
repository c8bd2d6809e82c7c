"""On the day: the organizer's screen with the changing code, the live list, the recorder's ticks."""

import json
from hashlib import sha256

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.activities import attending, codes, passes, queries
from tongxin.activities.access import may_confirm, may_record
from tongxin.activities.errors import WrongPass
from tongxin.activities.forms import WhoForm
from tongxin.activities.models import Activity, Attendance
from tongxin.activities.views.desk import TOGETHER, around, whom
from tongxin.kernel.errors import NotYours
from tongxin.kernel.offline import made_earlier, takes_queued
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.people.models import Person
from tongxin.ui.pictures import qr_svg


@require_GET
@may("activities.record", Activity, together=TOGETHER)
def screen(request: DoorRequest, activity: Activity) -> HttpResponse:
    """The code that changes, large, with how many are in."""
    _need(request, activity)
    opens, closes = attending.window(activity, request.at)
    shown = {"opens_at": opens, "closes_at": closes, "missing": list(queries.no_shows(activity)[:30])}
    context = around(request, activity, "screen") | shown | {"begun": request.at >= activity.begins_at}
    return page(request, "activities/screen.html", context)


@require_GET
@may("activities.record", Activity, together=TOGETHER)
def code(request: DoorRequest, activity: Activity) -> HttpResponse:
    """The code as the screen's script wants it; the same code has the same ETag."""
    _need(request, activity)
    now = codes.code_at(activity.pk, request.at, seconds=attending.code_seconds(activity, request.at))
    tag = f'"{sha256(f"{activity.pk}:{now.digits}".encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    link = request.build_absolute_uri(reverse("activities:in-with-code", args=[activity.pk, now.digits]))
    body = {"svg": str(qr_svg(link)), "digits": now.digits, "ends_in": round(now.ends_in, 1)}
    return HttpResponse(json.dumps(body), content_type="application/json", headers={"ETag": tag})


@require_GET
@may("activities.record", Activity, together=TOGETHER)
def here(request: DoorRequest, activity: Activity) -> HttpResponse:
    """How many are in and who is still missing; asked every few seconds by the screen."""
    _need(request, activity)
    missing = list(queries.no_shows(activity)[:30])
    context = around(request, activity, "screen") | {"missing": missing, "begun": request.at >= activity.begins_at}
    return page(request, "activities/here.html", context)


@require_GET
@may("activities.record", Activity, together=TOGETHER)
def recorder(request: DoorRequest, activity: Activity) -> HttpResponse:
    """The recorder's list: tick who came, add who came without signing up."""
    _need(request, activity)
    opens, _closes = attending.window(activity, request.at)
    context = {
        **around(request, activity, "recorder"),
        "lines": queries.expected(activity),
        "opens_at": opens,
        "is_time": request.at >= opens and _may_add(request, activity),
        "who": WhoForm(actor=request.actor, area_path=request.actor.area_path),
    }
    return page(request, "activities/recorder.html", context)


@takes_queued
@require_POST
@may("activities.record", Activity, together=TOGETHER)
def tick(request: DoorRequest, activity: Activity) -> HttpResponse:
    """Enter one person as present: one of the list, or somebody found by name or phone at the counter."""
    chosen = request.POST.get("person", "")
    person = get_object_or_404(Person, pk=int(chosen)) if chosen.isdecimal() else whom(request)
    at_counter = request.actor.role == "counter_worker" or not chosen
    attending.record_attendance(
        activity=activity, person=person, by=request.actor, at=request.at,
        how=Attendance.How.COUNTER if at_counter else Attendance.How.RECORDER,
        on_duty="on_duty" in request.POST, scanned_at=made_earlier(request),
    )  # fmt: skip
    return done(request, reverse("activities:recorder", args=[activity.pk]), _("%s 已签到。") % person.name)


@require_POST
@may("activities.record", Activity, together=TOGETHER)
def strike(request: DoorRequest, activity: Activity, attendance: int) -> HttpResponse:
    row = get_object_or_404(Attendance.objects.standing().select_related("person"), pk=attendance, activity=activity)
    row.activity = activity
    attending.strike(attendance=row, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, reverse("activities:recorder", args=[activity.pk]), _("%s 的签到已撤销。") % row.person.name)


@takes_queued
@require_http_methods(["GET", "POST"])
@may("activities.record", Activity, together=TOGETHER)
def show_pass(request: DoorRequest, activity: Activity, paper: str) -> HttpResponse:
    """The page behind the picture that somebody shows at the door: who it is, and one button for the recorder."""
    _need(request, activity)
    shown = passes.read(paper, now=(made_earlier(request) or request.at).timestamp())
    if shown is None or shown.activity_id != activity.pk:
        raise WrongPass
    if request.method == "POST":
        row = attending.record_pass(
            activity=activity, paper=paper, by=request.actor, at=request.at, scanned_at=made_earlier(request)
        )
        return done(request, reverse("activities:recorder", args=[activity.pk]), _("%s 已签到。") % row.person.name)
    person = get_object_or_404(Person, pk=shown.person_id)
    came = Attendance.objects.standing().filter(activity=activity, person=person).first()
    return page(request, "activities/pass.html", {"activity": activity, "person": person, "came": came})


def _may_add(request: DoorRequest, activity: Activity) -> bool:
    """After confirmation only who may confirm adds somebody forgotten."""
    return activity.is_alive or (attending.is_confirmed(activity) and may_confirm(request.actor, activity))


def _need(request: DoorRequest, activity: Activity) -> None:
    if not may_record(request.actor, activity):
        raise NotYours
