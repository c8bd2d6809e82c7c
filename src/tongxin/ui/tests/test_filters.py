"""How days, ages, money and counts read."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from tongxin.ui import filters

MOMENT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
SEEN_FROM = {"request": SimpleNamespace(at=MOMENT)}


def test_days_and_moments_are_told_in_the_citys_time():
    assert filters.day(date(2026, 11, 21)) == "2026年11月21日 (周六)"
    assert filters.moment(MOMENT) == "2026年11月21日 (周六) 14:30"
    assert filters.day(datetime(2026, 11, 21, 16, 30, tzinfo=UTC)) == "2026年11月22日 (周日)"
    assert filters.short_day(MOMENT) == "11月21日"
    assert filters.short_moment(MOMENT) == "11月21日 14:30"
    assert filters.clock(MOMENT) == "14:30"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "刚刚"),
        (timedelta(seconds=-5), "刚刚"),
        (timedelta(minutes=1), "1 分钟前"),
        (timedelta(minutes=59, seconds=59), "59 分钟前"),
        (timedelta(hours=23, minutes=59), "23 小时前"),
        (timedelta(days=46), "46 天前"),
    ],
)
def test_ago_is_seen_from_the_moment_of_the_request(passed, words):
    assert filters.ago(SEEN_FROM, MOMENT - passed) == words
    assert filters.ago({}, MOMENT - passed, MOMENT) == words


def test_age_counts_calendar_days_of_the_city():
    late_evening = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    assert filters.age_days(SEEN_FROM, late_evening) == "1 天"
    assert filters.age_days(SEEN_FROM, MOMENT) == "0 天"
    assert filters.age_days({}, date(2026, 10, 6), date(2026, 11, 21)) == "46 天"


@pytest.mark.parametrize(
    ("fen", "words"),
    [(0, "¥0.00"), (5, "¥0.05"), (123456, "¥1,234.56"), (-123456, "-¥1,234.56"), (100_000_000_00, "¥100,000,000.00")],
)
def test_money_is_exact_to_the_fen(fen, words):
    assert filters.money(fen) == words


def test_wan_rounds_for_headings():
    assert filters.wan(123_456_789) == "123.46 万元"
    assert filters.wan(0) == "0.00 万元"


def test_counts_are_exact_to_a_thousand_and_on_request():
    assert [filters.count(n) for n in (0, 999, 1000, 1001)] == ["0", "999", "1,000", "1,000+"]
    assert filters.count(946_000, exact=True) == "946,000"


def test_a_share_says_its_denominator_and_nothing_is_no_percent():
    assert filters.share(726, 946) == "76.7%（726 ÷ 946）"
    assert filters.share(0, 0) == "还没有可算的"


def test_nothing_is_a_dash():
    for one in (filters.day, filters.moment, filters.short_day, filters.short_moment, filters.clock):
        assert one(None) == "—"
    assert filters.money(None) == filters.wan(None) == filters.count(None) == "—"
    assert filters.ago({}, None) == filters.age_days({}, None) == "—"
