"""The register of places and what they are for; the block that a city can switch off; the bulk form of booking."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.kernel import modules, remembered, terms
from tongxin.kernel.errors import NotYours
from tongxin.kernel.models import Record, Term
from tongxin.venues import queries
from tongxin.venues.bulk import Used, use_many
from tongxin.venues.errors import NotOpen, TooSmall
from tongxin.venues.models import Booking, Hold, Venue
from tongxin.venues.tests.world import a_part, a_venue, booked, moment

pytestmark = pytest.mark.django_db


@pytest.mark.covers("GY-52")
def test_squares_rooms_and_libraries_are_registered_and_used_for_the_five_lines(cast: Cast) -> None:
    square = a_venue(cast, name="文化小广场", kind="square", floor_area=500)
    room = a_venue(cast, name="活动室", kind="activity_room", floor_area=60)
    library = a_venue(cast, name="图书室", kind="reading_room", floor_area=80)
    lines = ["science_education", "culture_sport", "law", "health", "civic_virtue"]
    labels = ["科教进社区", "文体活动", "法律进社区", "卫生健康", "道德讲堂"]
    assert [terms.label("venue_purposes", code) for code in lines] == labels
    for number, line in enumerate(lines):
        venue = (square, room, library)[number % 3]
        assert booked(cast, venue, purpose=line, days=3 + number).purpose_label == labels[number]
    service = queries.service_in(cast.home.path)
    assert (service.venues, service.floor, service.open) == (3, 640, 3)


@pytest.mark.covers("YX-55")
def test_venue_booking_is_a_block_that_a_city_switches_off(cast: Cast, client: Client) -> None:
    assert modules.is_on("venues")
    cast.sign_in(client, "worker")
    assert client.get(reverse("venues:find")).status_code == 200
    Term.objects.filter(listed_in="modules", code="venues").update(is_active=False)
    remembered.forget_all()
    for name in ("find", "bookings", "calendar", "my-find", "public-venues"):
        assert client.get(reverse(f"venues:{name}")).status_code == 404


def test_the_floor_of_parts_is_not_counted_twice(cast: Cast) -> None:
    hall = a_venue(cast, floor_area=200)
    a_part(cast, hall, "东厅", floor_area=90)
    a_venue(cast, name="值班室", audience="agreed", floor_area=30)
    service = queries.service_in(cast.home.path)
    assert (service.venues, service.floor, service.open, service.open_floor) == (2, 230, 1, 200)


def used(cast: Cast, venue: Venue, begins_at: datetime, **fields: object) -> Used:
    given = {
        "venue": venue, "title": "主题党日", "purpose": "theme_day", "people": 12, "begins_at": begins_at,
        "ends_at": begins_at + timedelta(hours=2), "made_at": begins_at - timedelta(days=5),
        "by": cast.branch_secretary,
        "came": 11,
    }  # fmt: skip
    return Used(**given | fields)  # type: ignore[arg-type]


def test_many_uses_are_written_at_once_under_the_same_law(cast: Cast) -> None:
    hall = a_venue(cast, buffer_minutes=10)
    part = a_part(cast, hall, "东厅")
    keys = use_many([used(cast, part, moment(cast, -9, 9)), used(cast, hall, moment(cast, -9, 14))])
    rows = list(Booking.objects.filter(pk__in=keys).order_by("begins_at"))
    assert [(row.step, row.came, row.booker_id) for row in rows] == [("used", 11, cast.organizations["branch"].pk)] * 2
    assert Hold.objects.count() == 2 and Record.objects.about(rows[0]).count() == 3
    for wrong, error in (
        (used(cast, hall, moment(cast, -9, 10)), IntegrityError),
        (used(cast, hall, moment(cast, -8, 20)), NotOpen),
        (used(cast, hall, moment(cast, -8, 9), people=99), TooSmall),
        (used(cast, hall, moment(cast, -8, 9), by=cast.resident), NotYours),
    ):
        with pytest.raises(error), transaction.atomic():
            use_many([wrong])
