"""The hotline desk: one page, from the ring to the answer with the keyboard alone."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.cases.actions.hotline import take_call
from tongxin.cases.hotline_forms import CallForm, lines, spot_named
from tongxin.cases.lists import TONES
from tongxin.cases.queries import earlier_calls, twins_of
from tongxin.cases.queries.knowledge import answers_for, suggested
from tongxin.cases.queries.places import names_like
from tongxin.kernel.access import in_office
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before

at_desk = in_office("cases.record")


@require_http_methods(["GET", "POST"])
@may("cases.record")
def desk(request: DoorRequest) -> HttpResponse:
    if not at_desk(request.actor, None):
        raise NotYours
    form = CallForm(request.POST or None, by=request.actor, on=today(request.at))
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, form)
        except Refused as error:
            if error.status not in (403, 422) or sent_before(request):
                raise
            form.add_error(None, str(error))
    shown = {"form": form, "lines": lines(), "may_answer": request.actor.holds("cases.accept")} | _aid(request)
    return page(request, "cases/hotline.html", shown, status=422 if request.method == "POST" else 200)


def _taken(request: DoorRequest, form: CallForm) -> HttpResponse:
    case = take_call(
        by=request.actor, at=request.at, is_accepted=request.POST.get("then") == "accept", **form.said(),
    )  # fmt: skip
    if case.step == "closed":
        return done(request, reverse("cases:hotline"), _t("编号 %s，已当场答复并办结。") % case.number)
    if case.step == "appraisal":
        return done(request, reverse("cases:hotline"), _t("编号 %s，已当场答复。") % case.number)
    return done(request, case, _t("已登记，请把编号 %s 告诉来电人。") % case.number)


@require_POST
@may("cases.record")
def aid(request: DoorRequest) -> HttpResponse:
    """While the caller speaks. A post, so that the number stands in no log of addresses."""
    if not at_desk(request.actor, None):
        raise NotYours
    return page(request, "cases/hotline.html#aid", _aid(request))


def _aid(request: DoorRequest) -> dict[str, Any]:
    text, phone = request.POST.get("text", "")[:2000], request.POST.get("caller_phone", "")[:20]
    on, by = today(request.at), request.actor
    proposed = suggested(text, on=on, path=by.area_path)
    category = request.POST.get("category") or (proposed[0].category.code if proposed else "")
    return {
        "earlier": list(earlier_calls(phone, by=by)[:6]) if len(phone) >= 7 else [],
        "suggested": proposed,
        "answers": answers_for(text, on=on, path=by.area_path, category=category) if text.strip() else [],
        "alike": _alike(request, text, category) if text.strip() else [],
        "tones": TONES,
    }


def _alike(request: DoorRequest, text: str, category: str) -> list[Any]:
    try:
        spot = spot_named(request.POST.get("where", ""), by=request.actor, on=today(request.at))
    except Unfit:
        return []
    return twins_of(
        text=text, community_path=spot.placed.community_path, category=category, at=request.at, most=4,
    )  # fmt: skip


@require_GET
@may("cases.record")
def places(request: DoorRequest) -> HttpResponse:
    """Names of places within reach, while one is being typed."""
    found = names_like(request.GET.get("where", ""), on=today(request.at), path=request.actor.area_path)
    return page(request, "cases/places.html", {"places": found})
