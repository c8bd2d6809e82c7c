"""The addresses of other systems."""

from django.urls import URLPattern, path

from tongxin.cases.api import open311, opendata

ROOT = "open311/v2"


def _both(route: str, view: open311.View, name: str) -> list[URLPattern]:
    """The same in JSON and in XML, as the end of the address says."""
    return [path(f"{route}.{form}", view, {"form": form}, name=f"{name}-{form}") for form in ("json", "xml")]


urlpatterns = [
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
