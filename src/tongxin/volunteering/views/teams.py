"""The team leader's desk: the tree of teams, qualifications, positions of an activity, seats that change hands."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.organizations.models import Organization
from tongxin.ui import showing
from tongxin.volunteering import queries
from tongxin.volunteering.access import LEAD, leads
from tongxin.volunteering.actions import qualifications
from tongxin.volunteering.actions import teams as deeds
from tongxin.volunteering.forms import QualificationForm, TeamForm
from tongxin.volunteering.models import Qualification
from tongxin.volunteering.views.common import need_office, parts

#: So many teams are drawn as a tree; a whole city has a list with filters.
MOST = 300


@require_GET
@may()
def teams(request: DoorRequest) -> HttpResponse:
    """The tree of teams that the post sees, members and other volunteers apart."""
    need_office(request, LEAD)
    on = today(request.at)
    rows = Organization.objects.visible_to(request.actor).of_family("volunteer").on(on)
    count = rows.count()
    context = {
        "branches": queries.team_tree(on=on, rows=rows) if count <= MOST else [],
        "count": count, "parts": parts(request, "teams"),
    }  # fmt: skip
    return page(request, "volunteering/teams.html", context)


@require_GET
@may("", Organization, together=("area", "parent"))
def team(request: DoorRequest, team: Organization) -> HttpResponse:
    need_office(request, LEAD)
    if team.family != "volunteer":
        raise Http404
    return page(request, "volunteering/team.html", _shown(request, team))


def _shown(request: DoorRequest, team: Organization, **forms: Any) -> dict[str, Any]:
    on = today(request.at)
    below = Organization.objects.filter(path__startswith=team.path).on(on)
    held = Qualification.objects.on(on).filter(person__teams__team=team, person__teams__valid_to=None)
    return {
        "team": team,
        "branches": queries.team_tree(on=on, rows=below),
        "counted": queries.volunteers_below(team, on=on),
        "held": [(row, [_ending(row)]) for row in held.select_related("person").order_by("kind", "pk")[:200]],
        "may_lead": leads(request.actor, team),
        "team_form": TeamForm(),
        "qualification_form": QualificationForm(team=team, at=request.at, initial={"valid_from": on}),
        "parts": parts(request, "teams"),
        **forms,
    }


def _ending(row: Qualification) -> showing.Button:
    """Taking a qualification back asks why."""
    address = reverse("volunteering:end-qualification", args=[row.pk])
    return showing.Button("end", _("停用"), address, primary=False, asks_reason=True)


@require_POST
@may("volunteering.lead", Organization, together=("area",))
def found_below(request: DoorRequest, team: Organization) -> HttpResponse:
    form = TeamForm(request.POST)
    if form.is_valid():
        try:
            made = deeds.found_below(team=team, name=form.cleaned_data["name"], by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error("name", str(error))
        else:
            return done(request, reverse("volunteering:team", args=[made.pk]), _("已成立“%s”。") % made.name)
    return page(request, "volunteering/team.html", _shown(request, team, team_form=form), status=422)


@require_POST
@may("volunteering.lead", Organization, together=("area",))
def qualify(request: DoorRequest, team: Organization) -> HttpResponse:
    """Write down a qualification of a team member whose paper was seen."""
    if not leads(request.actor, team):
        raise NotYours
    form = QualificationForm(request.POST, team=team, at=request.at)
    if form.is_valid():
        try:
            qualifications.enter(by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, reverse("volunteering:team", args=[team.pk]), _("资质已登记。"))
    return page(request, "volunteering/team.html", _shown(request, team, qualification_form=form), status=422)


@require_POST
@may("volunteering.lead")
def end_qualification(request: DoorRequest, pk: int) -> HttpResponse:
    row = Qualification.objects.select_related("person__area").filter(pk=pk).first()
    if row is None or not queries.is_led(row.person, request.actor, on=today(request.at)):
        raise Http404
    qualifications.end(qualification=row, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, "volunteering:teams", _("资质已停用。"))
