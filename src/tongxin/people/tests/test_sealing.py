"""Sealing: nothing in clear in a table, exact search by fingerprint, every look recorded, keys that can be changed."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from demo.cast import Cast
from tongxin.kernel import sealing
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Look
from tongxin.people import actions as people
from tongxin.people.actions import find_by_identity
from tongxin.people.models import Person

NUMBER = "999999196001010012"


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Any:
    settings.SEALING_KEY_FILE = tmp_path / "sealing"
    sealing.keys.cache_clear()
    yield settings.SEALING_KEY_FILE
    sealing.keys.cache_clear()


@pytest.fixture
def person(own_keys: Path, cast: Cast) -> Person:
    return people.register(
        name="吴桂英", area=cast.home, identity=NUMBER, phone="154 0000 0001", by=cast.worker, at=cast.at
    )


def test_the_table_holds_no_clear_number_and_the_key_file_is_private(person: Person, own_keys: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person::text FROM people_person person WHERE principal_id = %s", [person.pk])
        row = cursor.fetchone()[0]
    assert NUMBER not in row and NUMBER.encode().hex() not in row and "15400000001" not in row
    assert own_keys.stat().st_mode & 0o777 == 0o600
    assert find_by_identity(NUMBER.replace("1", "１")) == person


def test_every_look_says_who_and_why(person: Person, cast: Cast) -> None:
    person.refresh_from_db()
    with pytest.raises(Unfit):
        sealing.look(at_thing=person, field="phone", purpose=" ", by=cast.worker, at=cast.at, concerns_id=person.pk)
    seen = sealing.look(
        at_thing=person, field="phone", purpose="电话核对需求", by=cast.worker, at=cast.at, concerns_id=person.pk
    )
    assert seen == "+8615400000001"
    assert [(look.by.name, look.purpose) for look in Look.objects.filter(concerns=person.pk)] == [
        ("李春燕", "电话核对需求")
    ]


def test_a_new_key_seals_everything_again_and_a_lost_key_opens_nothing(person: Person, own_keys: Path) -> None:
    old = bytes(Person.objects.get(pk=person.pk).identity)
    assert sealing.add_key() == 2
    assert sealing.reseal_all() == 2 and sealing.reseal_all() == 0
    fresh = bytes(Person.objects.get(pk=person.pk).identity)
    assert fresh != old and sealing.unseal(fresh) == NUMBER and sealing.unseal(old) == NUMBER
    own_keys.unlink()
    sealing.keys.cache_clear()
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(fresh)
