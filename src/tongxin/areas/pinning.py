"""Pinning: the page on which a thing is put on the map, for every room whose things lie at a point (`Located`)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas import finding
from tongxin.areas.events import PutOnMap
from tongxin.areas.fields import DeedForm
from tongxin.areas.models import Area, Located
from tongxin.areas.plans import plan
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.datum import Datum, to_wgs84
from tongxin.kernel.errors import Refused
from tongxin.kernel.records import record
from tongxin.kernel.web import DoorRequest, done, page, sent_before


class PinForm(DeedForm):
    longitude = forms.FloatField(label=gettext_lazy("经度"), min_value=-180, max_value=180)
    latitude = forms.FloatField(label=gettext_lazy("纬度"), min_value=-90, max_value=90)
    datum = forms.ChoiceField(label=gettext_lazy("坐标系"), choices=Datum.choices, initial=Datum.WGS84)


@transaction.atomic
def put(*, thing: Located, longitude: float, latitude: float, datum: str, by: Actor, at: datetime) -> None:
    """Put a thing where it is, given in whichever system; raises OutsideTheCity for a point that is not in the city."""
    longitude, latitude = to_wgs84(longitude, latitude, datum)
    place = finding.find_area(longitude, latitude, on=today(at))
    thing.longitude, thing.latitude, thing.datum = round(longitude, 7), round(latitude, 7), datum
    thing.save(update_fields=["longitude", "latitude", "datum"])
    record(PutOnMap(thing=thing, place=place.name), by=by, at=at)


def answer(request: DoorRequest, thing: Any, area: Area) -> HttpResponse:
    """The page with the pin and its form; who may comes from the room that asks."""
    day, status = today(request.at), 200
    # The pin in the form is in WGS-84, whatever the thing was given in.
    initial = {"longitude": thing.longitude, "latitude": thing.latitude, "datum": Datum.WGS84}
    form = PinForm(request.POST or None, actor=request.actor, on=day, initial=initial)
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                put(thing=thing, by=request.actor, at=request.at, **form.cleaned_data)
                return done(request, thing, _("已标在地图上。"))
            except Refused as refused:
                if sent_before(request):
                    raise
                form.add_error(None, str(refused))
                status = refused.status
    shown = {"form": form, "thing": thing, "map": plan(on=day, area=area)}
    return page(request, "areas/pin.html", shown, status=status)
