"""Invented people: a name, a phone number that nobody holds, an identity number of an area that does not exist.

A person is a function of seed and index, so that person 4,711 of a city is the same however many are made, and no two
share a number.
"""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from itertools import accumulate

from demo.reading import BrokenText, Row, read

AREA = "999999"
FIRST_BIRTH = date(1938, 1, 1)
BIRTH_DAYS = 25_202  # to the end of 2006: everybody is of age when the histories begin
NUMBERS_OF_A_DAY = 499  # odd ones for men, even ones for women, 001 to 998
PHONES = 10**8
STRIDE = 61_803_399  # shares no factor with either count of numbers, so that every index meets its own number
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class InventedPerson:
    name: str
    is_woman: bool
    born_on: date
    phone: str
    identity_number: str


@dataclass(frozen=True, slots=True)
class NameParts:
    surnames: tuple[str, ...]
    steps: tuple[int, ...]
    given: tuple[tuple[str, ...], tuple[str, ...]]


def invent_people(*, count: int, seed: str, first: int = 0) -> Iterator[InventedPerson]:
    """The people numbered `first` and following of a city."""
    start = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")
    return (invent(index, start) for index in range(first, first + count))


def invent_names(*, count: int, seed: str, first: int = 0) -> Iterator[str]:
    """Their names alone, for a crowd that leaves no numbers."""
    start, parts = int.from_bytes(sha256(seed.encode()).digest()[:8], "big"), name_parts()
    return (name_of(mix(start + index), parts) for index in range(first, first + count))


def name_of(chance: int, parts: NameParts) -> str:
    given = parts.given[chance % 100 < 48]
    return parts.surnames[bisect(parts.steps, (chance >> 8) % parts.steps[-1])] + given[(chance >> 32) % len(given)]


def invent(index: int, start: int) -> InventedPerson:
    """Person `index`; `start` is a number made of the city's seed."""
    parts = name_parts()
    chance = mix(start + index)
    is_woman = chance % 100 < 48
    born_on, identity_number = identity(index, start, is_woman=is_woman)
    phone = f"154{(index * STRIDE + start) % PHONES:08d}"
    return InventedPerson(name_of(chance, parts), is_woman, born_on, phone, identity_number)


def identity(index: int, start: int, *, is_woman: bool) -> tuple[date, str]:
    number = (index * STRIDE + start) % (BIRTH_DAYS * NUMBERS_OF_A_DAY)
    days, sequence = divmod(number, NUMBERS_OF_A_DAY)
    born_on = FIRST_BIRTH + timedelta(days=days)
    body = f"{AREA}{born_on:%Y%m%d}{2 * sequence + 1 + is_woman:03d}"
    return born_on, body + check_character(body)


def check_character(body: str) -> str:
    """The eighteenth character of an identity number (GB 11643-1999: ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
    return "10X98765432"[total % 11]


def mix(number: int) -> int:
    """An even spread of 64 bits (splitmix64), much cheaper than a generator for each person."""
    number = (number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return number ^ (number >> 31)


@cache
def name_parts() -> NameParts:
    row = Row("persons.toml", read("persons.toml"))
    surnames = row.data.get("surnames")
    if not isinstance(surnames, list) or not all(len(pair) == 2 and pair[1] > 0 for pair in surnames):
        raise BrokenText("persons.toml: surnames are pairs of a name and a weight")
    both = row.text("both")
    men, women = (given_names(row.text(key), both) for key in ("men", "women"))
    return NameParts(tuple(pair[0] for pair in surnames), tuple(accumulate(pair[1] for pair in surnames)), (men, women))


def given_names(own: str, both: str) -> tuple[str, ...]:
    """Two different characters, at least one of which is usual for the sex."""
    pairs = [(a, b) for a in own for b in own + both] + [(a, b) for a in both for b in own]
    return tuple(dict.fromkeys(a + b for a, b in pairs if a != b))
