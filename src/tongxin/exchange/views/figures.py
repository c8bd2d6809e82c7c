"""How lists become projects, needs by kind and place, the register of the lists, and suggestions for a whole area."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_POST

from tongxin.activities.models import Activity
from tongxin.areas.access import need_any
from tongxin.areas.models import Area
from tongxin.exchange import actions as exchange
from tongxin.exchange import candidates, figures
from tongxin.exchange.lists import (
    LOOSE_SERVICES,
    NEEDS,
    PROJECTS,
    RESOURCES,
    STAGES,
    at_stage,
    needs_for,
    seen,
    with_due,
)
from tongxin.exchange.models import UNMET, Need, Project, Resource
from tongxin.exchange.queries import services_without_need
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Listing
from tongxin.kernel.web import DoorRequest, done, may, page

#: How many needs one round of suggestions looks at; the oldest first.
AT_ONCE = 500


@require_GET
@may("figures.read")
def index(request: DoorRequest) -> HttpResponse:
    """The funnel, the rate with its denominator, kinds and places of one year; every number opens its rows."""
    year = figures.year_of(request.GET.get("year", ""), today(request.at))
    since, until = date(year, 1, 1), date(year, 12, 31)
    needs = Need.objects.visible_to(request.actor).raised_between(since, until)
    chosen = stage if (stage := request.GET.get("stage", "")) in figures.PICTURED else "standing"
    pictured = at_stage(needs, chosen)
    term = {"since": since.isoformat(), "until": until.isoformat()}
    here = Area.objects.filter(path=request.actor.area_path).first()
    places = figures.by_place(pictured, here) if here else []
    if not any(count for _area, count in places):
        places = []
    shown = {
        "year": year,
        "years": [(y, str(y)) for y in range(today(request.at).year, today(request.at).year - 5, -1)],
        "stages": [
            {"label": label, "count": count, "url": _rows(stage=stage, **term)}
            for stage, label, count in figures.funnel(needs)
        ],
        "conversion": figures.conversion(needs).words,
        "kinds": [
            {"label": label, "count": count, "url": _rows(kind=code, stage=chosen, **term)}
            for code, label, count in figures.by_kind(pictured)
        ],
        "places": [
            {"code": each.code, "label": each.name, "count": n, "url": _rows(place=each.path, stage=chosen, **term)}
            for each, n in places
        ],
        "borders_url": borders_of(here),
        "chosen": chosen,
        "pictured": [(code, STAGES[code][0]) for code in figures.PICTURED],
        "loose": {
            "count": services_without_need(request.actor, since=since, until=until).count(),
            "url": reverse("exchange:loose-services", args=[year]),
        },
        "unmet": {"count": needs.unmet().count(), "url": _rows(stage="no_project", order="oldest", **term)},
    }
    return page(request, "exchange/figures.html", shown)


@require_GET
@may("figures.read")
def loose_services(request: DoorRequest, year: int) -> HttpResponse:
    """The services of a year that answer no need; from a project's page each can be taken into it (GY-97)."""
    shown = {
        "listed": LOOSE_SERVICES.open(request, _loose(request, year)),
        "sub": _t("%d 年；在项目页“列入活动”，就对应上了需求") % year,
        "export_url": reverse("exchange:export-loose-services", args=[year]),
        "trail": [(_t("清单变项目"), f"{reverse('exchange:figures')}?year={year}"), (LOOSE_SERVICES.title, None)],
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export_loose_services(request: DoorRequest, year: int) -> HttpResponse:
    need_any(request.actor, "figures.read")
    return LOOSE_SERVICES.export(request, _loose(request, year))


def _loose(request: DoorRequest, year: int) -> QuerySet[Activity]:
    if not 2000 <= year <= 2100:
        raise Http404
    return services_without_need(request.actor, since=date(year, 1, 1), until=date(year, 12, 31))


def borders_of(area: Area | None) -> str:
    """Where the borders of the places right below come from: the profile has those below the root."""
    return reverse("areas:borders") if area and area.depth == 1 else ""


def _rows(**query: str) -> str:
    return f"{reverse('exchange:needs')}?{urlencode(query)}"


@require_GET
@may()
def register(request: DoorRequest, kind: str) -> HttpResponse:
    """The lists of the city as one register; which there are and what they hold is data (MHK-06)."""
    term = terms.find("list_kinds", kind)
    if term is None or not term.is_active:
        raise Http404
    listing, rows = _list_of(term.data, request)
    shown = {
        "listed": listing.open(request, rows),
        "title": term.label,
        "export_url": reverse("exchange:export-register", args=[kind]),
        "lists": [
            (label, reverse("exchange:register", args=[code]), code == kind)
            for code, label in terms.choices("list_kinds")
        ],
    }
    return page(request, "exchange/register.html", shown)


@require_GET
@may("export.lists")
def export_register(request: DoorRequest, kind: str) -> HttpResponse:
    term = terms.find("list_kinds", kind)
    if term is None or not term.is_active:
        raise Http404
    listing, rows = _list_of(term.data, request)
    return listing.export(request, rows)


def _list_of(what: Any, request: DoorRequest) -> tuple[Listing, Any]:
    actor, at = request.actor, request.at
    if what.get("of") == "resource":
        return RESOURCES, _of_forms(Resource.objects.within_sight(actor), what.get("forms"))
    if what.get("of") == "project":
        return PROJECTS, seen(with_due(Project.objects.visible_to(actor)), at)
    return NEEDS, needs_for(actor, at)


def _of_forms(rows: Any, forms: list[str] | None) -> Any:
    """The resources of these forms; of no named ones, those that no other list of the city claims."""
    if forms:
        return rows.of_form(*forms)
    lists = [term.data for term in terms.terms("list_kinds").values() if term.is_active]
    others = {code for each in lists for code in each.get("forms", ())}
    return rows.of_form(*(code for code in terms.terms("resource_forms") if code not in others))


@require_GET
@may("needs.match")
def assignments(request: DoorRequest) -> HttpResponse:
    """Who could take which of all needs that are being matched here; a person confirms each."""
    needs = _being_matched(request)
    suggested = candidates.assignment_for(needs, at=request.at)
    left = {need.pk for need in needs} - {each.need.pk for each in suggested}
    shown = {
        "suggested": sorted(suggested, key=lambda each: -each.score),
        "count": len(needs),
        "without": [need for need in needs if need.pk in left],
        "sum": sum(each.score for each in suggested),
    }
    return page(request, "exchange/assignments.html", shown)


def _being_matched(request: DoorRequest) -> list[Need]:
    asked = Need.objects.visible_to(request.actor).filter(step__in=("verified", "matching"))
    free = asked.exclude(offers__step__in=("offered", "accepted", "partly_accepted"), offers__returned_at=None)
    return list(free.select_related("area", "host").order_by("raised_on", "pk")[:AT_ONCE])


@require_POST
@may("needs.match")
def confirm_assignments(request: DoorRequest) -> HttpResponse:
    """Invite for the ticked pairs."""
    pairs = [text.partition("-") for text in request.POST.getlist("pair")]
    keys = [(int(a), int(b)) for a, _dash, b in pairs if a.isdecimal() and b.isdecimal()]
    needs = Need.objects.visible_to(request.actor).filter(step__in=UNMET).in_bulk([a for a, _b in keys])
    resources = Resource.objects.visible_to(request.actor).in_bulk([b for _a, b in keys])
    asked = 0
    for need_pk, resource_pk in keys:
        if need_pk in needs and resource_pk in resources:
            exchange.offer(need=needs[need_pk], resource=resources[resource_pk], by=request.actor, at=request.at)
            asked += 1
    return done(request, reverse("exchange:assignments"), _t("已发出 %d 份邀请。") % asked)
