"""Alliance bodies at their levels with members, the shared calendar and its feed, and the page of industries."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.activities.models import Activity
from tongxin.alliance import feeds
from tongxin.alliance.actions import bodies
from tongxin.alliance.forms.bodies import AdmitForm, EntryForm, LineForm, LineProjectForm
from tongxin.alliance.models import AllianceMember, CalendarEntry, CalendarFeed, IndustryLine
from tongxin.alliance.queries import bodies as queries
from tongxin.alliance.queries.pairings import turnout_by_branch
from tongxin.alliance.views.common import did, for_desk, form_page, sent
from tongxin.exchange.models import Project
from tongxin.kernel.clock import midnight, today
from tongxin.kernel.web import DoorRequest, done, may, open_to_all, page
from tongxin.organizations.models import Organization
from tongxin.ui import showing


@require_GET
@may()
@for_desk
def index(request: DoorRequest) -> HttpResponse:
    """The alliances above and below this desk, by level."""
    known = [each for each in queries.bodies(today(request.at)) if _sees(request, each)]
    rows = [{"alliance": each, "level": queries.level_of(each)} for each in known]
    return page(request, "alliance/bodies.html", {"rows": rows, "here": "bodies"})


@require_GET
@may()
@for_desk
def body(request: DoorRequest, pk: int) -> HttpResponse:
    return page(request, "alliance/body.html", _shown(request, _find(request, pk)))


@require_POST
@may("alliances.manage")
def admit(request: DoorRequest, pk: int) -> HttpResponse:
    alliance = _find(request, pk)
    form = AdmitForm(request.POST, organizations=_anybody(request))
    if did(request, form, bodies.admit, alliance=alliance, on=today(request.at)):
        return done(request, reverse("alliance:body", args=[pk]), _("已加入联盟。"))
    return page(request, "alliance/body.html", _shown(request, alliance) | {"admit_form": form}, status=422)


@require_POST
@may("alliances.manage")
def leave(request: DoorRequest, pk: int) -> HttpResponse:
    member = AllianceMember.objects.filter(pk=pk).select_related("alliance", "organization").first()
    if member is None or not _sees(request, member.alliance):
        raise Http404
    bodies.leave(member=member, by=request.actor, at=request.at)
    return done(request, reverse("alliance:body", args=[member.alliance_id]), _("已退出联盟。"))


@require_http_methods(["GET", "POST"])
@may()
@for_desk
def enter(request: DoorRequest, pk: int) -> HttpResponse:
    alliance = _find(request, pk)
    address = reverse("alliance:body", args=[pk])
    form = EntryForm(sent(request), initial={"on": today(request.at) + timedelta(days=7)})
    if did(request, form, bodies.make_entry, alliance=alliance):
        return done(request, address, _("已排入日程，订阅的人都会看到。"))
    trail = [(_("党建联盟"), reverse("alliance:bodies")), (alliance.name, address), (_("排入日程"), None)]
    return form_page(request, form, _("排入日程"), trail, _("排入"), note=_("成员单位的活动自动列入，不用再排。"))


@require_POST
@may()
@for_desk
def cancel(request: DoorRequest, pk: int) -> HttpResponse:
    entry = CalendarEntry.objects.filter(pk=pk).select_related("alliance", "alliance__area").first()
    if entry is None or not _sees(request, entry.alliance):
        raise Http404
    bodies.cancel_entry(entry=entry, by=request.actor, at=request.at)
    return done(request, reverse("alliance:body", args=[entry.alliance_id]), _("日程已取消。"))


@require_POST
@may()
@for_desk
def make_feed(request: DoorRequest, pk: int) -> HttpResponse:
    """The address is shown this once."""
    alliance = _find(request, pk)
    token = bodies.make_feed(alliance=alliance, by=request.actor, at=request.at)
    address = request.build_absolute_uri(reverse("alliance:feed", args=[token]))
    return page(request, "alliance/body.html", _shown(request, alliance) | {"feed_address": address})


@require_POST
@may()
@for_desk
def end_feed(request: DoorRequest, pk: int) -> HttpResponse:
    bodies.end_feed(alliance=_find(request, pk), by=request.actor, at=request.at)
    return done(request, reverse("alliance:body", args=[pk]), _("原来的订阅地址已作废。"))


@require_GET
@open_to_all
def feed(request: DoorRequest, token: str) -> HttpResponse:
    """What a calendar program reads. Whoever holds the address reads dates and places, no names of people."""
    known = bodies.feed_of(token)
    if known is None:
        raise Http404
    text = feeds.calendar_of(known.alliance, at=request.at, home=request.build_absolute_uri("/"))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=900"
    answer["Content-Disposition"] = 'inline; filename="alliance.ics"'
    return answer


@require_GET
@may("", Activity, together=("host", "area"))
@for_desk
def shared(request: DoorRequest, activity: Activity) -> HttpResponse:
    """What several hold together: its hosts, and who came, each counted once in the own branch (MHK-14)."""
    shown = {
        "activity": activity,
        "co_hosts": activity.co_hosts.order_by("name"),
        "turnout": turnout_by_branch(activity),
    }
    return page(request, "alliance/shared.html", shown)


# Industries


@require_GET
@may()
@for_desk
def industries(request: DoorRequest) -> HttpResponse:
    day = today(request.at)
    lines = list(queries.lines(day))
    shown = {
        "lines": lines, "open_lines": {each.pk for each in lines if _sees_line(request, each)},
        "without": queries.industries_without_line(day), "here": "industries",
        "manages": "alliances.manage" in request.actor.office,
    }  # fmt: skip
    return page(request, "alliance/industries.html", shown)


@require_http_methods(["GET", "POST"])
@may("alliances.manage")
def set_line(request: DoorRequest) -> HttpResponse:
    day = today(request.at)
    around = Organization.objects.on(day).of_family("alliance").filter(area_path__startswith=request.actor.steers.path)
    form = LineForm(sent(request), industries=list(queries.industries_without_line(day)), bodies=around)
    if made := did(request, form, bodies.set_line, on=day):
        return done(request, reverse("alliance:line", args=[made.pk]), _("行业主线已设立。"))
    trail = [(_("行业主线与品牌"), reverse("alliance:industries")), (_("设立"), None)]
    return form_page(
        request, form, _("设立行业主线"), trail, _("设立"), note=_("一个行业同时只有一条项目主线、一个品牌。")
    )


@require_GET
@may()
@for_desk
def line(request: DoorRequest, pk: int) -> HttpResponse:
    return page(request, "alliance/line.html", _line(request, _find_line(request, pk)))


@require_POST
@may("alliances.manage")
def tie_project(request: DoorRequest, pk: int) -> HttpResponse:
    line = _find_line(request, pk)
    form = LineProjectForm(request.POST, projects=_projects(request, whole=True))
    if did(request, form, bodies.tie_project, line=line):
        return done(request, reverse("alliance:line", args=[pk]), _("已列入。"))
    return page(request, "alliance/line.html", _line(request, line) | {"form": form}, status=422)


def _line(request: DoorRequest, line: IndustryLine) -> dict[str, Any]:
    manages, projects = "alliances.manage" in request.actor.office, _projects(request)
    links = line.project_links.select_related("project", "project__area").order_by("-pk")[:100]  # type: ignore[attr-defined]
    members = queries.members_of(line.alliance, today(request.at)) if line.alliance else []
    return {
        "line": line, "links": links, "manages": manages, "members": members,
        "form": LineProjectForm(projects=projects) if manages and projects else None,
        "entries": showing.timeline(line),
    }  # fmt: skip


def _find_line(request: DoorRequest, pk: int) -> IndustryLine:
    found = IndustryLine.objects.filter(pk=pk).select_related("alliance", "alliance__area").first()
    if found is None or not _sees_line(request, found):
        raise Http404
    return found


def _sees_line(request: DoorRequest, line: IndustryLine) -> bool:
    """A line without an alliance is the whole city's; that of an alliance is for those who see the alliance."""
    return line.alliance is None or _sees(request, line.alliance)


def _projects(request: DoorRequest, *, whole: bool = False) -> Any:
    rows = Project.objects.visible_to(request.actor).filter(line_link=None)
    return rows if whole else rows.order_by("-pk")[:200]


# What the pages share


def _shown(request: DoorRequest, alliance: Organization) -> dict[str, Any]:
    day, actor = today(request.at), request.actor
    first = _first_of(request.GET.get("month", ""), day)
    following = (first + timedelta(days=32)).replace(day=1)
    since, until = midnight(first), midnight(following)
    feed = CalendarFeed.objects.filter(alliance=alliance, principal_id=actor.principal_id, ended_at=None)
    return {
        "alliance": alliance,
        "level": queries.level_of(alliance),
        "members": queries.members_of(alliance, day),
        "above": alliance.parent,
        "below": [each for each in queries.bodies(day) if each.parent_id == alliance.pk],
        "happenings": queries.happenings(alliance, since=since, until=until, on=day),
        "month": first,
        "previous": f"{first - timedelta(days=1):%Y-%m}",
        "next": f"{following:%Y-%m}",
        "manages": bodies.manages(alliance, actor),
        "enters": bodies.manages(alliance, actor) or bodies.may_enter(alliance, actor, on=day),
        "admit_form": AdmitForm(organizations=_anybody(request)),
        "has_feed": feed.exists(),
        "feed_address": "",
        "entries": showing.timeline(alliance),
    }


def _find(request: DoorRequest, pk: int) -> Organization:
    found = Organization.objects.of_family("alliance").filter(pk=pk).select_related("area", "parent").first()
    if found is None or not _sees(request, found):
        raise Http404
    return found


def _sees(request: DoorRequest, alliance: Organization) -> bool:
    """Those whose desk reaches it, who stand below it, and its members."""
    actor = request.actor
    if actor.sees.along == "area" and actor.sees.covers(alliance.area_path):
        return True
    return actor.area_path.startswith(alliance.area_path) or _is_member(alliance, actor.organization_id, request.at)


def _is_member(alliance: Organization, organization_id: int | None, at: datetime) -> bool:
    held = AllianceMember.objects.on(today(at)).filter(alliance=alliance, organization_id=organization_id)
    return bool(organization_id and held.exists())


def _anybody(request: DoorRequest) -> Any:
    return Organization.objects.on(today(request.at))


def _first_of(month: str, day: date) -> date:
    try:
        return datetime.strptime(month, "%Y-%m").date()
    except ValueError:
        return day.replace(day=1)
