"""The honest clock: working days with make-up days, pauses, and years that are not announced yet."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel import rules
from tongxin.kernel.calendars import working_time
from tongxin.kernel.clock import CHINA, Limit, Pause, WorkingTime
from tongxin.kernel.errors import Unfit
from tongxin.kernel.invariants import needed_rules_hold
from tongxin.kernel.models import Rule
from tongxin.kernel.rules import NoSuchRule

WEEK = frozenset({1, 2, 3, 4, 5})
PLAIN = WorkingTime(
    sessions=[(time(8, 30), time(12)), (time(14), time(17, 30))], week=WEEK, confirmed_years=frozenset({2026})
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.django_db
def test_make_up_workdays_count_and_holidays_do_not() -> None:
    # 2026: National Day 1-7 October, worked on Sunday 20 September and Saturday 10 October.
    clock = working_time()
    assert clock.is_working_day(date(2026, 9, 20)) and clock.is_working_day(date(2026, 10, 10))
    assert not clock.is_working_day(date(2026, 10, 7))
    due = clock.due(moment("2026-09-30 10:00"), Limit(2))
    assert due.at == moment("2026-10-09 17:30")
    assert "遇节假日顺延 5 天" in due.explain() and "周末 2 天不计" in due.explain()


@pytest.mark.django_db
def test_a_year_that_is_not_announced_is_provisional() -> None:
    due = working_time().due(moment("2026-12-30 10:00"), Limit(5))
    assert due.provisional and "暂定" in due.explain()
    assert not working_time().due(moment("2026-11-20 10:00"), Limit(5)).provisional


def test_working_hours_run_in_sessions_only() -> None:
    # Friday 11:00 + 4 working hours: one before noon, three after two o'clock.
    assert PLAIN.due(moment("2026-11-20 11:00"), Limit(4, "working_hour")).at == moment("2026-11-20 17:00")
    assert PLAIN.due(moment("2026-11-20 17:00"), Limit(1, "working_hour")).at == moment("2026-11-23 09:00")


def test_urgent_hours_run_on() -> None:
    assert PLAIN.due(moment("2026-11-21 23:00"), Limit(4, "hour")).at == moment("2026-11-22 03:00")


def test_a_last_day_off_moves_to_the_next_working_day() -> None:
    due = PLAIN.due(moment("2026-11-19 10:00"), Limit(2, "day"))
    assert due.at == moment("2026-11-23 17:30") and "遇周末顺延 2 天" in due.explain()


def test_natural_days_run_through_a_weekend_and_do_not_say_otherwise() -> None:
    due = PLAIN.due(moment("2026-11-19 10:00"), Limit(6, "day"))
    assert due.at == moment("2026-11-25 17:30") and "周末" not in due.explain()


def test_a_pause_moves_the_due_date_by_the_working_time_it_took() -> None:
    pause = Pause(moment("2026-11-24 10:00"), moment("2026-11-26 10:00"), "等材料")
    plain = PLAIN.due(moment("2026-11-20 10:00"), Limit(5))
    paused = PLAIN.due(moment("2026-11-20 10:00"), Limit(5), [pause])
    assert PLAIN.working_days_between(plain.at.date(), paused.at.date()) == 2
    assert "暂停 2 天" in paused.explain()


def test_a_limit_must_make_sense() -> None:
    with pytest.raises(Unfit):
        Limit(-1)
    with pytest.raises(Unfit):
        Limit(1, "fortnight")


@given(start=st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 1)), days=st.integers(0, 40))
def test_counting_days_back_gives_the_limit(start: datetime, days: int) -> None:
    begun = start.replace(tzinfo=CHINA)
    due = PLAIN.due(begun, Limit(days))
    assert PLAIN.working_days_between(begun.date(), due.at.date()) == days


@given(start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 1)), hours=st.integers(1, 60))
def test_working_hours_measure_back_to_the_limit(start: datetime, hours: int) -> None:
    begun = start.replace(tzinfo=CHINA)
    due = PLAIN.due(begun, Limit(hours, "working_hour"))
    assert PLAIN.between(begun, due.at) == timedelta(hours=hours)


@given(
    st.dates(date(2025, 6, 1), date(2026, 12, 31)),
    st.integers(-400, 400),
    st.sampled_from([WEEK, WEEK | {6}, frozenset({2, 3, 4, 5, 6, 7})]),
)
def test_working_days_between_agrees_with_counting_each_day(start: date, days: int, week: frozenset[int]) -> None:
    special = {date(2026, 9, 20): True, date(2026, 10, 1): False, date(2026, 1, 3): False}
    clock = WorkingTime(sessions=[], week=week, special=special)
    end = start + timedelta(days=days)
    each = [min(start, end) + timedelta(days=n) for n in range(1, abs(days) + 1)]
    counted = sum(clock.is_working_day(day) for day in each)
    assert clock.working_days_between(start, end) == (counted if days >= 0 else -counted)


@pytest.mark.django_db
def test_the_working_week_and_the_sessions_are_data() -> None:
    assert not working_time().is_working_day(date(2026, 11, 21))
    rules.set_rule(key="office.week", value=[1, 2, 3, 4, 5, 6], source="test", valid_from=date(2026, 1, 1))
    rules.set_rule(key="office.sessions", value=[["09:00", "12:00"]], source="test", valid_from=date(2026, 1, 1))
    working_time.forget()
    assert working_time().is_working_day(date(2026, 11, 21))
    assert working_time().due(moment("2026-11-20 10:00"), Limit(1)).at == moment("2026-11-21 12:00")


@pytest.mark.django_db
def test_a_rule_that_the_house_cannot_do_without_is_missed_by_name() -> None:
    assert not list(needed_rules_hold())
    Rule.objects.filter(key__in=("office.sessions", "matching.weight.kind")).delete()
    rules.forget()
    working_time.forget()
    assert "".join(needed_rules_hold()) == "缺少规则 office.sessions缺少规则 matching.weight.kind"
    with pytest.raises(NoSuchRule, match=r"office\.sessions"):
        working_time()
