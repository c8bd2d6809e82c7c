"""What the pages of this room share: the deeds by the name of their move, and places to choose from."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.models import Enrolment, PostClaim
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest
from tongxin.people.models import Person

#: The move by name: the deed, whether it takes a reason, and what the page says afterwards.
OF_ENROLMENT: dict[str, tuple[Callable[..., Any], bool, Any]] = {
    "agree": (enrolments.agree, False, _("已同意，接下来由社区确认。组织关系不变。")),
    "object": (enrolments.object_to, True, _("已记为不同意，并通知本人。")),
    "confirm": (enrolments.confirm, False, _("已确认报到。组织关系不变。")),
    "refuse": (enrolments.refuse, True, _("已记为未确认，并通知对方。")),
    "withdraw": (enrolments.withdraw, True, _("已撤回报到申请。")),
    "end": (enrolments.end, True, _("报到已结束，在该社区的岗位随之结束。")),
    "renew": (enrolments.renew, False, _("已续期。")),
}
OF_CLAIM: dict[str, tuple[Callable[..., Any], bool, Any]] = {
    "confirm": (posts.confirm, False, _("已确认到岗，派出组织也能看到。")),
    "refuse": (posts.refuse, True, _("已记为未确认，并通知对方。")),
    "release": (posts.release, True, _("已放弃岗位，名额已让出。")),
    "end": (posts.end, True, _("在岗已结束。")),
}


def move_enrolment(request: DoorRequest, enrolment: Enrolment, name: str) -> str:
    return _take(request, OF_ENROLMENT, name, enrolment=enrolment)


def move_claim(request: DoorRequest, claim: PostClaim, name: str) -> str:
    return _take(request, OF_CLAIM, name, claim=claim)


def host_places(request: DoorRequest) -> QuerySet[Area]:
    """Communities that the post reaches, as they stand today."""
    reach = request.actor.steers
    rows = Area.objects.on(today(request.at)).hosts()
    return rows.filter(path__startswith=reach.path if reach.along == "area" and reach.path else "-").order_by("path")


def _take(request: DoorRequest, deeds: dict[str, Any], name: str, **thing: Any) -> str:
    if name not in deeds:
        raise Http404
    deed, asks_reason, said = deeds[name]
    more = {"reason": request.POST.get("reason", "")} if asks_reason else {}
    deed(**thing, by=request.actor, at=request.at, **more)
    return str(said)


def myself(request: DoorRequest) -> Person:
    """Who holds the phone."""
    return Person.objects.select_related("area").get(pk=request.actor.principal_id)
