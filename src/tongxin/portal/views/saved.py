"""The small menu of a list page: saved filters, and the columns to see. It is fetched when it is opened."""

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.kernel.listing import COLUMNS, LISTINGS, Listing
from tongxin.kernel.web import DoorRequest, done, is_htmx, may, page
from tongxin.portal import saving
from tongxin.portal.models import SavedList


@require_GET
@may()
def menu(request: DoorRequest) -> HttpResponse:
    """What I saved of a list, a name for what stands there now, and the columns."""
    found, back = _listing(request.GET.get("list", "")), _back(request.GET.get("from", ""))
    shown = request.session.get(COLUMNS, {}).get(found.name)
    always = saving.always_shown(found)
    context: dict[str, Any] = {
        "listing": found,
        "back": back,
        "saved": SavedList.objects.filter(principal=request.actor.principal_id, listing=found.name).order_by("name"),
        "columns": [
            (column.name, column.label, shown is None or column.name in shown, column.name in always)
            for column in found.columns
        ],
    }
    return page(request, "portal/saved_lists.html#menu" if is_htmx(request) else "portal/saved_lists.html", context)


@require_POST
@may()
def save(request: DoorRequest, listing: str) -> HttpResponse:
    found, back = _listing(listing), _back(request.POST.get("from", ""))
    saving.save(
        principal_id=request.actor.principal_id, listing=found.name, name=request.POST.get("name", ""), address=back,
        at=request.at,
    )  # fmt: skip
    return done(request, back, _("已保存为常用筛选。"))


@require_POST
@may()
def choose_columns(request: DoorRequest, listing: str) -> HttpResponse:
    found, back = _listing(listing), _back(request.POST.get("from", ""))
    own = request.actor.principal_id
    saving.choose_columns(principal_id=own, listing=found, columns=request.POST.getlist("columns"))
    saving.bring_columns(request, own)
    return done(request, back, _("已按所选的列显示。"))


@require_POST
@may()
def forget(request: DoorRequest, listing: str, number: int) -> HttpResponse:
    mine = SavedList.objects.filter(pk=number, principal=request.actor.principal_id, listing=listing)
    if not mine.delete()[0]:
        raise Http404
    return done(request, _back(request.POST.get("from", "")), _("已删除。"))


def _listing(name: str) -> Listing:
    if name not in LISTINGS:
        raise Http404
    return LISTINGS[name]


def _back(address: str) -> str:
    """The list page that the menu was opened on: a page of this house, or nothing to speak of."""
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return "/"
    try:
        resolve(urlsplit(address).path)
    except Resolver404:
        return "/"
    return address
