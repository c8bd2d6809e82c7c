"""The phone: rounds of my teams, and each stop with its checks. Kept and sent later where there is no network."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.offline import kept_offline, made_earlier, takes_queued
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.patrols import actions as patrols
from tongxin.patrols.access import WALK
from tongxin.patrols.forms import MarkForm
from tongxin.patrols.lists import TONES
from tongxin.patrols.models import Defect, PatrolRound, RoundStop
from tongxin.patrols.views.rounds import stops_of, walkers_of
from tongxin.ui import showing

LAST = 10


@kept_offline
@require_GET
@may(WALK)
def mine(request: DoorRequest) -> HttpResponse:
    """What is to be walked now, the soonest due first, and what was walked lately."""
    rows = _rounds(request).with_progress()
    waiting = list(rows.open().order_by("due_at"))
    showing.set_due(waiting, request.at)
    ended = list(rows.ended().order_by("-on")[:LAST])
    return page(request, "patrols/my_rounds.html", {"waiting": waiting, "ended": ended, "tones": TONES})


@kept_offline
@require_GET
@may(WALK)
def my_round(request: DoorRequest, pk: int) -> HttpResponse:
    patrol_round = _mine(request, pk)
    stops = stops_of(patrol_round)
    shown = {
        "round": patrol_round,
        "stops": stops,
        "seen": sum(stop.seen_at is not None for stop in stops),
        "due_words": showing.due_words(showing.open_duty(patrol_round), request.at),
        "advice": patrol_round.plan.advice,
        "walkers": walkers_of(patrol_round),
        "next": next((stop.number for stop in stops if stop.seen_at is None), None),
        "on_roster": _rounds(request).filter(pk=pk).exists(),
    }
    return page(request, "patrols/my_round.html", shown)


@require_POST
@may(WALK)
def come(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    """Say that one comes along on this round, or does not after all."""
    patrol_round = _mine(request, pk)
    deeds = {
        "come": (patrols.come_along, _("已记下，到时见。")),
        "stay": (patrols.stay_away, _("已记下，这一轮不来。")),
    }
    if name not in deeds:
        raise Http404
    deed, said = deeds[name]
    deed(patrol_round=patrol_round, by=request.actor, at=request.at)
    return done(request, reverse("patrols:my-round", args=[pk]), said)


@kept_offline
@takes_queued
@require_http_methods(["GET", "POST"])
@may(WALK)
def my_stop(request: DoorRequest, pk: int, number: int) -> HttpResponse:
    """One place: each check is fine or a defect in words, with a photo where there is a network."""
    stop = _stop(request, pk, number)
    if request.method == "GET" and stop.seen_at:
        return done(request, _address(stop))
    files = request.FILES if request.FILES else None
    form = MarkForm(
        request.POST if request.method == "POST" else None, files, checks=stop.round.checklist, at=today(request.at)
    )
    if request.method == "POST" and form.is_valid():
        try:
            found = patrols.mark(stop=stop, said=form.said(), by=request.actor, **_moments(request))
        except Refused as error:
            if sent_before(request) or error.status != 422 or made_earlier(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, _next(stop), _said(stop, found))
    if form.errors and made_earlier(request):
        raise Unfit("".join(str(error) for errors in form.errors.values() for error in errors))
    known = {row.code: row for row in Defect.objects.open().filter(place=stop.place_id).select_related("case")}
    shown = {"form": form, "stop": stop, "round": stop.round, "known": known, "advice": stop.round.plan.advice}
    return page(request, "patrols/my_stop.html", shown, status=422 if form.errors else 200)


@takes_queued
@require_POST
@may(WALK)
def unseen(request: DoorRequest, pk: int, number: int) -> HttpResponse:
    """The place could not be looked at, and why."""
    stop = _stop(request, pk, number)
    patrols.mark_unseen(stop=stop, reason=request.POST.get("reason", ""), by=request.actor, **_moments(request))
    return done(request, _next(stop), _("已记下没能查看%s的原因。") % stop.place.name)


def _rounds(request: DoorRequest) -> Any:
    return PatrolRound.objects.for_walker(request.actor.principal_id, on=today(request.at)).select_related("team")


def _mine(request: DoorRequest, pk: int) -> PatrolRound:
    """A round of one's own teams, or one that the post runs and enters at the desk; else no page."""
    found = _rounds(request).select_related("plan").filter(pk=pk).first()
    if found is None and "patrols.manage" in request.actor.office:
        found = PatrolRound.objects.visible_to(request.actor).select_related("plan", "team").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _stop(request: DoorRequest, pk: int, number: int) -> RoundStop:
    patrol_round = _mine(request, pk)
    stop = RoundStop.objects.select_related("place__area").filter(round=patrol_round, number=number).first()
    if stop is None:
        raise Http404
    stop.round = patrol_round
    return stop


def _moments(request: DoorRequest) -> dict[str, Any]:
    """When it comes in, and when it was seen: earlier where the phone had no network."""
    return {"at": request.at, "seen_at": made_earlier(request)}


def _address(stop: RoundStop) -> str:
    return reverse("patrols:my-round", args=[stop.round_id])


def _next(stop: RoundStop) -> str:
    """Where the walker goes on: to the next place that was not looked at, else to the round."""
    left = RoundStop.objects.filter(round=stop.round_id, seen_at=None).order_by("number")
    following = left.filter(number__gt=stop.number).first() or left.first()
    return reverse("patrols:my-stop", args=[stop.round_id, following.number]) if following else _address(stop)


def _said(stop: RoundStop, found: list[Defect]) -> str:
    if not found:
        return _("%s 已记下，都完好。") % stop.place.name
    told = {"place": stop.place.name, "n": len(found), "cases": "、".join(defect.case.number for defect in found)}
    words = ngettext(
        "%(place)s 已记下，%(n)d 个问题已立案：%(cases)s。",
        "%(place)s 已记下，%(n)d 个问题已立案：%(cases)s。",
        len(found),
    )
    return words % told
