"""Tiles of an outside map, only where the operator set an address: fetched by the server, so that no browser leaves the
house and nobody sees the key. Kept on disk; only the layers named in the settings, only where the city lies.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import shapely
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from tongxin.areas.finding import ground
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, open_to_all

#: A month on disk; a tile of the street map changes less often.
KEPT = timedelta(days=30)
DEEPEST, HEAVIEST, PATIENCE = 18, 1_000_000, 6.0
#: Degrees around the city that a screen may show besides.
AROUND = 0.5


@dataclass(frozen=True)
class Offered:
    """What a map may draw below its own layers, and what must stand beside it (GY-21, Map Regulation art. 15)."""

    layers: tuple[str, ...]
    words: str


def offered() -> Offered | None:
    """The outside layers of this installation; None where no address is set, as it is at first."""
    if not settings.MAP_TILES_ADDRESS or not settings.MAP_TILES_LAYERS:
        return None
    return Offered(tuple(settings.MAP_TILES_LAYERS), settings.MAP_TILES_WORDS)


@require_GET
@open_to_all
@cache_control(private=True, max_age=7 * 24 * 3600)
def tile(request: DoorRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    known = offered()
    if known is None or layer not in known.layers or not _is_ours(z, x, y, request.at):
        raise Http404
    path = Path(settings.VAR_DIR) / "tiles" / layer / str(z) / str(x) / str(y)
    body = _kept(path, request.at) or _fetched(path, layer, z, x, y)
    return HttpResponse(body, content_type=_kind(body)) if body else _nothing(request)


def _is_ours(z: int, x: int, y: int, at: datetime) -> bool:
    """Whether a tile shows some of the city: the key has a daily quota, and it is for this city."""
    if not 0 < z <= DEEPEST or not (0 <= x < 2**z and 0 <= y < 2**z):
        return False
    shapes = ground(today(at)).shapes
    if not len(shapes):
        return False
    west, south, east, north = shapely.total_bounds(shapes)
    tile_west, tile_east = (each / 2**z * 360 - 180 for each in (x, x + 1))
    tile_north, tile_south = (_latitude(each / 2**z) for each in (y, y + 1))
    meets = tile_west < east + AROUND and tile_east > west - AROUND
    return bool(meets and tile_south < north + AROUND and tile_north > south - AROUND)


def _latitude(down: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))


def _kept(path: Path, at: datetime) -> bytes:
    try:
        return path.read_bytes() if at.timestamp() - path.stat().st_mtime < KEPT.total_seconds() else b""
    except OSError:
        return b""


def _fetched(path: Path, layer: str, z: int, x: int, y: int) -> bytes:
    address = settings.MAP_TILES_ADDRESS.format(layer=layer, z=z, x=x, y=y, n=(x + y) % 8, key=settings.MAP_TILES_KEY)
    try:
        answer = httpx.get(address, timeout=PATIENCE, follow_redirects=False)
    except httpx.HTTPError:
        return b""
    if answer.status_code != 200 or len(answer.content) > HEAVIEST or not _kind(answer.content):
        return b""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(answer.content)
    part.replace(path)
    return answer.content


def _kind(body: bytes) -> str:
    """What sort of picture it is by its own first bytes; nothing else is passed on."""
    if body.startswith(b"\x89PNG\r\n"):
        return "image/png"
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if body[:4] == b"RIFF" and body[8:12] == b"WEBP" else ""


def _nothing(request: HttpRequest) -> HttpResponse:
    """The outside map does not answer: the map goes on without it."""
    return HttpResponse(status=204)
