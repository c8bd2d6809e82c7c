"""The desk: my duties, what is late where I see, what happens today; the way to a thing; search."""

from datetime import datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.activities.models import Activity
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.web import DoorRequest, actor_of, find, is_htmx, may, open_to_all, page
from tongxin.portal import duties
from tongxin.portal.search import search as find_by_words


@open_to_all
def home(request: DoorRequest) -> HttpResponse:
    """Where everybody comes in: the desk for posts with one, the phone page for persons, the public front."""
    actor = actor_of(request)
    if actor is None:
        return redirect("portal:public")
    return redirect("portal:desk" if actor.post_id else "portal:my")


@may()
def desk(request: DoorRequest) -> HttpResponse:
    actor = request.actor
    scope = request.GET.get("of", "mine")
    rows = duties.of_my_area(actor) if scope == "area" else duties.mine(actor)
    listed = duties.listing(request.at).open(request, rows)
    context: dict[str, Any] = {"listed": listed, "scope": scope, "export_url": reverse("portal:export-duties")}
    if is_htmx(request):
        return page(request, "portal/desk.html#list", context)
    return page(
        request,
        "portal/desk.html",
        context | {"counts": duties.counts(actor, request.at), "today": _happening(request)},
    )


@may("export.lists")
def export_duties(request: DoorRequest) -> HttpResponse:
    actor = request.actor
    rows = duties.of_my_area(actor) if request.GET.get("of") == "area" else duties.mine(actor)
    return duties.listing(request.at).export(request, rows)


def _happening(request: DoorRequest) -> list[Any]:
    day = today(request.at)
    begin = datetime.combine(day, time(), CHINA)
    rows = Activity.objects.visible_to(request.actor).filter(
        begins_at__gte=begin, begins_at__lt=begin + timedelta(days=1)
    )
    return list(rows.order_by("begins_at")[:8])


@may()
def go(request: DoorRequest, kind: str, number: int) -> HttpResponse:
    """The page of a thing that a duty or a notice speaks of, if it exists for the one who asks."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        raise Http404 from None
    if not hasattr(model, "get_absolute_url") or not hasattr(model, "scope"):
        raise Http404
    return redirect(find(model, number, request.actor).get_absolute_url())


@may()
def search(request: DoorRequest) -> HttpResponse:
    words = request.GET.get("q", "")
    return page(request, "portal/search.html", {"words": words, "found": find_by_words(words, request.actor)})


@may()
def help_page(request: DoorRequest) -> HttpResponse:
    return page(request, "portal/help.html", {"desk": reverse("portal:desk"), "title": _("帮助")})
