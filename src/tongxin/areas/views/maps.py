"""The map: one page with layers that the rooms declare, the points and borders of a view, what lies where."""

import hashlib
import json
from collections.abc import Hashable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from tongxin.areas import finding, map_queries
from tongxin.areas.models import Area
from tongxin.areas.plans import layers_for, plan
from tongxin.areas.views.tree import day_of, is_key, trail_of
from tongxin.kernel import clusters, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.clusters import CLOUDS, Cloud, View
from tongxin.kernel.datum import Datum, to_wgs84
from tongxin.kernel.errors import Unfit
from tongxin.kernel.maps import LAYERS, MapLayer
from tongxin.kernel.web import DoorRequest, find, may, open_to_all, page

#: Lines beside the map.
LISTED = 30
A_WORLD = View(-180, -85, 180, 85, 0)


@require_GET
@may()
def show(request: DoorRequest) -> HttpResponse:
    """The map of the place my post stands at, or of `?under=`, with every layer that I may see."""
    area = _area(request)
    day = day_of(request)
    shown = {
        "area": area,
        "map": plan(on=day, area=area, layers=layers_for(request.actor), old=day != today(request.at)),
        "day": day,
        "trail": trail_of(request, area, day) if area else [],
        "below": _below(request, area, day) if area else [],
    }
    return page(request, "areas/map.html", shown)


def _area(request: DoorRequest) -> Area | None:
    under = request.GET.get("under", "")
    if is_key(under):
        return find(Area, int(under), request.actor)  # type: ignore[no-any-return]
    own = Area.objects.filter(path=request.actor.area_path).first()
    return own or Area.objects.filter(parent=None).visible_to(request.actor).order_by("pk").first()


def _below(request: DoorRequest, area: Area, day: date) -> list[tuple[str, map_queries.Covered]]:
    """By kind of place below: how much of the ground its borders cover, for the kinds of which any has one."""
    found = [(kinds, map_queries.covered(area, kinds, on=day)) for kinds in map_queries.levels_below(area)]
    return [
        ("、".join(terms.label("area_kinds", kind) for kind in kinds), each) for kinds, each in found if each.shapes
    ]


# Points


@require_GET
@open_to_all
def points(request: DoorRequest, layer: str) -> HttpResponse:
    """Clusters and single points of a layer in `?box=west,south,east,north&zoom=`; an answer is not sent twice."""
    cloud = cloud_of(request, _layer(request, layer))
    view = view_of(request)
    mark = f'"{_short((cloud.mark, view))}"'
    if request.headers.get("If-None-Match") == mark:
        answer = HttpResponse(status=304)
    else:
        told = cloud.counted(view)
        body = {"all": len(cloud), "here": told.here, "clusters": told.clusters, "points": told.points}
        answer = HttpResponse(json.dumps(body, separators=(",", ":")), content_type="application/json")
    answer.headers["ETag"] = mark
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@require_GET
@open_to_all
def cards(request: DoorRequest) -> HttpResponse:
    """The lines beside the map: things of `?layer=` (several) in the view, or the one with `?id=`; newest first."""
    view = view_of(request) if "box" in request.GET else A_WORLD
    listed = [_listed(request, _layer(request, name), view) for name in request.GET.getlist("layer")]
    return page(request, "areas/map_cards.html", {"listed": listed})


def _listed(request: DoorRequest, layer: MapLayer, view: View) -> tuple[MapLayer, list[Any], int]:
    one = request.GET.get("id", "")
    cloud = cloud_of(request, layer)
    keys = [int(one)] if is_key(one) else cloud.ids_in(view, LISTED)
    rows = layer.placed(_actor(request), request.GET.dict(), request.at).filter(pk__in=keys)  # type: ignore[arg-type]
    found = rows.select_related(*layer.together) if layer.together else rows
    total = len(keys) if is_key(one) else cloud.count_in(view)
    return layer, [layer.card(row) for row in sorted(found, key=lambda row: -row.pk)], total


def cloud_of(request: DoorRequest, layer: MapLayer) -> Cloud:
    """The points of a layer for who asks, read at most every few seconds for all who see the same."""
    actor = _actor(request)
    asked = {name: request.GET[name] for name in layer.asks if request.GET.get(name)}
    whose: Hashable = layer.alike(actor) if actor and layer.alike else actor
    key = (layer.name, whose, tuple(sorted(asked.items())))
    return CLOUDS(key, lambda: clusters.read(layer, layer.placed(actor, asked, request.at)))


def _layer(request: HttpRequest, name: str) -> MapLayer:
    """The layer by its name; one that is not for who asks does not exist for them."""
    actor = _actor(request)
    layer = LAYERS.get(name)
    if layer is None or layer not in layers_for(actor):
        raise Http404
    return layer


def _actor(request: HttpRequest) -> Actor | None:
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def view_of(request: HttpRequest) -> View:
    """The view in the address; raises Unfit for numbers that are none."""
    try:
        west, south, east, north = (float(part) for part in request.GET["box"].split(","))
        zoom = int(float(request.GET.get("zoom", "0")))
        if not (-540 <= west < east <= 540 and -90 <= south < north <= 90):
            raise ValueError
    except (KeyError, ValueError, OverflowError) as error:
        raise Unfit(_("地图范围写得不对：应为“西,南,东,北”四个经纬度。")) from error
    return View(max(west, -180.0), south, min(east, 180.0), north, min(max(zoom, 0), clusters.FINEST))


# Shapes


@require_GET
@open_to_all
@gzip_page
def shapes(request: DoorRequest) -> HttpResponse:
    """Borders of the places that a view shows, on `?on=` or today. Who looks after which ground is no secret."""
    day, view = day_of(request), view_of(request)
    mark = f'W/"{_short((finding.ground(day).version, view, day))}"'
    if request.headers.get("If-None-Match") == mark:
        answer = HttpResponse(status=304)
    else:
        told = json.dumps(map_queries.shapes_in(view, on=day), ensure_ascii=False, separators=(",", ":"))
        answer = HttpResponse(told, content_type="application/geo+json")
    answer.headers["ETag"] = mark
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _short(thing: Any) -> str:
    return hashlib.blake2b(repr(thing).encode(), digest_size=8).hexdigest()


@require_GET
@open_to_all
def where(request: DoorRequest) -> HttpResponse:
    """What lies at `?longitude=&latitude=&datum=`: the point in WGS-84 and the line of places, or a sentence."""
    try:
        given = float(request.GET["longitude"]), float(request.GET["latitude"])
    except (KeyError, ValueError) as error:
        raise Unfit(_("请填写经度和纬度。")) from error
    try:
        longitude, latitude = to_wgs84(*given, request.GET.get("datum") or Datum.WGS84)
        place = finding.find_area(longitude, latitude, on=today(request.at))
    except Unfit as unfit:
        return JsonResponse({"sentence": str(unfit)}, status=unfit.status)
    names = [each.name for each in Area.objects.get(pk=place.id).lineage()]
    told = {"longitude": round(longitude, 7), "latitude": round(latitude, 7), "area": place.id, "line": names}
    return JsonResponse(told | {"sentence": _("这里是%s。") % " · ".join(names[-3:])})
