"""Matching: as many needs and resources as a city reported, and 50,000 of each.

The planted pairs are worded from phrases that the scorer's vocabulary was not made with. The exact optimum of the
smaller one is found by another solver over all pairs, that of the larger one over all candidates.
"""

from __future__ import annotations

import random
import resource as process
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from bench.figures import Figure
from demo.texts import Pair, ResourceText, load_needs, load_pairs, load_resources
from tongxin.areas.models import Area
from tongxin.exchange.assignment import assign, greedy, total
from tongxin.exchange.candidates import weights_on
from tongxin.exchange.matching import Asked, Given, Pairs, Weights, score_pairs
from tongxin.exchange.models.resource import prefixes_of
from tongxin.exchange.reading import Vocabulary, vocabulary
from tongxin.kernel.clock import CHINA, today

RESOURCES, NEEDS = 987, 946
MANY = 50_000
EVERY = 1_000_000
#: How often a resource serves its community, its street, its county, and how many levels up that is.
REACHES, REACH_WEIGHTS = (0, 1, 2), (70, 20, 10)


@dataclass
class City:
    """Needs and resources in words and places, not yet read, and where the planted pairs stand among them."""

    needs: list[tuple[str, Asked]]
    resources: list[tuple[str, Given]]
    planted: list[tuple[int, int, frozenset[int]]]


def measure() -> Iterator[Figure]:
    weights, words = weights_on(today(datetime.now(CHINA))), vocabulary()
    words.read_closely("热身")
    yield from _as_reported(_everywhere(plant(NEEDS, RESOURCES)), words, weights)
    yield from _many(plant(MANY, MANY), words, weights)


def _as_reported(city: City, words: Vocabulary, weights: Weights) -> Iterator[Figure]:
    seconds, asked, given, pairs, answer = _matched(city, words, weights)
    capacity = _capacity(given)
    name = f"matching {len(given):,} x {len(asked):,}"
    every = score_pairs(asked, given, words, weights, keep=EVERY)
    optimum = _exact(every, len(asked), capacity)
    least = total(every, greedy(every, needs=len(asked), capacity=capacity))
    reached = total(pairs, answer)
    yield Figure(f"{name}: reading, scoring and assigning", seconds, "s", target=2, ceiling=True)
    share = Figure(
        f"{name}: of the exact optimum of all pairs", reached, "score", optimum, 0.99 * optimum, False, "exact"
    )
    yield share
    yield Figure(f"{name}: never below greedy", reached, "score", least, least - 1e-6, against="greedy")
    found = sum(_rank(pairs, need, planted, also) < 5 for need, planted, also in city.planted)
    share_found = found / len(city.planted)
    yield Figure(f"{name}: recall at 5 of {len(city.planted)} planted pairs", share_found, "", target=0.95)


def _many(city: City, words: Vocabulary, weights: Weights) -> Iterator[Figure]:
    seconds, asked, given, pairs, answer = _matched(city, words, weights)
    memory = process.getrusage(process.RUSAGE_SELF).ru_maxrss / 2**20
    name = f"matching {len(given):,} x {len(asked):,}"
    optimum = total(pairs, assign(pairs, needs=len(asked), capacity=_capacity(given)))
    reached = total(pairs, answer)
    yield Figure(f"{name}: reading, scoring and assigning", seconds, "s", target=60, ceiling=True)
    yield Figure(f"{name}: memory of the process", memory, "GB", target=4, ceiling=True)
    yield Figure(
        f"{name}: of the exact optimum of its candidates", reached, "score", optimum, 0.98 * optimum, False, "exact"
    )
    held = sum(_rank(pairs, need, planted, frozenset()) < EVERY for need, planted, _also in city.planted)
    yield Figure(f"{name}: planted pairs among the candidates", held / len(city.planted), "", target=0.95)


def _everywhere(city: City) -> City:
    """The harder case for finding the planted ones: every resource reaches every need."""
    root = city.needs[0][1].path.split("/")[0] + "/"
    return replace(city, resources=[(text, replace(each, reach=root)) for text, each in city.resources])


def _matched(
    city: City, words: Vocabulary, weights: Weights
) -> tuple[float, list[Asked], list[Given], Pairs, NDArray[np.int64]]:
    """Everything that is done from texts to an assignment, and the seconds it took."""
    begun = time.perf_counter()
    asked = [replace(each, lexemes=words.read_closely(text)) for text, each in city.needs]
    given = [replace(each, lexemes=words.read_closely(text)) for text, each in city.resources]
    pairs = score_pairs(asked, given, words, weights)
    answer = assign(pairs, needs=len(asked), capacity=_capacity(given))
    return time.perf_counter() - begun, asked, given, pairs, answer


def _capacity(given: Sequence[Given]) -> NDArray[np.int64]:
    return np.array([each.left for each in given], dtype=np.int64)


def _exact(pairs: Pairs, needs: int, capacity: NDArray[np.int64]) -> float:
    """The greatest sum by the Hungarian method: a resource stands there as often as it can take a need."""
    slots = np.repeat(np.arange(len(capacity)), np.minimum(capacity, 8))
    table = np.zeros((needs, len(capacity)), dtype=np.float32)
    table[pairs.needs, pairs.resources] = pairs.score
    rows, columns = linear_sum_assignment(table[:, slots], maximize=True)
    return float(table[rows, slots[columns]].sum())


def _rank(pairs: Pairs, need: int, planted: int, also: frozenset[int]) -> int:
    """The place of the planted resource among those of the need, others that answer it as well not counted."""
    ranked = [each for each in pairs.resources[pairs.of(need)].tolist() if each not in also]
    return ranked.index(planted) if planted in ranked else EVERY


def plant(needs: int, resources: int) -> City:
    """A city of texts spread over real communities, with the held-out pairs among them."""
    chance = random.Random(2026)
    communities = [*Area.objects.hosts().order_by("path").values_list("path", flat=True)]
    pairs, given_texts, need_texts = load_pairs(), load_resources(), load_needs()
    city = City([], [], [])
    for n in range(resources - len(pairs)):
        city.resources.append(_resource(n, given_texts[n % len(given_texts)], chance.choice(communities), chance))
    for n in range(needs - len(pairs)):
        text = need_texts[n % len(need_texts)]
        path = chance.choice(communities)
        city.needs.append((f"{text.title}。{text.text}", _asked(n, text.kind, path, text.quantity, text.unit)))
    titled: dict[str, set[int]] = {}
    for row in range(len(city.resources)):
        titled.setdefault(given_texts[row % len(given_texts)].title, set()).add(row)
    for pair in pairs:
        _plant_pair(city, pair, chance.choice(communities), titled)
    return city


def _plant_pair(city: City, pair: Pair, path: str, titled: dict[str, set[int]]) -> None:
    """The two stand in one community, as they would come in."""
    also = frozenset(row for title in pair.also for row in titled.get(title, ()))
    city.planted.append((len(city.needs), len(city.resources), also))
    need, given = pair.need, pair.resource
    city.needs.append((f"{need.title}。{need.text}", _asked(len(city.needs), need.kind or "", path)))
    thing = Given(len(city.resources), given.kind or "", frozenset(), path, path, left=1)
    city.resources.append((f"{given.title}。{given.text}", thing))


def _asked(key: int, kind: str, path: str, quantity: int = 0, unit: str = "") -> Asked:
    return Asked(key, kind, frozenset(), path, path, quantity, unit)


def _resource(key: int, text: ResourceText, path: str, chance: random.Random) -> tuple[str, Given]:
    up = chance.choices(REACHES, REACH_WEIGHTS)[0]
    reach = prefixes_of(path)[-1 - up]
    left = chance.choice((1, 1, 2, 3, 5))
    carried = chance.choice((0, 0, 0, 1, 3))
    thing = Given(key, text.kind, frozenset(), path, reach, left, text.unit, carried=carried)
    return f"{text.title}。{text.text}", thing
