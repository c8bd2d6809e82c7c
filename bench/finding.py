"""Five thousand venues with a year of bookings: a free one by size, place and hour, as the page asks it.

The limit is what the same PostgreSQL needs at least: the hour's busy spaces read from the index of time.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as hour
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from bench.figures import Figure
from bench.serving import HOST
from demo.cast import Cast, assemble
from tongxin.areas.models import Area
from tongxin.kernel.bulk import copy_in, numbers
from tongxin.kernel.clock import CHINA, today
from tongxin.venues.finding import Wanted, find
from tongxin.venues.models import Booking, Hold, OpenHours, Venue
from tongxin.venues.models.venue import WIDTH

VENUES, DAYS, ASKS = 5_000, 365, 200
PATIENCE = 50
#: Hours of the day at which sessions begin; six in ten of them are taken.
SLOTS, TAKEN = (9, 11, 14, 16, 19), 0.6
EQUIPMENT = ("projector", "audio", "chairs", "wifi", "stage")


def measure() -> Iterator[Figure]:
    cast = assemble(at=datetime.now(CHINA))
    draw = random.Random(20)
    count = _fill(cast, draw)
    asks = [_asked(cast, draw) for _n in range(ASKS)]
    for wanted in asks[:20]:
        find(wanted, at=cast.at)
    took = sorted(_timed(find, wanted, at=cast.at) for wanted in asks)
    limit = sorted(_timed(_busy, wanted) for wanted in asks)
    yield Figure("finding: venues", VENUES, "")
    yield Figure("finding: bookings of a year", count, "")
    yield Figure(
        "finding: a free venue, median", _at(took, 0.5), "ms", _at(limit, 0.5), PATIENCE, True, "index of time"
    )
    yield Figure("finding: a free venue, p99", _at(took, 0.99), "ms", _at(limit, 0.99), PATIENCE, True, "index of time")
    client = cast.sign_in(Client(SERVER_NAME=HOST), "worker")
    pages = sorted(_timed(_page, client, wanted) for wanted in asks)
    yield Figure("finding: the whole page, median", _at(pages, 0.5), "ms", target=PATIENCE, ceiling=True)
    yield Figure("finding: the whole page, p99", _at(pages, 0.99), "ms")


def _fill(cast: Cast, draw: random.Random) -> int:
    """Venues over all communities of the city, open from eight to ten, and their bookings; through COPY."""
    areas = list(Area.objects.filter(kind__in=("community", "village"), valid_to=None).order_by("pk"))
    owner = cast.organizations["party"].pk
    keys = numbers(Venue, VENUES)
    fields = (
        "id", "name", "kind", "owner", "area", "area_path", "address", "space", "capacity", "equipment", "rules",
        "liability", "audience", "is_free", "fee", "needs_approval", "buffer_minutes", "outside_lessons", "is_open",
        "hours_from",
    )  # fmt: skip
    rows = []
    for number, key in enumerate(keys):
        area = areas[number % len(areas)]
        rows.append((
            key, f"场地{number}", draw.choice(("hall", "meeting_room", "activity_room", "classroom")), owner, area.pk,
            area.path, "", f"[{key * WIDTH},{(key + 1) * WIDTH})", draw.choice((12, 20, 30, 40, 60, 80, 120, 300)),
            draw.sample(EQUIPMENT, 3), "", "", "everybody", True, "", False, 0, False, True, key,
        ))  # fmt: skip
    copy_in(Venue, fields, rows)
    days = ((key, day, 480, 1320) for key in keys for day in range(1, 10))
    copy_in(OpenHours, ("venue", "day", "opens", "closes"), days)
    count = _book(cast, keys, [row[5] for row in rows], draw)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _book(cast: Cast, keys: list[int], paths: list[str], draw: random.Random) -> int:
    first = datetime.combine(today(cast.at), hour(0), CHINA)
    taken = [
        (key, path, first + timedelta(days=day, hours=slot))
        for key, path in zip(keys, paths, strict=True)
        for day in range(0, DAYS)
        for slot in SLOTS
        if draw.random() < TAKEN * SHARE
    ]
    bookings = numbers(Booking, len(taken))
    booker = cast.organizations["branch"].pk
    two = timedelta(hours=2)
    columns = (
        "id", "venue", "booker", "title", "purpose", "people", "begins_at", "ends_at", "made_at", "step", "step_at",
        "area_path", "log",
    )  # fmt: skip
    rows: Any = (
        (pk, key, booker, "主题党日", "theme_day", 10, at, at + two, cast.at, "booked", cast.at, path, "")
        for pk, (key, path, at) in zip(bookings, taken, strict=True)
    )
    copy_in(Booking, columns, rows)
    spans = (
        (pk, f"[{key * WIDTH},{(key + 1) * WIDTH})", DateTimeTZRange(at, at + two))
        for pk, (key, _path, at) in zip(bookings, taken, strict=True)
    )
    copy_in(Hold, ("booking", "space", "during"), spans)
    return len(taken)


#: A year of a venue is some 110 sessions, two a week; the busiest hours of the city stay the busiest.
SHARE = 0.1


def _asked(cast: Cast, draw: random.Random) -> Wanted:
    areas = Area.objects.filter(kind="community", valid_to=None).order_by("pk")
    near = areas[draw.randrange(areas.count())]
    begins_at = datetime.combine(today(cast.at) + timedelta(days=draw.randrange(1, 300)), hour(14), CHINA)
    people, kind = draw.choice((20, 60, 120)), draw.choice(("", "", "hall"))
    equipment = draw.choice(([], [], ["projector"], ["stage", "audio"]))
    return Wanted(people, begins_at, begins_at + timedelta(hours=2), near, kind, equipment)


def _busy(wanted: Wanted) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT space FROM {Hold._meta.db_table} WHERE during && %s",
            [DateTimeTZRange(wanted.begins_at, wanted.ends_at)],
        )
        cursor.fetchall()


def _page(client: Client, wanted: Wanted) -> None:
    begins = wanted.begins_at.astimezone(CHINA)
    asked: dict[str, Any] = {
        "near": wanted.near.code if wanted.near else "", "people": wanted.people, "day": f"{begins:%Y-%m-%d}",
        "begins": f"{begins:%H:%M}", "ends": f"{begins + timedelta(hours=2):%H:%M}", "kind": wanted.kind,
        "equipment": list(wanted.equipment),
    }  # fmt: skip
    assert client.get("/venues/find/", asked).status_code == 200


def _timed(deed: Any, *args: Any, **given: Any) -> float:
    begun = time.perf_counter()
    deed(*args, **given)
    return (time.perf_counter() - begun) * 1000


def _at(took: list[float], share: float) -> float:
    return took[min(int(len(took) * share), len(took) - 1)]
