"""Matching on plain values: what counts, why, and that many at once are served best."""

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from tongxin.exchange.assignment import assign, greedy, total
from tongxin.exchange.candidates import weights_on
from tongxin.exchange.matching import Asked, Given, Weights, score_pairs
from tongxin.exchange.reading import Vocabulary

CONCEPTS = {
    "light": {"kind": "repair", "words": ["路灯", "照明", "灯泡", "灯"]},
    "legal_advice": {"kind": "legal", "words": ["合同", "律师"]},
    "elder": {"words": ["老人", "老伴"]},
}
WORDS = Vocabulary.build(CONCEPTS, {"repair": {"words": ["维修"]}, "legal": {"words": ["法律"]}}, ["的"])
WEIGHTS = Weights(
    kind=0.2, words=0.5, place=0.12, time=0.1, capacity=0.08, turn=0.06, turn_full_at=5, score_from=0.2,
    near=(1.0, 0.7, 0.4, 0.2), per_need=20,
)  # fmt: skip
HOME, NEXT, FAR = "1/2/3/4/", "1/2/3/5/", "1/6/7/8/"


def asked(text="楼道照明坏了", kind="repair", path=HOME, **more):
    return Asked(1, kind, WORDS.read_closely(text), path, path, **more)


def given(text="换灯泡", kind="repair", path=HOME, reach="1/", left=5, **more):
    return Given(1, kind, WORDS.read_closely(text), path, reach, left, **more)


def scores(need, *resources, weights=None):
    pairs = score_pairs([need], resources, WORDS, weights or replace(WEIGHTS, score_from=0.0))
    return {int(column): float(score) for column, score in zip(pairs.resources, pairs.score, strict=True)}


def test_a_meaning_is_found_in_other_words():
    assert "#light" in WORDS.read("楼道照明坏了") & WORDS.read("换灯泡")
    assert "#light" not in WORDS.read("请律师看合同")
    found = scores(asked(), given(), given("请律师看合同", kind="repair"), given("请律师看合同", kind="legal"))
    assert found[0] > found[1] and 2 not in found


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (given(), given(path=NEXT)),
        (given(path=NEXT), given(path=FAR)),
        (given(weekdays="67"), given(weekdays="1")),
        (given(left=50, unit="座"), given(left=5, unit="座")),
        (given(), given(carried=4)),
    ],
)
def test_each_term_moves_the_score(better, worse):
    need = asked(weekdays="6", quantity=50, unit="座")
    found = scores(need, better, worse)
    assert found[0] > found[1]


def test_out_of_reach_spent_or_over_is_no_candidate():
    over, begins = date(2026, 1, 1).toordinal(), date(2026, 6, 1).toordinal()
    need = asked(since=begins, until=begins + 9)
    resources = [given(path=NEXT, reach=NEXT), given(left=0), given(until=over), given(since=begins + 10), given()]
    assert list(scores(need, *resources)) == [4]


def _many(count, seed):
    chance = random.Random(seed)
    texts = ["照明坏了", "看合同", "老人要灯", "律师讲课", "换路灯灯泡", "维修"]
    kinds, paths = ["repair", "legal"], [HOME, NEXT, FAR]
    needs = [asked(chance.choice(texts), chance.choice(kinds), chance.choice(paths)) for _n in range(count)]
    resources = [
        given(chance.choice(texts), chance.choice(kinds), chance.choice(paths), carried=chance.randrange(5))
        for _n in range(count)
    ]
    return score_pairs(needs, resources, WORDS, WEIGHTS, keep=count), np.ones(count, dtype=np.int64)


@pytest.mark.parametrize("seed", range(5))
def test_an_assignment_is_the_exact_optimum_and_never_below_greedy(seed):
    count = 40
    pairs, capacity = _many(count, seed)
    answer = assign(pairs, needs=count, capacity=capacity)
    table = np.zeros((count, count))
    table[pairs.needs, pairs.resources] = pairs.score
    rows, columns = linear_sum_assignment(table, maximize=True)
    assert total(pairs, answer) == pytest.approx(table[rows, columns].sum(), abs=1e-3)
    used = pairs.resources[answer[answer >= 0]]
    assert len(used) == len(set(used.tolist()))
    fewer = assign(pairs, needs=count, capacity=capacity, per_need=2)
    assert total(pairs, fewer) >= total(pairs, greedy(pairs, needs=count, capacity=capacity)) - 1e-6


def test_capacity_bounds_how_many_one_takes():
    pairs = score_pairs([asked(), asked(), asked()], [given()], WORDS, WEIGHTS, keep=1)
    answer = assign(pairs, needs=3, capacity=np.array([2]))
    assert (answer >= 0).sum() == 2


def test_the_sparse_way_finds_what_the_full_way_finds(monkeypatch):
    full, _capacity = _many(60, 1)
    monkeypatch.setattr("tongxin.exchange.matching.ALL_PAIRS_UP_TO", 0)
    few, _capacity = _many(60, 1)
    best = {int(row): float(full.score[full.of(int(row))[0]]) for row in np.unique(full.needs)}
    for row in np.unique(few.needs):
        assert float(few.score[few.of(int(row))[0]]) == pytest.approx(best[int(row)], abs=1e-5)


@pytest.mark.django_db
def test_what_each_reason_weighs_is_told_by_the_rules_alone():
    assert weights_on(date(2026, 11, 21)) == WEIGHTS
