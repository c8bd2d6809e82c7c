"""What the demonstration makes of emergencies is what deeds make, and holds."""

import time

import pytest

from demo.cast import SINCE
from demo.days import Days
from demo.emergency_life import play_emergencies
from tongxin.emergencies.models import EmergencyPlan, Incident
from tongxin.kernel import invariants
from tongxin.kernel.clock import today

pytestmark = pytest.mark.django_db


def test_the_cast_finds_a_late_review_a_closed_drill_and_an_incident_that_goes_on(cast):
    began = time.perf_counter()
    play_emergencies(cast, Days.between(SINCE, cast.at), at=cast.at)
    assert time.perf_counter() - began < 5
    assert sorted(plan.review_on < today(cast.at) for plan in EmergencyPlan.objects.in_force()) == [False, True]
    assert list(Incident.objects.order_by("pk").values_list("step", "is_drill")) == [("closed", True), ("open", False)]
    invariants.discover()
    assert [said for _invariant, found in invariants.walk() for said in found] == []
