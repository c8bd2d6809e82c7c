"""Writes `doors.toml` anew: `python -m pytest tests/write_doors.py`. Read the difference before you commit it."""

from pathlib import Path

import pytest

from demo.cast import Cast
from tests.doors import STRANGER, doors, knock_all, write


@pytest.mark.django_db
def test_write_the_table(cast: Cast) -> None:
    got = knock_all(cast, doors())
    names = got[STRANGER]
    write(Path(__file__).with_name("doors.toml"), {name: {who: got[who][name] for who in got} for name in names})
