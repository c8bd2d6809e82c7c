"""What the pages of this room share: the deeds by the name of their move, and places to choose from."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.models import Enrolment, PostClaim
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest
from tongxin.people.models import Person
from tongxin.ui.taking import Deeds, take

OF_ENROLMENT: Deeds = {
    "agree": (enrolments.agree, _("已同意，接下来由社区确认。组织关系不变。")),
    "object": (enrolments.object_to, _("已记为不同意，并通知本人。")),
    "confirm": (enrolments.confirm, _("已确认报到。组织关系不变。")),
    "refuse": (enrolments.refuse, _("已记为未确认，并通知对方。")),
    "withdraw": (enrolments.withdraw, _("已撤回报到申请。")),
    "end": (enrolments.end, _("报到已结束，在该社区的岗位随之结束。")),
    "renew": (enrolments.renew, _("已续期。")),
}
OF_CLAIM: Deeds = {
    "confirm": (posts.confirm, _("已确认到岗，派出组织也能看到。")),
    "refuse": (posts.refuse, _("已记为未确认，并通知对方。")),
    "release": (posts.release, _("已放弃岗位，名额已让出。")),
    "end": (posts.end, _("在岗已结束。")),
}


def move_enrolment(request: DoorRequest, enrolment: Enrolment, name: str) -> str:
    return take(request, OF_ENROLMENT, name, enrolment=enrolment)


def move_claim(request: DoorRequest, claim: PostClaim, name: str) -> str:
    return take(request, OF_CLAIM, name, claim=claim)


def host_places(request: DoorRequest) -> QuerySet[Area]:
    """Communities that the post reaches, as they stand today."""
    reach = request.actor.steers
    rows = Area.objects.on(today(request.at)).hosts()
    return rows.filter(path__startswith=reach.path if reach.along == "area" and reach.path else "-").order_by("path")


def myself(request: DoorRequest) -> Person:
    """Who holds the phone."""
    return Person.objects.select_related("area").get(pk=request.actor.principal_id)
