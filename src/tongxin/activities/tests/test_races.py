"""Many at once on real connections: no place is given twice, nobody is let in twice, nobody is at two places."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tests.races import all_at_once
from tongxin.activities import attending, signing
from tongxin.activities.models import Attendance, SignUp
from tongxin.activities.tests.world import a_person, an_activity, code_of, held
from tongxin.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.covers("C05-2", "C05-3")
def test_twenty_run_for_three_places_and_one_person_for_two_activities(cast: Cast) -> None:
    activity = an_activity(cast, places=3)
    crowd = [a_person(cast, f"来宾{'甲乙丙丁'[n % 4]}{'一二三四五'[n // 4]}") for n in range(20)]

    def join(person, where):
        actor = Actor(principal_id=person.pk, name=person.name)
        return lambda: signing.sign_up(activity=where, person=person, by=actor, at=cast.at).state

    said = all_at_once([join(person, activity) for person in crowd])
    assert said == {"signed": 3, "waiting": 17} and held(activity)[0] == 3
    assert sorted(row.place_in_line for row in SignUp.objects.waiting()) == list(range(1, 18))

    both = [an_activity(cast, title=f"同时的{n}", begins_at=cast.at + timedelta(days=20)) for n in range(8)]
    said = all_at_once([join(crowd[0], where) for where in both])
    assert said == {"signed": 1, "TimeClash": 7}


def test_the_same_person_checks_in_eight_times_at_once_and_is_in_once(cast: Cast) -> None:
    activity = an_activity(cast)
    member, at = cast.people["member"], activity.begins_at
    code = code_of(activity, at)

    def come():
        return attending.check_in(activity=activity, person=member, code=code, by=cast.member, at=at).how

    assert all_at_once([come] * 8) == {"code": 1, "CheckedInAlready": 7}
    assert held(activity)[1] == Attendance.objects.count() == 1
