"""What the pages of this room share: who has a desk here, the tabs, and one record page for every travelling thing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.listing import Listing
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.web import DoorRequest, done, page
from tongxin.people.models import Person
from tongxin.ui import showing
from tongxin.volunteering.access import CERTIFY, KEEP, LEAD
from tongxin.volunteering.lists import tone

#: The tabs of the desk: words, page, and the power whose holders see it.
TABS = (
    (_l("时长报告"), "hour-reports", LEAD),
    (_l("证明"), "certificates", CERTIFY),
    (_l("队伍"), "teams", LEAD),
    (_l("让班"), "seat-offers", LEAD),
    (_l("旧服务年限"), "legacies", KEEP),
    (_l("事迹与荣誉"), "stories", KEEP),
    (_l("认养与贡献"), "contributions", KEEP),
    (_l("国家标准导出"), "standard", CERTIFY),
)


def me(request: DoorRequest) -> Person:
    return Person.objects.select_related("area").get(pk=request.actor.principal_id)


def chosen(request: DoorRequest, who: Any) -> Person | None:
    """For whom something is done at the counter: found in the first step, carried along in the second, always within
    sight of the counter."""
    pk = request.POST.get("person", "")
    if pk.isdecimal():
        return Person.objects.visible_to(request.actor).select_related("area").filter(pk=int(pk)).first()
    return who.cleaned_data["who"] if request.GET and who.is_valid() else None


def need_office(request: DoorRequest, *powers: str) -> None:
    """The desk is for posts; what everybody may do for oneself opens the phone's pages only."""
    if not any(power in request.actor.office for power in powers):
        raise NotYours


def parts(request: DoorRequest, here: str) -> list[tuple[Any, ...]]:
    shown = [(label, name) for label, name, power in TABS if power in request.actor.office]
    return [(label, reverse(f"volunteering:{name}"), name == here) for label, name in shown]


def list_page(
    request: DoorRequest, listing: Listing, rows: QuerySet[Any], here: str, *, export: str = "",
    primary: tuple[str, str] | None = None, more: Sequence[tuple[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    """A declared list under the tabs of the room, with what is due."""
    listed = listing.open(request, rows)
    showing.set_due(listed.rows, request.at)
    context = {
        "listed": listed, "export_url": reverse(export) if export else None, "parts": parts(request, here),
        "primary": primary, "more": more,
    }  # fmt: skip
    return page(request, "volunteering/list.html", context)


def record_of(
    request: DoorRequest, thing: Travelling, facts: Sequence[tuple[Any, Any]], move: str, back: tuple[str, str],
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """What the record page shows: where it stands, the moves open to me, facts, what was done."""
    return {
        "thing": thing,
        "tone": tone(thing),
        "back": back,
        "known": facts,
        "diagram": thing.procedure.diagram(thing, on=today(request.at)),
        "due_words": showing.due_words(showing.open_duty(thing), request.at),
        "moves": showing.moves(thing, request.actor, move),
        "entries": showing.timeline(thing),
        **more,
    }


def take_move(
    request: DoorRequest, thing: Travelling, name: str, deeds: Mapping[str, Any], asks: Mapping[str, str]
) -> HttpResponse:
    """Do the deed of that name; `asks` names the field that takes the reason of a move."""
    need_office(request, LEAD, CERTIFY, KEEP)
    if name not in deeds:
        raise Http404
    reason = {asks[name]: request.POST.get("reason", "")} if name in asks else {}
    deeds[name](**{subject_of(thing): thing}, **reason, by=request.actor, at=request.at)
    return done(request, thing, _("已办理。"))


def subject_of(thing: Travelling) -> str:
    """What the deeds of this room call the thing."""
    names = {"hourreport": "report", "legacyservice": "legacy", "seatoffer": "offer"}
    name = thing._meta.model_name or ""
    return names.get(name, name)
