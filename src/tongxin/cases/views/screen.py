"""The page for the wall, and the figures it asks for where no door stands in front of Django (`screens`)."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongxin.areas.models import Area
from tongxin.cases import screens
from tongxin.cases.screen_figures import figures
from tongxin.cases.views.queue import map_of
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, may, open_to_all, page


@require_GET
@never_cache
@may("cases.supervise")
def screen(request: DoorRequest) -> HttpResponse:
    """A live map and the counts of the day, dark, for 1920 by 1080. It shows the place that the post reaches."""
    sees = request.actor.sees
    if sees.along != "area" or not sees.path or sees.extent != "subtree":
        raise NotYours
    context = {
        "area": Area.objects.filter(path=sees.path).first(),
        "map": map_of(request.actor, request, {}),
        "address": reverse("cases:screen-now", args=[screens.token_for(sees.path)]),
        "figures": figures(sees.path, request.at),
    }
    return page(request, "cases/screen.html", context)


@require_GET
@open_to_all
def now(request: DoorRequest, token: str) -> HttpResponse:
    """The figures of the token's place; the right was asked for when the page was loaded."""
    path = screens.path_of(token)
    if path is None:
        return HttpResponse(status=403)
    etag, body = screens.said(figures(path, request.at))
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    return HttpResponse(body, content_type="application/json", headers=headers)
