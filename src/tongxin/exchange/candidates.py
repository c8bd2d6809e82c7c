"""Candidates: which resources of the tables may answer a need, and which needs fit an organization's resources.

Fetches by index (reach, kind, words, term, free capacity), hands plain values to `matching`, and words the reasons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tongxin.exchange.assignment import assign
from tongxin.exchange.matching import Asked, Given, Pairs, Weights, score_pairs
from tongxin.exchange.models import Need, Offer, Resource
from tongxin.exchange.models.resource import prefixes_of
from tongxin.exchange.queries import any_of, by_words, in_words
from tongxin.exchange.reading import CONCEPT, KIND, Vocabulary, vocabulary
from tongxin.kernel import rules, terms
from tongxin.kernel.asked import Whole
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.remembered import RememberedBy
from tongxin.kernel.validity import holding_on

CARRIED_SINCE: RememberedBy[dict[int, int]] = RememberedBy()
#: How many rows the index may bring in for one thing; the scorer then ranks them.
FETCHED = 400


@dataclass(frozen=True)
class Reason:
    """One term of a score in words, with the tone of its chip."""

    words: str
    tone: str


@dataclass(frozen=True)
class Candidate:
    """A resource for a need (or a need for a resource) with its score and the reasons for it."""

    need: Need
    resource: Resource
    score: float
    reasons: list[Reason]


def weights_on(day: date, path: str = "") -> Weights:
    """The weights as the rules set them on a day at a place."""
    names = ("kind", "words", "place", "time", "capacity", "turn")
    near = [float(term.data["near"]) for term in terms.terms("resource_reaches").values() if "near" in term.data]
    return Weights(
        **{name: float(rules.value(f"matching.weight.{name}", on=day, path=path)) for name in names},
        turn_full_at=int(rules.value("matching.turn_full_at", on=day, path=path)),
        score_from=float(rules.value("matching.score_from", on=day, path=path)),
        per_need=int(rules.value("matching.candidates_per_need", on=day, path=path)),
        near=tuple(near),
    )


def for_need(need: Need, *, at: datetime) -> list[Candidate]:
    """The resources that may answer the need, the best first. Two queries."""
    day, words = today(at), vocabulary()
    lexemes = words.read(f"{need.title}。{need.text}")
    kinds = dict(enumerate({need.kind} | words.kinds_of(lexemes)))
    reaches = dict(enumerate(prefixes_of(need.area_path)))
    ask = FITTING((len(kinds), len(reaches)), lambda: _fitting(len(kinds), len(reaches)))
    said = {f"kind{n}": kind for n, kind in kinds.items()} | {f"reach{n}": path for n, path in reaches.items()}
    return _ranked([need], ask(day=day, words=any_of(lexemes), **said), at)


def _fitting(kinds: int, reaches: int) -> Whole:
    """The question for resources by words or one of so many kinds, which reach one of so many places."""
    kind = {f"kind{n}": f"?kind{n}" for n in range(kinds)}
    reach = {f"reach{n}": f"?reach{n}" for n in range(reaches)}
    rows = (
        Resource.objects.free()
        .filter(holding_on(date.min), reach_path__in=reach.values())
        .filter(Q(words=by_words("?words")) | Q(kind__in=kind.values()))
        .select_related("owner", "area")
        .order_by("-id")[:FETCHED]
    )
    return Whole(rows, day=date.min, words="?words", **kind, **reach)


FITTING: RememberedBy[Whole] = RememberedBy()


def for_resources(resources: Sequence[Resource], *, at: datetime) -> list[Candidate]:
    """The open needs that fit an organization's resources, the best first."""
    if not resources:
        return []
    words = vocabulary()
    match = Q()
    for each in resources:
        match |= (in_words(words.read(f"{each.title}。{each.text}")) | Q(kind=each.kind)) & Q(
            area_path__startswith=each.reach_path
        )
    needs = Need.objects.unmet().exclude(step="registered").filter(match).select_related("area", "host")
    return sorted(_ranked(list(needs.order_by("-id")[:FETCHED]), list(resources), at), key=lambda each: -each.score)


def assignment_for(needs: Iterable[Need], *, at: datetime) -> list[Candidate]:
    """Who could take which of many needs, so that the sum of scores is the greatest; nothing is decided by it."""
    wanted = list(needs)
    if not wanted:
        return []
    prefixes = {prefix for need in wanted for prefix in prefixes_of(need.area_path)}
    free = (
        Resource.objects.free().filter(holding_on(today(at)), reach_path__in=prefixes).select_related("owner", "area")
    )
    resources = list(free)
    pairs, weights, asked, given = _scored(wanted, resources, at)
    capacity = np.array([_slots(each, asked, pairs, n) for n, each in enumerate(given)], dtype=np.int64)
    answer = assign(pairs, needs=len(wanted), capacity=capacity)
    rows = [int(row) for row in answer if row >= 0]
    return [_candidate(row, pairs, wanted, resources, asked, given, weights) for row in rows]


def _slots(given: Given, asked: Sequence[Asked], pairs: Pairs, column: int) -> int:
    """How many needs a resource can take at once, if each took the most that any of them asks."""
    asking = (asked[row] for row in pairs.needs[pairs.resources == column])
    most = max((each.quantity for each in asking if each.unit == given.unit), default=1)
    return max(given.left // max(most, 1), 1)


def _ranked(needs: list[Need], resources: list[Resource], at: datetime) -> list[Candidate]:
    pairs, weights, asked, given = _scored(needs, resources, at)
    return [_candidate(row, pairs, needs, resources, asked, given, weights) for row in range(len(pairs))]


def _scored(
    needs: list[Need], resources: list[Resource], at: datetime
) -> tuple[Pairs, Weights, list[Asked], list[Given]]:
    words, weights = vocabulary(), weights_on(today(at))
    carried = carried_by({each.owner_id for each in resources}, at=at)
    asked = [asked_of(each, words) for each in needs]
    given = [given_of(each, words, carried.get(each.owner_id, 0)) for each in resources]
    return score_pairs(asked, given, words, weights), weights, asked, given


def carried_by(owners: set[int], *, at: datetime) -> dict[int, int]:
    """How many offers each owner has taken on within the months of the rule; asked of all once in a few seconds."""
    months = int(rules.value("matching.carried_months", on=today(at)))
    since = datetime.combine(today(at) - timedelta(days=months * 365 // 12), time.min, CHINA)

    def asked() -> dict[int, int]:
        taken = Offer.objects.given().filter(offered_at__gte=since)
        return dict(taken.order_by().values_list("resource__owner_id").annotate(count=Count("pk")))

    carried = CARRIED_SINCE(since, asked)
    return {owner: carried[owner] for owner in owners if owner in carried}


def asked_of(need: Need, words: Vocabulary) -> Asked:
    return Asked(
        key=need.pk,
        kind=need.kind,
        lexemes=lexemes_of(need, words),
        path=need.area_path,
        community=need.community_path,
        quantity=need.quantity or 0,
        unit=need.unit,
        weekdays=need.weekdays,
        minutes=_minutes(need.opens, need.closes),
        since=need.wanted_from.toordinal() if need.wanted_from else 0,
        until=need.wanted_by.toordinal() if need.wanted_by else 0,
    )


def given_of(resource: Resource, words: Vocabulary, carried: int = 0) -> Given:
    return Given(
        key=resource.pk,
        kind=resource.kind,
        lexemes=lexemes_of(resource, words),
        community=resource.community_path,
        reach=resource.reach_path,
        left=resource.left,
        unit=resource.unit,
        weekdays=resource.weekdays,
        minutes=_minutes(resource.opens, resource.closes),
        since=resource.valid_from.toordinal(),
        until=resource.valid_to.toordinal() if resource.valid_to else 0,
        carried=carried,
    )


def lexemes_of(thing: Need | Resource, words: Vocabulary) -> frozenset[str]:
    text = f"{thing.title}。{thing.text}"
    # A thing that was just written still holds the expression that made its words.
    return words.kept(thing.words, text) if isinstance(thing.words, str) else words.read_closely(text)


def _minutes(opens: time | None, closes: time | None) -> tuple[int, int] | None:
    return (opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute) if opens and closes else None


def _candidate(
    row: int,
    pairs: Pairs,
    needs: Sequence[Need],
    resources: Sequence[Resource],
    asked: Sequence[Asked],
    given: Sequence[Given],
    weights: Weights,
) -> Candidate:
    need, resource = int(pairs.needs[row]), int(pairs.resources[row])
    parts = dict(zip(("kind", "words", "place", "time", "capacity", "turn"), pairs.parts[row], strict=True))
    reasons = reasons_for(asked[need], given[resource], parts, weights)
    return Candidate(needs[need], resources[resource], round(float(pairs.score[row]), 2), reasons)


def reasons_for(asked: Asked, given: Given, parts: dict[str, float], weights: Weights) -> list[Reason]:
    """Each term that counted, in words: what speaks for the pair, and that the owner has carried much."""
    reasons = []
    if parts["kind"] > 0:
        reasons.append(Reason(_("类别相符") if parts["kind"] == 1 else _("类别相近"), "good"))
    if shared := _shared(asked, given):
        reasons.append(Reason(_("词义：%s") % "·".join(shared), "info"))
    reasons.append(
        Reason(_same_place(parts["place"], weights), "good" if parts["place"] >= weights.near[0] else "neutral")
    )
    if parts["time"] == 1:
        reasons.append(Reason(_("时间合适"), "good"))
    elif parts["time"] == 0:
        reasons.append(Reason(_("时间须另约"), "soon"))
    reasons.append(_room(asked, given, parts["capacity"]))
    if given.carried:
        reasons.append(Reason(_("近期已承担 %d 项，让后") % given.carried, "soon"))
    return reasons


def _shared(asked: Asked, given: Given, most: int = 3) -> list[str]:
    """The meanings and words that both have, meanings first."""
    words = vocabulary()
    both = (each for each in asked.lexemes & given.lexemes if len(each) > 1 and not each.startswith(KIND))
    common = sorted(both, key=lambda each: (each[0] != CONCEPT, each))
    return list(dict.fromkeys(words.spell(each) for each in common))[:most]


def _same_place(near: float, weights: Weights) -> str:
    labels = [str(t.data["same"]) for t in terms.terms("resource_reaches").values() if "same" in t.data]
    level = min(range(len(weights.near)), key=lambda n: abs(weights.near[n] - near))
    return labels[level]


def _room(asked: Asked, given: Given, part: float) -> Reason:
    left = f"{given.left:,} {given.unit}"
    if asked.quantity and asked.unit == given.unit and part < 1:
        return Reason(_("余量 %s，只够一部分") % left, "soon")
    return Reason(
        _("余量够（%s）") % left if asked.quantity and asked.unit == given.unit else _("余量 %s") % left, "good"
    )
