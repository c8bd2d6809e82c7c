"""Writes `doors.toml` anew: `python -m pytest tests/write_doors.py`. Read the difference before you commit it."""

from pathlib import Path

import pytest
from django.test import Client

from demo.cast import Cast
from tests.doors import CAST, doors, knock, write


@pytest.mark.django_db
def test_write_the_table(cast: Cast) -> None:
    got = {who or "stranger": knock(Client(), cast, who, doors()) for who in ("", *CAST)}
    names = got["stranger"]
    write(Path(__file__).with_name("doors.toml"), {name: {who: got[who][name] for who in got} for name in names})
