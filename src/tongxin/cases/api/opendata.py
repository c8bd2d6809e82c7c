"""Open data: public cases of a year as CSV and GeoJSON, and their counts. For everybody, without a key;
one address may ask so often in a minute as the rule says."""

import json
from collections.abc import Iterator
from dataclasses import astuple
from typing import Any, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from tongxin.cases.knocking import knock_to_read
from tongxin.cases.queries import opening
from tongxin.kernel.clock import today
from tongxin.kernel.lines import BOM, csv_line
from tongxin.kernel.web import DoorRequest, open_to_all

#: For so many seconds others may keep what they got; the data changes slowly.
KEPT = 600


@require_GET
@open_to_all
def cases_csv(request: DoorRequest) -> HttpResponse:
    knock_to_read(request, at=request.at)
    year, on = _year(request), today(request.at)

    def lines() -> Iterator[str]:
        yield BOM + csv_line(opening.FIELDS)
        for row in opening.rows_of(year, on=on):
            yield csv_line(astuple(row))

    return _file(lines(), "text/csv; charset=utf-8", f"cases-{year}.csv")


@require_GET
@open_to_all
def cases_geojson(request: DoorRequest) -> HttpResponse:
    """RFC 7946: WGS-84, longitude first. A case without a point has a null geometry."""
    knock_to_read(request, at=request.at)
    year, on = _year(request), today(request.at)

    def parts() -> Iterator[str]:
        yield '{"type":"FeatureCollection","features":['
        for number, row in enumerate(opening.rows_of(year, on=on)):
            yield ("," if number else "") + json.dumps(_feature(row), ensure_ascii=False)
        yield "]}"

    return _file(parts(), "application/geo+json; charset=utf-8", f"cases-{year}.geojson")


@require_GET
@open_to_all
def counts_csv(request: DoorRequest) -> HttpResponse:
    knock_to_read(request, at=request.at)
    year = _year(request)
    rows = opening.counts_of(year, on=today(request.at))
    body = BOM + csv_line(("month", "place_code", "place", "category_code", "cases")) + "".join(map(csv_line, rows))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    return _named(answer, f"case-counts-{year}.csv")


def _feature(row: opening.OpenRow) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in opening.FIELDS if name not in ("longitude", "latitude")}
    point = {"type": "Point", "coordinates": [row.longitude, row.latitude]} if row.longitude is not None else None
    return {"type": "Feature", "id": row.number, "geometry": point, "properties": told}


def _year(request: DoorRequest) -> int:
    """The year that was asked for, else this one."""
    asked = request.GET.get("year", "")
    return (
        int(asked) if asked.isascii() and asked.isdigit() and 1949 < int(asked[:5]) < 2200 else today(request.at).year
    )


def _file(parts: Iterator[str], kind: str, name: str) -> HttpResponse:
    return _named(StreamingHttpResponse(parts, content_type=kind), name)


def _named(answer: Any, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = f"public, max-age={KEPT}"
    return cast(HttpResponse, answer)
