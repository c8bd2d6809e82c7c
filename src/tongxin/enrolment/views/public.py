"""Pages for everybody: the board of a community with name, branch and promise, and a member's own card.

Both are made from the consents as they are at this moment; nothing of them is kept by a cache or a search engine.
"""

import uuid

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from tongxin.areas.models import Area
from tongxin.areas.queries import find_place
from tongxin.enrolment import promise_queries as queries
from tongxin.enrolment.models import AssemblyStation, Enrolment, HonorPost, PostClaim, Promise, PublicCard
from tongxin.enrolment.queries import services_under
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.web import DoorRequest, done, open_to_all, page
from tongxin.points import queries as points

SHOWN_AT_ONCE = 200


@require_GET
@open_to_all
def boards(request: DoorRequest) -> HttpResponse:
    """Find the board of one's community; communities with something on it are listed."""
    words, problem = request.GET.get("q", "").strip()[:80], ""
    if words:
        try:
            place = find_place(words, on=today(request.at))
        except Unfit as error:
            problem = str(error)
        else:
            return done(request, reverse("enrolment:board", args=[place.pk]))
    counted = dict(Promise.objects.public().values_list("area_id").annotate(count=Count("pk")).order_by())
    places = Area.objects.filter(pk__in=counted).select_related("parent").order_by("path")[:SHOWN_AT_ONCE]
    shown = {"places": [(place, counted[place.pk]) for place in places], "words": words, "problem": problem}
    return page(request, "enrolment/boards.html", shown, status=422 if problem else 200)


@require_GET
@open_to_all
def board(request: DoorRequest, pk: int) -> HttpResponse:
    """Name, branch and promise, by courtyard where the city has courtyards; responsibility areas below (GY-38)."""
    area = Area.objects.select_related("parent").filter(pk=pk, valid_to=None).first()
    if area is None:
        raise Http404
    spot = _spot(request, area)
    spots = Area.objects.filter(pk__in=Promise.objects.public().filter(area=area).values("spot")).order_by("name")
    honors = HonorPost.objects.public().on(today(request.at)).filter(community=area)
    shown = {
        "area": area,
        "spot": spot,
        "spots": spots,
        "rows": queries.board(area, spot=spot)[:SHOWN_AT_ONCE],
        "honors": honors.select_related("person", "area").order_by("kind", "area__name")[:SHOWN_AT_ONCE],
        "station": AssemblyStation.objects.filter(area=area, closed_on=None).first(),
    }
    return _of_this_moment(page(request, "enrolment/board.html", shown))


@require_GET
@open_to_all
def card(request: DoorRequest, code: uuid.UUID) -> HttpResponse:
    """A member's card. It is there only while he or she shows somewhere to be a member."""
    found = PublicCard.objects.select_related("person").filter(code=code).first()
    shown_in = _shown_in(found) if found else []
    if found is None or not shown_in:
        raise Http404
    day = today(request.at)
    areas = [each.area_id for each in shown_in]
    shown = {
        "card_of": found,
        "enrolments": shown_in,
        "promises": Promise.objects.public().of(found.pk).select_related("area", "spot") if found.shows_promise else [],
        "posts": PostClaim.objects.active().of(found.pk).filter(post__area_id__in=areas).select_related("post"),
        "times": sum(services_under(each).count() for each in shown_in),
        "honors": HonorPost.objects.public().of(found.pk).on(day).select_related("area"),
        "points": points.statement(person=found.person, year=day.year, on=day) if found.shows_points else None,
        "year": day.year,
    }
    return _of_this_moment(page(request, "enrolment/card.html", shown))


def _of_this_moment(answer: HttpResponse) -> HttpResponse:
    """Whoever takes a consent back is not found in a cache or by a search engine."""
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex, noarchive"
    return answer


def _shown_in(card: PublicCard) -> list[Enrolment]:
    rows = Enrolment.objects.confirmed().of(card.pk).filter(shows_identity=True).exclude(basis="")
    return list(rows.select_related("area", "home_organization").order_by("pk"))


def _spot(request: DoorRequest, area: Area) -> Area | None:
    chosen = request.GET.get("spot", "")
    return Area.objects.filter(pk=int(chosen), path__startswith=area.path).first() if chosen.isdecimal() else None
