"""The phone: what I can do now, and nothing that nags."""

from django.http import HttpResponse

from tongxin.activities.models import Activity
from tongxin.exchange.models import Need, Wish
from tongxin.kernel.web import DoorRequest, may, page
from tongxin.portal import duties

NEAR = 5


@may()
def home(request: DoorRequest) -> HttpResponse:
    """What waits for me, activities near me, wishes to claim."""
    actor = request.actor
    return page(
        request,
        "portal/my.html",
        {
            "waiting": duties.mine(actor).order_by("due_at")[:NEAR],
            "address_of": duties.address_of,
            "activities": Activity.objects.near(actor, at=request.at)[:NEAR],
            "wishes": Wish.objects.to_claim().in_area(_town(actor.area_path)).order_by("-pk")[:NEAR],
            "needs": Need.objects.filter(proposer_id=actor.principal_id).order_by("-pk")[:NEAR],
        },
    )


@may()
def services(request: DoorRequest) -> HttpResponse:
    return page(request, "portal/my_services.html")


@may()
def add(request: DoorRequest) -> HttpResponse:
    return page(request, "portal/my_add.html")


def _town(path: str) -> str:
    """The part of the tree that is near: the place itself and its neighbours under the same parent."""
    parts = path.rstrip("/").split("/")
    return "/".join(parts[:-1]) + "/" if len(parts) > 1 else path
