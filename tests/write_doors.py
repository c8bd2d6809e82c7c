"""Writes `doors.toml` anew: `python -m pytest tests/write_doors.py`. Read the difference before you commit it."""

from pathlib import Path

import pytest
from django.test import Client

from demo.cast import Cast
from tests.doors import CAST, doors, knock, things_to_show, write


@pytest.mark.django_db
def test_write_the_table(cast: Cast, client: Client) -> None:
    shown = things_to_show(cast)
    table = {
        door.name: {who or "stranger": knock(client, cast, who, door, shown) for who in ("", *CAST)} for door in doors()
    }
    write(Path(__file__).with_name("doors.toml"), table)
