"""Two at once on real connections: one moves the case, the other reads a sentence; nothing is rated twice."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tests.races import all_at_once
from tongxin.cases import actions as cases
from tongxin.cases.models import Call, Case, Extension
from tongxin.cases.tests import story
from tongxin.kernel.models import Duty, Record

pytestmark = pytest.mark.django_db(transaction=True)


def copies(case: Case, count: int) -> list[Case]:
    return [Case.objects.get(pk=case.pk) for _n in range(count)]


def test_of_eight_dispatchers_one_sends_it_and_one_duty_is_open(cast: Cast) -> None:
    case = story.accepted(cast)
    bodies = [cast.organizations["unit"], cast.organizations["school"]] * 4
    actors = [cast.worker, cast.secretary, cast.coordinator, cast.director] * 2

    def send(mine, lead, actor):
        return lambda: cases.dispatch(case=mine, lead=lead, by=actor, at=cast.at)

    deeds = [send(*each) for each in zip(copies(case, 8), bodies, actors, strict=True)]
    assert all_at_once(deeds) == {"done": 1, "AlreadyMoved": 7}
    case.refresh_from_db()
    duty = Duty.objects.open().about(case).get()
    assert duty.holder_id == case.lead_id and case.lead_id in case.bodies
    assert Record.objects.about(case).filter(kind="cases.CaseDispatched").count() == 1


def test_the_reporter_who_presses_eight_times_rates_once(cast: Cast) -> None:
    case = story.appraisal(cast)
    resident = cast.resident

    def rate(mine, grade):
        return lambda: cases.rate(case=mine, grade=grade, by=resident, at=cast.at)

    assert all_at_once([rate(mine, 1 + n % 5) for n, mine in enumerate(copies(case, 8))]) == {
        "done": 1,
        "AlreadyMoved": 7,
    }
    assert Record.objects.about(case).filter(kind="cases.CaseRated").count() == 1


def test_time_is_granted_once_a_body_is_called_once_and_two_twins_do_not_swallow_each_other(cast: Cast) -> None:
    case = story.handling(cast)
    asked = cases.ask_extension(case=case, amount=1, reason="等配件", by=cast.liaison, at=cast.at)
    secretary, worker, school = cast.secretary, cast.worker, cast.organizations["school"]

    def grant():
        mine = Extension.objects.get(pk=asked.pk)
        cases.answer_extension(extension=mine, is_granted=True, by=secretary, at=cast.at)

    def call():
        cases.call(case=Case.objects.get(pk=case.pk), bodies=[school], asks="来看看", by=worker, at=cast.at)

    assert all_at_once([grant] * 6) == {"done": 1, "AlreadyMoved": 5}
    assert all_at_once([call] * 6) == {"done": 1, "CalledAlready": 5}
    assert Call.objects.count() == 1
    one, two = story.accepted(cast), story.accepted(cast)

    def join(mine, into):
        return lambda: cases.join(case=Case.objects.get(pk=mine), into=Case(pk=into), by=worker, at=cast.at)

    assert all_at_once([join(one.pk, two.pk), join(two.pk, one.pk)]) == {"done": 1, "NotATwin": 1}
    assert sorted(Case.objects.filter(pk__in=[one.pk, two.pk]).values_list("step", flat=True)) == ["accepted", "joined"]


def test_a_check_by_two_is_written_once_and_lateness_meanwhile_changes_nothing(cast: Cast) -> None:
    case = story.checking(cast)
    late = cast.at + timedelta(days=40)
    actors = [cast.secretary, cast.coordinator]

    def fail(mine, actor):
        return lambda: cases.fail_check(case=mine, reason="没修好", by=actor, at=late)

    said = all_at_once([fail(mine, actor) for mine, actor in zip(copies(case, 2), actors, strict=True)])
    assert said == {"done": 1, "AlreadyMoved": 1}
    case.refresh_from_db()
    assert (case.step, case.reworked, case.checks.count()) == ("handling", 1, 1)
