"""The desk's pages of check-ins: who checked in, confirming, and checking somebody in who stands at the desk."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.enrolment import access, queries
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment.forms import DeskCheckInForm, HeadForm, OfferForm, UnitForm
from tongxin.enrolment.lists import ENROLMENTS, OURS, tone
from tongxin.enrolment.models import Enrolment
from tongxin.enrolment.procedure import ENROLMENT
from tongxin.enrolment.promise_queries import goals
from tongxin.enrolment.views.common import host_places, move_enrolment
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.organizations.models import Organization
from tongxin.ui import showing

TOGETHER = ("subject", "area", "host", "home_organization")


@require_GET
@may("enrolments.request")
def ours(request: DoorRequest) -> HttpResponse:
    """A home organization's page: its members and units out there, and their confirmed service."""
    listed = OURS.open(request, _from_home(request))
    service = queries.service_of(listed.rows)
    for row in listed.rows:
        row.service = service[row.pk]
    shown = {
        "listed": listed,
        "sub": _("组织关系不变，社区与本组织都看得到"),
        "export_url": reverse("enrolment:export-ours"),
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export_ours(request: DoorRequest) -> HttpResponse:
    return OURS.export(request, _from_home(request))


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    _must_have_desk(request)
    listed = ENROLMENTS.open(request, Enrolment.objects.visible_to(request.actor))
    showing.set_due(listed.rows, request.at)
    shown = {
        "listed": listed,
        "export_url": reverse("enrolment:export-enrolments"),
        "serves_posts": access.serves_posts(request.actor),
        "is_home": request.actor.sees.along == "organization",
        "primary": (_("登记报到"), reverse("enrolment:record-enrolment")),
    }
    return page(request, "enrolment/enrolments.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return ENROLMENTS.export(request, Enrolment.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may()
def record(request: DoorRequest, kind: str = "") -> HttpResponse:
    """Check in a member, a unit or a community head, each with a form of its own."""
    _must_have_desk(request)
    kinds = _kinds(request)
    kind = kind if kind in kinds else kinds[0]
    form = _form(request, kind)
    if request.method == "POST" and form.is_valid():
        try:
            enrolment = _enrol(request, kind, form)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, enrolment, _("已登记报到，编号 %s。") % enrolment.number)
    shown = {"form": form, "kind": kind, "kinds": kinds, "basis_note": kind == "member"}
    return page(request, "enrolment/enrolment_form.html", shown, status=422 if form.errors else 200)


@require_GET
@may()
def enrolment(request: DoorRequest, pk: int) -> HttpResponse:
    """The record page; whose own it is and who has no desk over it is led to the phone's page."""
    found = Enrolment.objects.visible_to(request.actor).select_related(*TOGETHER).filter(pk=pk).first()
    if found is not None and access.has_desk(request.actor):
        return page(request, "enrolment/enrolment.html", _shown(request, found))
    if Enrolment.objects.of(request.actor.principal_id).filter(pk=pk).exists():
        return done(request, "enrolment:my-enrolment")
    raise Http404


@require_POST
@may("", Enrolment, together=TOGETHER)
def move(request: DoorRequest, enrolment: Enrolment, name: str) -> HttpResponse:
    return done(request, enrolment, move_enrolment(request, enrolment, name))


@require_POST
@may("", Enrolment, together=TOGETHER)
def complete(request: DoorRequest, enrolment: Enrolment) -> HttpResponse:
    form = OfferForm(request.POST)
    if not form.is_valid():
        return page(request, "enrolment/enrolment.html", _shown(request, enrolment) | {"offer": form}, status=422)
    enrolments.complete(enrolment=enrolment, by=request.actor, at=request.at, **form.cleaned_data)
    return done(request, enrolment, _("已更新。"))


def _shown(request: DoorRequest, enrolment: Enrolment) -> dict[str, Any]:
    actor = request.actor
    is_member = enrolment.kind == enrolments.MEMBER
    return {
        "enrolment": enrolment,
        "tone": tone(enrolment),
        "diagram": ENROLMENT.diagram(enrolment, on=today(request.at)),
        "due_words": showing.due_words(showing.open_duty(enrolment), request.at),
        "moves": showing.moves(enrolment, actor, "enrolment:move-enrolment"),
        "may_renew": enrolment.step == "confirmed" and ENROLMENT.move("end").by(actor, enrolment),
        "may_complete": is_member and not enrolment.is_over and (access.subject | access.desk)(actor, enrolment),
        "offer": OfferForm(
            initial={
                "wishes": enrolment.wishes,
                "skills": "、".join(enrolment.skills),
                "shows_identity": enrolment.shows_identity,
            }
        ),
        "stages": queries.stages(enrolment) if is_member else [],
        "goals": goals(enrolment) if is_member else [],
        "claims": queries.claims_under(enrolment),
        "services": queries.services_under(enrolment).order_by("-activity__begins_at")[:20] if is_member else [],
        "entries": showing.timeline(enrolment),
    }


def _kinds(request: DoorRequest) -> list[str]:
    """Which forms this desk has: a unit's or branch's desk only checks its own organization in."""
    return ["unit"] if request.actor.steers.along == "organization" else ["member", "unit", "head"]


def _form(request: DoorRequest, kind: str) -> Any:
    sent = request.POST if request.method == "POST" else None
    if kind == "member":
        initial = {"place": _community_name(request), "basis": "residence"}
        return DeskCheckInForm(sent, actor=request.actor, at=request.at, initial=initial)
    if kind == "head":
        return HeadForm(sent, actor=request.actor, units=_units_around(request), initial={"who": request.actor.name})
    organizations, places = _units(request)
    initial = {"contact": request.actor.name}
    own = organizations.filter(pk=request.actor.organization_id).first()
    return UnitForm(
        sent, organizations=organizations, places=places, initial=initial | {"organization": own.name if own else ""}
    )


def _enrol(request: DoorRequest, kind: str, form: Any) -> Enrolment:
    told, by, at = dict(form.cleaned_data), request.actor, request.at
    if kind == "member":
        return enrolments.enrol_member(person=told.pop("who"), area=told.pop("place"), by=by, at=at, **told)
    if kind == "head":
        community = Organization.objects.get(pk=by.organization_id)
        return enrolments.enrol_head(person=told["who"], community=community, unit=told["unit"], by=by, at=at)
    return enrolments.enrol_unit(by=by, at=at, **told)


def _units(request: DoorRequest) -> tuple[QuerySet[Organization], QuerySet[Area]]:
    """Organizations that may check in here, and the communities to choose from."""
    actor, day = request.actor, today(request.at)
    if actor.steers.along == "organization":
        own = Organization.objects.on(day).filter(pk=actor.organization_id)
        around = Area.objects.on(day).hosts().filter(pk__in=_ancestors(actor.area_path))
        return own, around
    return _units_around(request), host_places(request)


def _units_around(request: DoorRequest) -> QuerySet[Organization]:
    return Organization.objects.on(today(request.at)).filter(area_path__startswith=request.actor.steers.path or "-")


def _ancestors(path: str) -> list[int]:
    return [int(part) for part in path.rstrip("/").split("/") if part]


def _community_name(request: DoorRequest) -> str:
    place = host_places(request)[:2]
    return place[0].name if len(place) == 1 else ""


def _from_home(request: DoorRequest) -> QuerySet[Enrolment]:
    actor = request.actor
    if actor.sees.along != "organization" or not actor.organization_path:
        raise NotYours
    return Enrolment.objects.from_home(actor.sees.path)


def _must_have_desk(request: DoorRequest) -> None:
    if not access.has_desk(request.actor):
        raise NotYours
