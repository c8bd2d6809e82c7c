"""The desk's pages of micro-wishes: list, record page, writing one down for somebody, acting for a claimer."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.areas.models import Area
from tongxin.exchange.models import Wish
from tongxin.exchange.wishes import actions as wishes
from tongxin.exchange.wishes.forms import ClaimForForm, PurposeForm, RecordForm, ThanksForm, WishForm, initial_of
from tongxin.exchange.wishes.lists import WISHES, tone
from tongxin.exchange.wishes.procedure import WISH
from tongxin.kernel import rules, terms
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

TOGETHER = ("area", "host", "claimer")
#: Deeds of a claimer; on the desk they are done for the claimer, in a card of their own.
CLAIMERS = ("claim", "deliver", "give_back")

DEEDS: Deeds = {
    "approve": (wishes.approve, _("已通过，现在公开待认领。")),
    "refuse": (wishes.refuse, _("已记为未通过。")),
    "claim": (wishes.claim, _("已认领。请在期限内实现，做不到请及时退回。")),
    "give_back": (wishes.give_back, _("已退回，别人可以认领了。")),
    "deliver": (wishes.deliver, _("已报告送达，等心愿人确认。")),
    "confirm": (wishes.confirm, _("已确认心愿实现。")),
    "miss": (wishes.miss, _("已请认领人再核实。")),
    "withdraw": (wishes.withdraw, _("已撤回。")),
}


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    if not _has_desk(request):
        raise NotYours
    listed = WISHES.open(request, Wish.objects.visible_to(request.actor))
    showing.set_due(listed.rows, request.at)
    shown = {
        "listed": listed,
        "export_url": reverse("exchange:export-wishes"),
        "primary": (_("记一个微心愿"), reverse("exchange:record-wish")) if _may_record(request) else None,
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return WISHES.export(request, Wish.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("wishes.record")
def record_wish(request: DoorRequest) -> HttpResponse:
    """Write a wish down for somebody who came, called or was visited."""
    places = _places(request)
    cap = wishes.cap_fen(request.actor.area_path, on=today(request.at))
    form = RecordForm(request.POST or None, places=places, cap=cap)
    if request.method == "POST" and form.is_valid():
        try:
            wish = wishes.record_wish(**form.told, by=request.actor, at=request.at)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(_field_of(error), str(error))
        else:
            return done(request, wish, _("已记下，编号 %s，等审核后公开。") % wish.number)
    shown = {"form": form, "notice": notice(), "wish": None}
    return page(request, "exchange/wish_form.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@may("wishes.record", Wish, together=TOGETHER)
def correct(request: DoorRequest, wish: Wish) -> HttpResponse:
    form = WishForm(
        request.POST or None, initial=initial_of(wish), cap=wishes.cap_fen(wish.area_path, on=today(request.at))
    )
    if request.method == "POST" and form.is_valid():
        try:
            wishes.correct(wish=wish, by=request.actor, at=request.at, **form.told)
        except Refused as error:
            if sent_before(request):
                raise
            form.add_error(_field_of(error), str(error))
        else:
            return done(request, wish, _("已更正。"))
    shown = {"form": form, "notice": notice(), "wish": wish}
    return page(request, "exchange/wish_form.html", shown, status=422 if form.errors else 200)


@require_GET
@may()
def wish(request: DoorRequest, pk: int) -> HttpResponse:
    """The record page; who has no desk over the wish is led to the phone's page of it."""
    wish = Wish.objects.visible_to(request.actor).select_related(*TOGETHER).filter(pk=pk).first()
    if wish is not None and _has_desk(request):
        return page(request, "exchange/wish_record.html", _shown(request, wish))
    if Wish.objects.concerning(request.actor.principal_id).filter(pk=pk).exists():
        return done(request, reverse("exchange:my-wish", args=[pk]))
    raise Http404


@require_POST
@may("", Wish)
def move(request: DoorRequest, wish: Wish, name: str) -> HttpResponse:
    if name in CLAIMERS:
        raise Http404
    said = take(request, DEEDS, name, wish=wish)
    return done(request, wish, said)


@require_POST
@may("", Wish, together=TOGETHER)
def thank(request: DoorRequest, wish: Wish) -> HttpResponse:
    form = ThanksForm(request.POST)
    if not thank_with(request, wish, form):
        return page(request, "exchange/wish_record.html", _shown(request, wish) | {"thanks_form": form}, status=422)
    return done(request, wish, thanked(wish))


@require_POST
@may("wishes.record", Wish, together=TOGETHER)
def claim_for(request: DoorRequest, wish: Wish) -> HttpResponse:
    """Claim for somebody who stands at the desk."""
    form = ClaimForForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return page(request, "exchange/wish_record.html", _shown(request, wish) | {"claim_form": form}, status=422)
    _must_serve(request, wish)
    wishes.claim(wish=wish, by=request.actor.for_somebody(form.cleaned_data["who"].pk), at=request.at)
    return done(request, wish, _("已代为认领。"))


@require_POST
@may("wishes.record", Wish)
def for_claimer(request: DoorRequest, wish: Wish, name: str) -> HttpResponse:
    """Report delivery or give the claim back for a claimer who stands at the desk."""
    if name not in ("deliver", "give_back") or wish.claimer_id is None:
        raise Http404
    _must_serve(request, wish)
    claimer = request.actor.for_somebody(wish.claimer_id) if wish.claimer_id else None
    said = take(request, DEEDS, name, in_name_of=claimer, wish=wish)
    return done(request, wish, said)


@never_cache
@require_POST
@may("wishes.record", Wish, together=TOGETHER)
def address_slip(request: DoorRequest, wish: Wish) -> HttpResponse:
    """Name and address for the claimer who stands at the desk, once, to be handed over; the look is recorded."""
    form = PurposeForm(request.POST)
    if not form.is_valid() or wish.claimer_id is None:
        return page(request, "exchange/wish_record.html", _shown(request, wish) | {"slip_form": form}, status=422)
    by = request.actor.for_somebody(wish.claimer_id)
    wisher = wishes.see_wisher(wish=wish, purpose=form.cleaned_data["purpose"], by=by, at=request.at)
    shown = {"wish": wish, "wisher": wisher, "seconds": unseal_seconds(request), "back": wish.get_absolute_url()}
    return page(request, "exchange/wish_address.html", shown)


def thanked(wish: Wish) -> str:
    return _("已答谢。姓名、电话和地址将于 %s 删除。") % f"{wish.erase_on:%Y-%m-%d}"


def thank_with(request: DoorRequest, wish: Wish, form: ThanksForm) -> bool:
    """Thank with what the form says; False leaves the reason in the form."""
    if not form.is_valid():
        return False
    try:
        wishes.thank(wish=wish, thanks=form.cleaned_data["thanks"], by=request.actor, at=request.at)
    except wishes.TellsTooMuch as error:
        form.add_error("thanks", str(error))
    return not form.errors


def unseal_seconds(request: DoorRequest) -> int:
    return int(rules.value("privacy.unseal_seconds", on=today(request.at)))


def _shown(request: DoorRequest, wish: Wish) -> dict[str, Any]:
    moves = showing.moves(wish, request.actor, "exchange:move-wish")
    serves = request.actor.holds("wishes.record") and request.actor.steers.covers(wish.area_path)
    return {
        "wish": wish,
        "tone": tone(wish),
        "diagram": WISH.diagram(wish, on=today(request.at)),
        "due_words": showing.due_words(showing.open_duty(wish), request.at),
        "moves": [move for move in moves if move.name not in (*CLAIMERS, "thank")],
        "may_thank": any(move.name == "thank" for move in moves),
        "thanks_form": ThanksForm(),
        "entries": showing.timeline(wish),
        "claims": wish.claims.select_related("claimer").order_by("-id"),  # type: ignore[attr-defined]
        "may_correct": serves and wish.step == "recorded",
        "serves": serves,
        "claim_form": ClaimForForm(actor=request.actor),
        "slip_form": PurposeForm(),
        "sensitive": wishes.sensitive_words_in(wish.title + wish.detail),
    }


def _has_desk(request: DoorRequest) -> bool:
    return _may_record(request) or request.actor.holds("wishes.approve")


def _may_record(request: DoorRequest) -> bool:
    return request.actor.holds("wishes.record")


def _must_serve(request: DoorRequest, wish: Wish) -> None:
    if not request.actor.steers.covers(wish.area_path):
        raise NotYours


def _places(request: DoorRequest) -> QuerySet[Area]:
    """Communities and grids that the post reaches."""
    kinds = [code for code, term in terms.terms("area_kinds").items() if term.data.get("hosts")]
    on = Area.objects.on(today(request.at)).filter(path__startswith=request.actor.steers.path or "-")
    return on.filter(Q(kind__in=kinds) | Q(path=request.actor.area_path)).order_by("path")


def _field_of(error: Refused) -> str | None:
    if isinstance(error, wishes.OverCap):
        return "value_yuan"
    return "reviewed" if isinstance(error, wishes.SensitiveWords) else None


def notice() -> str:
    term = terms.find("texts", "wish_notice")
    return str(term.data.get("text", "")).strip() if term else ""
