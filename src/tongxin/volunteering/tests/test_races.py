"""Many at once on real connections: a seat has one holder, an hour is reported once."""

import pytest

from demo.cast import Cast
from tests.races import all_at_once
from tongxin.activities.tests.world import a_person, an_activity
from tongxin.kernel.actor import Actor
from tongxin.volunteering.actions import shifts, spots
from tongxin.volunteering.models import Adoption, HourReport, SeatHolding
from tongxin.volunteering.tests.world import reported

pytestmark = pytest.mark.django_db(transaction=True)


def test_twelve_run_for_three_seats_and_three_sit(cast: Cast) -> None:
    shift = shifts.plan(activity=an_activity(cast), name="引导", seats=3, by=cast.worker, at=cast.at)
    crowd = [a_person(cast, f"来宾{'甲乙丙丁'[n % 4]}{'一二三'[n // 4]}") for n in range(12)]
    residents = cast.resident

    def take(person):
        actor = Actor(principal_id=person.pk, name=person.name, powers=residents.powers)
        return lambda: "sat" if shifts.take(shift=shift, person=person, by=actor, at=cast.at) else ""

    said = all_at_once([take(person) for person in crowd])
    assert said == {"sat": 3, "SeatsTaken": 9}
    assert SeatHolding.objects.held().values("seat").distinct().count() == 3


def test_the_same_hour_reported_eight_times_at_once_stands_once(cast: Cast) -> None:
    cast.resident  # noqa: B018

    def report():
        return reported(cast).step

    assert all_at_once([report] * 8) == {"reported": 1, "TimeBooked": 7}
    assert HourReport.objects.count() == 1


@pytest.mark.covers("BL-02")
def test_a_spot_is_adopted_by_one_of_eight(cast: Cast) -> None:
    spot = spots.open_spot(
        area=cast.home, name="三栋门前花坛", kind="green", text="浇水拔草", by=cast.worker, at=cast.at
    )
    names = ["resident", "member", "other_member", "leader"] * 2
    actors = [cast.actor(name) for name in names]

    def adopt(actor):
        return lambda: "adopted" if spots.adopt(spot=spot, by=actor, at=cast.at) else ""

    said = all_at_once([adopt(actor) for actor in actors])
    assert said == {"adopted": 1, "AdoptedAlready": 7} and Adoption.objects.count() == 1
