"""A place for an activity: booked in the host's name, moved and given up with the activity, in use when people come."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.activities import actions, attending, placing
from tongxin.activities.errors import PlaceBookedAlready
from tongxin.activities.models import Activity
from tongxin.activities.tests.world import an_activity
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import NotYours
from tongxin.venues import actions as venues
from tongxin.venues import managing, using
from tongxin.venues.errors import HallTaken
from tongxin.venues.models import Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def center(cast: Cast) -> Venue:
    """A centre of the street, in the community beside the cast's."""
    party, by = cast.organizations["next_party"], cast.neighbor
    given = {"name": "葫田党群服务中心", "kind": "service_center", "capacity": 60, "area": cast.next}
    made = managing.register(owner=party, by=by, at=cast.at, **given)
    managing.set_hours(venue=made, hours={day: [(480, 1320)] for day in range(1, 10)}, by=by, at=cast.at)
    managing.open_up(venue=made, by=by, at=cast.at)
    return made


def theme_day(cast: Cast, **fields: object) -> Activity:
    begins = datetime.combine(today(cast.at) + timedelta(days=7), time(9), CHINA)
    given = {"title": "主题党日", "kinds": ["theme_day"], "begins_at": begins, "host": cast.organizations["branch"],
             "by": cast.branch_secretary}  # fmt: skip
    return an_activity(cast, **given | fields)


@pytest.mark.covers("YX-17")
def test_a_branch_books_a_centre_for_its_theme_day_and_the_place_goes_with_it(cast: Cast, center: Venue) -> None:
    activity = theme_day(cast)
    with pytest.raises(NotYours):
        placing.book_place(activity=activity, venue=center, by=cast.neighbor, at=cast.at)
    by = {"by": cast.branch_secretary, "at": cast.at}
    booking = placing.book_place(activity=activity, venue=center, **by)
    assert (booking.booker_id, booking.purpose) == (cast.organizations["branch"].pk, "theme_day")
    assert (activity.place, booking.begins_at, booking.ends_at) == (center.name, activity.begins_at, activity.ends_at)
    with pytest.raises(PlaceBookedAlready):
        placing.book_place(activity=activity, venue=center, **by)
    other = theme_day(cast, title="另一场", begins_at=activity.begins_at + timedelta(days=1))
    placing.book_place(activity=other, venue=center, **by)
    with pytest.raises(HallTaken):
        actions.change(
            activity=activity, begins_at=other.begins_at, ends_at=other.ends_at, sign_up_until=other.begins_at, **by
        )
    later = activity.begins_at + timedelta(hours=3)
    activity.refresh_from_db()
    actions.change(
        activity=activity, begins_at=later, ends_at=later + timedelta(hours=1), sign_up_until=later, **by
    )  # fmt: skip
    booking.refresh_from_db()
    assert (booking.begins_at, booking.ends_at) == (later, later + timedelta(hours=1))
    actions.cancel(activity=activity, reason="改线上", **by)
    booking.refresh_from_db()
    assert booking.step == "cancelled"


def test_who_checks_in_keeps_the_place_from_being_released(cast: Cast, center: Venue) -> None:
    activity = theme_day(cast)
    booking = placing.book_place(activity=activity, venue=center, by=cast.branch_secretary, at=cast.at)
    at = activity.begins_at + timedelta(minutes=5)
    assert placing.open_places(at=at) == 0
    attending.record_attendance(activity=activity, person=cast.people["member"], by=cast.branch_secretary, at=at)
    assert placing.open_places(at=at) == 1
    assert using.release_no_shows(at=activity.begins_at + timedelta(hours=1)) == 0
    booking.refresh_from_db()
    assert booking.step == "in_use"


def test_a_place_that_was_called_off_is_booked_anew_from_the_page(cast: Cast, center: Venue, client: Client) -> None:
    activity = theme_day(cast)
    booking = placing.book_place(activity=activity, venue=center, by=cast.branch_secretary, at=cast.at)
    venues.call_off(booking=booking, reason="设备检修", by=cast.neighbor, at=cast.at)
    cast.sign_in(client, "branch_secretary")
    shown = client.get(reverse("activities:activity", args=[activity.pk])).content.decode()
    assert "请另约" in shown
    page = reverse("activities:place", args=[activity.pk])
    assert center.name in client.get(page).content.decode()
    assert client.post(page, {"venue": "x"}).status_code == 404
    assert client.post(page, {"venue": center.pk}).status_code == 302
    activity.refresh_from_db()
    assert activity.booking and activity.booking.step == "booked" and activity.booking_id != booking.pk
    cast.sign_in(client, "neighbor")
    assert client.get(page).status_code == 404
