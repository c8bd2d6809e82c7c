"""The public front: what anybody may see without sign-in, and the standing texts of the city."""

from django.http import HttpResponse

from tongxin.exchange.models import Need, Project, Resource, Wish
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, open_to_all, page
from tongxin.people.privacy import notice


@open_to_all
def front(request: DoorRequest) -> HttpResponse:
    """The newest of each public list; the full lists are a click away."""
    shown = {
        "needs": Need.objects.public().unmet().order_by("-pk")[:5],
        "projects": Project.objects.public().order_by("-pk")[:5],
        "resources": Resource.objects.public().order_by("-pk")[:5],
        "wishes": Wish.objects.to_claim().order_by("-pk")[:5],
    }
    return page(request, "portal/public.html", shown)


@open_to_all
def about(request: DoorRequest) -> HttpResponse:
    return page(
        request, "portal/about.html", {"city": terms.find("city", "this"), "about": terms.find("texts", "about")}
    )


@open_to_all
def privacy(request: DoorRequest) -> HttpResponse:
    return page(request, "portal/privacy.html", {"notice": notice(on=today(request.at))})
