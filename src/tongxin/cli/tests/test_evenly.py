"""Connections come to stand evenly: who is in a crowded process is sent to the doors again, and nobody else."""

from contextlib import ExitStack
from copy import copy

import pytest

from tongxin.cli.evenly import Crowd

OVER_ONE, OVER_TWO = {"SERVER_PROTOCOL": "HTTP/1.1"}, {"SERVER_PROTOCOL": "HTTP/2"}


@pytest.mark.parametrize(
    ("here", "there", "parts"),
    [(1, 0, False), (2, 0, True), (4, 4, False), (4, 3, False), (5, 3, True), (3, 5, False), (52, 48, False)],
)
def test_only_who_is_in_the_crowd_is_sent_to_the_doors_again(here, there, parts) -> None:
    one = Crowd()
    # A fork shares the counts and has the rest for itself.
    other = copy(one)
    one.join(1, 2)
    other.join(2, 2)
    with ExitStack() as requests:
        for process, present in ((one, here), (other, there)):
            for _n in range(present):
                requests.enter_context(process.with_one_more())
        assert bool(one.parting(OVER_ONE)) == parts
        assert not one.parting(OVER_TWO)
    assert not one.parting(OVER_ONE) and not other.parting(OVER_ONE)


def test_what_a_dead_process_had_in_hand_is_not_counted_on() -> None:
    one = Crowd()
    other = copy(one)
    one.join(1, 2)
    other.join(2, 2)
    other.with_one_more().__enter__()
    born_again = copy(one)
    born_again.join(2, 2)
    with one.with_one_more(), one.with_one_more():
        assert one.parting(OVER_ONE)


def test_a_process_alone_sends_nobody_away() -> None:
    alone = Crowd()
    with alone.with_one_more(), alone.with_one_more(), alone.with_one_more():
        assert not alone.parting(OVER_ONE)
