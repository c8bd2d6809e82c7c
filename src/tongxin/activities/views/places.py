"""The desk: book a place for an activity, by its size and time, the nearest first; or pin where it takes place."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongxin.activities import placing
from tongxin.activities.access import may_organize
from tongxin.activities.models import Activity
from tongxin.activities.views.desk import TOGETHER
from tongxin.areas import pinning
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.venues.finding import Wanted, find
from tongxin.venues.models import Venue


@require_http_methods(["GET", "POST"])
@may("activities.organize", Activity, together=TOGETHER)
def place(request: DoorRequest, activity: Activity) -> HttpResponse:
    """The venues that fit; one press books one in the host's name."""
    if not may_organize(request.actor, activity):
        raise NotYours
    if request.method == "POST":
        chosen = request.POST.get("venue", "")
        rows = Venue.objects.select_related("owner", "area", "parent__parent").bookable()
        venue = get_object_or_404(rows, pk=int(chosen) if chosen.isdecimal() else 0)
        booking = placing.book_place(activity=activity, venue=venue, by=request.actor, at=request.at)
        said = _("已约定 %s。") if booking.step == "booked" else _("已向管理单位申请 %s，等审批。")
        return done(request, activity, said % venue.full_name)
    wanted = Wanted(
        people=placing.people_of(activity), begins_at=activity.begins_at, ends_at=activity.ends_at, near=activity.area
    )
    free, others = find(wanted, at=request.at)
    shown = {"activity": activity, "wanted": wanted, "free": free, "others": others}
    return page(request, "activities/place.html", shown)


@require_http_methods(["GET", "POST"])
@may("activities.organize", Activity, together=TOGETHER)
def pin(request: DoorRequest, activity: Activity) -> HttpResponse:
    """Where the activity takes place, on the map; check-in by position goes by it."""
    if not may_organize(request.actor, activity):
        raise NotYours
    return pinning.answer(request, activity, activity.area)
