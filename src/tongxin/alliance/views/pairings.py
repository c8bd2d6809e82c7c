"""The desk's pages of pairings, campaigns with their gaps, and contributions."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.activities.models import Activity
from tongxin.alliance.actions import giving, pairings
from tongxin.alliance.actions.instruments import later
from tongxin.alliance.forms.pairings import (
    CampaignForm,
    ContributionForm,
    MembersForm,
    OrganizationsForm,
    PairingReviewForm,
    TieForm,
)
from tongxin.alliance.lists.pairings import CAMPAIGN_ACTIVITIES, CAMPAIGNS, CONTRIBUTIONS, PAIRINGS
from tongxin.alliance.models import Campaign, Contribution, Pairing
from tongxin.alliance.queries import pairings as queries
from tongxin.alliance.views.common import did, for_desk, form_page, places, sent, shown, units
from tongxin.areas.models import Area
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Principal
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.ui import filters, showing
from tongxin.ui.taking import Deeds, take

TOGETHER = ("first", "second", "area", "host", "campaign")
DEEDS: Deeds = {
    "agree": (pairings.agree, _("已同意。")),
    "decline": (pairings.decline, _("已说明不同意。")),
    "withdraw": (pairings.withdraw, _("已撤回。")),
    "leave": (pairings.leave, _("结对已结束。")),
}


@require_GET
@may()
@for_desk
def index(request: DoorRequest) -> HttpResponse:
    rows, proposes = Pairing.objects.visible_to(request.actor), "pairings.propose" in request.actor.office
    listed = PAIRINGS.open(request, rows)
    showing.set_due(listed.rows, request.at)
    counts = {level: rows.running().filter(level=level).count() for level in Pairing.Level.values}  # type: ignore[attr-defined]
    shown = {
        "listed": listed, "counts": counts, "here": "pairings", "export_url": reverse("alliance:export-pairings"),
        "primary": (_("提出结对"), reverse("alliance:propose-pairing", args=["organization"])) if proposes else None,
        "proposes": proposes,
    }  # fmt: skip
    return page(request, "alliance/pairings.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return PAIRINGS.export(request, Pairing.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("pairings.propose")
def propose(request: DoorRequest, level: str) -> HttpResponse:
    """Two forms: organizations by name, members by somebody who knows them."""
    if not request.actor.office:
        raise NotYours
    day = today(request.at)
    told: dict[str, Any] = {
        "places": places(request, "street", "township"), "campaigns": _open_campaigns(request),
        "initial": {"valid_from": day, "valid_to": later(day, 12)},
    }  # fmt: skip
    is_member = level == Pairing.Level.MEMBER
    own = Organization.objects.filter(pk=request.actor.organization_id).first()
    if not is_member:
        told["initial"]["first"] = own.name if own else ""
    posted = sent(request)
    form = MembersForm(posted, actor=request.actor, **told) if is_member else OrganizationsForm(posted, **told)
    if made := did(request, form, _propose, level=level if is_member else Pairing.Level.ORGANIZATION):
        return done(request, made, _("已提出，等双方同意。"))
    trail = [(_("结对"), reverse("alliance:pairings")), (_("提出结对"), None)]
    note = _("双方都同意后才开始；任何一方可以随时结束。跨行业、跨领域、城乡之间都可以结对。")
    return form_page(request, form, _("党员结对") if is_member else _("组织结对"), trail, _("提出"), note=note)


def _propose(*, first: Any, second: Any, **told: Any) -> Pairing:
    both = Principal.objects.in_bulk([first.pk, second.pk])
    return pairings.propose(first=both[first.pk], second=both[second.pk], **told)


@require_GET
@may("", Pairing, together=TOGETHER)
def pairing(request: DoorRequest, pairing: Pairing) -> HttpResponse:
    """Both sides and the desk of the place read it; a member on the phone reads the same."""
    agreed = _("已同意（%s）")
    rows = [
        (_("层次"), pairing.get_level_display()), (_("类型"), pairing.kind_label),
        (pairing.first.name, _said(agreed, pairing.first_agreed_at)),
        (pairing.second.name, _said(agreed, pairing.second_agreed_at)),
        (_("目的"), pairing.aim), (_("共同计划"), pairing.plan),
        (_("期限"), f"{filters.day(pairing.valid_from)} — {filters.day(pairing.valid_to)}"),
        (_("管理组织"), pairing.host.name),
        (_("所属行动"), pairing.campaign.name if pairing.campaign else None),
        (_("结对小结"), pairing.review or None), (_("结束原因"), pairing.end_reason or None),
    ]  # fmt: skip
    trail = [(_("结对"), reverse("alliance:pairings")), (pairing.number, None)]
    more = {"rows": rows, "trail": trail, "talk": "pairing"}
    template = "alliance/facts.html" if request.actor.office else "alliance/my_pairing.html"
    return page(request, template, shown(request, pairing, "alliance:move-pairing") | more)


@require_POST
@may("", Pairing, together=TOGETHER)
def move(request: DoorRequest, pairing: Pairing, name: str) -> HttpResponse:
    return done(request, pairing, take(request, DEEDS, name, pairing=pairing))


@require_http_methods(["GET", "POST"])
@may("", Pairing, together=TOGETHER)
def review(request: DoorRequest, pairing: Pairing) -> HttpResponse:
    form = PairingReviewForm(sent(request))
    if did(request, form, pairings.close, pairing=pairing):
        return done(request, pairing, _("小结已记下。"))
    trail = [(_("结对"), reverse("alliance:pairings")), (pairing.number, pairing.get_absolute_url()), (_("小结"), None)]
    return form_page(request, form, _("结对小结"), trail, _("记下"), note=pairing.plan)


# Campaigns


@require_GET
@may()
@for_desk
def campaigns(request: DoorRequest) -> HttpResponse:
    listed = CAMPAIGNS.open(request, Campaign.objects.visible_to(request.actor))
    manages = "campaigns.manage" in request.actor.office
    shown = {
        "listed": listed, "counts": None, "here": "campaigns", "export_url": reverse("alliance:export-campaigns"),
        "primary": (_("设立行动"), reverse("alliance:open-campaign")) if manages else None,
    }  # fmt: skip
    return page(request, "alliance/pairings.html", shown)


@require_GET
@may("export.lists")
@for_desk
def export_campaigns(request: DoorRequest) -> HttpResponse:
    return CAMPAIGNS.export(request, Campaign.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("campaigns.manage")
def open_campaign(request: DoorRequest) -> HttpResponse:
    reach = request.actor.steers
    areas = Area.objects.on(today(request.at)).filter(path__startswith=reach.path or "-")
    areas = areas.filter(kind__in=["city", "county", "street", "township", "community"]).order_by("path")
    owner = Organization.objects.filter(pk=request.actor.organization_id).first()
    if owner is None:
        raise NotYours
    form = CampaignForm(sent(request), places=areas, initial={"valid_from": today(request.at)})
    if made := did(request, form, pairings.open_campaign, owner=owner):
        return done(request, made, _("行动已设立。"))
    trail = [(_("行动"), reverse("alliance:campaigns")), (_("设立行动"), None)]
    note = _("结对行动按双方同意的对数计算，品牌活动按已办的活动计算；只看离目标还差多少，不排名。")
    return form_page(request, form, _("设立行动"), trail, _("设立"), note=note)


@require_GET
@may("", Campaign, together=("owner", "area"))
@for_desk
def campaign(request: DoorRequest, campaign: Campaign) -> HttpResponse:
    return page(request, "alliance/campaign.html", _campaign(request, campaign))


@require_POST
@may("campaigns.manage", Campaign, together=("owner", "area"))
def tie(request: DoorRequest, campaign: Campaign) -> HttpResponse:
    form = TieForm(request.POST, activities=_possible(campaign, whole=True))
    if did(request, form, pairings.tie_activity, campaign=campaign):
        return done(request, campaign, _("已列入。"))
    return page(request, "alliance/campaign.html", _campaign(request, campaign) | {"form": form}, status=422)


@require_POST
@may("campaigns.manage", Campaign, together=("owner", "area"))
def end_campaign(request: DoorRequest, campaign: Campaign) -> HttpResponse:
    pairings.end_campaign(campaign=campaign, by=request.actor, at=request.at)
    return done(request, campaign, _("行动已结束。"))


@require_GET
@may("export.lists", Campaign)
def export_campaign(request: DoorRequest, campaign: Campaign) -> HttpResponse:
    """The rows behind the one report of a campaign."""
    return CAMPAIGN_ACTIVITIES.export(request, campaign.activity_links.all())  # type: ignore[attr-defined]


def _campaign(request: DoorRequest, campaign: Campaign) -> dict[str, Any]:
    is_pairings = campaign.kind == Campaign.Kind.PAIRINGS
    manages = "campaigns.manage" in request.actor.office and request.actor.steers.covers(campaign.area_path)
    runs = campaign.valid_to is None or campaign.valid_to >= today(request.at)
    rows = campaign.activities.select_related("host", "area", "turnout").order_by("-begins_at")[:100]
    return {
        "campaign": campaign,
        "progress": queries.progress(campaign),
        "report": None if is_pairings else queries.report(campaign),
        "pairs": campaign.pairings.select_related("first", "second").order_by("-pk")[:100] if is_pairings else [],  # type: ignore[attr-defined]
        "activities": rows,
        "manages": manages and runs,
        "form": None if is_pairings or not manages else TieForm(activities=_possible(campaign)),
        "entries": showing.timeline(campaign),
    }


def _possible(campaign: Campaign, *, whole: bool = False) -> QuerySet[Activity]:
    """Activities of the campaign's area and term, the newest to choose from."""
    rows = Activity.objects.filter(area_path__startswith=campaign.area_path)
    if whole:
        return rows
    rows = rows.exclude(status__in=["planned", "cancelled"]).exclude(campaign_links__campaign=campaign)
    return rows.filter(begins_at__date__gte=campaign.valid_from).order_by("-begins_at")[:200]


def _open_campaigns(request: DoorRequest) -> QuerySet[Campaign]:
    rows = Campaign.objects.on(today(request.at)).filter(kind="pairings")
    return rows.filter(pk__in=Campaign.objects.visible_to(request.actor).values("pk"))


def _said(words: str, moment: Any) -> str:
    return words % filters.day(today(moment)) if moment else _("待同意")


# Contributions


@require_GET
@may()
@for_desk
def contributions(request: DoorRequest) -> HttpResponse:
    rows, records = Contribution.objects.visible_to(request.actor), "contributions.record" in request.actor.office
    path = request.actor.sees.path if request.actor.sees.along == "area" else ""
    shown = {
        "listed": CONTRIBUTIONS.open(request, rows), "here": "contributions", "sum": rows.fen(),
        "by_unit": list(queries.given_by_unit(path)[:100]) if path else [],
        "by_area": list(queries.given_to_area(path)[:100]) if path else [],
        "by_matter": list(queries.given_to_matter(path)[:100]) if path else [],
        "primary": (_("登记投入"), reverse("alliance:contribute")) if records else None,
        "export_url": reverse("alliance:export-contributions"),
    }  # fmt: skip
    return page(request, "alliance/contributions.html", shown)


@require_GET
@may("export.lists")
def export_contributions(request: DoorRequest) -> HttpResponse:
    return CONTRIBUTIONS.export(request, Contribution.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("contributions.record")
def contribute(request: DoorRequest) -> HttpResponse:
    own = units(request).first() if request.actor.steers.along == "organization" else None
    initial = {"given_on": today(request.at), "organization": own.name if own else ""}
    form = ContributionForm(sent(request), units=units(request), places=places(request), initial=initial)
    if did(request, form, giving.contribute):
        return done(request, "alliance:contributions", _("已登记。"))
    trail = [(_("投入"), reverse("alliance:contributions")), (_("登记投入"), None)]
    return form_page(
        request, form, _("登记投入"), trail, _("登记"), note=_("登记后不能改；登错了就冲销一笔，两笔都留着。")
    )


@require_http_methods(["GET", "POST"])
@may("contributions.record", Contribution, together=("organization", "area"))
def contribution(request: DoorRequest, row: Contribution) -> HttpResponse:
    if request.method == "POST":
        giving.take_back(contribution=row, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
        return done(request, "alliance:contributions", _("已冲销。"))
    stands = row.reverses_id is None and not Contribution.objects.filter(reverses=row).exists()
    shown = {"row": row, "stands": stands, "entries": showing.timeline(row)}
    return page(request, "alliance/contribution.html", shown)
