"""Without sign-in: what is going on, and where. No names of people."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tongxin.activities.lists import PUBLIC
from tongxin.activities.models import Activity
from tongxin.kernel.web import DoorRequest, open_to_all, page


@require_GET
@open_to_all
def activities(request: DoorRequest) -> HttpResponse:
    listed = PUBLIC.open(request, Activity.objects.listed())
    return page(request, "activities/public_activities.html", {"listed": listed})


@require_GET
@open_to_all
def activity(request: DoorRequest, pk: int) -> HttpResponse:
    rows = Activity.objects.listed().select_related("area", "host", "turnout")
    return page(request, "activities/public_activity.html", {"activity": get_object_or_404(rows, pk=pk)})
