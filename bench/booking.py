"""One space tree, 500 tries on overlapping parts over 64 open connections, a hundred rounds: one winner each."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from datetime import time as hour
from typing import Any

from django.db import connection

from bench.figures import Figure
from demo.cast import Cast, assemble
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.models import Principal
from tongxin.venues import actions, managing
from tongxin.venues.errors import HallTaken
from tongxin.venues.models import Booking, Hold, Venue

CONNECTIONS, TRIES, ROUNDS = 64, 500, 100


def measure() -> Iterator[Figure]:
    cast = assemble(at=datetime.now(CHINA))
    line = _tree(cast)
    keys = Principal.objects.bulk_create(
        Principal(kind=Principal.Kind.ORGANIZATION, name=f"支部{n}") for n in range(TRIES)
    )
    begun = time.perf_counter()
    good = sum(_race(line, keys, _morning(cast, n), cast.at) for n in range(ROUNDS))
    seconds = time.perf_counter() - begun
    yield Figure(f"booking: rounds of {TRIES} with exactly one winner", good, "", ROUNDS, ROUNDS, against="rounds")
    yield Figure("booking: tries decided", ROUNDS * TRIES / seconds, "/s")
    yield Figure("booking: pairs that overlap in the table", _overlaps(), "", target=0, ceiling=True)


def _tree(cast: Cast) -> list[Venue]:
    """A hall, halves, quarters and eighths; the line from the whole to one eighth, each of which meets the others."""
    by: dict[str, Any] = {"by": cast.secretary, "at": cast.at}
    hall = managing.register(
        owner=cast.organizations["party"], area=cast.home, name="礼堂", kind="hall", capacity=800, **by
    )
    managing.set_hours(venue=hall, hours={day: [(0, 1440)] for day in range(1, 10)}, **by)
    managing.open_up(venue=hall, **by)
    line, level = [hall], [hall]
    for depth in range(3):
        whole, capacity = line[-1], 800 >> (depth + 1)
        level = [managing.divide(whole=whole, name=f"{depth}-{n}", capacity=capacity, **by) for n in (1, 2)]
        line.append(level[0])
    return line


def _morning(cast: Cast, number: int) -> datetime:
    return datetime.combine(today(cast.at) + timedelta(days=1 + number), hour(9), CHINA)


def _race(line: Sequence[Venue], bookers: Sequence[Principal], begins_at: datetime, at: datetime) -> bool:
    """Whether one of them got it, all others were told so, and the table holds just that one."""
    won: list[int] = []
    refused: list[int] = []
    barrier = threading.Barrier(CONNECTIONS)

    def book_some(first: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            for number in range(first, TRIES, CONNECTIONS):
                _try(line[number % len(line)], bookers[number], begins_at, at, won, refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=book_some, args=(n,)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = list(Booking.objects.filter(begins_at=begins_at).values_list("booker_id", flat=True))
    return kept == won and len(won) == 1 and len(refused) == TRIES - 1


def _try(
    venue: Venue, booker: Principal, begins_at: datetime, at: datetime, won: list[int], refused: list[int]
) -> None:  # fmt: skip
    try:
        actions.book(
            venue=Venue.objects.get(pk=venue.pk), booker=booker, title="主题党日", purpose="theme_day", people=40,
            begins_at=begins_at, ends_at=begins_at + timedelta(hours=2), by=SYSTEM, at=at,
        )  # fmt: skip
        won.append(booker.pk)
    except HallTaken:
        refused.append(booker.pk)


def _overlaps() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {Hold._meta.db_table} a JOIN {Hold._meta.db_table} b"
            " ON a.id < b.id AND a.space && b.space AND a.during && b.during"
        )
        return int(cursor.fetchone()[0])
