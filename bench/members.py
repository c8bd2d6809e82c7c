"""The list of people with 300,000 members under rights: first page, deep page and found by name, as seen from the city,
from a street and from one community.

One client who is signed in asks again and again, so a time is that of the server alone: from the request to the last
byte of the page. The limit is the bare view's time through the same server.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure
from bench.limits import make_bare_table
from bench.quiet import settle
from bench.serving import BARE, HOST, Burst, Unwell, load, serving
from bench.stage import SINCE, Stage, set_up
from demo.persons import invent_people
from tongxin.areas.models import Area
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.bulk import uncollected
from tongxin.kernel.listing import PAGE_SIZE, key_of
from tongxin.kernel.models import Principal, Record
from tongxin.organizations.bulk import affiliate_many
from tongxin.organizations.models import Affiliation, Organization
from tongxin.people.bulk import fingerprinted, register_checked
from tongxin.people.lists import PEOPLE
from tongxin.people.models import Person

COUNT, BATCH, PAGE = 300_000, 50_000, 1_000
#: Milliseconds of a page, and how many times a second eight clients get one.
PATIENCE, QUERIES = 20, 4
#: Who looks from where.
LOOKERS = {"city": "planner", "street": "coordinator", "community": "secretary"}
ADDRESS = "/people/"


def measure() -> Iterator[Figure]:
    stage = set_up(needs=0)
    plant(stage)
    yield Figure("members laid: people of one Party organization each", Affiliation.objects.count(), "", target=COUNT)
    bare = _bare()
    with serving() as address:
        for level, who in LOOKERS.items():
            yield from _looked_at(stage, level, who, address, bare)


def plant(stage: Stage) -> None:
    """300,000 invented members, evenly over the communities and villages whose Party organization holds members."""
    homes = _homes()
    invented = enumerate(invent_people(count=COUNT, seed="members"))
    with uncollected():
        while some := list(islice(invented, BATCH)):
            placed = [homes[n % len(homes)] for n, _one in some]
            people = [
                fingerprinted(name=one.name, area=area, phone=one.phone, identity="")
                for (_n, one), (area, _host) in zip(some, placed, strict=True)
            ]
            keys = register_checked(people, by=SYSTEM, at=stage.at)
            members = [(key, host) for key, (_area, host) in zip(keys, placed, strict=True)]
            affiliate_many(members, on=SINCE, by=SYSTEM, at=stage.at)
    settle(Person, Principal, Affiliation, Record)


def _homes() -> list[tuple[Area, Organization]]:
    of_places = Organization.objects.of_line("territory").filter(area__kind__in=("community", "village"))
    found = of_places.select_related("area").order_by("path")
    return [(each.area, each) for each in found if each.kind_data.get("holds_members")]


def _looked_at(stage: Stage, level: str, who: str, address: str, bare: Burst) -> Iterator[Figure]:
    rows = Person.objects.visible_to(stage.cast.actor(who)).order_by("-pk")
    some = rows.count()
    yield Figure(f"members, {level}: in sight", some, "")
    # Eight at once come first: one client alone would meet a process of the server that has drawn nothing yet.
    burst = load(address, _script(stage, who, ADDRESS), seconds=5)
    yield Figure(f"members, {level}, first page: eight clients at once", burst.per_second, "/s")
    yield from _timed(stage, f"members, {level}, first page", who, ADDRESS, address, bare)
    number = min(PAGE, some // PAGE_SIZE)
    after = urlencode({"after": key_of(rows[(number - 1) * PAGE_SIZE - 1], PEOPLE.orders[0])})
    yield from _timed(stage, f"members, {level}, page {number:,}", who, f"{ADDRESS}?{after}", address, bare)
    named = urlencode({"q": rows[some // 2].name})
    yield from _timed(stage, f"members, {level}, by name", who, f"{ADDRESS}?{named}", address, bare)


def _timed(stage: Stage, name: str, who: str, path: str, address: str, bare: Burst) -> Iterator[Figure]:
    yield Figure(f"{name}: queries", _queries(stage, who, path), "", target=QUERIES, ceiling=True)
    burst = load(address, _script(stage, who, path), seconds=4, clients=1)
    yield Figure(f"{name}: half within", burst.p50, "ms", bare.p50, PATIENCE, True, "bare view")
    yield Figure(f"{name}: p99", burst.p99, "ms", bare.p99, PATIENCE, True, "bare view")


def _bare() -> Burst:
    make_bare_table()
    with serving(BARE) as address:
        return load(f"{address}/insert", "", seconds=4, clients=1)


def _script(stage: Stage, who: str, path: str) -> str:
    return SCRIPT.format(cookies=stage.cookies(who), path=path)


SCRIPT = """
wrk.headers["Cookie"] = "{cookies}"
function request() return wrk.format("GET", "{path}") end
"""


def _queries(stage: Stage, who: str, path: str) -> int:
    """How many queries the page takes once the process is warm."""
    client = stage.cast.sign_in(Client(SERVER_NAME=HOST), who)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
    if answer.status_code != 200:
        raise Unwell(f"{path} answered {answer.status_code}")
    return len(asked)
