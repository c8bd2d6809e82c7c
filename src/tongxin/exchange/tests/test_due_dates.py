"""Due dates of a travelling thing: provisional over an unannounced year, warned before, one open duty, one mover."""

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from demo.cast import Cast
from tongxin.exchange import actions as exchange
from tongxin.exchange.models import Need
from tongxin.exchange.tests import story
from tongxin.kernel import calendars, duties
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import AlreadyMoved
from tongxin.kernel.models import Duty, Record

NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def late_in_the_year(cast: Cast) -> Need:
    """Raised on Wednesday, 30 December 2026: the limit of three working days runs into a year without a calendar."""
    cast.at = datetime(2026, 12, 30, 10, 0, tzinfo=CHINA)
    return story.raised(cast)


def test_a_date_in_an_unannounced_year_is_provisional_and_recomputed_with_notice(
    late_in_the_year: Need, cast: Cast
) -> None:
    before = Duty.objects.open().about(late_in_the_year).get()
    assert before.provisional and "暂定" in before.due.explain()  # type: ignore[union-attr]
    assert today(before.due_at) == date(2027, 1, 4)  # type: ignore[arg-type]
    later = cast.at + timedelta(hours=2)
    calendars.announce(year=2027, days={NEW_YEAR: (False, "元旦")}, source="公告", at=later)
    assert duties.recompute(year=2027, at=later) == 1
    after = Duty.objects.open().about(late_in_the_year).get()
    assert not after.provisional and today(after.due_at) == date(2027, 1, 5)  # type: ignore[arg-type]
    assert "遇节假日顺延 1 天" in after.due.explain()  # type: ignore[union-attr]
    assert Record.objects.filter(kind="kernel.DutyRecomputed", subject_id=after.pk).exists()


def test_the_holder_is_warned_once_before_the_limit(cast: Cast) -> None:
    need = story.raised(cast)
    duty = Duty.objects.open().about(need).get()
    assert duty.look_at < duty.due_at  # type: ignore[operator]
    duties.perform_due(at=duty.look_at)  # type: ignore[arg-type]
    duties.perform_due(at=duty.look_at + timedelta(minutes=1))  # type: ignore[operator]
    assert Record.objects.filter(kind="kernel.DutyDueSoon", subject_id=duty.pk).count() == 1
    assert not duty.is_late(duty.due_at) and duty.is_late(duty.due_at + timedelta(seconds=1))  # type: ignore[operator, arg-type]


def test_the_database_holds_one_open_duty_per_thing(cast: Cast) -> None:
    need = story.raised(cast)
    duty = Duty.objects.open().about(need).get()
    duty.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        duty.save(force_insert=True)


def test_a_pause_stops_the_clock_and_the_wait_is_not_counted(cast: Cast) -> None:
    need = story.matching(cast)
    due = Duty.objects.open().about(need).get().due_at
    exchange.pause_need(need=need, reason="等待物资", by=cast.worker, at=cast.at + timedelta(days=2))
    duties.perform_due(at=cast.at + timedelta(days=60))
    assert not Duty.objects.late(cast.at + timedelta(days=60)).about(need).exists()
    exchange.resume_need(need=need, by=cast.worker, at=cast.at + timedelta(days=9))
    resumed = Duty.objects.open().about(need).get()
    assert resumed.due_at > due + timedelta(days=5)  # type: ignore[operator]
    assert "暂停 7 天" in resumed.due.explain()  # type: ignore[union-attr]


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_one_moves_the_need(cast: Cast) -> None:
    need = story.raised(cast)
    worker = cast.worker
    outcomes: list[str] = []
    barrier = threading.Barrier(8)

    def verify() -> None:
        try:
            mine: Any = Need.objects.get(pk=need.pk)
            barrier.wait()
            exchange.verify(need=mine, by=worker, at=cast.at)
            outcomes.append("moved")
        except AlreadyMoved:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=verify) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved"] + ["refused"] * 7
    assert Duty.objects.about(need).filter(kind="step").count() == 2
