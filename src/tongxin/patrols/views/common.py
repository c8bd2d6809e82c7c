"""What the pages of this room share: who has a desk here, the tabs, a deed whose refusal the form puts into words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, page, sent_before
from tongxin.patrols.access import RUN

TABS = ((_l("计划"), "plans"), (_l("轮次"), "rounds"), (_l("巡查点与设施"), "places"), (_l("队伍"), "teams"))


def need_desk(request: DoorRequest) -> None:
    """The desk is for who runs patrols by post."""
    if RUN not in request.actor.office:
        raise NotYours


def parts(here: str) -> list[tuple[Any, ...]]:
    return [(label, reverse(f"patrols:{name}"), name == here) for label, name in TABS]


def done_by(request: DoorRequest, form: forms.Form, deed: Callable[[], Any], field: str | None = None) -> Any:
    """What the deed gave; None where the form does not fit or the deed was refused, which the form then says."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return deed() or True
    except Refused as error:
        if sent_before(request) or error.status == 403:
            raise
        form.add_error(field, str(error))
        return None


def form_page(request: DoorRequest, form: forms.Form, title: str, submit: str, back: str, **more: Any) -> HttpResponse:
    shown = {"form": form, "title": title, "submit": submit, "back": back, **more}
    return page(request, "patrols/form.html", shown, status=422 if form.errors else 200)
