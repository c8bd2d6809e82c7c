"""A thousand claims over sixty-four open connections: one winner, never none (C04-2)."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from demo.cast import Cast
from tongxin.exchange.models import Wish, WishClaim
from tongxin.exchange.wishes import actions as wishes
from tongxin.exchange.wishes.procedure import WISH
from tongxin.kernel import duties
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Principal

CONNECTIONS, CLAIMS = 64, 1000


@pytest.mark.covers("C04-2", "MHK-46")
@pytest.mark.django_db(transaction=True)
def test_of_a_thousand_claims_at_once_exactly_one_wins(cast: Cast) -> None:
    wish = wishes.record_wish(
        title="一盏台灯", kind="daily_goods", area=cast.home, name="罗桂芝", address="3 幢 501", by=cast.worker,
        at=cast.at,
    )  # fmt: skip
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    helpers = Principal.objects.bulk_create(Principal(kind="person", name=f"帮手{n}") for n in range(CLAIMS))
    waiting = [Actor(each.pk, each.name, powers=frozenset({"wishes.claim"})) for each in helpers]
    won: list[int] = []
    refused: list[str] = []
    barrier = threading.Barrier(CONNECTIONS)

    def claim_some(mine: list[Actor]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            for actor in mine:
                try:
                    wishes.claim(wish=Wish(pk=wish.pk), by=actor, at=cast.at)
                    won.append(actor.principal_id)
                except wishes.ClaimedAlready as error:
                    refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim_some, args=(waiting[n::CONNECTIONS],)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wish.refresh_from_db()
    assert won == [wish.claimer_id] and len(refused) == CLAIMS - 1
    assert list(WishClaim.objects.filter(wish=wish).values_list("claimer_id", flat=True)) == won


@pytest.mark.covers("C04-3")
@pytest.mark.django_db(transaction=True)
def test_a_delivery_in_the_moment_of_lateness_stands_and_nobody_waits_for_the_other(cast: Cast) -> None:
    wish = wishes.record_wish(
        title="一盏台灯", kind="daily_goods", area=cast.home, name="罗桂芝", address="3 幢 501", by=cast.worker,
        at=cast.at,
    )  # fmt: skip
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    wishes.claim(wish=wish, by=cast.member, at=cast.at)
    member, late = cast.member, cast.at + timedelta(days=40)
    duties.perform_due(at=late - timedelta(days=25))
    delivering, outcomes = threading.Event(), []

    def deliver() -> None:
        try:
            with transaction.atomic(), WISH.moving(wish, "deliver", by=member, at=late):
                delivering.set()
                time.sleep(1)
            outcomes.append("delivered")
        finally:
            connection.close()

    thread = threading.Thread(target=deliver)
    thread.start()
    delivering.wait()
    begun = time.monotonic()
    duties.perform_due(at=late)
    waited = time.monotonic() - begun
    thread.join()
    duties.perform_due(at=late)
    wish.refresh_from_db()
    assert (outcomes, wish.step, wish.claimer_id) == (["delivered"], "delivered", member.principal_id)
    assert waited < 1
