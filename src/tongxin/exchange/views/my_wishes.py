"""The phone's pages of micro-wishes, and the public list: wishes to claim, those I claimed, and my own."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.exchange.models import Wish
from tongxin.exchange.models.wish import NEEDED
from tongxin.exchange.views.wishes import DEEDS, notice, thank_with, thanked, unseal_seconds
from tongxin.exchange.wishes import actions as wishes
from tongxin.exchange.wishes.forms import MyWishForm, PurposeForm, ThanksForm, WishForm, initial_of
from tongxin.exchange.wishes.lists import PUBLIC_WISHES, tone
from tongxin.exchange.wishes.procedure import WISH
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, may, open_to_all, page, sent_before
from tongxin.people.models import Person
from tongxin.ui import showing
from tongxin.ui.taking import take

SHOWN_AT_ONCE = 50


@require_GET
@may()
def to_claim(request: DoorRequest) -> HttpResponse:
    """Wishes of my community first, then those of the others."""
    me = _me(request)
    rows = Wish.objects.to_claim().exclude(wisher=me).select_related("area").order_by("-pk")
    near = list(rows.filter(area_path__startswith=me.area_path)[:SHOWN_AT_ONCE])
    far = list(rows.exclude(area_path__startswith=me.area_path)[:SHOWN_AT_ONCE]) if "all" in request.GET else []
    more = "all" not in request.GET and rows.exclude(area_path__startswith=me.area_path).exists()
    return page(request, "exchange/wish_to_claim.html", {"near": near, "far": far, "more": more})


@require_GET
@may()
def claimed(request: DoorRequest) -> HttpResponse:
    rows = Wish.objects.claimed_by(request.actor.principal_id).select_related("area").order_by("-step_at")
    found = list(rows[:SHOWN_AT_ONCE])
    showing.set_due(found, request.at)
    return page(request, "exchange/wish_claimed.html", {"rows": found, "tone": tone})


@require_GET
@may()
def own(request: DoorRequest) -> HttpResponse:
    rows = Wish.objects.wished_by(request.actor.principal_id).select_related("area").order_by("-pk")
    return page(request, "exchange/wish_own.html", {"rows": rows[:SHOWN_AT_ONCE], "tone": tone})


@require_http_methods(["GET", "POST"])
@may()
def record_own(request: DoorRequest) -> HttpResponse:
    me = _me(request)
    form = MyWishForm(request.POST or None, cap=wishes.cap_fen(me.area_path, on=today(request.at)))
    if request.method == "POST" and form.is_valid():
        try:
            wish = wishes.record_wish(
                **form.told, name=me.name, area=me.area, channel="online", wisher=me, by=request.actor, at=request.at
            )
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error("reviewed" if isinstance(error, wishes.SensitiveWords) else None, str(error))
        else:
            return done(request, _address(wish), _("已提出，编号 %s，审核后公开（不含姓名和地址）。") % wish.number)
    shown = {"form": form, "notice": notice(), "wish": None}
    return page(request, "exchange/wish_my_form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may()
def correct_own(request: DoorRequest, pk: int) -> HttpResponse:
    wish = _find(Wish.objects.wished_by(request.actor.principal_id), pk)
    form = WishForm(
        request.POST or None, initial=initial_of(wish), cap=wishes.cap_fen(wish.area_path, on=today(request.at))
    )
    if request.method == "POST" and form.is_valid():
        try:
            wishes.correct(wish=wish, by=request.actor, at=request.at, **form.told)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error("reviewed" if isinstance(error, wishes.SensitiveWords) else None, str(error))
        else:
            return done(request, _address(wish), _("已更正。"))
    shown = {"form": form, "notice": notice(), "wish": wish}
    return page(request, "exchange/wish_my_form.html", shown, status=422 if form.errors else 200)


@require_GET
@may()
def my_wish(request: DoorRequest, pk: int) -> HttpResponse:
    return page(request, "exchange/wish_my.html", _shown(request, _concerning(request, pk)))


@require_POST
@may()
def my_move(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    wish = _concerning(request, pk, also_gone=name == "claim")
    said = take(request, DEEDS, name, wish=wish)
    return done(request, _address(wish) if name != "give_back" else "exchange:my-claimed-wishes", said)


@require_POST
@may()
def my_thanks(request: DoorRequest, pk: int) -> HttpResponse:
    wish = _find(Wish.objects.wished_by(request.actor.principal_id), pk)
    form = ThanksForm(request.POST)
    if not thank_with(request, wish, form):
        return page(request, "exchange/wish_my.html", _shown(request, wish) | {"thanks_form": form}, status=422)
    return done(request, _address(wish), thanked(wish))


@never_cache
@require_POST
@may()
def see_address(request: DoorRequest, pk: int) -> HttpResponse:
    """Name, phone and address for the claimer, for a stated purpose and a short while."""
    wish = _concerning(request, pk)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return page(request, "exchange/wish_my.html", _shown(request, wish) | {"purpose_form": form}, status=422)
    purpose = form.cleaned_data["purpose"]
    wisher = wishes.see_wisher(wish=wish, purpose=purpose, by=request.actor, at=request.at)
    shown = {"wish": wish, "wisher": wisher, "seconds": unseal_seconds(request), "back": _address(wish)}
    return page(request, "exchange/wish_address_my.html", shown)


@require_GET
@open_to_all
def public(request: DoorRequest) -> HttpResponse:
    listed = PUBLIC_WISHES.open(request, Wish.objects.to_claim())
    return page(request, "exchange/wish_public.html", {"listed": listed, "notice": notice()})


def _shown(request: DoorRequest, wish: Wish) -> dict[str, Any]:
    me = request.actor.principal_id
    is_claimer, is_wisher = wish.claimer_id == me, wish.wisher_id == me
    moves = showing.moves(wish, request.actor, "exchange:move-my-wish")
    names = {"confirm", "miss", "withdraw"} if is_wisher else {"claim", "deliver", "give_back"}
    return {
        "wish": wish,
        "tone": tone(wish),
        "diagram": WISH.diagram(wish, on=today(request.at)),
        "due_words": showing.due_words(showing.open_duty(wish), request.at) if is_claimer else None,
        "moves": [move for move in moves if move.name in names],
        "is_claimer": is_claimer,
        "is_wisher": is_wisher,
        "may_correct": is_wisher and wish.step == "recorded",
        "may_thank": is_wisher and wish.step == "confirmed",
        "purpose_form": PurposeForm(),
        "thanks_form": ThanksForm(),
    }


def _concerning(request: DoorRequest, pk: int, *, also_gone: bool = False) -> Wish:
    """A wish that is open to claim, or that I claimed, or that is mine. Who claims a second late is told so."""
    rows = Wish.objects.concerning(request.actor.principal_id)
    return _find(rows | Wish.objects.filter(step__in=NEEDED) if also_gone else rows, pk)


def _find(rows: QuerySet[Wish], pk: int) -> Wish:
    wish = rows.select_related("area").filter(pk=pk).first()
    if wish is None:
        raise Http404
    return wish


def _me(request: DoorRequest) -> Person:
    return Person.objects.select_related("area").get(pk=request.actor.principal_id)


def _address(wish: Wish) -> str:
    return reverse("exchange:my-wish", args=[wish.pk])
