"""Views of the faces themselves: large letters, and the gallery of components for those who build pages."""

from typing import cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tongxin.kernel.models import ExportRun
from tongxin.kernel.web import DoorRequest, is_htmx, may, open_to_all, page

from . import shell, specimens
from .context import ELDER_COOKIE

A_YEAR = 365 * 24 * 3600


@require_POST
@open_to_all
def elder(request: HttpRequest) -> HttpResponse:
    """Turn large letters on or off for this browser, and stay where we are."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.POST.get("elder"):
        response.set_cookie(ELDER_COOKIE, "1", max_age=A_YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(ELDER_COOKIE)
    return response


@require_GET
@never_cache
@may("export.lists", ExportRun)
def export(request: DoorRequest, run: ExportRun) -> HttpResponse:
    """How far a long workbook is, and the workbook itself once it is there."""
    block = "#progress" if is_htmx(request) else ""
    return page(request, f"ui/export.html{block}", {"run": run, "is_there": run.path.exists()})


@require_GET
@never_cache
@may("export.lists", ExportRun)
def export_file(request: DoorRequest, run: ExportRun) -> HttpResponse:
    if run.step != ExportRun.Step.DONE or not run.path.exists():
        raise Http404
    return cast(HttpResponse, FileResponse(run.path.open("rb"), as_attachment=True, filename=f"{run.listing}.xlsx"))


@require_GET
@open_to_all
def offline(request: HttpRequest) -> HttpResponse:
    """What waits on this phone. It is nobody's page, so a phone may keep it; its rows never leave the phone."""
    request.actor = None  # type: ignore[attr-defined]
    return page(request, "ui/offline.html", {"actor": None})


@require_GET
@open_to_all
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it serves every page, and asked for anew so that it never ages."""
    answer = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_GET
@open_to_all
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone has to know to install the platform as an app."""
    return JsonResponse(shell.manifest(), content_type="application/manifest+json")


@require_GET
@open_to_all
def gallery(request: HttpRequest, face: str = "desk") -> HttpResponse:
    _only_in_debug()
    return page(request, f"ui/gallery_{face}.html", specimens.context(request))


@require_GET
@open_to_all
def gallery_areas(request: HttpRequest) -> HttpResponse:
    _only_in_debug()
    return JsonResponse(specimens.AREAS)


@require_GET
@open_to_all
def gallery_code(request: HttpRequest) -> HttpResponse:
    _only_in_debug()
    return JsonResponse(specimens.code())


def _only_in_debug() -> None:
    if not settings.DEBUG:
        raise Http404
