"""Every door of the house: the health page, then each room's own urls."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.health import health


def _doors(room: str) -> list[URLResolver]:
    """The urls of a room, once it and the rooms that it stands on are built."""
    if not (find_spec(f"tongxin.{room}") and find_spec(f"tongxin.{room}.urls")):
        return []
    try:
        return [path("", include(f"tongxin.{room}.urls"))]
    except ImportError as missing:
        if (missing.name or "").startswith("tongxin."):
            return []
        raise


urlpatterns: list[URLPattern | URLResolver] = [path("health", health, name="health")]
for room in settings.ROOMS:
    urlpatterns += _doors(room)

handler400 = "tongxin.ui.refusals.bad_request"
handler403 = "tongxin.ui.refusals.forbidden"
handler404 = "tongxin.ui.refusals.not_found"
handler500 = "tongxin.ui.refusals.server_error"
