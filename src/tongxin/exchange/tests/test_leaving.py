"""A dissolved unit offers nothing any more, and no need waits for its answer."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.exchange import actions as exchange
from tongxin.exchange import leaving
from tongxin.exchange.models import Resource
from tongxin.exchange.tests.story import matching, published
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.invariants import open_steps_have_one_duty
from tongxin.kernel.models import Duty
from tongxin.organizations import actions as organizations


@pytest.mark.django_db
def test_what_a_dissolved_unit_offered_ends_and_its_answer_is_not_waited_for(cast: Cast) -> None:
    need, resource, other = matching(cast), published(cast), published(cast, "教室", owner="school")
    offer = exchange.offer(need=need, resource=resource, by=cast.worker, at=cast.at)
    gone = today(cast.at) + timedelta(days=1)
    unit = cast.organizations["unit"]
    organizations.end(organization=unit, document="示例〔2026〕9号", on=gone, by=SYSTEM, at=cast.at)
    assert leaving.leave_the_gone(at=cast.at) == 0, "it stands until its day"
    later = cast.at + timedelta(days=1)
    assert leaving.leave_the_gone(at=later) == 2 and leaving.leave_the_gone(at=later) == 0
    for row in (offer, resource, other):
        row.refresh_from_db()
    assert (offer.step, resource.step, other.step) == ("withdrawn", "ended", "published")
    assert list(Resource.objects.free()) == [other]
    assert not Duty.objects.open().filter(holder_id=unit.pk).exists() and not list(open_steps_have_one_duty())
