"""One wish, a thousand claims over 64 open connections released by a barrier, a hundred times: one winner each."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection

from bench.figures import Figure
from demo.cast import Cast, assemble
from tongxin.exchange.models import Wish, WishClaim
from tongxin.exchange.wishes import actions as wishes
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA
from tongxin.kernel.models import Principal

CONNECTIONS, CLAIMS, ROUNDS = 64, 1_000, 100


def measure() -> Iterator[Figure]:
    cast = assemble(at=datetime.now(CHINA))
    keys = Principal.objects.bulk_create(Principal(kind="person", name=f"帮手{n}") for n in range(CLAIMS))
    helpers = [Actor(each.pk, each.name, powers=frozenset({"wishes.claim"})) for each in keys]
    begun = time.perf_counter()
    good = sum(_race(_wish(cast, n), helpers, cast.at) for n in range(ROUNDS))
    seconds = time.perf_counter() - begun
    yield Figure(f"claiming: rounds of {CLAIMS:,} with exactly one winner", good, "", ROUNDS, ROUNDS, against="rounds")
    yield Figure("claiming: claims decided", ROUNDS * CLAIMS / seconds, "/s")


def _wish(cast: Cast, number: int) -> Wish:
    wish = wishes.record_wish(
        title=f"一盏台灯（{number}）", kind="daily_goods", area=cast.home, name=f"心愿人{number}", address="3 幢 501",
        by=cast.worker, at=cast.at,
    )  # fmt: skip
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    return wish


def _race(wish: Wish, helpers: Sequence[Actor], at: datetime) -> bool:
    """Whether one of the helpers got it and all others were told so."""
    won: list[int] = []
    refused: list[int] = []
    barrier = threading.Barrier(CONNECTIONS)

    def claim_some(mine: Sequence[Actor]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            for actor in mine:
                try:
                    wishes.claim(wish=Wish(pk=wish.pk), by=actor, at=at)
                    won.append(actor.principal_id)
                except wishes.ClaimedAlready:
                    refused.append(actor.principal_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim_some, args=(helpers[n::CONNECTIONS],)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = list(WishClaim.objects.filter(wish=wish).values_list("claimer_id", flat=True))
    return kept == won and len(won) == 1 and len(refused) == CLAIMS - 1
