"""Rosters of duty posts by week, changing shifts on the phone and at the desk, and volunteer teams."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.activities import queries, rosters, teams
from tongxin.activities.access import may_serve_at_desk
from tongxin.activities.forms import RosterForm, WhoForm
from tongxin.activities.lists import TEAMS, VOLUNTEERS
from tongxin.activities.models import Activity, SignUp, Swap, TeamMember
from tongxin.activities.views.desk import whom
from tongxin.kernel import rules
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.people.guardians import WARN_DAYS
from tongxin.people.minors import ACTIVITIES, without
from tongxin.people.models import Person

WEEK = 7


@require_GET
@may()
def roster(request: DoorRequest) -> HttpResponse:
    """One week of shifts: a row per point, a column per day; each shift says how many of how many."""
    monday = _monday(request)
    days = [monday + timedelta(days=n) for n in range(WEEK)]
    shifts = (
        Activity.objects.visible_to(request.actor)
        .shifts()
        .filter(begins_at__date__gte=days[0], begins_at__date__lte=days[-1])
        .exclude(status=Activity.Status.CANCELLED)
        .select_related("point", "turnout")
        .order_by("point__name", "begins_at")[:600]
    )
    context = {
        "days": days,
        "rows": _by_point(list(shifts), days),
        "earlier": monday - timedelta(days=WEEK),
        "later": monday + timedelta(days=WEEK),
        "may_plan": request.actor.holds("activities.plan"),
    }
    return page(request, "activities/roster.html", context)


def _monday(request: DoorRequest) -> date:
    chosen = parse_date(request.GET.get("week", "")) or today(request.at)
    return chosen - timedelta(days=chosen.weekday())


def _by_point(shifts: list[Activity], days: list[date]) -> list[tuple[str, list[list[Activity]]]]:
    rows: dict[str, list[list[Activity]]] = {}
    for shift in shifts:
        name = shift.point.name if shift.point else shift.place
        rows.setdefault(name, [[] for _day in days])[days.index(shift.day)].append(shift)
    return list(rows.items())


@require_http_methods(["GET", "POST"])
@may("activities.plan")
def plan_roster(request: DoorRequest) -> HttpResponse:
    start = today(request.at) + timedelta(days=1)
    initial = {"since": start, "until": start + timedelta(days=6), "host": request.actor.organization_id}
    form = RosterForm(request.POST or None, actor=request.actor, day=today(request.at), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            shifts = _plan(form.cleaned_data, request)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            week = f"{reverse('activities:roster')}?week={form.cleaned_data['since']}"
            return done(request, week, _("已排 %d 班，开放报名。") % len(shifts))
    return page(request, "activities/plan_roster.html", {"form": form}, status=422 if form.errors else 200)


def _plan(given: dict[str, Any], request: DoorRequest) -> list[Activity]:
    return rosters.plan_roster(
        title=given["title"], kind=given["kind"], host=given["host"], area=given["area"],
        points=given["points"].splitlines(), days=rosters.days_between(given["since"], given["until"]),
        bands=rosters.read_bands(given["bands"]), needed=given["needed"],
        dangers=given["dangers"], policy=given["policy"], by=request.actor, at=request.at,
    )  # fmt: skip


# Changing shifts, on the phone


@require_GET
@may()
def swaps(request: DoorRequest) -> HttpResponse:
    """My shifts, whom I could change with, and what I was asked."""
    return page(request, "activities/swaps.html", _swaps_of(request.actor.principal_id, request))


def _swaps_of(me: int, request: DoorRequest) -> dict[str, Any]:
    signed = SignUp.objects.filter(state=SignUp.State.SIGNED, activity__point__isnull=False)
    coming = signed.filter(activity__begins_at__gt=request.at).select_related("activity__point", "person")
    mine = list(coming.filter(person_id=me).order_by("activity__begins_at"))
    areas = {row.activity.area_path for row in mine}
    others = coming.exclude(person_id=me).filter(activity__area_path__in=areas).order_by("activity__begins_at")[:60]
    asked = Swap.objects.filter(state=Swap.State.ASKED).select_related(
        "offered__activity", "wanted__activity", "asked_by", "asked_of"
    )
    return {
        "mine": mine,
        "others": list(others),
        "to_answer": list(asked.filter(asked_of_id=me)),
        "asked": list(asked.filter(asked_by_id=me)),
    }


@require_POST
@may("activities.join")
def ask_swap(request: DoorRequest) -> HttpResponse:
    offered, wanted = (_sign_up(request, name) for name in ("offered", "wanted"))
    rosters.ask_swap(offered=offered, wanted=wanted, by=request.actor, at=request.at)
    return done(request, reverse("activities:swaps"), _("已发给对方，答复后通知您。"))


@require_POST
@may("activities.join")
def answer_swap(request: DoorRequest, swap: int, name: str) -> HttpResponse:
    said = _answer_swap(swap, name, request.actor, request)
    return done(request, reverse("activities:swaps"), said)


def _answer_swap(pk: int, name: str, by: Actor, request: DoorRequest) -> str:
    found = get_object_or_404(Swap, pk=pk)
    if name == "withdraw":
        rosters.withdraw_swap(swap=found, by=by, at=request.at)
        return _("已撤回。")
    rosters.answer_swap(swap=found, agrees=name == "agree", by=by, at=request.at)
    return _("已换班。") if name == "agree" else _("已答复对方。")


# Changing shifts, at the desk


@require_http_methods(["GET", "POST"])
@may("", Activity, together=("area", "host", "turnout"))
def swaps_of_somebody(request: DoorRequest, activity: Activity, sign_up: int) -> HttpResponse:
    """At the desk: ask for another shift, agree or withdraw, for somebody who came by or phoned; recorded as such."""
    row = _served(request, activity, sign_up)
    if request.method == "POST":
        by = request.actor.for_somebody(row.person_id)
        rosters.ask_swap(offered=row, wanted=_sign_up(request, "wanted"), by=by, at=request.at)
        return done(request, request.path, _("已发给对方，答复后通知双方。"))
    context = {"activity": activity, "row": row, **_swaps_of(row.person_id, request)}
    context["others"] = [each for each in context["others"] if each.activity_id != activity.pk]
    return page(request, "activities/swaps_of_somebody.html", context)


@require_POST
@may("", Activity, together=("area", "host", "turnout"))
def answer_swap_for_somebody(
    request: DoorRequest, activity: Activity, sign_up: int, swap: int, name: str
) -> HttpResponse:
    row = _served(request, activity, sign_up)
    said = _answer_swap(swap, name, request.actor.for_somebody(row.person_id), request)
    return done(request, activity, said)


def _served(request: DoorRequest, activity: Activity, sign_up: int) -> SignUp:
    if not may_serve_at_desk(request.actor, activity):
        raise NotYours
    return get_object_or_404(SignUp.objects.select_related("activity", "person"), pk=sign_up, activity=activity)


def _sign_up(request: DoorRequest, name: str) -> SignUp:
    chosen = request.POST.get(name, "")
    if not chosen.isdecimal():
        raise Unfit(_("请选择要互换的两个班次。"))
    return get_object_or_404(SignUp.objects.select_related("activity"), pk=int(chosen))


# Volunteer teams


@require_GET
@may()
def all_teams(request: DoorRequest) -> HttpResponse:
    """Teams of my area, members and other volunteers counted apart."""
    on = today(request.at)
    rows = queries.teams_with_counts(on=on).visible_to(request.actor)  # type: ignore[attr-defined]
    context = {"listed": TEAMS.open(request, rows), "export_url": reverse("activities:export-teams")}
    return page(request, "activities/teams.html", context)


@require_GET
@may("export.lists")
def export_teams(request: DoorRequest) -> HttpResponse:
    rows = queries.teams_with_counts(on=today(request.at)).visible_to(request.actor)  # type: ignore[attr-defined]
    return TEAMS.export(request, rows)


@require_GET
@may("", Organization, together=("area",))
def team(request: DoorRequest, team: Organization) -> HttpResponse:
    on = today(request.at)
    serving = TeamMember.objects.on(on).filter(team=team).select_related("person", "team")
    rows = list(serving.order_by("person__pinyin", "pk")[:300])
    may_lead = teams.leads(request.actor, team)
    context = {
        "team": team,
        "rows": rows,
        "young": _young([row.person for row in rows], on) if may_lead else {},
        "counted": {each: serving.filter(is_member=each).count() for each in (True, False)},
        "who": WhoForm(actor=request.actor, area_path=request.actor.area_path),
        "may_lead": request.actor.holds("activities.organize"),
    }
    return page(request, "activities/team.html", context)


def _young(people: list[Person], on: date) -> dict[int, tuple[str, str]]:
    """Of the minors whose guardian's consent is lacking or ends soon, what to say; only who leads the team reads it."""
    soon = on + timedelta(days=int(rules.value(WARN_DAYS, on=on)))
    lacking = without(people, ACTIVITIES, on=on)
    ending = without([person for person in people if person.pk not in lacking], ACTIVITIES, on=soon)
    words = {pk: (_("监护人同意快到期"), "soon") for pk in ending}
    return words | {pk: (_("缺监护人同意"), "late") for pk in lacking}


@require_GET
@may("export.lists", Organization)
def export_team(request: DoorRequest, team: Organization) -> HttpResponse:
    """The register of one team, for the national system."""
    return VOLUNTEERS.export(request, TeamMember.objects.filter(team=team))


@require_POST
@may("activities.organize", Organization)
def join_team(request: DoorRequest, team: Organization) -> HttpResponse:
    person = whom(request)
    teams.join_team(
        team=team, person=person, on=today(request.at), by=request.actor.for_somebody(person.pk), at=request.at
    )
    return done(request, reverse("activities:team", args=[team.pk]), _("%s 已加入。") % person.name)


@require_POST
@may("activities.organize", TeamMember, together=("team", "person"))
def leave_team(request: DoorRequest, team_member: TeamMember) -> HttpResponse:
    teams.leave_team(team_member=team_member, on=today(request.at), by=request.actor, at=request.at)
    said = _("%s 已退出。") % team_member.person.name
    return done(request, reverse("activities:team", args=[team_member.team_id]), said)
