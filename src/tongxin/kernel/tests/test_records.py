"""Records: appended once per form, heard in order, sealed into a chain that shows every later change."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tongxin.kernel import records
from tongxin.kernel.actor import Actor, Once
from tongxin.kernel.models import Principal, Record
from tongxin.kernel.records import Event, deliver, record

pytestmark = pytest.mark.django_db


class BellRung(Event):
    bell: Principal
    times: int
    says = "{by} rang {times} times"


@pytest.fixture
def bell() -> Principal:
    return Principal.objects.create(kind="organization", name="the bell")


@pytest.fixture
def ringer() -> Actor:
    person = Principal.objects.create(kind="person", name="李春燕")
    return Actor(principal_id=person.pk, name=person.name)


@pytest.fixture
def listening() -> Iterator[list[int]]:
    heard: list[int] = []

    def hear(row: Record) -> None:
        heard.append(row.data["times"])

    listener = records.Listener("test.hear", (BellRung.kind,), hear)
    records.LISTENERS[listener.name] = listener
    yield heard
    del records.LISTENERS[listener.name]


def test_a_record_speaks_in_words(bell: Principal, ringer: Actor, now: Any) -> None:
    row = record(BellRung(bell=bell, times=3), by=ringer, at=now)
    assert records.sentence(Record.objects.select_related("by").get(pk=row.pk)) == "李春燕 rang 3 times"
    assert list(Record.objects.about(bell)) == [row]


def test_the_same_form_is_recorded_once(bell: Principal, ringer: Actor, now: Any) -> None:
    key = str(uuid.uuid4())
    first = Actor(principal_id=ringer.principal_id, name=ringer.name, once=Once(key))
    again = Actor(principal_id=ringer.principal_id, name=ringer.name, once=Once(key))
    record(BellRung(bell=bell, times=1), by=first, at=now)
    record(BellRung(bell=bell, times=2), by=first, at=now)  # a second fact of the same deed
    with pytest.raises(IntegrityError), transaction.atomic():
        record(BellRung(bell=bell, times=1), by=again, at=now)
    assert Record.objects.about(bell).count() == 2


@pytest.mark.django_db(transaction=True)
def test_listeners_hear_each_fact_once_and_in_order(
    bell: Principal, ringer: Actor, now: Any, listening: list[int]
) -> None:
    for times in (1, 2, 3):
        record(BellRung(bell=bell, times=times), by=ringer, at=now)
    deliver()
    record(BellRung(bell=bell, times=4), by=ringer, at=now)
    deliver()
    assert listening == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("UPDATE kernel_record SET data = '{\"times\": 9}' WHERE id = %s", "a sealed record was changed"),
        ("DELETE FROM kernel_record WHERE id = %s", "2 records were sealed, 1 are there"),
    ],
)
def test_the_chain_names_a_record_that_was_changed_or_removed(
    bell: Principal, ringer: Actor, now: Any, tampering: str, named: str
) -> None:
    rows = [record(BellRung(bell=bell, times=times), by=ringer, at=now) for times in (1, 2)]
    records.seal(at=now)
    record(BellRung(bell=bell, times=3), by=ringer, at=now)
    records.seal(at=now)
    assert not list(records.broken_seals())
    with connection.cursor() as cursor:
        cursor.execute(tampering, [rows[0].pk])
    assert [said for _link, said in records.broken_seals()] == [named]
