"""Assignment: when many needs ask at once, who takes which, so that the sum of scores is the greatest possible.

A minimum-cost flow from the needs (one each) to the resources (as many as they can take). Pure, without the database.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from tongxin.exchange.matching import Pairs

#: Scores become whole costs, in grains finer than the scores themselves are kept.
GRAIN = 10_000_000


def assign(pairs: Pairs, *, needs: int, capacity: NDArray[np.int64], per_need: int = 0) -> NDArray[np.int64]:
    """For each need the row of `pairs` it gets, or -1. `capacity`: how many needs each resource can take.

    With `per_need` the flow runs on each need's best so many pairs and on all that a greedy choice would take, so that
    the sum is never below it.
    """
    chosen = greedy(pairs, needs=needs, capacity=capacity)
    rows = _graph(pairs, chosen, per_need)
    flow = min_cost_flow.SimpleMinCostFlow()
    count = len(capacity)
    source, sink = needs + count, needs + count + 1
    used = np.unique(pairs.needs[rows])
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(len(used), source), used, np.ones(len(used), dtype=np.int64), np.zeros(len(used), dtype=np.int64)
    )
    costs = -np.rint(pairs.score[rows].astype(np.float64) * GRAIN).astype(np.int64)
    taken = flow.add_arcs_with_capacity_and_unit_cost(
        pairs.needs[rows], pairs.resources[rows] + needs, np.ones(len(rows), dtype=np.int64), costs
    )
    open_to = np.flatnonzero(capacity > 0)
    flow.add_arcs_with_capacity_and_unit_cost(
        open_to + needs, np.full(len(open_to), sink), capacity[open_to], np.zeros(len(open_to), dtype=np.int64)
    )
    # A need may stay without: straight to the sink, at no gain.
    flow.add_arcs_with_capacity_and_unit_cost(
        used, np.full(len(used), sink), np.ones(len(used), dtype=np.int64), np.zeros(len(used), dtype=np.int64)
    )
    flow.set_node_supply(source, len(used))
    flow.set_node_supply(sink, -len(used))
    if flow.solve() != flow.OPTIMAL:
        return chosen
    given = rows[np.flatnonzero(flow.flows(taken) > 0)]
    answer = np.full(needs, -1, dtype=np.int64)
    answer[pairs.needs[given]] = given
    # A rounded cost must never make the exact way worse than the simple one.
    return max(answer, chosen, key=lambda each: total(pairs, each))


def greedy(pairs: Pairs, *, needs: int, capacity: NDArray[np.int64]) -> NDArray[np.int64]:
    """The best pair first, then the next best that still can be; for each need the row of `pairs`, or -1."""
    left, answer = capacity.copy(), np.full(needs, -1, dtype=np.int64)
    open_needs = len(np.unique(pairs.needs))
    for row in np.argsort(-pairs.score, kind="stable"):
        need, resource = pairs.needs[row], pairs.resources[row]
        if answer[need] < 0 and left[resource] > 0:
            answer[need] = row
            left[resource] -= 1
            open_needs -= 1
            if not open_needs:
                break
    return answer


def total(pairs: Pairs, answer: NDArray[np.int64]) -> float:
    """The sum of the scores of what was assigned."""
    return float(pairs.score[answer[answer >= 0]].sum(dtype=np.float64))


def _graph(pairs: Pairs, chosen: NDArray[np.int64], per_need: int) -> NDArray[np.int64]:
    if not per_need:
        return np.arange(len(pairs))
    rank = np.arange(len(pairs)) - np.searchsorted(pairs.needs, pairs.needs)
    return np.union1d(np.flatnonzero(rank < per_need), chosen[chosen >= 0])
