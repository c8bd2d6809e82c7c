"""The desk's pages of needs: the list, the record with its candidates, raising and changing one, twins."""

from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.exchange import actions as exchange
from tongxin.exchange import candidates
from tongxin.exchange.actions import handing
from tongxin.exchange.actions.needs import may_edit, may_pause
from tongxin.exchange.actions.offers import may_match
from tongxin.exchange.forms import WEEKDAYS, EditNeedForm, NeedForm, need_initial
from tongxin.exchange.lists import NEEDS, TONES, needs_for, seen, unmet_words, with_due
from tongxin.exchange.models import UNMET, Need, Offer, Project, Resource
from tongxin.exchange.queries import place, twins_of
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.along import along, come
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.sealing import look
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.ui import showing
from tongxin.ui.taking import Deeds, take

TOGETHER = ("area", "host", "proposer", "raised_by", "joined_into")

OF_OFFER = (
    "id", "step", "step_at", "area_path", "amount", "taken", "reason", "returned_at", "resource_id",
    "resource__title", "resource__unit", "resource__owner__name",
)  # fmt: skip


def whole_need(rows: QuerySet[Any]) -> QuerySet[Any]:
    """A need with all that its page shows, in one query."""
    offers = Offer.objects.filter(need=OuterRef("pk")).order_by("id")
    projects = Project.objects.filter(needs=OuterRef("pk")).order_by("-id")
    joined = Need.objects.filter(joined_into=OuterRef("pk")).order_by("id")
    return showing.with_story(rows).annotate(
        asked_for=along(offers, *OF_OFFER),
        carried_by=along(projects, "id", "title", "proposed_at", "step", "step_at", "area_path"),
        brought=along(joined, "id", "title", "raised_on"),
    )


DEEDS: Deeds = {
    "verify": (exchange.verify, _("已核实，提出人会收到通知。")),
    "match": (exchange.start_matching, _("已进入对接，下面是候选资源。")),
    "withdraw": (exchange.withdraw_need, _("已撤回。")),
    "decline": (exchange.decline, _("已记为不予受理，提出人会收到原因。")),
}


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    listed = NEEDS.open(request, needs_for)
    shown = {
        "listed": listed,
        "sub": unmet_words(listed.rows, today(request.at)),
        "export_url": reverse("exchange:export-needs"),
        "primary": (_t("记一条需求"), reverse("exchange:raise-need")) if _records(request.actor) else None,
    }
    return page(request, "exchange/needs.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    return NEEDS.export(request, seen(with_due(Need.objects.visible_to(request.actor)), request.at))


def _records(actor: Actor) -> bool:
    """Whether somebody writes down what others lack; what one lacks oneself has its own page."""
    return "needs.raise" in actor.office


@require_http_methods(["GET", "POST"])
@may("needs.raise")
def raise_need(request: DoorRequest) -> HttpResponse:
    if not _records(request.actor):
        raise NotYours
    form = NeedForm(request.POST or None, by=request.actor, on=today(request.at))
    if request.method == "POST" and form.is_valid():
        need = raised(request, form)
        return done(request, need, _t("已登记为 %s。") % need.number)
    status = 422 if request.method == "POST" else 200
    return page(request, "exchange/raise_need.html", {"form": form, "twins": []}, status=status)


def raised(request: DoorRequest, form: NeedForm, **more: Any) -> Need:
    """Raise what the form says; where a twin was picked, join it in the same breath."""
    said = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")} | more
    into = _twin(said.pop("join_into", None))
    somebody = said.pop("proposer", None)
    by = request.actor.for_somebody(somebody.pk) if somebody else request.actor
    if somebody:
        said["proposer_id"] = somebody.pk
    placed = said.pop("area")
    if into is None:
        return exchange.raise_need(placed=placed, by=by, at=request.at, **said)
    with transaction.atomic():
        need = exchange.raise_need(placed=placed, by=by, at=request.at, **said)
        exchange.join(need=need, into=into, by=by, at=request.at)
    return need


def _twin(pk: int | None) -> Need | None:
    return Need.objects.unmet().filter(pk=pk).first() if pk else None


@require_GET
@may("needs.raise")
def twins(request: DoorRequest) -> HttpResponse:
    """While somebody writes: similar open needs nearby."""
    area = request.GET.get("area", "")
    placed = place(int(area), on=today(request.at)) if area.isdecimal() else None
    title, text = request.GET.get("title", "")[:60], request.GET.get("text", "")[:1000]
    found: list[Need] = []
    if placed and title.strip():
        kind = request.GET.get("kind", "")
        found = twins_of(title=title, text=text, kind=kind, community_path=placed.community_path)
    return page(request, "exchange/raise_need.html#twins", {"twins": found})


@require_GET
@never_cache
@may(model=Need, together=TOGETHER, bringing=whole_need)
def need(request: DoorRequest, need: Need) -> HttpResponse:
    actor, duty = request.actor, showing.open_duty(need)
    offers = come(Offer, need.asked_for)  # type: ignore[attr-defined]
    may_ask = may_match(actor, need) and need.step in UNMET
    ranked = candidates.for_need(need, at=request.at) if may_ask else []
    asked = {offer.resource_id for offer in offers if offer.returned_at is None and offer.step != "declined"}
    shown = {
        "need": need,
        "tone": TONES.get(need.step, "neutral"),
        "steps_of_need": need.procedure.diagram(need, on=today(request.at)),
        "due_of_need": showing.due_words(duty, request.at),
        "moves": moves_of(request, need),
        "may_pause": may_pause(actor, need) and duty is not None and duty.due_at is not None,
        "paused": duty is not None and duty.paused_at is not None,
        "may_edit": may_edit(actor, need) and need.step in UNMET,
        "may_propose": actor.holds("projects.propose") and may_ask and need.step != "registered",
        "candidates": ranked,
        "asked": asked,
        "offers": offers,
        "projects": come(Project, need.carried_by),  # type: ignore[attr-defined]
        "joined": come(Need, need.brought),  # type: ignore[attr-defined]
        "facts_of_need": facts_of(need),
        "entries": showing.timeline(need),
        "age": need.age_days(request.at),
        "may_hand": need.step in UNMET and handing.may_hand(actor, need),
        "pause_reasons": terms.choices("pause_reasons"),
    }
    return page(request, "exchange/need.html", shown)


def moves_of(request: DoorRequest, need: Need) -> list[showing.Button]:
    """The open moves; who may join only the own need does it while raising it, and gets no page of twins."""
    open_moves = showing.moves(need, request.actor, "exchange:move-need")
    return [move for move in open_moves if move.name != "join" or request.actor.holds("needs.join")]


def facts_of(need: Need) -> list[tuple[str, Any]]:
    """What was said of the need, line by line; what was not said is left out."""
    days = "、".join(str(label) for code, label in WEEKDAYS if code in need.weekdays)
    hours = f"{need.opens:%H:%M}–{need.closes:%H:%M}" if need.opens and need.closes else ""
    rows = [
        (_t("来源"), need.channel_label),
        (_t("类别"), f"{need.kind_label} · {need.field_label}"),
        (_t("地点"), f"{need.area.name} {need.place}".strip()),
        (_t("说明"), need.text),
        (_t("涉及"), _t("%d 户") % need.households if need.households else ""),
        (_t("数量"), need.amount),
        (_t("希望时间"), _span(need)),
        (_t("方便时间"), f"{days} {hours}".strip()),
        (_t("承办组织"), need.host.name),
        (_t("提出人数"), _t("%d 人") % need.voices if need.voices > 1 else ""),
    ]
    return [(term, said) for term, said in rows if said]


def _span(need: Need) -> str:
    if need.wanted_from and need.wanted_by:
        return f"{need.wanted_from} – {need.wanted_by}"
    if need.wanted_by:
        return _t("不晚于 %s") % need.wanted_by
    return str(need.wanted_from or "")


@require_POST
@may(model=Need)
def move(request: DoorRequest, need: Need, name: str) -> HttpResponse:
    return done(request, need, take(request, DEEDS, name, need=need))


@require_http_methods(["GET", "POST"])
@may(model=Need, together=("area",))
def edit(request: DoorRequest, need: Need) -> HttpResponse:
    if not may_edit(request.actor, need):
        raise NotYours
    form = EditNeedForm(request.POST or None, initial=need_initial(need), by=request.actor, on=today(request.at))
    if request.method == "POST" and form.is_valid():
        exchange.edit_need(need=need, by=request.actor, at=request.at, **form.cleaned_data)
        return done(request, need, _t("已保存。"))
    status = 422 if request.method == "POST" else 200
    return page(request, "exchange/edit_need.html", {"form": form, "need": need}, status=status)


@require_http_methods(["GET", "POST"])
@may("needs.join", Need, together=("area",))
def join(request: DoorRequest, need: Need) -> HttpResponse:
    """Similar needs of the same community, to join this one into."""
    if request.method == "POST":
        pk = request.POST.get("into", "")
        into = Need.objects.visible_to(request.actor).filter(pk=pk if pk.isdecimal() else 0).first()
        if into is None:
            raise Http404
        exchange.join(need=need, into=into, by=request.actor, at=request.at)
        return done(request, into, _t("已并入，两边的提出人都会收到后续通知。"))
    found = twins_of(
        title=need.title, text=need.text, kind=need.kind, community_path=need.community_path, besides=need.pk
    )
    return page(request, "exchange/join_need.html", {"need": need, "twins": found})


@require_POST
@may(model=Need)
def pause(request: DoorRequest, need: Need) -> HttpResponse:
    """Stop the clock with a reason of the list, or let it run again."""
    if request.POST.get("resume"):
        exchange.resume_need(need=need, by=request.actor, at=request.at)
        return done(request, need, _t("已恢复计时。"))
    reason = terms.need("pause_reasons", request.POST.get("reason", "")).label
    exchange.pause_need(need=need, reason=reason, by=request.actor, at=request.at)
    return done(request, need, _t("已暂停计时。"))


@require_http_methods(["GET", "POST"])
@may(model=Need, together=("area", "host"))
def hand(request: DoorRequest, need: Need) -> HttpResponse:
    """Hand the need up or down the tree, with a reason."""
    if not handing.may_hand(request.actor, need):
        raise NotYours
    able = holders(request, need)
    if request.method == "GET":
        return page(request, "exchange/hand_need.html", {"need": need, "holders": able})
    to = next((each for each in able if str(each.pk) == request.POST.get("to")), None)
    if to is None:
        raise handing.NotInLine
    reason = request.POST.get("reason", "").strip()[:200]
    exchange.hand(need=need, to=to, reason=reason, by=request.actor, at=request.at)
    return done(request, need, _t("已交给 %s。") % to.name)


def holders(request: DoorRequest, need: Need) -> list[Organization]:
    """Who may hold the need next: the superior first, then those below."""
    above = handing.superior_of(need)
    return [*([above] if above else []), *handing.below(need, on=today(request.at))]


@require_POST
@may("needs.match", Need)
def ask(request: DoorRequest, need: Need) -> HttpResponse:
    """Ask the owner of one resource."""
    pk = request.POST.get("resource", "")
    resource = Resource.objects.visible_to(request.actor).filter(pk=pk if pk.isdecimal() else 0).first()
    if resource is None:
        raise Http404
    exchange.offer(need=need, resource=resource, by=request.actor, at=request.at)
    return done(request, need, _t("已邀请，等对方答复。"))


@require_POST
@never_cache
@may("people.unseal", Need)
def contact(request: DoorRequest, need: Need) -> HttpResponse:
    """Open the sealed contact with a stated purpose; the look is recorded."""
    opened = look(
        at_thing=need, field="contact", purpose=request.POST.get("purpose", ""), by=request.actor, at=request.at,
        concerns_id=need.proposer_id,
    )  # fmt: skip
    return page(request, "exchange/contact.html", {"need": need, "opened": opened})
