"""A body that is dissolved leaves its venues and what it booked; a venue of a merged community lies in the heir."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.areas import actions as areas
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.invariants import open_steps_have_one_duty
from tongxin.kernel.models import Duty
from tongxin.organizations import actions as organizations
from tongxin.venues import agreements, leaving
from tongxin.venues.errors import NotBookable
from tongxin.venues.finding import Wanted, find
from tongxin.venues.models import Booking, Hold, SignPermission, Venue, VenueAgreement
from tongxin.venues.tests.world import a_venue, booked, for_organization, moment

pytestmark = pytest.mark.django_db


@pytest.mark.covers("MHK-19", "CD-17", "CD-18")
def test_the_venues_of_a_dissolved_unit_shut_and_who_booked_is_told(cast: Cast) -> None:
    hall = a_venue(cast, owner="unit", by=cast.liaison, needs_approval=True, name="礼堂")
    room = a_venue(cast, name="会议室", audience="organizations")
    theirs = booked(cast, hall)
    own = for_organization(cast, room, "unit", "liaison")
    on = today(cast.at)
    given = {"document": "共用〔2026〕3号", "text": "周三晚上", "by": cast.liaison, "at": cast.at, "valid_from": on}
    shared = agreements.agree(venue=hall, user=cast.organizations["branch"], **given)
    agreements.permit_sign(
        venue=hall, sign="members_room", agreement=shared, document="准〔2026〕1号", on=on, by=cast.coordinator,
        at=cast.at,
    )  # fmt: skip
    gone = today(cast.at) + timedelta(days=1)
    organizations.end(
        organization=cast.organizations["unit"], document="示例〔2026〕9号", on=gone, by=SYSTEM, at=cast.at
    )
    assert leaving.leave_the_gone(at=cast.at) == 0, "it stands until its day"
    later = cast.at + timedelta(days=1)
    assert leaving.leave_the_gone(at=later) == 3 and leaving.leave_the_gone(at=later) == 0
    for row in (hall, theirs, own, shared):
        row.refresh_from_db()
    assert (theirs.step, own.step, hall.is_open) == ("called_off", "cancelled", False)
    assert not Hold.objects.exists() and not Duty.objects.open().exists() and not list(open_steps_have_one_duty())
    assert shared.end_reason == "一方已撤销" and not SignPermission.objects.on(gone).exists()
    with pytest.raises(NotBookable):
        booked(cast, hall)
    assert booked(cast, room, "liaison", booker=cast.organizations["firm"].principal, by=SYSTEM).step == "booked"


@pytest.mark.covers("MHK-19")
def test_a_venue_of_a_merged_community_is_found_in_the_one_that_took_over(cast: Cast) -> None:
    hall = a_venue(cast)
    waiting = booked(cast, hall, hour=10)
    on = today(cast.at) - timedelta(days=20)
    areas.merge(areas=[cast.home], into=cast.next, on=on, document="示例〔2026〕1号", by=cast.planner, at=cast.at)
    assert leaving.follow_merges(at=cast.at) == 1 and leaving.follow_merges(at=cast.at) == 0
    wanted = Wanted(people=50, begins_at=moment(cast, 3, 14), ends_at=moment(cast, 3, 16), near=cast.next)
    [found] = find(wanted, at=cast.at)[0]
    assert (found.venue, found.near) == (hall, cast.next.name)
    assert Venue.objects.visible_to(cast.neighbor).filter(pk=hall.pk).exists()
    assert Booking.objects.get(pk=waiting.pk).area_path == cast.next.path
    assert not VenueAgreement.objects.exists()
