"""Reporting: a resident's own way, signed in or not, in under a minute; and what neighbors have reported already."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods

from tongxin.areas.models import Area
from tongxin.areas.plans import plan
from tongxin.cases.actions.openly import CHANNEL, report_openly
from tongxin.cases.knocking import TooOften, knock, knock_as, knock_to_read
from tongxin.cases.models import Case
from tongxin.cases.queries.neighbors import Neighbor, neighbors_of, shown
from tongxin.cases.queries.places import names_like
from tongxin.cases.queries.publishing import blanked
from tongxin.cases.report_forms import ReportForm
from tongxin.kernel.actor import Actor, Once
from tongxin.kernel.addresses import address, alone
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused, SentAlready, Unfit
from tongxin.kernel.models import Record
from tongxin.kernel.offline import kept_offline, made_earlier, takes_queued
from tongxin.kernel.web import DoorRequest, done, form_key_of, may, open_to_all, page, sent_before, with_wait


@dataclass(frozen=True)
class Door:
    """One of the ways in which a resident writes: its page, and as what the matter is taken down."""

    page: str
    template: str = "cases/report.html"
    channel: str = CHANNEL
    kind: str = "help"
    is_own: bool = False
    #: Whether neighbors' cases are offered; a letter is answered by itself.
    joins: bool = True


DOOR, MINE = Door("cases:report"), Door("cases:report-mine", is_own=True)


@require_http_methods(["GET", "POST"])
@open_to_all
def report(request: DoorRequest) -> HttpResponse:
    """Without sign-in: the number and the private link are all that one gets, and all that one needs."""
    return taken_in(request, DOOR)


def taken_in(request: DoorRequest, door: Door) -> HttpResponse:
    """The form of a public door, or what came of sending it."""
    form = _form(request)
    if request.method == "GET":
        return _page(request, form, door)
    try:
        knock(request, at=request.at)
        if form.is_valid():
            return _reported(request, form, _nobody(request), door)
    except (SentAlready, IntegrityError) as error:
        return _sent_already(request, error)
    except TooOften as error:
        return _too_often(request, form, door, error)
    except Refused as error:
        return _page(request, form, door, status=error.status, sentence=str(error))
    return _page(request, form, door, status=422)


def _too_often(request: DoorRequest, form: ReportForm, door: Door, error: TooOften) -> HttpResponse:
    """The page with what was typed, and when to try again."""
    return with_wait(_page(request, form, door, status=error.status, sentence=str(error)), error)


def _nobody(request: DoorRequest) -> Actor:
    """Somebody who need not say who it is; a form sent twice is known by its key."""
    return Actor(principal_id=0, name=_t("反映人"), once=Once(form_key_of(request)))


@kept_offline
@takes_queued
@require_http_methods(["GET", "POST"])
@may("cases.report")
def report_mine(request: DoorRequest) -> HttpResponse:
    """Signed in: no number is asked for, each step comes as a notice; without network the phone sends it later."""
    form = _form(request, home=_home(request))
    if request.method == "POST" and form.is_valid():
        try:
            knock_as(request.actor.principal_id, at=request.at)
            return _reported(request, form, request.actor, MINE)
        except TooOften as error:
            if made_earlier(request):
                raise
            return _too_often(request, form, MINE, error)
        except Refused as error:
            if error.status != 422 or sent_before(request) or made_earlier(request):
                raise
            form.add_error(None, str(error))
    if form.errors and made_earlier(request):
        raise Unfit("".join(str(error) for errors in form.errors.values() for error in errors))
    return _page(request, form, MINE, status=422 if request.method == "POST" else 200)


def _form(request: DoorRequest, home: int | None = None) -> ReportForm:
    if request.method == "POST":
        photos = request.FILES.getlist("photos") if request.FILES else []
        return ReportForm(request.POST, on=today(request.at), photos=photos, home=home)
    # A sign on a wall may lead here with its own place.
    form = ReportForm(on=today(request.at))
    form.initial = {name: request.GET[name] for name in ("area", "where", "text", "category") if name in request.GET}
    return form


def _home(request: DoorRequest) -> int | None:
    path = request.actor.area_path.rstrip("/")
    return int(path.rsplit("/", 1)[-1]) if path else None


def _reported(request: DoorRequest, form: ReportForm, by: Actor, door: Door) -> HttpResponse:
    said, picked = form.said(), form.cleaned_data["join_into"]
    into = Case.objects.open().filter(pk=picked, is_public=True).first() if picked else None
    # Who wrote without seeing the neighbors' cases is told of them on the next page.
    near = [] if form.cleaned_data["asked"] or into or not door.joins else _near(form, request)
    case = report_openly(by=by, at=request.at, into=into, channel=door.channel, kind=door.kind, **said)
    to = address("cases:my-case", case.pk) if by.principal_id else address("cases:receipt", case.key)
    said_back = _t("已收到，编号 %s。") % case.number if by.principal_id else ""
    return done(request, f"{to}?near=1" if near else to, said_back)


def _near(form: ReportForm, request: DoorRequest) -> list[Neighbor]:
    spot = form.cleaned_data["spot"]
    return neighbors_of(
        text=form.cleaned_data["text"], community_path=spot.placed.community_path, at=request.at,
        longitude=spot.longitude, latitude=spot.latitude,
    )  # fmt: skip


def _sent_already(request: DoorRequest, error: Exception) -> HttpResponse:
    """The same form once more leads to the same link."""
    if isinstance(error, IntegrityError) and "form_key" not in str(error):
        raise error
    first = Record.objects.filter(form_key=form_key_of(request), subject_type=Case._meta.label_lower).first()
    case = Case.objects.filter(pk=first.subject_id).first() if first else None
    if case is None:
        raise SentAlready
    return done(request, address("cases:receipt", case.key), str(SentAlready()))


def _page(request: DoorRequest, form: ReportForm, door: Door, *, status: int = 200, sentence: str = "") -> HttpResponse:
    if sentence:
        form.add_error(None, sentence)
    on = today(request.at)
    context = {
        "form": form,
        "own": door.is_own,
        "face": "ui/my.html" if door.is_own else "ui/portal.html",
        "address": alone(door.page),
        "map": plan(on=on, area=_around(request, form, on)),
        "near": [],
        "masked": blanked,
    }
    return page(request, door.template, context, status=status)


def _around(request: DoorRequest, form: ReportForm, on: date) -> Area | None:
    """Where the map opens: at the place of the sign, at home, else over the whole city."""
    picked = str(form.initial.get("area", "")) or form.data.get("area", "")
    if picked.isdecimal() and len(picked) < 19 and (area := Area.objects.on(on).filter(pk=int(picked)).first()):
        return area
    path = request.actor.area_path if request.actor else ""
    return Area.objects.filter(path=path).first() if path else Area.objects.filter(parent=None).first()


@require_GET
@open_to_all
def neighbors(request: DoorRequest) -> HttpResponse:
    """While somebody writes: what neighbors have reported, of what everybody may see."""
    knock_to_read(request, at=request.at)
    form = ReportForm(request.GET, on=today(request.at), home=_home(request) if request.actor else None)
    form.is_valid()
    near = _near(form, request) if form.cleaned_data.get("spot") and form.cleaned_data.get("text") else []
    return page(request, "cases/report.html#neighbors", {"near": shown(near), "asked": True, "masked": blanked})


@require_GET
@open_to_all
def places(request: DoorRequest) -> HttpResponse:
    """Names of places while one is being typed."""
    found = names_like(request.GET.get("where", ""), on=today(request.at))
    return page(request, "cases/places.html", {"places": found})


def public_case(pk: int) -> Case:
    """A case that everybody may see, or no page at all."""
    case = Case.objects.public().select_related("area").filter(pk=pk).first()
    if case is None:
        raise Http404
    return case
