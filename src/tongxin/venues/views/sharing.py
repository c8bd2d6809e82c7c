"""The desk: agreements to share a venue, and the signs that may hang there."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.venues import agreements
from tongxin.venues.forms import AgreementForm, SignForm
from tongxin.venues.models import SignPermission, Venue, VenueAgreement
from tongxin.venues.views.desk import TOGETHER


@require_http_methods(["GET", "POST"])
@may("venues.manage", Venue, together=TOGETHER)
def agree(request: DoorRequest, venue: Venue) -> HttpResponse:
    form = AgreementForm(request.POST or None, venue=venue, initial={"valid_from": today(request.at)})
    return _entered(request, form, venue, agreements.agree, _("登记共用协议"), _("协议已登记。"))


@require_POST
@may("venues.manage", Venue, together=TOGETHER)
def end_agreement(request: DoorRequest, venue: Venue, agreement: int) -> HttpResponse:
    thing = get_object_or_404(VenueAgreement.objects.select_related("user", "venue__owner"), pk=agreement, venue=venue)
    agreements.end_agreement(
        agreement=thing, reason=request.POST.get("reason", ""), on=today(request.at), by=request.actor, at=request.at
    )
    return done(request, venue, _("协议已终止，依据它挂的牌子一并摘下。"))


@require_http_methods(["GET", "POST"])
@may("venues.permit_signs", Venue, together=TOGETHER)
def permit_sign(request: DoorRequest, venue: Venue) -> HttpResponse:
    on = today(request.at)
    form = SignForm(request.POST or None, venue=venue, on=on)

    def deed(**given: Any) -> None:
        agreements.permit_sign(on=on, **given)

    return _entered(request, form, venue, deed, _("登记挂牌许可"), _("许可已登记。"))


@require_POST
@may("venues.permit_signs", Venue, together=TOGETHER)
def take_down(request: DoorRequest, venue: Venue, sign: int) -> HttpResponse:
    thing = get_object_or_404(SignPermission.objects.select_related("venue__owner"), pk=sign, venue=venue)
    agreements.take_down(sign=thing, by=request.actor, at=request.at)
    return done(request, venue, _("已登记摘牌。"))


def _entered(
    request: DoorRequest, form: forms.Form, venue: Venue, deed: Callable[..., Any], title: str, said: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            deed(venue=venue, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as refused:
            if sent_before(request):
                raise
            form.add_error(None, str(refused))
        else:
            return done(request, venue, said)
    shown = {"form": form, "venue": venue, "title": title}
    return page(request, "venues/enter.html", shown, status=422 if form.errors else 200)
