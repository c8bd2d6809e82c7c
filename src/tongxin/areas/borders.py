"""The borders of the places right below the city, for maps: the profile's own shapes, no outside tiles."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from tongxin.kernel import terms
from tongxin.kernel.web import open_to_all

A_DAY = 24 * 3600


@require_GET
@cache_control(public=True, max_age=A_DAY)
def _borders(request: HttpRequest) -> HttpResponseBase:
    city = terms.find("city", "this")
    path = Path(settings.CITIES_DIR) / str(city.data.get("code", "") if city else "") / "boundaries.geojson"
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="application/geo+json")


borders = open_to_all(_borders)  # type: ignore[arg-type]
