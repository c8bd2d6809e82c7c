"""The grid on the phone: the inbox, what one does with a matter on the spot, and a matter told at the door.

The inbox and the form are kept on the phone; what is done without network waits in its queue (`kernel.offline`).
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.areas.plans import plan
from tongxin.cases import actions as cases
from tongxin.cases import catalogue
from tongxin.cases.forms import DeedForm
from tongxin.cases.grid_forms import PassUpForm, RaiseForm, SolveForm, TakeForm, TakeUpForm
from tongxin.cases.inbox import Matter, inbox_of, works_grid
from tongxin.cases.lists import TONES
from tongxin.cases.models import Case
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.offline import kept_offline, made_earlier, takes_queued
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before

#: By name: the form, the deed, what is said afterwards.
DEEDS: dict[str, tuple[type[DeedForm], Callable[..., Any], Any]] = {
    "accept": (TakeUpForm, cases.take_up, _("已受理，还在网格待办里。")),
    "take": (TakeForm, cases.take, _("已接单，处置时限开始计算。")),
    "solve": (SolveForm, cases.solve, _("已报告现场解决。")),
    "pass-up": (PassUpForm, cases.pass_up, _("已上报。")),
}


@require_GET
@kept_offline
@may("cases.record")
def inbox(request: DoorRequest) -> HttpResponse:
    return _inbox(request)


def _inbox(request: DoorRequest, **tried: Any) -> HttpResponse:
    """The page; with what was tried on one matter and did not fit."""
    grid = _grid_of(request)
    matters = inbox_of(request.actor, at=request.at)
    context = {
        "grid": grid,
        "matters": matters,
        "asks_proof": {matter.case.pk for matter in matters if _asks_proof(matter, request)},
        "tones": TONES,
        "tried": None,
    }
    return page(request, "cases/grid.html", context | tried, status=422 if tried else 200)


def _asks_proof(matter: Matter, request: DoorRequest) -> bool:
    case = matter.case
    found = catalogue.held(case.category, on=today(request.at), path=case.area_path)
    return found is not None and found.asks_proof and case.kind != "consultation"


def _grid_of(request: DoorRequest) -> Area:
    """The grid that the post is for."""
    if not works_grid(request.actor, None):
        raise NotYours(_t("网格待办给在网格任职的人员用；请先切换到网格的岗位。"))
    return Area.objects.select_related("parent").get(path=request.actor.area_path)


@takes_queued
@require_POST
@may("cases.record", Case, together=("area", "desk", "lead"))
def act(request: DoorRequest, case: Case, name: str) -> HttpResponse:
    """One deed of the inbox; a form that does not fit comes back with what was typed."""
    _grid_of(request)
    if name not in DEEDS:
        raise Http404
    kind, deed, said = DEEDS[name]
    form = kind(request.POST, request.FILES, case=case, by=request.actor, on=today(request.at))
    if form.is_valid():
        more = {"made_at": made_earlier(request)} if name == "solve" else {}
        try:
            deed(case=case, by=request.actor, at=request.at, **form.said(), **more)
        except Refused as error:
            if error.status != 422 or sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, reverse("cases:grid"), str(said))
    return _inbox(request, tried=(case.pk, name), form=form)


@takes_queued
@require_http_methods(["GET", "POST"])
@kept_offline
@may("cases.record")
def raise_one(request: DoorRequest) -> HttpResponse:
    """Write down what a neighbor says at the door."""
    grid, on = _grid_of(request), today(request.at)
    form = RaiseForm(
        *((request.POST,) if request.method == "POST" else ()), by=request.actor, grid=grid, on=on,
        photos=request.FILES.getlist("photos"),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            case = cases.raise_for(
                by=request.actor, at=request.at, made_at=made_earlier(request), **form.said_all()
            )  # fmt: skip
        except Unfit as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, reverse("cases:grid"), _t("已登记，编号 %s。") % case.number)
    context = {"form": form, "grid": grid, "map": plan(on=on, area=grid)}
    return page(request, "cases/grid_new.html", context, status=422 if request.method == "POST" else 200)
