"""The list of needs is asked in a quicker way than other lists; it must say the same."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from demo.cast import Cast
from tongxin.exchange import actions as exchange
from tongxin.exchange.lists import NEEDS, needs_for
from tongxin.exchange.tests import story
from tongxin.kernel.listing import PAGE_SIZE, key_of

pytestmark = pytest.mark.django_db


def test_the_quick_way_gives_the_same_rows_pages_and_counts(cast: Cast) -> None:
    needs = [story.raised(cast, f"楼道第 {n} 盏灯不亮") for n in range(PAGE_SIZE + 3)]
    exchange.verify(need=needs[1], by=cast.worker, at=cast.at)
    story.raised(cast, "隔壁社区缺一块晾晒的地方", area=cast.next, by=cast.neighbor)
    after, before = key_of(needs[10], NEEDS.orders[0]), key_of(needs[2], NEEDS.orders[0])
    addresses = ("", "order=oldest", "step=verified", "kind=education", f"after={after}", f"before={before}", "after=x")
    for actor in (cast.worker, cast.coordinator, cast.neighbor, cast.resident):
        for address in addresses:
            request = RequestFactory().get(f"/needs/?{address}")
            request.actor, request.at = actor, cast.at + timedelta(days=3)
            quick, plain = NEEDS.open(request, needs_for), NEEDS.open(request, needs_for(actor, request.at))
            assert (quick.next_query, quick.previous_query) == (plain.next_query, plain.previous_query), address
            assert [each.pk for each in quick.rows] == [each.pk for each in plain.rows], address
            if not ("after=" in address or "before=" in address):
                assert quick.count == plain.count
            for one, other in zip(quick.rows, plain.rows, strict=True):
                assert [cell for _column, cell in quick.cells(one)] == [cell for _column, cell in plain.cells(other)]


def test_what_is_asked_quickly_is_not_seen_by_who_may_not(cast: Cast) -> None:
    story.raised(cast)
    for actor, count in ((cast.worker, 1), (cast.neighbor, 0), (cast.worker, 1)):
        request = RequestFactory().get("/needs/")
        request.actor, request.at = actor, cast.at
        assert NEEDS.open(request, needs_for).count == count
