"""Groups on file, growing organizations and the three societies in a project."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.alliance import access
from tongxin.alliance.actions import groups
from tongxin.alliance.forms.asks import GrantForm, GroupForm, SocietiesForm, StageForm
from tongxin.alliance.lists.asks import GROUPS
from tongxin.alliance.models import GroupFiling, Incubation, SocietyLink
from tongxin.alliance.views.common import did, form_page, places, sent, shown
from tongxin.exchange.models import Project
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

TOGETHER = ("area", "host", "leader", "organization")
DEEDS: Deeds = {
    "accept": (groups.accept, _("已备案。备案不是登记。")),
    "refuse": (groups.refuse, _("已说明未予备案。")),
    "end": (groups.end, _("备案已终止。")),
}


@require_GET
@may("groups.file")
def index(request: DoorRequest) -> HttpResponse:
    listed = GROUPS.open(request, GroupFiling.objects.visible_to(request.actor))
    showing.set_due(listed.rows, request.at)
    shown = {
        "listed": listed, "here": "groups", "counts": None, "primary": (_("登记备案"), reverse("alliance:file-group")),
        "export_url": reverse("alliance:export-groups"),
    }  # fmt: skip
    return page(request, "alliance/pairings.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return GROUPS.export(request, GroupFiling.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("groups.file")
def new(request: DoorRequest) -> HttpResponse:
    form = GroupForm(sent(request), actor=request.actor, places=places(request))
    if made := did(request, form, groups.ask_filing):
        return done(request, made, _("已受理，编号 %s。") % made.number)
    trail = [(_("群众组织备案"), reverse("alliance:groups")), (_("登记备案"), None)]
    note = _("备案只在社区留一个底，不发证、不收费，也不代替民政部门的登记。")
    return form_page(request, form, _("群众组织备案"), trail, _("受理"), note=note)


@require_GET
@may("", GroupFiling, together=TOGETHER)
def group(request: DoorRequest, filing: GroupFiling) -> HttpResponse:
    return page(request, "alliance/group.html", _shown(request, filing))


@require_POST
@may("", GroupFiling, together=TOGETHER)
def move(request: DoorRequest, filing: GroupFiling, name: str) -> HttpResponse:
    return done(request, filing, take(request, DEEDS, name, filing=filing))


@require_POST
@may("groups.file", GroupFiling, together=TOGETHER)
def grant(request: DoorRequest, filing: GroupFiling) -> HttpResponse:
    form = GrantForm(request.POST)
    if did(request, form, groups.grant, filing=filing):
        return done(request, filing, _("扶持已记下。"))
    return page(request, "alliance/group.html", _shown(request, filing) | {"grant_form": form}, status=422)


def _shown(request: DoorRequest, filing: GroupFiling) -> dict[str, Any]:
    may_grant = filing.step == "on_file" and (access.files & access.community_side)(request.actor, filing)
    grants = list(filing.grants.order_by("-given_on", "-pk"))  # type: ignore[attr-defined]
    return shown(request, filing, "alliance:move-group") | {
        "filing": filing,
        "trail": [(_("群众组织备案"), reverse("alliance:groups")), (filing.number, None)],
        "grants": grants,
        "granted": sum(each.amount for each in grants),
        "may_grant": may_grant,
        "grant_form": GrantForm(initial={"given_on": today(request.at)}),
    }


@require_GET
@may("groups.file")
def incubation(request: DoorRequest) -> HttpResponse:
    """Young organizations by the stage they have come to, and who works together in which project."""
    day, path = today(request.at), request.actor.sees.path or "-"
    held = Incubation.objects.on(day).filter(organization__area_path__startswith=path)
    held = held.select_related("organization", "organization__area").order_by("-valid_from")
    stages = [
        (term.label, [each for each in held if each.stage == code])
        for code, term in terms.terms("incubation_stages").items()
    ]
    links = SocietyLink.objects.on(day).filter(project__area_path__startswith=path)
    links = links.select_related("project", "community", "organization", "worker").order_by("-pk")[:100]
    return page(request, "alliance/incubation.html", {"stages": stages, "links": links, "here": "incubation"})


@require_http_methods(["GET", "POST"])
@may("groups.file")
def reach_stage(request: DoorRequest) -> HttpResponse:
    form = StageForm(sent(request), organizations=_around(request), initial={"on": today(request.at)})
    if did(request, form, groups.reach_stage):
        return done(request, "alliance:incubation", _("阶段已记下。"))
    trail = [(_("孵化与三社联动"), reverse("alliance:incubation")), (_("记阶段"), None)]
    return form_page(request, form, _("记孵化阶段"), trail, _("记下"))


@require_http_methods(["GET", "POST"])
@may("groups.file")
def link_societies(request: DoorRequest) -> HttpResponse:
    projects = Project.objects.visible_to(request.actor).exclude(step__in=("refused", "withdrawn", "closed"))
    form = SocietiesForm(
        sent(request), actor=request.actor, organizations=_around(request), projects=projects.order_by("-pk"),
        initial={"on": today(request.at)},
    )  # fmt: skip
    if did(request, form, groups.link_societies):
        return done(request, "alliance:incubation", _("三社联动已建立。"))
    trail = [(_("孵化与三社联动"), reverse("alliance:incubation")), (_("三社联动"), None)]
    note = _("社区、社会组织、社工在一个项目里各负其责。")
    return form_page(request, form, _("建立三社联动"), trail, _("建立"), note=note)


def _around(request: DoorRequest) -> Any:
    rows = Organization.objects.on(today(request.at)).of_family("social", "self_governance", "volunteer")
    return rows.filter(area_path__startswith=request.actor.steers.path or "-")
