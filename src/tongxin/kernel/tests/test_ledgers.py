"""Ledgers: booked once per key even when many try at once; corrected by a counter-entry only."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from tongxin.kernel.ledgers import BookedAlready, Credit, Ledger, ReversedAlready
from tongxin.kernel.models import Movement, Principal

BOOK = Ledger("test", label="测试", unit="分")
DAY = date(2026, 3, 1)


@pytest.fixture
def holder(db: None) -> Principal:
    return Principal.objects.create(kind="person", name="孙晓阳")


def test_a_balance_is_the_sum_of_its_entries(holder: Principal, now: Any) -> None:
    entry = BOOK.credit(holder_id=holder.pk, amount=2, key="a", on=DAY, at=now)
    BOOK.credit(holder_id=holder.pk, amount=1, key="b", on=date(2025, 12, 31), at=now)
    assert BOOK.balance(holder_id=holder.pk) == 3
    assert BOOK.balance(holder_id=holder.pk, since=date(2026, 1, 1)) == 2
    BOOK.reverse(movement=entry, at=now, note="重复登记")
    assert BOOK.balance(holder_id=holder.pk) == 1
    assert Movement.objects.filter(ledger="test").count() == 3
    with pytest.raises(ReversedAlready):
        BOOK.reverse(movement=entry, at=now, note="再来一次")


def test_the_same_key_is_booked_once_alone_and_in_bulk(holder: Principal, now: Any) -> None:
    BOOK.credit(holder_id=holder.pk, amount=1, key="a", on=DAY, at=now)
    with pytest.raises(BookedAlready):
        BOOK.credit(holder_id=holder.pk, amount=1, key="a", on=DAY, at=now)
    credits = [Credit(holder_id=holder.pk, amount=1, key=key, on=DAY) for key in ("a", "b", "c")]
    assert BOOK.credit_many(credits, at=now) == 2
    assert BOOK.credit_many(credits, at=now) == 0
    assert BOOK.balance(holder_id=holder.pk) == 3


@pytest.mark.django_db(transaction=True)
def test_sixteen_connections_book_one_key_once(holder: Principal, now: Any) -> None:
    BOOK.credit(holder_id=holder.pk, amount=1, key="warm", on=DAY, at=now)
    outcomes: list[str] = []
    barrier = threading.Barrier(16)

    def try_once() -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            BOOK.credit(holder_id=holder.pk, amount=1, key="race", on=DAY, at=now)
            outcomes.append("booked")
        except BookedAlready:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("booked") == 1 and outcomes.count("refused") == 15
    assert BOOK.balance(holder_id=holder.pk) == 2
