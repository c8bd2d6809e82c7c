"""Many at once on real connections: of those that overlap in space and time exactly one gets in, never none."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from demo.cast import Cast
from tests.races import all_at_once
from tongxin.kernel.actor import SYSTEM
from tongxin.venues import actions
from tongxin.venues.models import Booking, Hold, Venue
from tongxin.venues.tests.world import a_part, a_venue, booked, moment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.covers("C10-5")
def test_of_twenty_for_overlapping_parts_one_gets_in_and_siblings_do_not_hinder(cast: Cast) -> None:
    hall = a_venue(cast)
    east, west = a_part(cast, hall, "东厅"), a_part(cast, hall, "西厅")
    corner = a_part(cast, east, "东厅一角")

    def book(venue: Venue, days: int) -> Callable[[], str]:
        def deed() -> str:
            begins = moment(cast, days, 14)
            return actions.book(
                venue=Venue.objects.get(pk=venue.pk), booker=cast.people["resident"].principal, title="排练",
                purpose="other", people=5, begins_at=begins, ends_at=begins + timedelta(hours=2), by=SYSTEM, at=cast.at,
            ).step  # fmt: skip

        return deed

    line = [hall, east, corner]
    for days in (3, 4, 5):
        said = all_at_once([book(line[n % 3], days) for n in range(20)])
        assert said == {"booked": 1, "HallTaken": 19} and Hold.objects.count() == Booking.objects.count() == days - 2
        Booking.objects.update(booker=cast.people["member"].principal)
    assert all_at_once([book(east, 7), book(west, 7)]) == {"booked": 2}


@pytest.mark.covers("C10-5")
def test_the_database_keeps_the_law_where_nobody_queues(cast: Cast) -> None:
    """Rows written past the deed, as an import or a slip would: the exclusion alone lets one in."""
    hall = a_venue(cast)
    east = a_part(cast, hall, "东厅")
    bookings = [booked(cast, hall, hour=9 + 2 * n) for n in range(4)]
    Hold.objects.all().delete()
    during = bookings[0].during

    def write(booking: Booking, venue: Venue) -> Callable[[], str]:
        def deed() -> str:
            Hold.objects.create(booking=booking, space=venue.space, during=during)
            return "in"

        return deed

    for first, second in ((hall, east), (east, hall)):
        said = all_at_once([write(bookings[0], first)])
        said += all_at_once([write(bookings[1], second)])
        assert said == {"in": 1, "IntegrityError": 1}
        Hold.objects.all().delete()
