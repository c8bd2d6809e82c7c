"""Pages of an area's net: levels and gaps, branches and grids, core, base and participants, forms and places."""

from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.areas.access import need_any
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations import actions as organizations
from tongxin.organizations import queries
from tongxin.organizations.forms import RegionRoleForm
from tongxin.organizations.lists import words_for
from tongxin.organizations.views.register import BOTH

#: The forms of a Party organization that a community stands under, for the check of totals.
FORMS = ("party_committee", "general_branch", "branch")


@require_GET
@may(model=Area)
def net(request: DoorRequest, area: Area) -> HttpResponse:
    """The Party tree of an area by level, the places without one, both halves of the mismatch (MHK-11, BL-04)."""
    need_any(request.actor, "figures.read", "organizations.register")
    day = today(request.at)
    levels = [each for each in queries.levels(within=area, on=day) if each.places or each.count]
    # Where grids are a level of the Party tree they stand among its gaps.
    bare = queries.grids_without_branch(within=area, on=day)
    bare = bare.none() if any(each.place_kind == "grid" for each in levels) else bare
    shown = {
        "area": area,
        "levels": levels,
        "place": quote(words_for(area)),
        "bare": list(bare[: queries.NAMED_GAPS]),
        "bare_number": bare.count(),
        "off_grid": queries.organizations_off_grid(within=area, on=day)[: queries.NAMED_GAPS],
        "leads": queries.leads(within=area, on=day),
        "label": terms.label,
    }
    return page(request, "organizations/net.html", shown)


@require_http_methods(BOTH)
@may(model=Area)
def region(request: DoorRequest, area: Area) -> HttpResponse:
    """Who is core, base and participant in the area, and the form that says so (GY-07)."""
    day = today(request.at)
    form = RegionRoleForm(request.POST or None, actor=request.actor, on=day)
    may_change = request.actor.holds("organizations.register") and request.actor.steers.covers(area.path)
    status = 200
    if request.method == "POST":
        if not may_change:
            raise NotYours
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                organizations.give_region_role(
                    organization=given["organization"], area=area, role=given["role"], on=given["day"],
                    by=request.actor, at=request.at,
                )  # fmt: skip
                return done(request, request.path, _("已登记。"))
            except Refused as refused:
                form.add_error(None, str(refused))
                status = refused.status
    shown = {
        "area": area,
        "parts": [(terms.label("region_roles", r), rows) for r, rows in queries.network(area=area, on=day).items()],
        "form": form,
        "may_change": may_change,
    }
    return page(request, "organizations/region.html", shown, status=status)


@require_GET
@may(model=Area)
def forms(request: DoorRequest, area: Area) -> HttpResponse:
    """Community organizations by form against the communities they stand for: the parts must make the whole (CD-02)."""
    need_any(request.actor, "figures.read", "organizations.register")
    day = today(request.at)
    chosen = request.GET.get("type", "")
    places = Area.objects.on(day).below(area).hosts()
    if chosen:
        places = places.filter(types__type=chosen, types__valid_from__lte=day, types__valid_to=None)
    kinds = [code for code, term in terms.terms("organization_kinds").items() if _stands_for_community(term.data)]
    checked = queries.reconcile(kinds=kinds, places=places, within=area, on=day)
    shown = {
        "area": area,
        "checked": checked,
        "place": quote(words_for(area)),
        "parts": [(terms.label("organization_kinds", kind), kind, n) for kind, n in checked.parts.items()],
        "types": [("", _("全部")), *terms.choices("area_types")],
        "chosen": chosen,
    }
    return page(request, "organizations/forms.html", shown)


def _stands_for_community(kind: dict[str, object]) -> bool:
    # What counts as the community itself when partners of projects are counted stands for it here too.
    return kind.get("family") == "party" and kind.get("form") in FORMS and kind.get("partner") == "community"
