"""Every door of the house: each address is either guarded or open to all on purpose, and `doors.toml` says what each
member of the cast gets behind it. A new address without a row there fails here.

`python -m pytest tests/write_doors.py` writes the table anew, to be read before it is committed.
"""

import tomllib
from pathlib import Path

import pytest
from django.test import Client

from demo.cast import Cast
from tests.doors import LEAVING, doors, knock_all

TABLE = Path(__file__).with_name("doors.toml")

pytestmark = pytest.mark.django_db

ALL = doors()


def test_no_address_is_unguarded_by_oversight() -> None:
    undecided = [door.name for door in ALL if door.is_guarded is None]
    assert not undecided, f"neither may() nor open_to_all(): {undecided}"


def test_every_address_has_its_row() -> None:
    assert sorted(tomllib.loads(TABLE.read_text("utf-8"))) == sorted(door.name for door in ALL if door.name != LEAVING)


def test_what_each_one_gets(cast: Cast) -> None:
    expected = tomllib.loads(TABLE.read_text("utf-8"))
    got = knock_all(cast, ALL)
    wrong = {
        (who, name): (status, expected[name][who])
        for who, row in got.items()
        for name, status in row.items()
        if status != expected[name][who]
    }
    assert not wrong, f"(got, expected): {wrong}"


def test_strangers_get_nothing_that_is_guarded(client: Client, cast: Cast) -> None:
    table = tomllib.loads(TABLE.read_text("utf-8"))
    guarded = [door.name for door in ALL if door.is_guarded]
    assert guarded and {table[name]["stranger"] for name in guarded} <= {302, 405}


def test_nobody_gets_a_fault(cast: Cast) -> None:
    table = tomllib.loads(TABLE.read_text("utf-8"))
    assert not {name: row for name, row in table.items() if max(row.values()) >= 500}
