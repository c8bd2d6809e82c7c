"""Choices that come out the same for the same seed, on every machine and in every order of the rooms that ask."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Picker:
    """Draws from lists by a seed of words.

    Whoever needs choices of his own takes `picker.child("needs")`: what others draw does not move them.
    """

    def __init__(self, *seed: object) -> None:
        self.seed = tuple(str(part) for part in seed)
        self.random = Random(int.from_bytes(sha256("\0".join(self.seed).encode()).digest()[:8], "big"))

    def child(self, *name: object) -> "Picker":
        return Picker(*self.seed, *name)

    def one(self, items: Sequence[Item]) -> Item:
        return items[self.random.randrange(len(items))]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """`count` different items, or all of them in another order if there are fewer."""
        return self.random.sample(items, min(count, len(items)))

    def weighted(self, items: Sequence[Item], weights: Sequence[float]) -> Item:
        return self.random.choices(items, cum_weights=list(accumulate(weights)))[0]

    def evenly(self, items: Sequence[Item], count: int) -> Iterator[Item]:
        """`count` items in random order; no item comes more than once oftener than another."""
        while count > 0:
            round_ = self.some(items, count)
            yield from round_
            count -= len(round_)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return self.random.randint(low, high)

    def amount(self, low: float, high: float) -> float:
        return self.random.uniform(low, high)
