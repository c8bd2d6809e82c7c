"""Open311 GeoReport v2: services, requests in and out, tokens, in JSON and XML (C07-10, docs/open311.md).

Reading needs no key and shows what strangers may see. A key hands matters in, and reads those in full.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tongxin.cases import catalogue
from tongxin.cases.actions.arriving import arrive
from tongxin.cases.api import reading
from tongxin.cases.api.formats import GeoReportError, answer, errors
from tongxin.cases.knocking import knock_to_read
from tongxin.cases.lists import with_due
from tongxin.cases.models import Case, Category
from tongxin.cases.queries.publishing import Face, published, within
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.digests import absolute
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, with_wait
from tongxin.notify import keys
from tongxin.notify.models import ApiKey

VERSION = "http://wiki.open311.org/GeoReport_v2"
View = Callable[..., HttpResponse]


def door(*methods: str) -> Callable[[View], View]:
    """The door of other systems: no session, no cookie; refusals in the words and the format that were asked for."""

    def guard(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def opened(request: DoorRequest, form: str, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise GeoReportError(405, _("这个地址只接受 %s。") % "、".join(methods))
                return _counted(view, request, form, **kwargs)
            except GeoReportError as error:
                return errors(form, error)
            except Refused as error:
                # The specification knows 403 for keys, 404 for what is not there, and 400 for all else.
                status = error.status if error.status in (403, 404, 429) else 400
                return with_wait(errors(form, GeoReportError(status, str(error))), error)

        opened.is_guarded = False  # type: ignore[attr-defined]
        return opened

    return guard


def _counted(view: View, request: DoorRequest, form: str, **kwargs: Any) -> HttpResponse:
    """Who reads without a key, or tries one that is none, comes only so often in a minute."""
    if request.method != "POST" and not request.GET.get("api_key"):
        knock_to_read(request, at=request.at)
    try:
        return view(request, form, **kwargs)
    except keys.NoKey:
        knock_to_read(request, at=request.at)
        raise


@door("GET", "HEAD")
def discovery(request: DoorRequest, form: str) -> HttpResponse:
    """Where the interface is and what it speaks."""
    root = absolute(reverse("cases:open311-services-json")).removesuffix("/services.json")
    endpoint = {
        "specification": VERSION, "url": root, "changeset": "2026-11-22T00:00:00+08:00", "type": "production",
        "formats": [{"format": kind} for kind in ("text/xml", "application/json")],
    }  # fmt: skip
    said = {
        "changeset": endpoint["changeset"], "contact": absolute("/"), "key_service": absolute(reverse("notify:keys")),
        "endpoints": [endpoint],
    }  # fmt: skip
    return answer(form, said, root="discovery")


@door("GET", "HEAD")
def services(request: DoorRequest, form: str) -> HttpResponse:
    on = today(request.at)
    path = reading.jurisdiction(reading.asked(request), on=on)
    rows = [_service(row) for row in reading.services(on=on, path=path)]
    return answer(form, rows, root="services", each="service")


@door("GET", "HEAD")
def service(request: DoorRequest, form: str, code: str) -> HttpResponse:
    on = today(request.at)
    path = reading.jurisdiction(reading.asked(request), on=on)
    found = reading.service(code, on=on, path=path)
    return answer(form, {"service_code": found.code, "attributes": []}, root="service_definition")


@door("GET", "HEAD", "POST")
def requests(request: DoorRequest, form: str) -> HttpResponse:
    if request.method == "POST":
        return answer(form, [_taken_in(request)], root="service_requests", each="request")
    return answer(form, _listed(request), root="service_requests", each="request")


@door("GET", "HEAD")
def one_request(request: DoorRequest, form: str, number: str) -> HttpResponse:
    given = reading.asked(request)
    reading.jurisdiction(given, on=today(request.at))
    key = _key(given, request.at)
    case = _in_sight(key).filter(pk__in=reading.keys(number)[:1]).first()
    if case is None:
        raise GeoReportError(404, _("没有编号为“%s”的公开诉求。") % number[:40])
    return answer(form, [_row(case, key)], root="service_requests", each="request")


@door("GET", "HEAD")
def token(request: DoorRequest, form: str, token: str) -> HttpResponse:
    """Numbers are given at once here; the secret of a private link leads to its number too."""
    reading.jurisdiction(reading.asked(request), on=today(request.at))
    case = Case.objects.by_key(reading.clean(token)).first()
    if case is None:
        raise GeoReportError(404, _("没有这个 token。"))
    return answer(
        form, [{"service_request_id": str(case.pk), "token": case.key}], root="service_requests", each="request"
    )


def _taken_in(request: DoorRequest) -> Mapping[str, Any]:
    given, at = reading.sent(request), request.at
    on = today(at)
    key = keys.admit(given.get("api_key", ""), may=ApiKey.May.SUBMIT, at=at)
    reading.jurisdiction(given, on=on)
    missing = [_("缺少 service_code。")] if "service_code" not in given else []
    if not reading.has_place(given):
        missing.append(_("缺少地点：请填 lat 和 long，或 address_string，或 address_id。"))
    if missing:
        raise GeoReportError(400, *missing)
    category = reading.service(given["service_code"], on=on)
    spot = reading.spot(given, on=on)
    case = arrive(
        text=_text(given, category), spot=spot, category=category.code, key=key, at=at,
        by=keys.actor_of_key(key, at=at), their_number=_their_number(given), **_said(given),
    )  # fmt: skip
    notice = _("已登记，编号 %(number)s，由%(desk)s受理。") % {"number": case.number, "desk": case.desk.name}
    return {"service_request_id": str(case.pk), "service_notice": notice, "account_id": None}


def _their_number(given: Mapping[str, str]) -> str:
    """The number over there, where it was sent: a request that is sent again is then known again."""
    return (given.get("external_id") or given.get("attribute[external_id]", ""))[:60]


def _text(given: Mapping[str, str], category: Category) -> str:
    text = given.get("description") or category.label
    if given.get("media_url"):
        text += "\n" + _("照片：%s") % given["media_url"]
    if len(text) > reading.LONGEST_TEXT:
        raise GeoReportError(400, _("description 最多 %d 个字。") % reading.LONGEST_TEXT)
    return text


def _said(given: Mapping[str, str]) -> dict[str, str]:
    """What is kept of the person: a name to be called by and a number to be called at, both sealed."""
    name = " ".join(given[part] for part in ("last_name", "first_name") if part in given)
    said = {
        "place": given.get("address_string", "")[:120],
        "caller_name": name[:40],
        "caller_phone": given.get("phone", "")[:20],
    }
    return {column: value for column, value in said.items() if value}


def _listed(request: DoorRequest) -> list[Mapping[str, Any]]:
    given, at = reading.asked(request), request.at
    path = reading.jurisdiction(given, on=today(at))
    key = _key(given, at)
    rows = _in_sight(key).filter(area_path__startswith=path)
    first, size = reading.paging(given)
    if "service_request_id" in given:
        rows = rows.filter(pk__in=reading.keys(given["service_request_id"]))
    else:
        since, until = reading.span(given, at=at)
        codes = reading.words(given.get("service_code", ""))
        if unknown := set(codes) - set(catalogue.codes()):
            raise GeoReportError(404, _("没有 service_code“%s”，现有的见 services。") % "、".join(sorted(unknown))[:40])
        rows = within(rows, since=since, until=until, categories=codes, statuses=reading.statuses(given))
    return [_row(case, key) for case in rows.order_by("-id")[first : first + size]]


def _key(given: Mapping[str, str], at: datetime) -> ApiKey | None:
    """The key, where one was given; a wrong one is said to be wrong."""
    return keys.admit(given["api_key"], may=ApiKey.May.SUBMIT, at=at) if "api_key" in given else None


def _in_sight(key: ApiKey | None) -> QuerySet[Any]:
    rows = published()
    if key:
        rows = Case.objects.filter(Q(pk__in=rows.values("pk")) | Q(arrival__key=key))
    return with_due(rows).select_related("area", "desk", "lead", "arrival")


def _row(case: Any, key: ApiKey | None) -> Mapping[str, Any]:
    arrival = getattr(case, "arrival", None)
    face = Face(case, is_senders=key is not None and arrival is not None and arrival.key_id == key.pk)
    east, north = face.point
    return {
        "service_request_id": str(case.pk), "status": face.status, "status_notes": case.step_label,
        "service_name": case.category_label if case.category else None, "service_code": case.category or None,
        "description": face.text, "agency_responsible": face.agency, "service_notice": None,
        "requested_datetime": _spell(case.raised_at), "updated_datetime": _spell(case.step_at),
        "expected_datetime": _expected(case), "address": face.address, "address_id": case.area.code or None,
        "zipcode": None, "lat": north, "long": east, "media_url": None,
    }  # fmt: skip


def _expected(case: Any) -> str | None:
    """Until when it is to be handled; known once somebody has taken it."""
    due = case.owed["due_at"] if case.owed and case.step == "handling" else None
    return _spell(datetime.fromisoformat(due)) if due else None


def _spell(at: datetime) -> str:
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def _service(row: Category) -> Mapping[str, Any]:
    parent = catalogue.label_of(row.parent) if row.parent else row.group_label
    return {
        "service_code": row.code, "service_name": row.label, "description": row.filing_condition or row.label,
        "metadata": False, "type": "realtime", "keywords": ",".join(row.words.split()), "group": parent,
    }  # fmt: skip
