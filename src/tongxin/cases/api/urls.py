"""The addresses of other systems."""

from typing import Any

from django.urls import URLPattern, path

from tongxin.cases.api import open311, opendata
from tongxin.cases.api.interface import ROOT as OF_KEYS
from tongxin.cases.api.interface import api

ROOT = "open311/v2"


def _both(route: str, view: open311.View, name: str) -> list[URLPattern]:
    """The same in JSON and in XML, as the end of the address says."""
    return [path(f"{route}.{form}", view, {"form": form}, name=f"{name}-{form}") for form in ("json", "xml")]


def _with_keys() -> list[Any]:
    """The doors of the interface: open to all on purpose, for the key of each operation is its guard."""
    found: list[Any] = list(api.urls[0])
    for pattern in found:
        pattern.callback.is_guarded = False
    # Without a namespace of their own they lie in the room's, under names that say so.
    return [path(f"{OF_KEYS[1:]}{pattern.pattern}", pattern.callback, name=f"api-{pattern.name}") for pattern in found]


urlpatterns = [
    *_with_keys(),
    *_both("open311/discovery", open311.discovery, "open311-discovery"),
    *_both(f"{ROOT}/services", open311.services, "open311-services"),
    *_both(f"{ROOT}/services/<str:code>", open311.service, "open311-service"),
    *_both(f"{ROOT}/requests", open311.requests, "open311-requests"),
    *_both(f"{ROOT}/requests/<str:number>", open311.one_request, "open311-request"),
    *_both(f"{ROOT}/tokens/<str:token>", open311.token, "open311-token"),
    path("open-data/cases.csv", opendata.cases_csv, name="open-cases-csv"),
    path("open-data/cases.geojson", opendata.cases_geojson, name="open-cases-geojson"),
    path("open-data/case-counts.csv", opendata.counts_csv, name="open-case-counts"),
]
