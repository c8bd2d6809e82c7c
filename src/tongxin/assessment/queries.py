"""Reading opinions. This is the only place where one is unsealed, and every face comes through here."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models import AgreementItem, Side
from tongxin.assessment.models import OPENED, Appraisal, Opinion
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.kernel.sealing import unseal


class StillSealed(Refused):
    status = 403
    sentence = _("评价还密封着：双方都提交或截止时间到了才开封。")


class WasDropped(StillSealed):
    sentence = _("这一轮评价已随协议提前结束而停止，没有开封，已交的意见已删除。")


@dataclass(frozen=True)
class Said:
    """One side's words on one point; empty where it said nothing, or did not speak at all."""

    word: str = ""
    text: str = ""


@dataclass(frozen=True)
class Point:
    """One line of the result: the point and what each side said of the other. For a promise, `of` is who promised."""

    label: str
    unit: Said
    community: Said
    of: str = ""
    state: str = ""


def read(opinion: Opinion, *, by: Actor) -> Mapping[str, Any] | None:
    """What the opinion says, or None where the side did not speak.

    Raises StillSealed before the round was opened to anybody but the very person who gave it.
    """
    if not opinion.content:
        return None
    if not _is_open(opinion) and opinion.given_by_id != by.principal_id:
        raise StillSealed
    found: dict[str, Any] = json.loads(unseal(opinion.content))
    return found


def _is_open(opinion: Opinion) -> bool:
    return opinion.step == OPENED and opinion.appraisal.is_open


def result(appraisal: Appraisal, *, by: Actor) -> list[Point]:
    """Both views side by side, point by point; raises StillSealed before they are opened. Nothing is added up."""
    if appraisal.is_dropped:
        raise WasDropped
    if not appraisal.is_open:
        raise StillSealed
    said = {opinion.side: read(opinion, by=by) or {} for opinion in _opinions(appraisal)}
    unit, community = said.get(Side.UNIT, {}), said.get(Side.COMMUNITY, {})
    return [*_on_criteria(unit, community), *_on_promises(appraisal, unit, community), *_in_words(unit, community)]


def _on_criteria(unit: Mapping[str, Any], community: Mapping[str, Any]) -> Iterator[Point]:
    for code, term in terms.terms("mutual_criteria").items():
        one, other = (_said(each.get("criteria", {}).get(code), "mutual_words") for each in (unit, community))
        if term.is_active or one.word or other.word:
            yield Point(term.label, one, other)


def _on_promises(appraisal: Appraisal, unit: Mapping[str, Any], community: Mapping[str, Any]) -> Iterator[Point]:
    for item in promises(appraisal):
        key = str(item.pk)
        one, other = (_said(each.get("promises", {}).get(key), "mutual_promise_words") for each in (unit, community))
        yield Point(item.text, one, other, of=item.side, state=str(item.get_state_display()))


def _in_words(unit: Mapping[str, Any], community: Mapping[str, Any]) -> Iterator[Point]:
    one, other = (Said(text=each.get("text", "")) for each in (unit, community))
    if one.text or other.text:
        yield Point(str(_("想说的话")), one, other)


def _said(answer: Mapping[str, str] | None, words: str) -> Said:
    if not answer:
        return Said()
    return Said(terms.label(words, answer["word"]) if answer.get("word") else "", answer.get("text", ""))


def promises(appraisal: Appraisal, *, of: str = "") -> list[AgreementItem]:
    """The promises of the agreement, of one side or of both."""
    rows = AgreementItem.objects.filter(agreement_id=appraisal.agreement_id).order_by("side", "pk")
    return list(rows.filter(side=of) if of else rows)


def opposite(side: str) -> str:
    return Side.COMMUNITY if side == Side.UNIT else Side.UNIT


def _opinions(appraisal: Appraisal) -> list[Opinion]:
    rows = list(appraisal.opinions.all())
    for each in rows:
        each.appraisal = appraisal
    return rows
