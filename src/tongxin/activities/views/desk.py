"""The desk: activities of my area or organization, plan, change, sign people up, confirm."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.activities import actions, attending, nearby, queries, signing
from tongxin.activities.access import may_confirm, may_organize, may_record, may_serve_at_desk
from tongxin.activities.forms import NOTE_LENGTH, ActivityForm, CancelForm, ChangeForm, WhoForm, next_hour
from tongxin.activities.lists import ACTIVITIES, TONES
from tongxin.activities.models import Activity, Attendance, SignUp
from tongxin.activities.young import young_at
from tongxin.kernel import terms
from tongxin.kernel.clock import spell_moment
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.procedures import Node
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.ui import showing
from tongxin.venues.models import Booking

TOGETHER = ("area", "host", "turnout")


@require_GET
@may()
def activities(request: DoorRequest) -> HttpResponse:
    rows = Activity.objects.visible_to(request.actor)
    return page(
        request,
        "activities/activities.html",
        {
            "listed": ACTIVITIES.open(request, rows),
            "export_url": reverse("activities:export"),
            "at_risk": rows.short_of_people(request.at, queries.SOON)
            .select_related(*TOGETHER)
            .order_by("begins_at")[:3],
            "uninsured": rows.to_insure(request.at).select_related(*TOGETHER)[:5]
            if request.actor.holds("activities.organize")
            else (),
            "may_plan": request.actor.holds("activities.plan"),
        },
    )


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return ACTIVITIES.export(request, Activity.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("activities.plan")
def plan(request: DoorRequest) -> HttpResponse:
    """Plan an activity; “发布” opens it for sign-up at once."""
    start = next_hour(request.at)
    initial = {"begins_at": start, "ends_at": start.replace(hour=11), "host": request.actor.organization_id}
    form = ActivityForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            activity = actions.plan(
                **form.cleaned_data, is_open="open" in request.POST, by=request.actor, at=request.at
            )
        except Unfit as error:
            form.add_error(None, str(error))
        else:
            return done(request, activity, _("活动已登记。") + _to_insure(activity))
    return page(request, "activities/plan.html", {"form": form, "activity": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("activities.organize", Activity, together=TOGETHER)
def change(request: DoorRequest, activity: Activity) -> HttpResponse:
    form = ChangeForm(request.POST or None, activity=activity, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(activity=activity, by=request.actor, at=request.at, **form.cleaned_data)
        except Unfit as error:
            form.add_error(None, str(error))
        else:
            return done(request, activity, _("已修改，并通知了报名者。") + _to_insure(activity))
    return page(
        request, "activities/plan.html", {"form": form, "activity": activity}, status=422 if form.errors else 200
    )


def _to_insure(activity: Activity) -> str:
    return _("有人身危险，还要登记意外险，登记后才能签到上岗。") if activity.is_uninsured else ""


@require_GET
@may("", Activity, together=TOGETHER)
def activity(request: DoorRequest, activity: Activity) -> HttpResponse:
    """The record page: facts, moves, sign-ups and timeline."""
    context, signed = around(request, activity, "activity"), _signed(activity)
    return page(
        request,
        "activities/activity.html",
        {
            **context,
            "moves": _moves(request, activity),
            "entries": showing.timeline(activity),
            "signed": signed,
            "young": young_at(activity, signed),
            "waiting": list(enumerate(_waiting(activity), start=1)),
            "note_length": NOTE_LENGTH,
            "who": WhoForm(actor=request.actor, area_path=request.actor.area_path),
            "cancel": CancelForm(),
            "check_in_words": _check_in_words(request, activity),
            "ground": activity.takes_position and activity.ground,
            "booking": Booking.objects.filter(activity=activity).select_related("venue").first(),
        },
    )


def _check_in_words(request: DoorRequest, activity: Activity) -> str:
    """From when to when, and in which ways."""
    opens, closes = attending.window(activity, request.at)
    when = _("%(opens)s 至 %(closes)s") % {"opens": spell_moment(opens), "closes": spell_moment(closes)}
    ways = _("签到码、记录员、窗口")
    if activity.takes_position:
        metres = nearby.radius_of(activity, request.at).metres
        ways = _("%(ways)s，也可用手机位置（%(n)d 米内）") % {"ways": ways, "n": metres}
    return f"{when}；{ways}"


def _signed(activity: Activity) -> list[SignUp]:
    rows = SignUp.objects.filter(activity=activity).holding().select_related("person")
    return list(rows.order_by("state", "queued_at")[: queries.LINES])


def _waiting(activity: Activity) -> list[SignUp]:
    return list(SignUp.objects.filter(activity=activity).waiting().select_related("person")[:100])


def around(request: DoorRequest, activity: Activity, tab: str) -> dict[str, Any]:
    """What every tab of the record page shows."""
    actor = request.actor
    may_do = {
        "organize": may_organize(actor, activity),
        "record": may_record(actor, activity),
        "confirm": may_confirm(actor, activity),
        "serve": may_serve_at_desk(actor, activity),
    }
    turnout = activity.turnout
    tabs: list[tuple[Any, ...]] = [(_("报名"), _to("activity", activity), tab == "activity", turnout.taken)]
    if may_do["record"]:
        tabs.append((_("签到"), _to("recorder", activity), tab == "recorder", turnout.came))
    if may_do["confirm"]:
        tabs.append((_("确认"), _to("confirm", activity), tab == "confirm"))
    return {
        "activity": activity,
        "turnout": turnout,
        "parts": tabs,
        "may": may_do,
        "tone": TONES[activity.status],
        "diagram": _diagram(activity),
    }


def _diagram(activity: Activity) -> list[Node]:
    """The simple states as a line with "you are here"; a cancelled activity stands beside it."""
    line = [Activity.Status(code) for code in ("planned", "open", "closed", "confirmed")]
    here = line.index(Activity.Status(activity.status)) if activity.status in line else -1
    nodes = [
        Node(each.value, str(each.label), "here" if n == here else "past" if n < here else "future")
        for n, each in enumerate(line)
    ]
    return nodes if here >= 0 else [*nodes, Node(activity.status, activity.get_status_display(), "side")]


def _to(name: str, activity: Activity) -> str:
    return reverse(f"activities:{name}", args=[activity.pk])


def _moves(request: DoorRequest, activity: Activity) -> list[showing.Button]:
    """Open, close, cancel: those that fit the state, for who organizes."""
    if not may_organize(request.actor, activity):
        return []
    status, found = activity.status, []

    def add(name: str, label: str, *, primary: bool = False, asks_reason: bool = False) -> None:
        address = reverse("activities:move", args=[activity.pk, name])
        found.append(showing.Button(name, label, address, primary, asks_reason))

    if status in ("planned", "closed") and request.at < activity.ends_at:
        add("open", _("开放报名"), primary=status == "planned")
    if status == "open":
        add("close", _("截止报名"))
    if status in ("planned", "open", "closed") and request.at < activity.ends_at:
        add("cancel", _("取消活动"), asks_reason=True)
    return found


@require_POST
@may("activities.organize", Activity, together=TOGETHER)
def move(request: DoorRequest, activity: Activity, name: str) -> HttpResponse:
    by: dict[str, Any] = {"by": request.actor, "at": request.at}
    if name == "open":
        actions.open_sign_up(activity=activity, **by)
    elif name == "close":
        actions.close_sign_up(activity=activity, **by)
    elif name == "cancel":
        actions.cancel(activity=activity, reason=request.POST.get("reason", ""), **by)
    else:
        raise Http404
    said = {"open": _("报名已开放。"), "close": _("报名已截止。"), "cancel": _("活动已取消，并通知了报名者。")}
    return done(request, activity, said[name])


@require_POST
@may("", Activity, together=TOGETHER)
def sign_up_somebody(request: DoorRequest, activity: Activity) -> HttpResponse:
    """At the desk: sign somebody up who came by or phoned; recorded as such."""
    if not may_serve_at_desk(request.actor, activity):
        raise NotYours
    person = whom(request)
    row = signing.sign_up(activity=activity, person=person, by=request.actor.for_somebody(person.pk), at=request.at)
    return done(request, activity, _("%(name)s：%(state)s。") % {"name": person.name, "state": row.get_state_display()})


@require_POST
@may("", Activity, together=TOGETHER)
def withdraw_somebody(request: DoorRequest, activity: Activity, sign_up: int) -> HttpResponse:
    row = get_object_or_404(SignUp.objects.select_related("activity", "person"), pk=sign_up, activity=activity)
    signing.withdraw(sign_up=row, by=request.actor.for_somebody(row.person_id), at=request.at)
    return done(request, activity, _("%s 已退出。") % row.person.name)


@require_POST
@may("", Activity, together=TOGETHER)
def answer_for_somebody(request: DoorRequest, activity: Activity, sign_up: int, name: str) -> HttpResponse:
    """At the desk: confirm the place that was offered, leave it to the next, change the note; recorded as such."""
    row = get_object_or_404(SignUp.objects.select_related("activity", "person"), pk=sign_up, activity=activity)
    by: dict[str, Any] = {"by": request.actor.for_somebody(row.person_id), "at": request.at}
    if name == "accept":
        signing.accept_place(sign_up=row, **by)
    elif name == "decline":
        signing.decline_place(sign_up=row, **by)
    elif name == "amend":
        signing.amend(sign_up=row, note=request.POST.get("note", "").strip()[:NOTE_LENGTH], **by)
    else:
        raise Http404
    said = {"accept": _("已代 %s 确认名额。"), "decline": _("已代 %s 让出名额。"), "amend": _("已代 %s 修改留言。")}
    return done(request, activity, said[name] % row.person.name)


@require_http_methods(["GET", "POST"])
@may("activities.confirm", Activity, together=TOGETHER)
def confirm(request: DoorRequest, activity: Activity) -> HttpResponse:
    """Who came and for how long; confirming books points and hours at once."""
    if not may_confirm(request.actor, activity):
        raise NotYours
    if request.method == "POST":
        number = attending.confirm(
            activity=activity, by=request.actor, at=request.at, minutes=_minutes(request),
            on_duty=[int(pk) for pk in request.POST.getlist("on_duty") if pk.isdecimal()],
        )  # fmt: skip
        return done(request, _to("confirm", activity), _("已确认 %d 人，积分与时长已入账。") % number)
    rows = Attendance.objects.standing().filter(activity=activity).select_related("person")
    waiting = attending.unsettled(activity).count()
    return page(
        request,
        "activities/confirm.html",
        {
            **around(request, activity, "confirm"),
            "rows": list(rows.order_by("confirmed_at", "person__pinyin", "pk")[: queries.LINES]),
            "unsettled": waiting,
            "missing": list(queries.no_shows(activity)[:200]),
            "reasons": terms.choices("absence_reasons"),
            "counts_points": bool(activity.kinds_counting("counts_points")),
            "counts_hours": bool(activity.kinds_counting("counts_hours")),
        },
    )


@require_POST
@may("activities.organize", Activity, together=TOGETHER)
def note_absence(request: DoorRequest, activity: Activity, sign_up: int) -> HttpResponse:
    row = get_object_or_404(SignUp, pk=sign_up, activity=activity)
    row.activity = activity
    signing.note_absence(sign_up=row, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, _to("confirm", activity), _("已登记原因。"))


def _minutes(request: DoorRequest) -> dict[int, int]:
    """The hours typed beside each name, as minutes by person; what is no number is refused with a sentence."""
    given = {}
    for name in request.POST:
        value = request.POST.get(name, "").strip()
        if name.startswith("hours-") and value:
            try:
                given[int(name.removeprefix("hours-"))] = round(float(value) * 60)
            except ValueError:
                raise Unfit(_("时长“%s”不是数字，请填小时数，例如 2 或 1.5。") % value) from None
    return given


def whom(request: DoorRequest) -> Any:
    form = WhoForm(request.POST, actor=request.actor, area_path=_reach(request))
    if not form.is_valid():
        raise Unfit("".join(str(error) for errors in form.errors.values() for error in errors))
    return form.cleaned_data["who"]


def _reach(request: DoorRequest) -> str:
    """Names are looked up in the area that the post serves, and no further."""
    return request.actor.steers.path if request.actor.steers.along == "area" else request.actor.area_path
