"""The promise of the queue: whatever the network does, each scan is booked once, in order, and nothing is lost."""

import random
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demo.cast import Cast
from tongxin.activities import passes
from tongxin.activities.models import Activity, Attendance
from tongxin.activities.tests.phones import NODE, Clock, Network, Phone, Phones
from tongxin.activities.tests.world import a_person, an_activity, held
from tongxin.kernel.models import OfflineAnswer, Record
from tongxin.people.models import Person

SCANS, DEVICES, PEOPLE, HOUR = 200, 5, 120, 3600.0
#: Whose five devices stand at the doors; one account may have two.
ORGANIZERS = ("worker", "recorder", "counter", "worker", "recorder")


@pytest.fixture
def phones() -> Iterator[Phones]:
    if not NODE.exists():
        pytest.skip("no node in this environment")
    opened = Phones()
    yield opened
    opened.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(timezone.now())
    monkeypatch.setattr("tongxin.kernel.web.timezone", SimpleNamespace(now=clock.now))
    return clock


@pytest.fixture
def crowd(cast: Cast) -> list[Person]:
    return [a_person(cast, f"来宾{n // 10}{'甲乙丙丁戊己庚辛壬癸'[n % 10]}") for n in range(PEOPLE)]


@pytest.mark.django_db
@pytest.mark.covers("C05-5", "C17-2")
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 2**32),
    chance=st.sampled_from((0.1, 0.35, 0.6)),
    wrong=st.lists(st.floats(-HOUR, HOUR), min_size=DEVICES, max_size=DEVICES),
)
def test_200_scans_of_5_devices_are_booked_once_each_in_order_and_none_is_lost(
    cast: Cast, crowd: list[Person], clock: Clock, phones: Phones, seed: int, chance: float, wrong: list[float]
) -> None:
    by_chance, network = random.Random(seed), Network(chance=chance, seed=seed)
    begins = clock.now() - timedelta(minutes=5)
    activity = an_activity(cast, begins_at=begins, ends_at=begins + timedelta(hours=6), at=begins - timedelta(days=1))
    devices = [at_the_door(cast, phones, clock, name, by) for name, by in zip(ORGANIZERS, wrong, strict=True)]
    scans: dict[str, tuple[int, datetime]] = {}
    for _scan in range(SCANS):
        clock.passes(by_chance.uniform(0.5, 20))
        device, person = by_chance.choice(devices), by_chance.choice(crowd)
        scans[device.keep(*shown(activity, person, by_chance))] = person.pk, clock.now()
        if by_chance.random() < 0.3:
            by_chance.choice(devices).flush(network)
    network.chance = 0.0
    clock.passes(by_chance.uniform(0, 3 * HOUR))
    assert [device.flush(network) for device in devices] == ["empty"] * DEVICES
    for again in network.late:
        again()
    agrees(activity, devices, network, scans)


def at_the_door(cast: Cast, phones: Phones, clock: Clock, name: str, wrong_by: float) -> Phone:
    client = Client()
    cast.sign_in(client, name)
    return Phone(phones, clock, client, cast.people[name].pk, wrong_by=wrong_by)


def shown(activity: Activity, person: Person, by_chance: random.Random) -> tuple[str]:
    paper = passes.sign(activity.pk, person.pk, until=activity.ends_at)
    return (reverse("activities:pass", args=[activity.pk, paper]),)


def agrees(activity: Activity, devices: list[Phone], network: Network, scans: dict[str, tuple[int, datetime]]) -> None:
    # Nothing is lost: each scan has its one final answer, and what was refused lies on the phone with its sentence.
    assert network.finished.keys() == scans.keys()
    assert all(len(answers) == 1 for answers in network.answers.values()), "a repeated request got another answer"
    left = {item["id"]: item for device in devices for item in device.items}
    done = {item for item, words in network.finished.items() if words["done"]}
    assert left.keys() == scans.keys() - done
    assert all(item["state"] == "refused" and "没有重复登记" in item["sentence"] for item in left.values())
    # Once each: as many attendances as people, of exactly the scans that were accepted, at their own moments.
    came = dict(Attendance.objects.filter(activity=activity).values_list("person_id", "checked_in_at"))
    assert sorted(scans[item][0] for item in done) == sorted(came) == sorted({person for person, _at in scans.values()})
    assert all(abs(came[scans[item][0]] - scans[item][1]) < timedelta(seconds=1) for item in done)
    assert held(activity) == (0, len(came)) and Attendance.objects.filter(activity=activity).count() == len(came)
    told = Record.objects.filter(kind="activities.CheckedIn", data__activity__id=activity.pk)
    assert told.count() == len(came) and OfflineAnswer.objects.filter(pk__in=scans).count() == SCANS
    # In order: what one device made first, the server settled first.
    order = list(network.finished)
    for device in devices:
        assert [item for item in order if item in set(device.made)] == device.made


@pytest.mark.django_db(transaction=True)
def test_the_same_scan_sent_by_many_connections_at_once_is_answered_alike_and_booked_once(cast: Cast) -> None:
    at = timezone.now()
    activity = an_activity(cast, begins_at=at + timedelta(minutes=5), at=at)
    person = cast.people["member"]
    address = reverse(
        "activities:pass", args=[activity.pk, passes.sign(activity.pk, person.pk, until=activity.ends_at)]
    )
    items = [str(uuid.uuid4()), str(uuid.uuid4())]
    clients = [Client() for _try in range(24)]
    for client in clients:
        cast.sign_in(client, "recorder")
    barrier, said = threading.Barrier(len(clients)), {item: set[tuple[int, str]]() for item in items}

    def send(n: int) -> None:
        item, moment = items[n % 2], str(at.timestamp() * 1000)
        barrier.wait()
        answer: Any = clients[n].post(
            address, {"form_key": item}, headers={
                "X-Queue-Item": item, "X-Queue-Person": str(cast.people["recorder"].pk),
                "X-Queue-Made": moment, "X-Queue-Sent": moment,
            },
        )  # fmt: skip
        said[item].add((answer.status_code, answer.content.decode()))
        connection.close()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(len(clients))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(len(answers) == 1 for answers in said.values())
    assert sorted(next(iter(answers))[0] for answers in said.values()) == [200, 409]
    assert held(activity) == (0, 1) and Attendance.objects.count() == 1 and OfflineAnswer.objects.count() == 2
