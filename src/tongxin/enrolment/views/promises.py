"""The desk's pages of promises: rounds, what waits for review, a promise or a rating taken at the counter."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.enrolment import access
from tongxin.enrolment import promise_actions as promises
from tongxin.enrolment import promise_queries as queries
from tongxin.enrolment.models import Promise, PromiseRound
from tongxin.enrolment.promise_forms import KeepForm, PromiseForForm, RateForForm, RoundForm, TextForm
from tongxin.enrolment.promise_lists import PROMISES, ROUNDS, tone
from tongxin.enrolment.promise_procedure import PROMISE
from tongxin.enrolment.round_actions import is_over, may_steer
from tongxin.enrolment.views.common import host_places
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

TOGETHER = ("person", "home_organization", "area", "spot", "round", "host")

#: The move by name: the deed, whether it takes a reason, and what the page says afterwards.
DEEDS: Deeds = {
    "approve": (promises.approve, _("已审核，是否公开由本人决定。")),
    "return": (promises.send_back, _("已请本人修改。")),
    "publish": (promises.publish, _("已按本人意见公开：只显示姓名、所在支部和承诺，随时可以撤下。")),
    "hide": (promises.hide, _("已撤下，公示栏上不再显示。")),
    "withdraw": (promises.withdraw, _("承诺已撤回。")),
}


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    _must_review(request)
    listed = PROMISES.open(request, Promise.objects.visible_to(request.actor))
    showing.set_due(listed.rows, request.at)
    shown = {
        "listed": listed,
        "export_url": reverse("enrolment:export-promises"),
        "here": "promises",
        "may_open": access.by_post(request.actor, "promises.open"),
    }
    return page(request, "enrolment/promises.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    _must_review(request)
    return PROMISES.export(request, Promise.objects.visible_to(request.actor))


@require_GET
@may()
def rounds(request: DoorRequest) -> HttpResponse:
    _must_review(request)
    shown = {
        "listed": ROUNDS.open(request, _rounds(request)),
        "export_url": reverse("enrolment:export-promise-rounds"),
        "here": "rounds",
        "may_open": access.by_post(request.actor, "promises.open"),
    }
    return page(request, "enrolment/promises.html", shown)


@require_GET
@may("export.lists")
def export_rounds(request: DoorRequest) -> HttpResponse:
    _must_review(request)
    return ROUNDS.export(request, _rounds(request))


@require_http_methods(["GET", "POST"])
@may("promises.open")
def open_round(request: DoorRequest) -> HttpResponse:
    places = host_places(request) | Area.objects.on(today(request.at)).filter(path=request.actor.area_path)
    initial = {"begins_on": today(request.at)}
    form = RoundForm(request.POST or None, areas=places.order_by("path"), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = promises.open_round(by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, row, _("已发起。"))
    shown = {"form": form, "round": None}
    return page(request, "enrolment/promise_round_form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may()
def round(request: DoorRequest, pk: int) -> HttpResponse:
    """One round: how many promises stand where, and a promise written down for who stands at the desk."""
    _must_review(request)
    row = _rounds(request).select_related("area", "host").filter(pk=pk).first()
    if row is None:
        raise Http404
    community = _community(request)
    form = PromiseForForm(request.POST or None, actor=request.actor, spots=_spots(community))
    if request.method == "POST" and community is not None and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            made = promises.promise(
                round=row, person=told.pop("who"), area=community, by=request.actor, at=request.at, **told
            )
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, made, _("已代为记下承诺。"))
    shown = {"round": row, "form": form, "counts": _counts(request, row), "entries": showing.timeline(row)}
    shown["may_steer"] = may_steer(request.actor, row) and not is_over(row, today(request.at))
    shown["may_promise"] = (
        community is not None
        and community.path.startswith(row.area_path)
        and row.begins_on <= today(request.at) <= row.make_until
    )
    return page(request, "enrolment/promise_round.html", shown, status=422 if form.errors else 200)


@require_GET
@may()
def promise(request: DoorRequest, pk: int) -> HttpResponse:
    """The record page; its maker is led to the phone's page."""
    found = Promise.objects.visible_to(request.actor).select_related(*TOGETHER).filter(pk=pk).first()
    if found is not None and access.reviews_promises(request.actor):
        return page(request, "enrolment/promise.html", _shown(request, found))
    if Promise.objects.of(request.actor.principal_id).filter(pk=pk).exists():
        return done(request, "enrolment:my-promises")
    raise Http404


@require_POST
@may("", Promise, together=TOGETHER)
def move(request: DoorRequest, promise: Promise, name: str) -> HttpResponse:
    _must_review(request)
    return done(request, promise, take(request, DEEDS, name, promise=promise))


@require_POST
@may("", Promise, together=TOGETHER)
def rate_for(request: DoorRequest, promise: Promise) -> HttpResponse:
    """A resident rates at the desk."""
    _must_review(request)
    form = RateForForm(request.POST, actor=request.actor)
    if form.is_valid():
        told = form.cleaned_data
        try:
            promises.rate(promise=promise, rater=told["who"], grade=told["grade"], by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, promise, _("已代为评诺。"))
    return page(request, "enrolment/promise.html", _shown(request, promise) | {"rate_form": form}, status=422)


@require_http_methods(["GET", "POST"])
@may("", Promise, together=TOGETHER)
def change(request: DoorRequest, promise: Promise) -> HttpResponse:
    """Put a promise otherwise; its maker on the phone, or the desk for the maker."""
    _must_be_open(request, promise, "change")
    initial = {"text": promise.text, "spot": promise.spot_id}
    form = TextForm(request.POST or None, spots=_spots(promise.area), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            promises.change(promise=promise, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, promise, _("已修改，等社区审核。"))
    return _form_page(request, promise, form, _("修改承诺"))


@require_http_methods(["GET", "POST"])
@may("", Promise, together=TOGETHER)
def keep(request: DoorRequest, promise: Promise) -> HttpResponse:
    """Say that it was kept, and what was done."""
    _must_be_open(request, promise, "keep")
    form = KeepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            promises.keep(promise=promise, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, promise, _("已报告践诺。"))
    return _form_page(request, promise, form, _("报告践诺"))


def _form_page(request: DoorRequest, promise: Promise, form: Any, title: str) -> HttpResponse:
    on_phone = promise.person_id == request.actor.principal_id
    template = "enrolment/my_promise_form.html" if on_phone else "enrolment/promise_form.html"
    shown = {"promise": promise, "area": promise.area, "form": form, "title": title}
    return page(request, template, shown, status=422 if form.errors else 200)


def _must_review(request: DoorRequest) -> None:
    if not access.reviews_promises(request.actor):
        raise NotYours


def _must_be_open(request: DoorRequest, promise: Promise, name: str) -> None:
    if not PROMISE.move(name).by(request.actor, promise):
        raise NotYours


def _rounds(request: DoorRequest) -> QuerySet[PromiseRound]:
    """Rounds of the own place and below, and those of places above that reach here."""
    own = PromiseRound.objects.visible_to(request.actor)
    return own | PromiseRound.objects.over(request.actor.area_path) if request.actor.area_path else own


def _community(request: DoorRequest) -> Area | None:
    """The one community that the post sits in; None for posts above or beside."""
    return host_places(request).filter(path=request.actor.area_path).first()


def _spots(area: Area | None) -> QuerySet[Area]:
    if area is None:
        return Area.objects.none()
    return Area.objects.filter(path__startswith=area.path, valid_to=None).exclude(pk=area.pk).order_by("path")


def _counts(request: DoorRequest, row: PromiseRound) -> list[tuple[str, int]]:
    """Promises of this round within one's sight, by step."""
    rows = Promise.objects.visible_to(request.actor).filter(round=row)
    counted = dict(rows.values_list("step").annotate(count=Count("pk")).order_by())
    day = today(request.at)
    return [
        (PROMISE.label_of(step.code, on=day, path=row.area_path), counted[step.code])
        for step in PROMISE.steps
        if step.code in counted
    ]


def _shown(request: DoorRequest, promise: Promise) -> dict[str, Any]:
    day = today(request.at)
    return {
        "promise": promise,
        "tone": tone(promise),
        "diagram": PROMISE.diagram(promise, on=day),
        "due_words": showing.due_words(showing.open_duty(promise), request.at),
        "moves": showing.moves(promise, request.actor, "enrolment:move-promise"),
        "opinions": queries.opinions(promise),
        "may_rate": access.promise_desk(request.actor, promise)
        and Promise.objects.to_rate(on=day).filter(pk=promise.pk).exists(),
        "rate_form": RateForForm(actor=request.actor),
        "entries": showing.timeline(promise),
    }
