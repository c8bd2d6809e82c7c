"""Who is there for each grid: seats and vacancies for the desk, names and duty phone for everybody (GY-24)."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.areas import queries as places
from tongxin.areas.access import need_any
from tongxin.areas.fields import DayField, DeedForm
from tongxin.areas.models import Area
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.web import DoorRequest, done, may, open_to_all, page
from tongxin.organizations import staffing as seats
from tongxin.organizations.models.duty_phone import NUMBER

#: Places on one page; who needs more goes one place down.
MOST = 200
BOTH = ["GET", "POST"]


@require_GET
@may(model=Area)
def staffing(request: DoorRequest, area: Area) -> HttpResponse:
    """Each place that must have certain roles, with who holds them and what is vacant."""
    need_any(request.actor, "figures.read", "organizations.register", "organizations.appoint")
    day = today(request.at)
    blocks = [
        {
            "template": template,
            "counted": seats.vacancies(template, within=area, on=day),
            "rows": seats.staffed(template, within=area, on=day, most=MOST),
        }
        for template in seats.templates()
    ]
    steers = request.actor.holds("organizations.appoint") and request.actor.steers.covers(area.path)
    return page(
        request, "organizations/staffing.html", {"area": area, "blocks": blocks, "steers": steers, "most": MOST}
    )


class PhoneForm(DeedForm):
    phone = forms.CharField(label=gettext_lazy("值班电话"), max_length=20, validators=[NUMBER])
    supervision = forms.CharField(
        label=gettext_lazy("监督电话"), max_length=20, required=False, validators=[NUMBER]
    )  # fmt: skip
    day = DayField(label=gettext_lazy("自哪天起"))


@require_http_methods(BOTH)
@may("organizations.appoint", Area)
def duty_phone(request: DoorRequest, area: Area) -> HttpResponse:
    """The numbers under which a place can be reached; an office's phone, nobody's own."""
    if not request.actor.steers.covers(area.path):
        raise NotYours
    day, status = today(request.at), 200
    form = PhoneForm(request.POST or None, actor=request.actor, on=day, initial={"day": day})
    if form.is_bound:
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                seats.set_duty_phone(
                    area=area, phone=given["phone"], supervision=given["supervision"], on=given["day"],
                    by=request.actor, at=request.at,
                )  # fmt: skip
                return done(request, area, _("值班电话已公布。"))
            except Refused as refused:
                form.add_error(None, str(refused))
                status = refused.status
    title = _("公布值班电话")
    return page(request, "areas/form.html", {"form": form, "title": title, "area": area}, status=status)


@require_GET
@open_to_all
def public(request: DoorRequest) -> HttpResponse:
    """Which grid one lives in and who looks after it, by the name of the community; no sign-in."""
    day, asked = today(request.at), request.GET.get("q", "").strip()[:60]
    shown: dict[str, Any] = {"asked": asked, "place": None, "rows": [], "sentence": ""}
    if asked:
        try:
            shown["place"] = found = places.find_place(asked, on=day)
            shown["rows"] = seats.staffed(seats.for_grids(), within=found, on=day, most=MOST)
        except Unfit as unfit:
            shown["sentence"] = str(unfit)
    return page(request, "organizations/public_grids.html", shown, status=422 if shown["sentence"] else 200)
