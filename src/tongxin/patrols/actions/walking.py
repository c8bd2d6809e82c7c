"""Walking: what was seen at each stop is written down once; a defect becomes a case in the same breath.

A deed locks the round first and the place afterwards, so that two walkers of one round, or of two rounds that share a
place, come one after the other; the constraints hold for whoever does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.cases import catalogue
from tongxin.cases.actions.photos import add_photos
from tongxin.cases.actions.taking_in import report
from tongxin.cases.masking import masked
from tongxin.cases.models import Case, Photo
from tongxin.cases.pictures import Picture
from tongxin.kernel import reasons
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.hosting import place as placed_at
from tongxin.patrols.access import may_walk
from tongxin.patrols.actions.planning import category_of
from tongxin.patrols.events import DefectFound, DefectSeenAgain, RoundWalked, StopNotSeen, StopSeen
from tongxin.patrols.models import Check, CheckResult, Defect, PatrolPlace, PatrolRound, RoundStop
from tongxin.patrols.procedure import ROUND

CHANNEL, KIND = "patrol", "help"


class SeenAlready(Refused):
    sentence = gettext_lazy("这一处已经记过，没有重复登记。")


class RoundOver(AlreadyMoved):
    sentence = gettext_lazy("这一轮已经结束，不能再记。发现的问题可以在“反映问题”里报。")


@dataclass(frozen=True)
class Said:
    """What somebody says of one check: fine, or a defect with words and photos."""

    code: str
    is_fine: bool
    words: str = ""
    pictures: Sequence[Picture] = ()


@transaction.atomic
def mark(
    *, stop: RoundStop, said: Sequence[Said], by: Actor, at: datetime, seen_at: datetime | None = None
) -> list[Defect]:
    """Write down what was seen at a stop; every check of the round is answered. Gives the defects that were found.

    `seen_at` is the moment on site where it comes later from a phone without network; the clock of a case begins now.
    Raises SeenAlready, RoundOver, NotYours, Unfit.
    """
    patrol_round = _hold(stop, by, at, seen_at)
    answers = {each.code: each for each in said}
    asked = patrol_round.checklist
    if missing := [check.label for check in asked if check.code not in answers]:
        raise Unfit(_("还没有选：%s。每一项都要选“完好”或“有问题”。") % "、".join(missing))
    place = PatrolPlace.objects.select_for_update(of=("self",)).get(pk=stop.place_id)
    _seen(stop, by, seen_at or at)
    found = [(check, _defect(patrol_round, place, check, answers[check.code], by, at)) for check in asked]
    CheckResult.objects.bulk_create(_result(stop, check, answers[check.code], defect) for check, defect in found)
    broken = [(check, defect) for check, defect in found if defect is not None]
    words = "、".join(check.label for check, _defect in broken) or _("都完好")
    record(StopSeen(patrol_round=patrol_round, place=place.name, found=words), by=by, at=at)
    _finish_when_walked(patrol_round, at)
    return [defect for _check, defect in broken]


@transaction.atomic
def mark_unseen(*, stop: RoundStop, reason: str, by: Actor, at: datetime, seen_at: datetime | None = None) -> None:
    """Say why a place could not be looked at: a locked gate, a road that is closed."""
    reason = reasons.needed(_of_things(reason))
    patrol_round = _hold(stop, by, at, seen_at)
    stop.why_not = reason
    _seen(stop, by, seen_at or at)
    record(StopNotSeen(patrol_round=patrol_round, place=stop.place.name, reason=reason), by=by, at=at)
    _finish_when_walked(patrol_round, at)


def _hold(stop: RoundStop, by: Actor, at: datetime, seen_at: datetime | None) -> PatrolRound:
    """The round, locked, with the stop as it stands now. Raises NotYours, SeenAlready, RoundOver.

    What a phone without network kept from before the round was missed is still taken.
    """
    patrol_round = PatrolRound.objects.select_for_update(of=("self",)).select_related("team").get(pk=stop.round_id)
    if by is not SYSTEM and not may_walk(by, patrol_round, on=today(at)):
        raise NotYours
    stop.refresh_from_db()
    if stop.seen_at:
        raise SeenAlready
    was_in_time = patrol_round.step == "missed" and seen_at is not None and seen_at < patrol_round.step_at
    if patrol_round.step != "open" and not was_in_time:
        raise RoundOver
    return patrol_round


def _seen(stop: RoundStop, by: Actor, at: datetime) -> None:
    stop.seen_at, stop.seen_by_id = at, by.principal_id
    stop.save(update_fields=["seen_at", "seen_by", "why_not"])


def _result(stop: RoundStop, check: Check, said: Said, defect: Defect | None) -> CheckResult:
    return CheckResult(
        stop=stop, code=check.code, label=check.label, is_fine=said.is_fine,
        words="" if defect is None else said.words.strip()[:300], defect=defect,
    )  # fmt: skip


def _defect(
    patrol_round: PatrolRound, place: PatrolPlace, check: Check, said: Said, by: Actor, at: datetime
) -> Defect | None:
    """The defect that was seen: the one that is known and not mended yet, or a new one with a case of its own."""
    if said.is_fine:
        return None
    words = _of_things(said.words)
    if not words:
        raise Unfit(_("“%s”有问题的，请写一句看到了什么。") % check.label)
    known = Defect.objects.open().filter(place=place, code=check.code).select_related("case").first()
    if known is not None:
        add_photos(case=known.case, pictures=said.pictures, of=Photo.Of.REPORT, by=by, at=at)
        record(DefectSeenAgain(defect=known, place=place.name, what=words), by=by, at=at)
        return known
    case = _raise_case(patrol_round, place, check, words, by, at)
    add_photos(case=case, pictures=said.pictures, of=Photo.Of.REPORT, by=by, at=at)
    defect = Defect.objects.create(place=place, code=check.code, label=check.label, case=case, found_at=at)
    record(DefectFound(defect=defect, place=place.name, what=words, case=case.number), by=by, at=at)
    return defect


def _raise_case(
    patrol_round: PatrolRound, place: PatrolPlace, check: Check, words: str, by: Actor, at: datetime
) -> Case:
    on = today(at)
    text = f"{place.name}，{check.label}：{words}"
    category = category_of(check, on=on, path=place.area_path)
    if not category:
        proposed = catalogue.suggest(text, on=on, path=place.area_path, most=1)
        category = proposed[0].code if proposed else ""
    point: dict[str, Any] = {
        "longitude": place.longitude,
        "latitude": place.latitude,
        "datum": place.datum if place.point else "",
    }
    return report(
        text=text, title=f"{place.name}：{words}"[:60], kind=KIND, channel=CHANNEL, category=category,
        placed=placed_at(place.area_id, on=on), place=f"{place.name} {place.where}".strip()[:120],
        reporter_id=by.on_behalf_of_id or by.principal_id or None, by=by, at=at, **point,
    )  # fmt: skip


def _of_things(words: str) -> str:
    """Words about places and things. Raises Unfit where they hold a number of somebody's phone or card."""
    words = words.strip()[:300]
    if masked(words) != words:
        raise Unfit(_("只写地方和物件，不要写人的电话或证件号码。"))
    return words


def _finish_when_walked(patrol_round: PatrolRound, at: datetime) -> None:
    """The last stop ends the round, at the moment when it was looked at."""
    stops = list(RoundStop.objects.filter(round=patrol_round))
    moments = [stop.seen_at for stop in stops if stop.seen_at]
    if len(moments) < len(stops):
        return
    move = "finish" if patrol_round.step == "open" else "catch_up"
    with ROUND.moving(patrol_round, move, by=SYSTEM, at=max(moments)):
        pass
    broken = CheckResult.objects.filter(stop__round=patrol_round, is_fine=False).count()
    record(RoundWalked(patrol_round=patrol_round, places=len(stops), broken=broken), by=SYSTEM, at=at)
