"""Every door of the house: the health page, then each room's own urls."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.doors import Doors
from config.health import health

_doors: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    *(path("", include(f"tongxin.{room}.urls")) for room in settings.ROOMS if find_spec(f"tongxin.{room}.urls")),
]
urlpatterns = [Doors(_doors)]

handler400 = "tongxin.ui.refusals.bad_request"
handler403 = "tongxin.ui.refusals.forbidden"
handler404 = "tongxin.ui.refusals.not_found"
handler500 = "tongxin.ui.refusals.server_error"
