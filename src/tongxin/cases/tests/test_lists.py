"""The list is asked in a quicker way than other lists; it must say the same, and show only what is in sight."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from demo.cast import Cast
from tongxin.cases import actions as cases
from tongxin.cases.lists import CASES, cases_for
from tongxin.cases.tests import story
from tongxin.kernel.listing import PAGE_SIZE, key_of

pytestmark = pytest.mark.django_db


def opened(actor, address, at):
    request = RequestFactory().get(f"/cases/?{address}")
    request.actor, request.at = actor, at
    return request


def test_the_quick_way_gives_the_same_rows_pages_and_counts(cast: Cast) -> None:
    found = [story.reported(cast, f"第 {n} 盏路灯不亮") for n in range(PAGE_SIZE + 3)]
    cases.accept(case=found[1], by=cast.worker, at=cast.at)
    cases.dispatch(case=found[1], lead=cast.organizations["unit"], by=cast.worker, at=cast.at)
    cases.accept(case=found[2], by=cast.worker, at=cast.at)
    story.reported(cast, area=cast.next)
    after = key_of(found[10], CASES.orders[0])
    addresses = ("", "order=oldest", "step=accepted", "state=late", "state=open", "q=路灯", f"after={after}", "after=x")
    for actor in (cast.worker, cast.coordinator, cast.neighbor, cast.liaison, cast.resident):
        for address in addresses:
            at = cast.at + timedelta(days=9)
            quick = CASES.open(opened(actor, address, at), cases_for)
            plain = CASES.open(opened(actor, address, at), cases_for(actor, at))
            assert [each.pk for each in quick.rows] == [each.pk for each in plain.rows], address
            assert (quick.next_query, quick.previous_query) == (plain.next_query, plain.previous_query), address
            for one, other in zip(quick.rows, plain.rows, strict=True):
                assert [cell for _column, cell in quick.cells(one)] == [cell for _column, cell in plain.cells(other)]


def test_late_is_a_question_with_a_time_in_it(cast: Cast) -> None:
    case = story.reported(cast)
    for days, count in ((0, 0), (9, 1)):
        rows = CASES.open(opened(cast.worker, "state=late", cast.at + timedelta(days=days)), cases_for).rows
        assert len(rows) == count
    cases.withdraw(case=case, reason="好了", by=cast.resident, at=cast.at)
    assert not len(CASES.open(opened(cast.worker, "state=late", cast.at + timedelta(days=9)), cases_for).rows)


def test_a_body_sees_its_own_cases_wherever_they_lie_and_no_others(cast: Cast) -> None:
    sent = story.dispatched(cast)
    story.reported(cast)
    assert [row.pk for row in CASES.open(opened(cast.liaison, "", cast.at), cases_for).rows] == [sent.pk]
    assert not len(CASES.open(opened(cast.school_liaison, "", cast.at), cases_for).rows)
