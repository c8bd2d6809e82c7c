"""Kinds of events that a city's own list brings, and what `tongxin check` names."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from demo.cast import Cast
from tests.world import NOW
from tongxin.activities import actions as activities
from tongxin.activities import attending
from tongxin.activities.models import Activity
from tongxin.activities.queries import count_activities
from tongxin.activities.tests.world import an_activity
from tongxin.areas.models import Area
from tongxin.kernel import invariants, terms
from tongxin.kernel.actor import SYSTEM
from tongxin.organizations import actions as organizations
from tongxin.points.models import HOURS
from tongxin.volunteering.models import Certificate
from tongxin.volunteering.tests.world import BEGINS, confirmed, issued

pytestmark = pytest.mark.django_db


@pytest.mark.covers("GY-52")
def test_five_lines_into_the_community_are_kinds_of_events_counted_apart(in_city: Callable[[str], Area]) -> None:
    root = in_city("guiyang")
    lines = [term for term in terms.terms("activity_kinds").values() if term.data.get("line")]
    assert len(lines) == 5
    assert [line.label for line in lines[:4]] == ["科教进社区", "文体进社区", "法律进社区", "卫生进社区"]
    host = organizations.found(
        kind="city_committee", name="中共某市委员会", area=root, on=NOW.date(), by=SYSTEM, at=NOW
    )
    for line in lines:
        begins = NOW + timedelta(days=1)
        activities.plan(
            title=line.label, kinds=[line.code], host=host, area=root, place="文化广场", begins_at=begins,
            ends_at=begins + timedelta(hours=2), by=SYSTEM, at=NOW, is_open=True,
        )  # fmt: skip
    Activity.objects.exclude(title="法律进社区").update(status="confirmed")
    term = {"since": NOW.date(), "until": NOW.date() + timedelta(days=7)}
    assert [count_activities(kind=line.code, **term).activities for line in lines] == [1, 1, 0, 1, 1]
    law = Activity.objects.get(title="法律进社区")
    assert law.kinds_counting("counts_hours") == [], "who listens does not volunteer"


def test_what_was_altered_or_counts_twice_is_named(cast: Cast) -> None:
    invariants.discover()

    def found() -> str:
        return "\n".join(sentence for _invariant, sentences in invariants.walk() for sentence in sentences)

    confirmed(cast)
    row = issued(cast)
    assert "证明" not in found() and "重叠" not in found()
    Certificate.objects.filter(pk=row.pk).update(name="别人")
    assert row.number in found()
    activity = an_activity(cast, begins_at=BEGINS, at=cast.at - timedelta(days=20))
    attending.record_attendance(activity=activity, person=cast.people["resident"], by=cast.worker, at=BEGINS)
    attending.confirm(activity=activity, by=cast.worker, at=cast.at)
    assert "重叠" in found() and HOURS.balance(holder_id=row.person_id) == 240
