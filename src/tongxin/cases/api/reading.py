"""Reading: what a GeoReport client sends, checked argument by argument. Empty is the same as not sent."""

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.cases import catalogue
from tongxin.cases.api.formats import GeoReportError
from tongxin.cases.models import Category
from tongxin.cases.queries.places import Spot, spoken, spot_at, spot_of
from tongxin.kernel.clock import CHINA
from tongxin.kernel.errors import Unfit

#: A request is a few sentences; more is not read at all.
MOST_BYTES = 64 * 1024
#: As the specification allows.
LONGEST_TEXT = 4000
SPAN = timedelta(days=90)
MOST_ROWS = 1000
MOST_PAGES = 10_000


def sent(request: HttpRequest) -> dict[str, str]:
    """The arguments of a POST; a body that is too big is not read."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise GeoReportError(400, _("内容太大，最多 %d KB；照片请用 media_url 给出网址。") % (MOST_BYTES // 1024))
    kind = request.content_type
    if kind not in ("", "application/x-www-form-urlencoded", "multipart/form-data"):
        raise GeoReportError(400, _("请用 application/x-www-form-urlencoded 提交。"))
    try:
        given = request.POST
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError) as error:
        raise GeoReportError(400, _("没有读懂提交的内容，请按 GeoReport v2 的格式重新提交。")) from error
    return {name: clean(value) for name, value in given.items() if clean(value)}


def asked(request: HttpRequest) -> dict[str, str]:
    return {name: clean(value) for name, value in request.GET.items() if clean(value)}


def clean(value: Any) -> str:
    """Without what no text holds and no database keeps."""
    return str(value).replace("\x00", "").encode("utf-8", "ignore").decode().strip()


def jurisdiction(given: Mapping[str, str], *, on: date) -> str:
    """The path of the place that `jurisdiction_id` names by its code; the whole city where none is named."""
    code = given.get("jurisdiction_id", "")
    if not code:
        return ""
    path = Area.objects.on(on).filter(code=code).values_list("path", flat=True).first()
    if path is None:
        raise GeoReportError(404, _("没有找到 jurisdiction_id“%s”，请填区划代码，或不填。") % code[:40])
    return str(path)


def services(*, on: date, path: str = "") -> list[Category]:
    """The categories that can be chosen; headings of the catalogue are groups."""
    rows = catalogue.at(on=on, path=path)
    headings = {row.parent for row in rows if row.parent}
    return [row for row in rows if row.code not in headings]


def service(code: str, *, on: date, path: str = "") -> Category:
    found = next((row for row in services(on=on, path=path) if row.code == code), None)
    if found is None:
        raise GeoReportError(404, _("没有 service_code“%s”，现有的见 services。") % code[:40])
    return found


def spot(given: Mapping[str, str], *, on: date) -> Spot:
    """Where it is: by point, by the code of a place, else by the names in an address."""
    try:
        if "lat" in given and "long" in given:
            return spot_at(_degrees(given["long"], "long"), _degrees(given["lat"], "lat"), "", on=on)
        if "address_id" in given and (area := Area.objects.on(on).filter(code=given["address_id"]).first()):
            return spot_of(area, on=on)
        if "address_string" in given and (named := spoken(given["address_string"], on=on)):
            return spot_of(named, on=on)
    except Unfit as error:
        raise GeoReportError(400, str(error)) from error
    raise GeoReportError(400, _("没有认出地点：请填 lat 和 long，或在 address_string 里写明社区或小区。"))


def has_place(given: Mapping[str, str]) -> bool:
    return ("lat" in given and "long" in given) or "address_string" in given or "address_id" in given


def _degrees(text: str, name: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise GeoReportError(
            400, _("%(name)s 应是以度为单位的数，收到“%(text)s”。") % {"name": name, "text": text[:40]}
        )
    return found


def span(given: Mapping[str, str], *, at: datetime) -> tuple[datetime, datetime]:
    """From when to when; the last ninety days where nothing is said, and never more."""
    since, until = _moment(given, "start_date"), _moment(given, "end_date")
    if since and until and since > until:
        raise GeoReportError(400, _("start_date 晚于 end_date。"))
    if since and until and until - since > SPAN:
        raise GeoReportError(400, _("start_date 与 end_date 最多相隔 90 天。"))
    if until is None:
        until = since + SPAN if since else at
    return since or until - SPAN, until


def _moment(given: Mapping[str, str], name: str) -> datetime | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        found = parse_datetime(text.replace(" ", "+")) or datetime.fromisoformat(text)
        # The first and the last years of the calendar leave no room for ninety days.
        if not 1900 <= found.year <= 9000:
            raise ValueError
    except ValueError as error:
        said = _("%(name)s 应写成 2026-11-21T08:00:00Z 这样，收到“%(text)s”。") % {"name": name, "text": text[:40]}
        raise GeoReportError(400, said) from error
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def keys(text: str) -> list[int]:
    """Numbers of requests, comma delimited; what is no number names nothing."""
    parts = [part.strip() for part in text.split(",")]
    return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 19][:MOST_ROWS]


def words(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def statuses(given: Mapping[str, str]) -> list[str]:
    found = words(given.get("status", ""))
    if unknown := set(found) - {"open", "closed"}:
        raise GeoReportError(400, _("status 只能是 open 或 closed，收到“%s”。") % "、".join(sorted(unknown))[:40])
    return found


def paging(given: Mapping[str, str]) -> tuple[int, int]:
    """Which rows: the first and how many. Without a size as many as the specification allows."""
    size = _count(given, "page_size", MOST_ROWS, MOST_ROWS)
    return (_count(given, "page", 1, MOST_PAGES) - 1) * size, size


def _count(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text[:9]) <= most or len(text) > 9:
        raise GeoReportError(400, _("%(name)s 应是 1 到 %(most)d 的整数。") % {"name": name, "most": most})
    return int(text)
