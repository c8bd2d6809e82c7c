"""The phone's pages of a member's year: three "ones", promises, the card with its switches; and rating a neighbor's."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.enrolment import card_actions as cards
from tongxin.enrolment import promise_actions as promises
from tongxin.enrolment import promise_queries as queries
from tongxin.enrolment.models import SHOWN, Enrolment, Promise, PromiseRound, PublicCard
from tongxin.enrolment.promise_forms import RateForm, TextForm
from tongxin.enrolment.promise_lists import tone
from tongxin.enrolment.views.common import myself
from tongxin.enrolment.views.promises import DEEDS
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.points import queries as points
from tongxin.ui import showing
from tongxin.ui.taking import take


@require_GET
@may()
def year(request: DoorRequest) -> HttpResponse:
    """A member's year on one page: what is open is shown, nothing is compared with anybody."""
    me, day = myself(request), today(request.at)
    enrolments = list(_mine(request))
    card = PublicCard.objects.filter(person=me).first()
    shown = {
        "statement": points.statement(person=me, year=day.year, on=day),
        "year": day.year,
        "last_month": (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12),
        "enrolments": [(row, queries.goals(row)) for row in enrolments],
        "month": queries.month_minimum(person=me, on=day),
        "promises": Promise.objects.of(me.pk).standing().select_related("area", "spot", "round").order_by("-pk")[:3],
        "tone": tone,
        "shown": [label for item, label in SHOWN.items() if card and card.shows(item)],
    }
    return page(request, "enrolment/my_member_year.html", shown)


@require_GET
@may()
def mine(request: DoorRequest) -> HttpResponse:
    own = Promise.objects.of(request.actor.principal_id).select_related("area", "spot", "round", "home_organization")
    rows = list(own.order_by("-pk")[:20])
    opinions = queries.opinions_of(rows)
    shown = [
        {
            "promise": row,
            "moves": showing.moves(row, request.actor, "enrolment:move-my-promise"),
            "opinions": opinions[row.pk],
        }
        for row in rows
    ]
    areas = [each.area for each in _mine(request)]
    standing = {row.round_id for row in rows if row.step != "withdrawn"}
    rounds = [each for each in queries.open_rounds(areas=areas, on=today(request.at)) if each[0].pk not in standing]
    context = {"shown": shown, "rounds": rounds, "tone": tone, "is_enrolled": bool(areas)}
    return page(request, "enrolment/my_promises.html", context)


@require_http_methods(["GET", "POST"])
@may("promises.make")
def make(request: DoorRequest, pk: int, area: int) -> HttpResponse:
    """Promise something in one round, for one community where I checked in."""
    round = PromiseRound.objects.filter(pk=pk).first()
    here = next((each.area for each in _mine(request) if each.area_id == area), None)
    if round is None or here is None:
        raise Http404
    spots = Area.objects.filter(path__startswith=here.path, valid_to=None).exclude(pk=here.pk).order_by("path")
    form = TextForm(request.POST or None, spots=spots)
    if request.method == "POST" and form.is_valid():
        try:
            promises.promise(
                round=round, person=myself(request), area=here, by=request.actor, at=request.at, **form.cleaned_data
            )
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "enrolment:my-promises", _("已记下，等社区审核。公开不公开，由您决定。"))
    shown = {"form": form, "promise": None, "area": here, "title": round.title}
    return page(request, "enrolment/my_promise_form.html", shown, status=422 if form.errors else 200)


@require_POST
@may()
def move(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    promise = Promise.objects.of(request.actor.principal_id).filter(pk=pk).first()
    if promise is None:
        raise Http404
    return done(request, "enrolment:my-promises", take(request, DEEDS, name, promise=promise))


# Rating


@require_GET
@may()
def to_rate(request: DoorRequest) -> HttpResponse:
    """Promises of my community that I may rate now, and how I rated the others."""
    me, day = myself(request), today(request.at)
    rows = list(queries.to_rate_near(me, on=day).order_by("-pk")[:50])
    rated = queries.rated_by(me.pk, rows)
    open_ones = [row for row in rows if row.pk not in rated]
    shown = {"open": open_ones, "done": [(row, rated[row.pk]) for row in rows if row.pk in rated]}
    return page(request, "enrolment/to_rate.html", shown)


@require_http_methods(["GET", "POST"])
@may("promises.rate")
def rate(request: DoorRequest, pk: int) -> HttpResponse:
    together = ("person", "home_organization", "area", "spot", "round")
    promise = Promise.objects.public().select_related(*together).filter(pk=pk).first()
    if promise is None:
        raise Http404
    form = RateForm(request.POST or None)
    if request.method == "POST":
        form = RateForm(request.POST)
        if form.is_valid():
            promises.rate(
                promise=promise,
                rater=myself(request),
                grade=form.cleaned_data["grade"],
                by=request.actor,
                at=request.at,
            )
            return done(request, "enrolment:to-rate", _("谢谢您，已经记下。"))
    return page(request, "enrolment/rate.html", {"promise": promise, "form": form}, status=422 if form.errors else 200)


# The card


@require_GET
@may()
def card(request: DoorRequest) -> HttpResponse:
    """What everybody may see of me, a switch for each thing; all are off until I turn them on."""
    me = myself(request)
    card = PublicCard.objects.filter(person=me).first()
    enrolments = list(_mine(request))
    shown = {
        "enrolments": enrolments,
        "switches": [(item, label, bool(card and card.shows(item))) for item, label in SHOWN.items()],
        "address": card.public_url if card and any(each.shows_identity for each in enrolments) else "",
        "is_shown": any(each.shows_identity for each in enrolments),
    }
    return page(request, "enrolment/my_card.html", shown)


@require_POST
@may()
def switch(request: DoorRequest, item: str) -> HttpResponse:
    """Turn one thing on or off, at once."""
    shown = request.POST.get("shown") == "1"
    if item not in SHOWN:
        raise Http404
    cards.switch(person=myself(request), item=item, shown=shown, by=request.actor, at=request.at)
    return done(request, "enrolment:my-card", _("已公开。") if shown else _("已撤下，别人现在就看不到了。"))


@require_POST
@may()
def switch_identity(request: DoorRequest, pk: int) -> HttpResponse:
    enrolment = _mine(request).filter(pk=pk).first()
    if enrolment is None:
        raise Http404
    shown = request.POST.get("shown") == "1"
    cards.show_identity(enrolment=enrolment, shown=shown, by=request.actor, at=request.at)
    return done(request, reverse("enrolment:my-card"), _("已公开。") if shown else _("已撤下，别人现在就看不到了。"))


def _mine(request: DoorRequest) -> QuerySet[Enrolment]:
    """Where I have checked in as a member and am taken in."""
    rows = Enrolment.objects.confirmed().of(request.actor.principal_id).exclude(basis="")
    return rows.select_related("area", "host", "home_organization").order_by("pk")
