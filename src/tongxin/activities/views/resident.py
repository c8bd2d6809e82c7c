"""The phone: activities near me, join, wait, confirm the place, check in, report my time."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from tongxin.activities import attending, nearby, passes, queries, signing
from tongxin.activities.errors import (
    CheckedInAlready,
    CodeExpired,
    NotForMinors,
    NotNow,
    NotSignedUp,
    TooManyTries,
    Uninsured,
    WrongCode,
)
from tongxin.activities.forms import NOTE_LENGTH, CodeForm, NoteForm, PositionForm, TimeForm
from tongxin.activities.models import Activity, Attendance, SignUp
from tongxin.activities.young import hindrance
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import spell_moment
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.offline import kept_offline, made_earlier, takes_queued
from tongxin.kernel.web import DoorRequest, done, may, open_to_all, page
from tongxin.people.minors import GuardianNeeded
from tongxin.people.models import Person

NEAR, SHIFTS = 40, 12


@kept_offline
@require_GET
@may()
def near(request: DoorRequest) -> HttpResponse:
    """What comes in my community and beside it, the next first."""
    coming = Activity.objects.near(request.actor, at=request.at)
    rows, shifts = list(coming.filter(point=None)[:NEAR]), list(coming.shifts()[:SHIFTS])
    mine = SignUp.objects.alive().filter(person_id=request.actor.principal_id, activity__in=rows + shifts)
    context = {"rows": rows, "shifts": shifts, "mine": {row.activity_id: row for row in mine}}
    return page(request, "activities/near.html", context)


@kept_offline
@require_GET
@may()
def mine(request: DoorRequest) -> HttpResponse:
    coming, past = queries.own(request.actor.principal_id, at=request.at)
    return page(request, "activities/mine.html", {"coming": coming, "past": past})


@kept_offline
@require_GET
@may()
def my_activity(request: DoorRequest, pk: int) -> HttpResponse:
    """One activity on the phone, with what I can do now."""
    activity = _listed(pk)
    return page(request, "activities/my_activity.html", _of_mine(request, activity))


def _of_mine(request: DoorRequest, activity: Activity) -> dict[str, Any]:
    me = request.actor.principal_id
    hindered = _hindrance(request, activity)
    row = SignUp.objects.filter(activity=activity, person_id=me).first()
    came = Attendance.objects.standing().filter(activity=activity, person_id=me).first()
    opens, closes = attending.window(activity, request.at)
    return {
        "activity": activity,
        "turnout": activity.turnout,
        "row": row if row and row.is_alive else None,
        "came": came,
        "takes": activity.takes_sign_ups(request.at),
        "is_time": activity.is_alive and opens <= request.at <= closes,
        "opens_at": opens,
        "closes_at": closes,
        "may_leave": activity.is_alive and request.at < activity.begins_at,
        "hindered": hindered,
        "near": _near(request, activity) if not hindered and not came else None,
        "paper": _paper(request, activity, me, closes) if not hindered and activity.is_alive and not came else "",
        "note": NoteForm(initial={"note": row.note if row else ""}),
        "time": TimeForm(initial={"hours": (came.reported_minutes or activity.minutes) / 60 if came else None}),
    }


@takes_queued
@require_POST
@may("activities.join")
def deed(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    """Join, withdraw, accept, decline, amend, time: what a person does with one activity."""
    activity = _listed(pk)
    if name == "join":
        return _join(request, activity)
    if name == "time":
        return _report_time(request, activity)
    row = get_object_or_404(
        SignUp.objects.select_related("activity"), activity=activity, person_id=request.actor.principal_id
    )
    said = _with_sign_up(request, row, name)
    return done(request, _to(activity), said)


def _join(request: DoorRequest, activity: Activity) -> HttpResponse:
    me = Person.objects.get(pk=request.actor.principal_id)
    note = request.POST.get("note", "")[:NOTE_LENGTH]
    row = signing.sign_up(activity=activity, person=me, by=request.actor, at=request.at, note=note)
    if row.state == SignUp.State.WAITING:
        return done(request, _to(activity), _("名额已满，您候补第 %d 位，有空位会请您确认。") % row.place_in_line)
    return done(request, _to(activity), _("报名成功，到时见。"))


def _with_sign_up(request: DoorRequest, row: SignUp, name: str) -> str:
    by: dict[str, Any] = {"by": request.actor, "at": request.at}
    if name == "withdraw":
        signing.withdraw(sign_up=row, **by)
        return _("已退出，名额转给下一位。")
    if name == "accept":
        signing.accept_place(sign_up=row, **by)
        return _("名额已确认，到时见。")
    if name == "decline":
        signing.decline_place(sign_up=row, **by)
        return _("已让出名额，谢谢。")
    if name == "amend":
        form = NoteForm(request.POST)
        if form.is_valid():
            signing.amend(sign_up=row, note=form.cleaned_data["note"], **by)
            return _("留言已修改。")
    raise Http404


def _report_time(request: DoorRequest, activity: Activity) -> HttpResponse:
    row = get_object_or_404(Attendance.objects.standing(), activity=activity, person_id=request.actor.principal_id)
    row.activity = activity
    form = TimeForm(request.POST)
    if not form.is_valid():
        raise Unfit(_("请填实际服务的小时数，例如 2 或 1.5。"))
    attending.report_time(attendance=row, minutes=form.minutes, by=request.actor, at=request.at)
    return done(request, _to(activity), _("已记下，等组织者确认。"))


# Check-in

#: What the address says after a check-in, so that the fast lane need not draw pages.
SAID = {
    "in": ("success", gettext_lazy("签到成功。")),
    "already": ("info", CheckedInAlready.sentence),
    "expired": ("warning", CodeExpired.sentence),
    "wrong": ("error", WrongCode.sentence),
    "rest": ("warning", TooManyTries.sentence),
    "closed": ("warning", NotNow.sentence),
    "no-place": ("warning", NotSignedUp.sentence),
    "uninsured": ("warning", Uninsured.sentence),
    "guardian": ("warning", GuardianNeeded.sentence),
    "minor": ("warning", NotForMinors.sentence),
}


@kept_offline
@require_GET
@may()
def check_in(request: DoorRequest, pk: int, code: str = "") -> HttpResponse:
    """The page behind the QR link: one button, or six digits to type. Nothing is entered by merely opening it."""
    return _door(request, _listed(pk), SAID.get(request.GET.get("said", "")), code)


def _door(
    request: DoorRequest, activity: Activity, said: Any = None, code: str = "", status: int = 200
) -> HttpResponse:
    me, hindered = request.actor.principal_id, _hindrance(request, activity)
    opens, closes = attending.window(activity, request.at)
    context = {
        "activity": activity,
        "came": Attendance.objects.standing().filter(activity=activity, person_id=me).first(),
        "is_time": activity.is_alive and opens <= request.at <= closes,
        "opens_at": spell_moment(opens),
        "form": CodeForm(initial={"code": code}),
        "has_code": bool(code),
        "pass_text": passes.sign(activity.pk, me, until=closes) if not hindered else "",
        "hindered": hindered,
        "said": said,
        "near": _near(request, activity) if not hindered else None,
    }
    return page(request, "activities/check_in.html", context, status=status)


def _hindrance(request: DoorRequest, activity: Activity) -> type[Refused] | None:
    born_in = request.account["person__born_in"]  # type: ignore[attr-defined]
    return hindrance(born_in, request.actor.principal_id, activity)


def _near(request: DoorRequest, activity: Activity) -> dict[str, Any] | None:
    """What the button for one's own position says; nothing where the activity does not take positions."""
    if not activity.is_alive or not nearby.is_offered(activity):
        return None
    return {"form": PositionForm(), "metres": nearby.radius_of(activity, request.at).metres}


@takes_queued
@require_POST
@may()
def check_in_near(request: DoorRequest, pk: int) -> HttpResponse:
    """Check in by where the phone is, at once or as it was kept on the phone; refused, the other ways stand there."""
    activity = _listed(pk)
    me = Person.objects.get(pk=request.actor.principal_id)
    try:
        nearby.check_in(
            activity=activity, person=me, position=PositionForm(request.POST).position, by=request.actor,
            at=request.at, made_at=made_earlier(request),
        )  # fmt: skip
    except Refused as refused:
        if made_earlier(request):
            raise
        return _door(request, activity, ("warning", str(refused)), status=refused.status)
    return done(request, _to(activity), _("签到成功。"))


@takes_queued
@require_POST
@may()
def check_in_later(request: DoorRequest, pk: int) -> HttpResponse:
    """What a phone scanned without network and sends now; the code is held against the moment of the scan."""
    activity = _listed(pk)
    me = Person.objects.get(pk=request.actor.principal_id)
    attending.check_in(
        activity=activity, person=me, code=request.POST.get("code", ""), by=request.actor, at=request.at,
        scanned_at=made_earlier(request),
    )  # fmt: skip
    return done(request, _to(activity), _("签到成功。"))


@csrf_exempt
@require_POST
@open_to_all
def lane(request: DoorRequest) -> HttpResponse:
    """The check-in form's address. The pass says who comes, so no session and no token is asked; where the fast lane
    stands in front of this process, it answers instead and in the same way."""
    shown = passes.read(request.POST.get("pass", ""), now=request.at.timestamp())
    if shown is None:
        return _answer(request, None, "closed", 403)
    activity = _listed(shown.activity_id)
    person = get_object_or_404(Person, pk=shown.person_id)
    said, status = "in", 200
    try:
        attending.check_in(
            activity=activity, person=person, code=request.POST.get("code", ""), at=request.at,
            by=Actor(principal_id=person.pk, name=person.name),
        )  # fmt: skip
    except Refused as error:
        said, status = REFUSALS.get(type(error), "closed"), error.status
    return _answer(request, activity.pk, said, status)


REFUSALS = {CheckedInAlready: "already", CodeExpired: "expired", WrongCode: "wrong", NotNow: "closed",
            NotSignedUp: "no-place", TooManyTries: "rest", Uninsured: "uninsured",
            GuardianNeeded: "guardian", NotForMinors: "minor"}  # fmt: skip


def _answer(request: DoorRequest, activity_id: int | None, said: str, status: int) -> HttpResponse:
    if activity_id is not None and "text/html" in request.headers.get("Accept", ""):
        return HttpResponseRedirect(f"{reverse('activities:in', args=[activity_id])}?said={said}", status=303)
    return HttpResponse(f'{{"said": "{said}"}}', status=status, content_type="application/json")


def _paper(request: DoorRequest, activity: Activity, person_id: int, until: datetime) -> str:
    """The link behind the picture that a person shows at the door; the name stays in the part that is never sent."""
    paper = passes.sign(activity.pk, person_id, until=until)
    link = request.build_absolute_uri(reverse("activities:pass", args=[activity.pk, paper]))
    return f"{link}#{quote(request.actor.name)}"


def _listed(pk: int) -> Activity:
    rows = Activity.objects.listed().select_related("area", "host", "turnout")
    return get_object_or_404(rows, pk=pk)


def _to(activity: Activity) -> str:
    return reverse("activities:my-activity", args=[activity.pk])
