"""What the pages of this room share: the record page of a travelling thing, forms that keep what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from tongxin.alliance.lists import tone
from tongxin.alliance.models import Agreement
from tongxin.areas.models import Area
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.web import DoorRequest, page, sent_before
from tongxin.organizations.models import Organization
from tongxin.ui import showing

#: Who has a desk in this room; cities and counties read, though they sign nothing.
READERS = {"agreements.manage", "campaigns.manage", "alliances.manage"}


def for_desk(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The door of pages for whoever works with agreements, campaigns or alliances; inside of `may`."""

    @wraps(view)
    def door(request: DoorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not READERS & request.actor.office:
            raise NotYours
        return view(request, *args, **kwargs)

    return door


def shown(request: DoorRequest, thing: Travelling, move_url: str) -> dict[str, Any]:
    """What every record page draws of a travelling thing."""
    return {
        "thing": thing,
        "tone": tone(thing),
        "diagram": thing.procedure.diagram(thing, on=today(request.at)),
        "due_words": showing.due_words(showing.open_duty(thing), request.at),
        "moves": showing.moves(thing, request.actor, move_url),
        "entries": showing.timeline(thing),
    }


def sent(request: DoorRequest) -> Any:
    """What was posted, or None: a form of a page that is only looked at has no errors."""
    return request.POST if request.method == "POST" else None


def did(request: DoorRequest, form: Any, deed: Callable[..., Any], /, **more: Any) -> Any:
    """Do the deed with what the form says; a refusal becomes an error of the form, which keeps what was typed."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return deed(**form.cleaned_data, **more, by=request.actor, at=request.at) or True
    except Refused as error:
        if sent_before(request):
            raise
        form.add_error(None, str(error))
        return None


def status_of(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def places(request: DoorRequest, *more_kinds: str) -> QuerySet[Area]:
    """Communities, and places of other kinds if named, that the post reaches; for a unit, those it lies in."""
    actor, day = request.actor, today(request.at)
    rows = Area.objects.on(day)
    rows = rows.hosts() | rows.filter(kind__in=more_kinds)
    if actor.steers.along == "organization":
        return rows.filter(pk__in=[int(part) for part in actor.area_path.rstrip("/").split("/") if part])
    return rows.filter(path__startswith=actor.steers.path or "-").order_by("path")


def units(request: DoorRequest) -> QuerySet[Organization]:
    """Organizations to choose from: one's own for a unit, any in the city for a community's desk."""
    actor = request.actor
    rows = Organization.objects.on(today(request.at))
    return rows.filter(pk=actor.organization_id) if actor.steers.along == "organization" else rows


def partner_areas(unit: Organization) -> QuerySet[Area]:
    """The communities and streets with which the unit has an agreement in force."""
    return Area.objects.filter(pk__in=Agreement.objects.in_force().of_unit(unit.pk).values("area"))


def form_page(
    request: DoorRequest, form: Any, title: str, trail: Any, press: str, *, note: str = "", draft: str = ""
) -> HttpResponse:
    """A page that is one form, at the address it is sent to."""
    shown = {"form": form, "title": title, "trail": trail, "press": press, "note": note, "draft": draft}
    return page(request, "alliance/form.html", shown, status=status_of(form))
