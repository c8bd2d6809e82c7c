"""The interface with keys, described by OpenAPI at /api/v1/openapi.json: list, record and moves of cases.

A key acts through a post, so that the same rights, the same guards and the same records hold as on the pages.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.security import APIKeyHeader

from tongxin.areas.models import Area
from tongxin.cases import actions as cases
from tongxin.cases.access import WORKING, may_read
from tongxin.cases.api import described, reading
from tongxin.cases.api import schemas as shape
from tongxin.cases.knocking import knock_to_read
from tongxin.cases.lists import with_due
from tongxin.cases.models import Case
from tongxin.cases.procedure import CASE
from tongxin.cases.queries.places import Spot, spot_at, spot_of
from tongxin.kernel.actor import Actor, Once
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, SentAlready, Unfit
from tongxin.kernel.web import with_wait
from tongxin.notify import keys
from tongxin.notify.models import ApiKey
from tongxin.organizations.models import Organization
from tongxin.ui import showing

FAULTS = {403: shape.Problem, 404: shape.Problem, 409: shape.Problem, 422: shape.Problem, 429: shape.Problem}
Said = shape.Said
ROOT = "/api/v1/"


class ByKey(APIKeyHeader):
    """The key in the header X-API-Key; the post behind it becomes the actor."""

    param_name = "X-API-Key"

    def __init__(self, may: str) -> None:
        super().__init__()
        self.may = may

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        at: datetime = request.at  # type: ignore[attr-defined]
        try:
            return keys.actor_of_key(keys.admit(key or "", may=self.may, at=at), at=at)
        except keys.NoKey:
            # Who tries keys waits like everybody who asks without one.
            knock_to_read(request, at=at)
            raise


READ, MOVE = ByKey(ApiKey.May.READ), ByKey(ApiKey.May.MOVE)


class Interface(NinjaAPI):
    def get_root_path(self, path_params: Any) -> str:
        """Its doors lie among those of the room."""
        return ROOT

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """With the addresses of Open311 and open data, which have their own formats."""
        schema = super().get_openapi_schema(**kwargs)
        schema["paths"].update(described.paths())
        return schema


def slowed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The description needs no key, and takes a while to write: nobody asks for it without end."""

    def counted(request: Any, **kwargs: Any) -> HttpResponse:
        try:
            knock_to_read(request, at=request.at)
        except Refused as error:
            return refused(request, error)
        return view(request, **kwargs)

    return counted


api = Interface(
    title="tongxin cases", version="1", urls_namespace="cases-api", docs_url=None, docs_decorator=slowed,
    description="Cases of the platform for other systems. Errors are sentences for people, in `detail`.",
)  # fmt: skip


@api.get("/cases", response={200: shape.Rows, **FAULTS}, auth=READ, summary="List")
def index(request: Any, asked: Query[shape.Asked]) -> Any:
    """The cases within sight of the key's post, the newest first."""
    actor = request.auth
    if not any(map(actor.holds, WORKING)):
        raise NotYours
    rows = _asked(_in_sight(actor), asked, request.at)
    found = list(rows.order_by("-pk")[: asked.size + 1])
    more = len(found) > asked.size
    found = found[: asked.size]
    return {"rows": [_row(case) for case in found], "after": found[-1].pk if more else None}


@api.get("/cases/{pk}", response={200: shape.Whole, **FAULTS}, auth=READ, summary="Record")
def record(request: Any, pk: Path[shape.Key]) -> Any:
    return _whole(request.auth, pk)


@api.post("/cases", response={200: shape.Whole, **FAULTS}, auth=MOVE, summary="Report")
def report(request: Any, said: shape.Report) -> Any:
    """Write a matter down in the name of the key's post. With an `Idempotency-Key` (a UUID) the second is refused."""
    actor = _once(request)
    if not actor.holds("cases.record"):
        raise NotYours
    spot = _spot(said, request.at)
    if not spot.placed.area.path.startswith(actor.area_path):
        raise Unfit(_("地点不在这个密钥的岗位所管的范围内。"))
    case = cases.report(
        text=said.text, channel=said.channel, kind=said.kind, category=said.category, place=said.place,
        placed=spot.placed, longitude=spot.longitude, latitude=spot.latitude, datum=spot.datum, by=actor, at=request.at,
    )  # fmt: skip
    return _whole(actor, case.pk)


@api.post("/cases/{pk}/moves/{name}", response={200: shape.Whole, **FAULTS}, auth=MOVE, summary="Move")
def move(request: Any, pk: Path[shape.Key], name: str, said: Said) -> Any:
    """Take a move of the procedure; `moves` of the record says which are open to the key's post."""
    if name not in DEEDS:
        raise Http404
    deed, taken = DEEDS[name]
    actor = _once(request)
    case = get_object_or_404(_in_sight(actor), pk=pk)
    deed(case=case, by=actor, at=request.at, **taken(said, request.at))
    return _whole(actor, pk)


@api.get("/categories", response={200: list[shape.Kind], **FAULTS}, auth=READ, summary="Categories")
def categories(request: Any) -> Any:
    rows = reading.services(on=today(request.at), path=request.auth.area_path)
    return [
        {"code": row.code, "label": row.label, "group": row.group_label, "handle": str(row.handle_limit or ""),
         "asks_proof": row.asks_proof, "is_public": row.is_public}
        for row in rows
    ]  # fmt: skip


@api.get("/procedure", response={200: shape.Way, **FAULTS}, auth=READ, summary="Procedure")
def procedure(request: Any) -> Any:
    steps = [{"code": step.code, "label": str(step.label), "is_end": step.end} for step in CASE.steps]
    moves = [
        {"name": each.name, "label": str(each.label), "sources": list(each.from_steps), "to": each.to}
        for each in CASE.moves
        if each.name in DEEDS
    ]
    return {"steps": steps, "moves": moves}


def _lead(said: Said, at: datetime) -> dict[str, Any]:
    found = Organization.objects.on(today(at)).filter(pk=said.lead).first() if said.lead else None
    if found is None:
        raise Unfit(_("没有这个主办单位，lead 应是单位的编号。"))
    return {"lead": found}


def _takes(*names: str) -> Callable[[Said, datetime], dict[str, Any]]:
    return lambda said, at: {name: getattr(said, name) for name in names}


#: Each move, and what it takes of what was said. Proof by photo and rating by the reporter have pages of their own.
DEEDS: dict[str, tuple[Callable[..., Any], Callable[[Said, datetime], dict[str, Any]]]] = {
    "accept": (cases.accept, _takes("category")),
    "decline": (cases.decline, _takes("reason")),
    "answer": (cases.answer, _takes("answer", "category")),
    "dispatch": (cases.dispatch, _lead),
    "take": (cases.take, _takes()),
    "send_back": (cases.send_back, _takes("reason")),
    "note": (cases.note, lambda said, at: {"text": said.note}),
    "report_done": (cases.report_done, _takes("answer")),
    "pass_check": (cases.pass_check, _takes("on_site", "note")),
    "fail_check": (cases.fail_check, _takes("reason", "on_site")),
    "close": (cases.close, _takes()),
    "send_again": (cases.send_again, _takes("reason")),
    "void": (cases.void, _takes("reason")),
}


def _in_sight(actor: Actor) -> Any:
    return with_due(Case.objects.visible_to(actor)).select_related("area", "desk", "lead")


def _asked(rows: Any, asked: shape.Asked, at: datetime) -> Any:
    same = {name: getattr(asked, name) for name in ("step", "category", "channel") if getattr(asked, name)}
    rows = rows.filter(**same)
    if asked.place_code:
        rows = rows.filter(area_path__startswith=_place(asked.place_code, at).path)
    if asked.since:
        rows = rows.filter(raised_on__gte=asked.since)
    if asked.until:
        rows = rows.filter(raised_on__lte=asked.until)
    return rows.filter(pk__lt=asked.after) if asked.after else rows


def _place(code: str, at: datetime) -> Area:
    found = Area.objects.on(today(at)).filter(code=code).first()
    if found is None:
        raise Unfit(_("没有区划代码为“%s”的地点。") % code[:40])
    return found


def _spot(said: shape.Report, at: datetime) -> Spot:
    if said.longitude is not None and said.latitude is not None:
        return spot_at(said.longitude, said.latitude, "", on=today(at))
    return spot_of(_place(said.place_code, at), on=today(at))


def _once(request: Any) -> Actor:
    """The actor with the key of the request, so that the first record takes it."""
    given = request.headers.get("Idempotency-Key", "")
    try:
        key = str(UUID(given)) if given else None
    except ValueError as error:
        raise Unfit(_("Idempotency-Key 应是 UUID。")) from error
    return replace(request.auth, once=Once(key))


def _row(case: Any) -> dict[str, Any]:
    owed = case.owed or {}
    due = owed.get("due_at")
    return {
        **{name: getattr(case, name) for name in OF_CASE}, "id": case.pk, "place": f"{case.area.name}{case.place}",
        "place_code": case.area.code or "", "desk": case.desk.name, "lead": case.lead.name if case.lead else None,
        "due_at": datetime.fromisoformat(due) if due else None, "is_paused": bool(owed.get("paused_at")),
    }  # fmt: skip


OF_CASE = (
    "number", "title", "kind", "channel", "category", "step", "step_label", "urgent", "longitude", "latitude", "voices",
    "raised_at",
)  # fmt: skip


def _whole(actor: Actor, pk: int) -> dict[str, Any]:
    case = get_object_or_404(_in_sight(actor), pk=pk)
    if not may_read(actor, case):
        raise NotYours
    open_moves = [each.name for each in CASE.open_moves(case, actor) if each.name in DEEDS]
    told = [{"at": entry.at, "words": entry.sentence} for entry in showing.timeline(case)]
    return {**_row(case), "text": case.text, "answer": case.answer, "moves": open_moves, "story": told}


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Any) -> HttpResponse:
    return with_wait(api.create_response(request, {"detail": str(error)}, status=error.status), error)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return api.create_response(request, {"detail": _("没有找到，或不在这个密钥的权限范围内。")}, status=404)


@api.exception_handler(IntegrityError)
def sent_already(request: HttpRequest, error: Any) -> HttpResponse:
    if "form_key" not in str(error):
        raise error
    return api.create_response(request, {"detail": str(SentAlready())}, status=409)
