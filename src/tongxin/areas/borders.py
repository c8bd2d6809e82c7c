"""The borders of the places right below the city, for maps: the profile's own shapes, no outside tiles."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_GET

from tongxin.kernel import terms
from tongxin.kernel.web import open_to_all

A_DAY = 24 * 3600


def _file() -> Path | None:
    city = terms.find("city", "this")
    path = Path(settings.CITIES_DIR) / str(city.data.get("code", "") if city else "") / "boundaries.geojson"
    return path if path.is_file() else None


def _version(request: HttpRequest) -> str | None:
    path = _file()
    if path is None:
        return None
    state = path.stat()
    return f'"{state.st_mtime_ns:x}-{state.st_size:x}"'


@open_to_all
@require_GET
@cache_control(public=True, max_age=A_DAY)
@etag(_version)
def borders(request: HttpRequest) -> HttpResponse:
    path = _file()
    if path is None:
        raise Http404
    return HttpResponse(path.read_bytes(), content_type="application/geo+json")
