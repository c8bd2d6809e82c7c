"""The desk's pages of teams: which patrol, and the roster of one, for those who run its patrols only."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.patrols import actions as patrols
from tongxin.patrols import queries
from tongxin.patrols.access import RUN, may_keep_roster
from tongxin.patrols.forms import JoinForm
from tongxin.patrols.models import PatrolMember, PatrolPlan
from tongxin.patrols.views.common import done_by, need_desk, parts


@require_GET
@may(RUN)
def teams(request: DoorRequest) -> HttpResponse:
    """Teams within reach that patrol; the others are found among the organizations."""
    need_desk(request)
    on = today(request.at)
    rows = queries.teams_of(Organization.objects.visible_to(request.actor).on(on), on=on)
    return page(request, "patrols/teams.html", {"rows": rows, "parts": parts("teams")})


@require_http_methods(["GET", "POST"])
@may(RUN, Organization, together=("area",))
def team(request: DoorRequest, team: Organization) -> HttpResponse:
    """The roster: who stands on it today, as what, since when. Nobody is counted or ranked."""
    if not may_keep_roster(request.actor, team):
        raise NotYours
    form = JoinForm(
        request.POST if request.method == "POST" else None, actor=request.actor, initial={"on": today(request.at)}
    )

    def deed() -> PatrolMember:
        given = {name: form.cleaned_data[name] for name in ("person", "standing", "on")}
        return patrols.join_patrol(team=team, by=request.actor, at=request.at, **given)

    if done_by(request, form, deed, "person"):
        return done(request, reverse("patrols:team", args=[team.pk]), _("已登记到名册。"))
    return page(request, "patrols/team.html", _shown(request, team, form), status=422 if form.errors else 200)


def _shown(request: DoorRequest, team: Organization, form: JoinForm) -> dict[str, Any]:
    on = today(request.at)
    roster = PatrolMember.objects.on(on).filter(team=team).select_related("person").order_by("valid_from", "pk")
    return {
        "team": team,
        "roster": roster,
        "core": sum(member.is_core for member in roster),
        "plans": PatrolPlan.objects.visible_to(request.actor).filter(team=team).order_by("-pk")[:20],
        "form": form,
        "parts": parts("teams"),
    }


@require_POST
@may(RUN)
def leave(request: DoorRequest, pk: int) -> HttpResponse:
    member = PatrolMember.objects.select_related("team").filter(pk=pk).first()
    if member is None or not may_keep_roster(request.actor, member.team):
        raise Http404
    patrols.leave_patrol(member=member, on=today(request.at), by=request.actor, at=request.at)
    return done(request, reverse("patrols:team", args=[member.team_id]), _("已登记退出，今天是最后一天。"))
