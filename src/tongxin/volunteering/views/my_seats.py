"""The phone: positions to take, my seats, giving one away, and what others would give away."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.activities.models import Activity
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.volunteering.actions import shifts
from tongxin.volunteering.lists import tone
from tongxin.volunteering.models import SeatHolding, SeatOffer, Shift
from tongxin.volunteering.views.common import me
from tongxin.volunteering.views.seats import shifts_of

NEAR = 20


@require_GET
@may()
def my_seats(request: DoorRequest) -> HttpResponse:
    """My seats to come, activities near me with positions, seats that somebody would give away."""
    own, at = request.actor.principal_id, request.at
    seats = list(SeatHolding.objects.coming(own, at)[:30])
    together = ("holding__seat__shift__activity", "giver", "taker")
    alive = SeatOffer.objects.alive().select_related(*together).order_by("holding__seat__shift__begins_at")
    mine = {offer.holding_id: offer for offer in alive.filter(giver_id=own)}
    near = alive.filter(step="offered", area_path__startswith=_around(request), holding__seat__shift__begins_at__gt=at)
    positions = Activity.objects.near(request.actor, at=at).filter(positions__isnull=False).distinct()
    context = {
        "seats": [(seat, mine.get(seat.pk)) for seat in seats],
        "taken": list(alive.filter(taker_id=own)),
        "offers": list(near.exclude(giver_id=own)[:NEAR]),
        "activities": list(positions[:NEAR]),
        "tone": tone,
    }
    return page(request, "volunteering/my_seats.html", context)


def _around(request: DoorRequest) -> str:
    """The own community and those beside it."""
    above = request.actor.area_path.rstrip("/").rpartition("/")[0]
    return f"{above}/" if above else request.actor.area_path


@require_GET
@may()
def positions(request: DoorRequest, pk: int) -> HttpResponse:
    """Positions of one activity with free seats; who sits there is nobody else's business."""
    rows = Activity.objects.listed().select_related("area", "host", "turnout")
    activity = get_object_or_404(rows, pk=pk)
    own = request.actor.principal_id
    found = [
        {**each, "mine": next((holding for holding in each["holders"] if holding.person_id == own), None)}
        for each in shifts_of(activity)
    ]
    return page(request, "volunteering/positions.html", {"activity": activity, "rows": found})


@require_POST
@may("activities.join")
def take_seat(request: DoorRequest, pk: int) -> HttpResponse:
    listed = Activity.objects.listed()
    rows = Shift.objects.filter(activity__in=listed).select_related("activity__host", "activity__area")
    shift = get_object_or_404(rows, pk=pk)
    shifts.take(shift=shift, person=me(request), by=request.actor, at=request.at)
    return done(request, reverse("volunteering:positions", args=[shift.activity_id]), _("席位已是您的，到时见。"))


@require_POST
@may("activities.join")
def seat_deed(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    """Give up one's seat, or offer it to whoever can come instead."""
    row = SeatHolding.objects.held().filter(pk=pk, person_id=request.actor.principal_id).first()
    if row is None:
        raise Http404
    if name == "give-up":
        shifts.give_up(holding=row, by=request.actor, at=request.at)
        return done(request, "volunteering:my-seats", _("已退出岗位。活动报名还在，不来请在活动里退出。"))
    if name == "offer":
        note = request.POST.get("reason", "")
        shifts.offer(holding=row, note=note, by=request.actor, at=request.at)
        return done(request, "volunteering:my-seats", _("已提出让班，有人接班并经同意前仍由您上岗。"))
    raise Http404


@require_POST
@may("activities.join")
def offer_deed(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    """Take somebody's seat, take that back, or withdraw one's own offer."""
    together = ("holding__seat__shift__activity", "giver")
    row = SeatOffer.objects.filter(pk=pk, area_path__startswith=_around(request)).select_related(*together).first()
    if row is None:
        raise Http404
    if name == "take":
        shifts.take_offer(offer=row, person=me(request), by=request.actor, at=request.at)
        return done(request, "volunteering:my-seats", _("谢谢您，等主办方同意后换人。"))
    if name == "leave":
        shifts.leave_offer(offer=row, by=request.actor, at=request.at)
        return done(request, "volunteering:my-seats", _("已取消接班。"))
    if name == "withdraw":
        shifts.withdraw_offer(offer=row, by=request.actor, at=request.at)
        return done(request, "volunteering:my-seats", _("已撤回，仍由您上岗。"))
    raise Http404
