"""The organizer's desk: positions of an activity and seats that change hands."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.activities.access import may_organize, may_serve_at_desk
from tongxin.activities.models import Activity
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, find, may, page, sent_before
from tongxin.ui.filters import clock, moment
from tongxin.volunteering.access import LEAD
from tongxin.volunteering.actions import shifts
from tongxin.volunteering.forms import SeatForForm, ShiftForm
from tongxin.volunteering.lists import OFFERS
from tongxin.volunteering.models import SeatHolding, SeatOffer, Shift
from tongxin.volunteering.views.common import list_page, need_office, parts, record_of, take_move

DEEDS = {"confirm": shifts.confirm_offer, "decline": shifts.decline_offer, "withdraw": shifts.withdraw_offer}


@require_http_methods(["GET", "POST"])
@may("volunteering.lead", Activity, together=("area", "host", "turnout"))
def activity_shifts(request: DoorRequest, activity: Activity) -> HttpResponse:
    """Positions of an activity with their seats and who holds them; the form adds one."""
    if not may_organize(request.actor, activity):
        raise NotYours
    form = ShiftForm(request.POST or None, activity=activity)
    if request.method == "POST" and form.is_valid():
        try:
            shifts.plan(activity=activity, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            address = reverse("volunteering:shifts", args=[activity.pk])
            return done(request, address, _("岗位已安排，志愿者可以在手机上认领。"))
    return _shifts_page(request, activity, form, _for_form(request, activity))


@require_POST
@may("volunteering.lead", Activity, together=("area", "host", "turnout"))
def take_for(request: DoorRequest, activity: Activity) -> HttpResponse:
    """A seat for somebody who came to the desk or called."""
    if not may_serve_at_desk(request.actor, activity):
        raise NotYours
    form = _for_form(request, activity, request.POST)
    if form.is_valid():
        person, shift = form.cleaned_data["who"], form.cleaned_data["shift"]
        try:
            shifts.take(shift=shift, person=person, by=request.actor.for_somebody(person.pk), at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            address = reverse("volunteering:shifts", args=[activity.pk])
            return done(
                request, address, _("已为 %(name)s 认领“%(shift)s”。") % {"name": person.name, "shift": shift.name}
            )
    return _shifts_page(request, activity, ShiftForm(activity=activity), form)


def _for_form(request: DoorRequest, activity: Activity, data: Any = None) -> SeatForForm:
    return SeatForForm(data, activity=activity, actor=request.actor)


def _shifts_page(request: DoorRequest, activity: Activity, form: ShiftForm, seat_for: SeatForForm) -> HttpResponse:
    context = {
        "form": form, "activity": activity, "rows": shifts_of(activity), "parts": parts(request, ""),
        "seat_for": seat_for if may_serve_at_desk(request.actor, activity) else None,
    }  # fmt: skip
    is_bad = form.errors or seat_for.errors
    return page(request, "volunteering/shifts.html", context, status=422 if is_bad else 200)


def shifts_of(activity: Activity) -> list[dict[str, Any]]:
    """Each position with its seats and their holders. Three queries."""
    held = Prefetch("seats__holdings", SeatHolding.objects.held().select_related("person"), to_attr="held")
    rows = Shift.objects.filter(activity=activity).order_by("begins_at", "pk").prefetch_related("seats", held)
    found = []
    for shift in rows:
        seats = list(shift.seats.all())  # type: ignore[attr-defined]
        holders = [holding for seat in seats for holding in seat.held]  # type: ignore[attr-defined]
        found.append({"shift": shift, "seats": len(seats), "holders": holders, "free": len(seats) - len(holders)})
    return found


@require_GET
@may()
def offers(request: DoorRequest) -> HttpResponse:
    need_office(request, LEAD)
    rows, export = SeatOffer.objects.visible_to(request.actor), "volunteering:export-seat-offers"
    return list_page(request, OFFERS, rows, "seat-offers", export=export)


@require_GET
@may("export.lists")
def export_offers(request: DoorRequest) -> HttpResponse:
    need_office(request, LEAD)
    return OFFERS.export(request, SeatOffer.objects.visible_to(request.actor))


@require_GET
@may()
def offer(request: DoorRequest, pk: int) -> HttpResponse:
    if LEAD not in request.actor.office:
        return done(request, "volunteering:my-seats")
    together = ("holding__seat__shift__activity", "giver", "taker", "host")
    row = find(SeatOffer, pk, request.actor, together)
    shift = row.shift
    known = [
        (_("活动"), shift.activity.title),
        (_("岗位"), shift.name),
        (_("时间"), _moments(shift)),
        (_("需要的资质"), "、".join(shift.qualification_labels) or None),
        (_("让出人"), row.giver.name),
        (_("接班人"), row.taker.name if row.taker else None),
        (_("说明"), row.note or None),
    ]
    context = record_of(
        request, row, known, "volunteering:move-seat-offer", (_("让班"), reverse("volunteering:seat-offers")),
        beside=_("同意之前仍由原来的人上岗；同意后席位和报名一起转给接班人。"),
    )  # fmt: skip
    return page(request, "volunteering/record.html", context)


def _moments(shift: Shift) -> str:
    return f"{moment(shift.begins_at)} — {clock(shift.ends_at)}"


@require_POST
@may("", SeatOffer)
def move_offer(request: DoorRequest, seat_offer: SeatOffer, name: str) -> HttpResponse:
    return take_move(request, seat_offer, name, DEEDS, {"decline": "reason"})
