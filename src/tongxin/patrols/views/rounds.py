"""The desk's pages of rounds: the list, and a round with what was seen and what became of it."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.patrols import actions as patrols
from tongxin.patrols.access import RUN, may_walk
from tongxin.patrols.lists import ROUNDS, TONES
from tongxin.patrols.models import CheckResult, PatrolRound, RoundStop, RoundWalker
from tongxin.patrols.views.common import need_desk, parts
from tongxin.ui import showing


@require_GET
@may(RUN)
def rounds(request: DoorRequest) -> HttpResponse:
    need_desk(request)
    listed = ROUNDS.open(request, PatrolRound.objects.visible_to(request.actor).with_progress())
    showing.set_due(listed.rows, request.at)
    shown = {
        "listed": listed, "export_url": reverse("patrols:export-rounds"), "parts": parts("rounds"), "here": _("轮次"),
    }  # fmt: skip
    return page(request, "patrols/list.html", shown)


@require_GET
@may("export.lists")
def export_rounds(request: DoorRequest) -> HttpResponse:
    need_desk(request)
    return ROUNDS.export(request, PatrolRound.objects.visible_to(request.actor).with_progress())


@require_GET
@may("", PatrolRound, together=("plan__area", "team", "keeper"))
def patrol_round(request: DoorRequest, patrol_round: PatrolRound) -> HttpResponse:
    """The record of a round: where it stands, what was seen at each stop, and the cases that came of it."""
    need_desk(request)
    moves = showing.moves(patrol_round, request.actor, lambda move: reverse("patrols:call-off", args=[patrol_round.pk]))
    shown = {
        "round": patrol_round,
        "tone": TONES[patrol_round.step],
        "diagram": patrol_round.procedure.diagram(patrol_round, on=today(request.at)),
        "due_words": showing.due_words(showing.open_duty(patrol_round), request.at),
        "moves": moves,
        "stops": stops_of(patrol_round),
        "walkers": walkers_of(patrol_round),
        "may_enter": patrol_round.step == "open" and may_walk(request.actor, patrol_round, on=today(request.at)),
        "entries": showing.timeline(patrol_round),
    }
    return page(request, "patrols/round.html", shown)


def stops_of(patrol_round: PatrolRound) -> list[RoundStop]:
    """The stops in their order, each with what was found and the cases about it. Two queries."""
    results = CheckResult.objects.select_related("defect__case").order_by("pk")
    stops = RoundStop.objects.filter(round=patrol_round).select_related("place__area", "seen_by")
    return list(stops.prefetch_related(Prefetch("results", results)).order_by("number"))


def walkers_of(patrol_round: PatrolRound) -> list[RoundWalker]:
    """Who said to come along; shown to the team and to who runs it."""
    return list(RoundWalker.objects.filter(round=patrol_round).select_related("person").order_by("said_at", "pk"))


@require_POST
@may(RUN, PatrolRound, together=("plan", "team"))
def call_off(request: DoorRequest, patrol_round: PatrolRound) -> HttpResponse:
    reason = request.POST.get("reason", "")
    patrols.call_off(patrol_round=patrol_round, reason=reason, by=request.actor, at=request.at)
    return done(request, patrol_round, _("这一轮已取消，队员会收到通知。"))
