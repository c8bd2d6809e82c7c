"""The desk's pages of places: points and safety facilities with their state, and what was found there."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas import pinning
from tongxin.areas.models import Area
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.patrols import actions as patrols
from tongxin.patrols.access import RUN, may_keep_place
from tongxin.patrols.forms import NewPlaceForm
from tongxin.patrols.lists import PLACES, state_of
from tongxin.patrols.models import CheckResult, Defect, PatrolPlace, RoundStop
from tongxin.patrols.views.common import done_by, form_page, need_desk, parts
from tongxin.ui import showing

LAST = 20


@require_GET
@may(RUN)
def places(request: DoorRequest) -> HttpResponse:
    need_desk(request)
    rows = PatrolPlace.objects.visible_to(request.actor).with_state()
    own = request.actor.steers.along == "area"
    shown = {
        "listed": PLACES.open(request, rows), "export_url": reverse("patrols:export-places"), "parts": parts("places"),
        "primary": (_("登记巡查点"), reverse("patrols:new-place")) if own else None, "here": _("巡查点与设施"),
    }  # fmt: skip
    return page(request, "patrols/list.html", shown)


@require_GET
@may("export.lists")
def export_places(request: DoorRequest) -> HttpResponse:
    need_desk(request)
    return PLACES.export(request, PatrolPlace.objects.visible_to(request.actor).with_state())


@require_http_methods(["GET", "POST"])
@may(RUN)
def new_place(request: DoorRequest) -> HttpResponse:
    need_desk(request)
    home = Area.objects.filter(path=request.actor.area_path).first()
    first = {"area": request.GET.get("area") or (home.name if home else "")}
    form = NewPlaceForm(
        request.POST if request.method == "POST" else None, actor=request.actor, on=today(request.at), initial=first
    )

    def deed() -> PatrolPlace:
        return patrols.enter_place(by=request.actor, at=request.at, **form.cleaned_data)

    if made := done_by(request, form, deed, "name"):
        return done(request, made, _("已登记，可以在地图上标出位置。"))
    return form_page(request, form, _("登记巡查点"), _("登记"), reverse("patrols:places"))


@require_GET
@may("", PatrolPlace, together=("area",))
def place(request: DoorRequest, place: PatrolPlace) -> HttpResponse:
    """A place: its state, what is broken and the case about it, when it was last looked at."""
    need_desk(request)
    place.is_defective = Defect.objects.open().filter(place=place).exists()  # type: ignore[attr-defined]
    visits = RoundStop.objects.filter(place=place, seen_at__isnull=False).select_related("round", "seen_by")
    shown = {
        "place": place,
        "state": state_of(place),
        "defects": list(_told(Defect.objects.filter(place=place)).order_by("-pk")[:LAST]),
        "visits": list(visits.order_by("-seen_at")[:LAST]),
        "plans": list(place.plans.filter(next_on__isnull=False).order_by("name")),
        "may_keep": may_keep_place(request.actor, place) and place.retired_on is None,
        "entries": showing.timeline(place),
    }
    return page(request, "patrols/place.html", shown)


def _told(defects: QuerySet[Defect]) -> QuerySet[Defect]:
    """Each with its case, and `words`: what was seen last."""
    last = CheckResult.objects.filter(defect=OuterRef("pk")).order_by("-pk").values("words")[:1]
    return defects.select_related("case").annotate(words=Subquery(last))


@require_http_methods(["GET", "POST"])
@may(RUN, PatrolPlace, together=("area",))
def pin(request: DoorRequest, place: PatrolPlace) -> HttpResponse:
    _need(request, place)
    return pinning.answer(request, place, place.area)


@require_POST
@may(RUN, PatrolPlace, together=("area",))
def retire(request: DoorRequest, place: PatrolPlace) -> HttpResponse:
    _need(request, place)
    patrols.retire_place(place=place, by=request.actor, at=request.at)
    return done(request, place, _("已撤销。"))


def _need(request: DoorRequest, place: PatrolPlace) -> None:
    if not may_keep_place(request.actor, place):
        raise NotYours
