"""The list of needs under rights, of 100,000: first page, deep page and filtered, as seen from four levels; the record.

Eight clients who are signed in; the limit is what the bare view reaches through the same server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import Figure
from bench.limits import bare_insert_view
from bench.serving import HOST, Burst, load, serving
from bench.stage import Stage, set_up
from tongxin.exchange.lists import NEEDS
from tongxin.exchange.models import Need
from tongxin.kernel.listing import PAGE_SIZE, key_of

COUNT = 100_000
PAGE = 1_000
RATE, PATIENCE, QUERIES = 400, 60, 4
#: Who looks from where.
LOOKERS = {"city": "planner", "county": "director", "street": "coordinator", "community": "secretary"}


@dataclass(frozen=True)
class Scene:
    """What one client asks again and again; several addresses are asked in turn."""

    name: str
    who: str
    addresses: tuple[str, ...]


def measure() -> Iterator[Figure]:
    stage = set_up(needs=COUNT)
    bare = bare_insert_view().per_second
    first: dict[str, float] = {}
    with serving() as address:
        for scene in _scenes(stage):
            yield from _played(scene, stage, address, bare, first)


def _played(scene: Scene, stage: Stage, address: str, bare: float, first: dict[str, float]) -> Iterator[Figure]:
    queries = max(_queries(stage, scene.who, each) for each in scene.addresses[:5])
    burst = _burst(scene, stage, address)
    yield Figure(f"{scene.name}: requests", burst.per_second, "/s", bare, RATE, against="bare view")
    yield Figure(f"{scene.name}: p99", burst.p99, "ms", target=PATIENCE, ceiling=True)
    yield Figure(f"{scene.name}: queries", queries, "", target=QUERIES, ceiling=True)
    level = scene.name.split(", ")[1]
    if "first page" in scene.name:
        first[level] = burst.per_second
    elif "page " in scene.name:
        yield Figure(f"{scene.name}: as fast as the first", burst.per_second, "/s", first[level], against="first page")


def _burst(scene: Scene, stage: Stage, address: str) -> Burst:
    return load(address, SCRIPT.format(cookies=stage.cookies(scene.who), paths='", "'.join(scene.addresses)))


SCRIPT = """
local paths = {{"{paths}"}}
local turn = 0
wrk.headers["Cookie"] = "{cookies}"
function request()
  turn = turn % #paths + 1
  return wrk.format("GET", paths[turn])
end
"""


def _scenes(stage: Stage) -> Iterator[Scene]:
    for level, who in LOOKERS.items():
        rows = Need.objects.visible_to(stage.cast.actor(who)).order_by("-pk")
        yield Scene(f"needs, {level}, first page", who, ("/needs/",))
        number = min(PAGE, rows.count() // PAGE_SIZE)
        last = rows[(number - 1) * PAGE_SIZE - 1]
        after = urlencode({"after": key_of(last, NEEDS.orders[0])})
        yield Scene(f"needs, {level}, page {number:,}", who, (f"/needs/?{after}",))
        filters = urlencode({"place": stage.cast.home.path, "step": "matching"})
        yield Scene(f"needs, {level}, by place and step", who, (f"/needs/?{filters}",))
    some = Need.objects.visible_to(stage.cast.actor("secretary")).order_by("pk").values_list("pk", flat=True)[:400]
    yield Scene("need, community, record page", "secretary", tuple(f"/needs/{pk}/" for pk in some))


def _queries(stage: Stage, who: str, path: str) -> int:
    """How many queries the page takes once the process is warm."""
    client = stage.cast.sign_in(Client(SERVER_NAME=HOST), who)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
