"""When a venue is open: sorts of days by the calendar, made-up working days, midnight, lessons."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.kernel.clock import CHINA
from tongxin.venues import managing
from tongxin.venues.errors import NotOpen
from tongxin.venues.finding import Wanted, find
from tongxin.venues.forms import read_hours
from tongxin.venues.opening import Openings, merged, sort_of
from tongxin.venues.tests.world import a_part, a_venue, booked

pytestmark = pytest.mark.django_db

#: 2026: Spring Festival's made-up Saturday, the National Day holiday, an ordinary Saturday and Friday.
MADE_UP, HOLIDAY = date(2026, 2, 14), date(2026, 10, 1)
NINE, NIGHT = 9 * 60, 21 * 60


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)


@pytest.mark.covers("C10-1")
def test_a_made_up_working_day_and_a_holiday_have_hours_of_their_own(cast: Cast) -> None:
    assert [sort_of(day) for day in (MADE_UP, HOLIDAY, date(2026, 11, 28), date(2026, 11, 27))] == [8, 9, 6, 5]
    cast.at = at(date(2026, 2, 1), 9)
    weekend_only = {6: [(NINE, NIGHT)], 7: [(NINE, NIGHT)]}
    hall = a_venue(cast, hours=weekend_only)
    with pytest.raises(NotOpen, match=r"调休上班日.*当天不开放"):
        booked(cast, hall, begins_at=at(MADE_UP, 10), ends_at=at(MADE_UP, 12))
    sunday = date(2026, 2, 8)
    assert booked(cast, hall, begins_at=at(sunday, 10), ends_at=at(sunday, 12)).step == "booked"
    managing.set_hours(venue=hall, hours=weekend_only | {8: [(18 * 60, NIGHT)]}, by=cast.secretary, at=cast.at)
    with pytest.raises(NotOpen, match="开放 18:00–21:00"):
        booked(cast, hall, begins_at=at(MADE_UP, 10), ends_at=at(MADE_UP, 12))
    assert booked(cast, hall, begins_at=at(MADE_UP, 18), ends_at=at(MADE_UP, 20)).step == "booked"


@pytest.mark.covers("C10-1")
def test_across_midnight_only_where_both_days_are_open_through_it(cast: Cast) -> None:
    friday = date(2026, 11, 27)
    night = {"begins_at": at(friday, 22), "ends_at": at(friday + timedelta(days=1), 1)}
    shuts = a_venue(cast, hours={5: [(NINE, 23 * 60)], 6: [(NINE, NIGHT)]})
    with pytest.raises(NotOpen, match="跨过了午夜"):
        booked(cast, shuts, **night)
    through = a_venue(cast, name="通宵自习室", hours={5: [(NINE, 1440)], 6: [(0, 3 * 60)]})
    booking = booked(cast, through, **night)
    assert booking.step == "booked" and booking.hold.during.upper == night["ends_at"]
    until_midnight = at(friday + timedelta(days=1), 0)
    assert booked(cast, shuts, begins_at=at(friday, 20), ends_at=at(friday, 23)).step == "booked"
    assert Openings.of([through]).why_shut(through, at(friday, 23), until_midnight) == ""


def test_a_night_into_a_made_up_working_day_follows_its_hours_and_not_the_weekends(cast: Cast) -> None:
    cast.at = at(date(2026, 2, 1), 9)
    friday = MADE_UP - timedelta(days=1)
    night = {"begins_at": at(friday, 22), "ends_at": at(MADE_UP, 1)}
    weekend = {5: [(NINE, 1440)], 6: [(0, 1440)]}
    hall = a_venue(cast, hours=weekend)
    with pytest.raises(NotOpen, match="跨过了午夜"):
        booked(cast, hall, **night)
    asked = Wanted(people=10, **night)
    assert not find(asked, at=cast.at)[0], "the finder says the same"
    managing.set_hours(venue=hall, hours=weekend | {8: [(0, 3 * 60)]}, by=cast.secretary, at=cast.at)
    assert [each.venue for each in find(asked, at=cast.at)[0]] == [hall]
    assert booked(cast, hall, **night).step == "booked"


@pytest.mark.covers("BL-26")
def test_a_schools_court_is_never_open_in_lessons(cast: Cast) -> None:
    court = a_venue(
        cast, owner="school", by=cast.school_liaison, name="操场", kind="ball_court",
        hours={day: [(7 * 60, NIGHT)] for day in range(1, 10)},
    )  # fmt: skip
    assert court.outside_lessons
    monday, saturday = date(2026, 11, 23), date(2026, 11, 28)
    with pytest.raises(NotOpen, match="教学时间（08:00–17:30）不对外开放"):
        booked(cast, court, begins_at=at(monday, 16), ends_at=at(monday, 18))
    assert booked(cast, court, begins_at=at(monday, 18), ends_at=at(monday, 20)).step == "booked"
    assert booked(cast, court, begins_at=at(saturday, 10), ends_at=at(saturday, 12)).step == "booked"
    cast.at = at(date(2026, 2, 1), 9)
    with pytest.raises(NotOpen, match="教学时间"):
        booked(cast, court, begins_at=at(MADE_UP, 10), ends_at=at(MADE_UP, 12))


def test_parts_follow_the_hours_of_the_whole_until_they_have_their_own(cast: Cast) -> None:
    hall = a_venue(cast, hours={5: [(NINE, NIGHT)]})
    part = a_part(cast, hall, "东厅")
    friday = date(2026, 11, 27)
    managing.set_hours(venue=hall, hours={5: [(NINE, 12 * 60)]}, by=cast.secretary, at=cast.at)
    part.refresh_from_db()
    assert Openings.of([part]).words(part, friday) == "开放 09:00–12:00"
    managing.set_hours(venue=part, hours={5: [(13 * 60, NIGHT)]}, by=cast.secretary, at=cast.at)
    assert Openings.of([part]).words(part, friday) == "开放 13:00–21:00"
    managing.set_hours(venue=part, hours={}, by=cast.secretary, at=cast.at)
    assert Openings.of([part]).words(part, friday) == "开放 09:00–12:00"


def test_hours_are_read_as_they_stand_on_a_door() -> None:
    assert read_hours("08:30-12:00 14:00–24:00") == [(510, 720), (840, 1440)]
    assert read_hours("8：30至12:00，12:00-13:00") == [(510, 780)]
    assert read_hours("") == [] and merged([(5, 9), (1, 5)]) == [(1, 9)]
    for wrong in ("九点到五点", "12:00-08:00", "08:00-25:00", "08:00-09:00 下午"):
        with pytest.raises(ValueError, match=r"看不懂|晚于开门"):
            read_hours(wrong)


def test_a_booking_that_a_later_calendar_shuts_out_says_so_on_its_page(cast: Cast, client: Client) -> None:
    """The holidays of a year are announced after somebody booked in it; nothing is called off by machine."""
    cast.at = timezone.now()
    hall = a_venue(cast)
    booking = booked(cast, hall)
    page = reverse("venues:booking", args=[booking.pk])
    cast.sign_in(client, "worker")
    assert "在预约之后有变动" not in client.get(page).content.decode()
    managing.set_hours(venue=hall, hours={1: [(0, 60)]}, by=cast.secretary, at=cast.at)
    assert "在预约之后有变动" in client.get(page).content.decode()
    booking.refresh_from_db()
    assert booking.step == "booked"
    cast.sign_in(client, "resident")
    assert client.get(page).status_code == 302, "on the phone it has a page of its own"
