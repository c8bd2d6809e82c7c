"""The dispatcher's queue: list and map side by side, with the body that the rules propose; many are sent at once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_POST

from tongxin.areas import plans
from tongxin.areas.models import Area
from tongxin.cases import actions as cases
from tongxin.cases import catalogue
from tongxin.cases.forms import BodyField
from tongxin.cases.lists import due_of
from tongxin.cases.models import Case
from tongxin.cases.queries.routing import bodies_near
from tongxin.cases.waiting import PAGE, Proposals, waiting_for
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.web import DoorRequest, done, may, page

#: So many are sent at once at most.
MOST = 200


@require_GET
@may("cases.dispatch")
def index(request: DoorRequest) -> HttpResponse:
    """What waits to be sent, the oldest first."""
    category, after = request.GET.get("category", ""), request.GET.get("after", "")
    before = int(after) if after.isdecimal() and len(after) < 19 else None
    rows = waiting_for(request.actor, at=request.at, category=category, before=before)
    context = {
        "rows": rows,
        "due_of": due_of,
        "category": category,
        "categories": [(code, catalogue.label_of(code)) for code in catalogue.codes()],
        "map": map_of(request.actor, request, {"step": "accepted", "category": category}),
        "near": bodies_near(request.actor.area_path, on=today(request.at)).values_list("name", flat=True)[:200],
        "next_query": f"category={category}&after={rows[-1].case.pk}" if len(rows) == PAGE else "",
    }
    return page(request, "cases/queue.html", context)


def map_of(actor: Actor, request: DoorRequest, asked: dict[str, str]) -> plans.Plan | None:
    """A map of the actor's own place with the cases on it; nothing for who reaches along no places."""
    if actor.sees.along != "area" or not actor.sees.path:
        return None
    area = Area.objects.filter(path=actor.sees.path).first()
    layers = [layer for layer in plans.layers_for(actor) if layer.name == "cases"]
    narrowed = {name: value for name, value in asked.items() if value}
    return plans.plan(on=today(request.at), area=area, layers=layers, first=["cases"], asked=narrowed)


@require_POST
@may("cases.dispatch")
def send_many(request: DoorRequest) -> HttpResponse:
    """Send the ticked ones to the body that was named, or each to the one that the rules propose."""
    ticked = [int(pk) for pk in request.POST.getlist("id")[:MOST] if pk.isdecimal() and len(pk) < 19]
    found = list(Case.objects.visible_to(request.actor).filter(pk__in=ticked))
    if not found:
        raise Unfit(_t("请先选中要派遣的诉求。"))
    went, not_went, without = _sent(request, found)
    said = [_t("已派出 %d 件。") % went]
    said += [_t("%d 件没有规则提出主办单位，请逐件派遣。") % without] if without else []
    said += [_t("%d 件已被别人处理或不归您派遣。") % not_went] if not_went else []
    return done(request, reverse("cases:queue"), "".join(said))


def _sent(request: DoorRequest, found: list[Case]) -> tuple[int, int, int]:
    by: dict[str, Any] = {"by": request.actor, "at": request.at}
    if name := request.POST.get("lead", "").strip():
        field = BodyField()
        field.offer(on=today(request.at), near=request.actor.area_path)
        went, not_went = cases.dispatch_many(cases=found, lead=_body(field, name), **by)
        return went, not_went, 0
    went, not_went, without, proposals = 0, 0, 0, Proposals(request.at)
    for lead, of_lead in _by_lead(found, proposals).items():
        if lead is None:
            without += len(of_lead)
            continue
        done_now, left = cases.dispatch_many(cases=of_lead, lead=lead, **by)
        went, not_went = went + done_now, not_went + left
    return went, not_went, without


def _by_lead(found: list[Case], proposals: Proposals) -> dict[Any, list[Case]]:
    sorted_out: dict[Any, list[Case]] = {}
    for case in found:
        sorted_out.setdefault(proposals.of(case).lead, []).append(case)
    return sorted_out


def _body(field: BodyField, name: str) -> Any:
    try:
        return field.clean(name)
    except ValidationError as error:
        raise Unfit("".join(error.messages)) from error
