"""When a place is merged into another one, who is resident there is resident in that one, and whoever led it is not."""

from datetime import timedelta

import pytest

from demo.cast import Cast
from tongxin.areas import actions as areas
from tongxin.kernel import records
from tongxin.kernel.clock import today
from tongxin.organizations import following
from tongxin.organizations.models import Organization
from tongxin.people import following as people
from tongxin.people.models import Person

pytestmark = pytest.mark.django_db


def merged(cast: Cast, *, in_days: int) -> None:
    on = today(cast.at) + timedelta(days=in_days)
    areas.merge(areas=[cast.home], into=cast.next, on=on, document="示例〔2026〕1号", by=cast.planner, at=cast.at)


@pytest.mark.covers("GY-15")
def test_units_and_persons_of_a_merged_community_are_resident_in_the_one_that_took_over(cast: Cast) -> None:
    unit, committee, person = cast.organizations["unit"], cast.organizations["committee"], cast.people["member"]
    assert (unit.area, committee.area, person.area) == (cast.home, cast.home, cast.home)
    merged(cast, in_days=-20)
    assert following.follow_merges(at=cast.at) and people.follow_merges(at=cast.at)
    for moved in (unit, person):
        moved.refresh_from_db()
        assert (moved.area, moved.area_path) == (cast.next, cast.next.path)
    committee.refresh_from_db()
    assert committee.area == cast.home
    assert not Organization.objects.of_line("unit").on(today(cast.at)).filter(area=cast.home).exists()
    assert following.follow_merges(at=cast.at) == 0 and people.follow_merges(at=cast.at) == 0


def test_they_follow_on_the_day_of_the_merger_and_the_dissolved_stay(cast: Cast) -> None:
    unit, firm = cast.organizations["unit"], cast.organizations["firm"]
    Organization.objects.filter(pk=firm.pk).update(valid_to=today(cast.at))
    merged(cast, in_days=10)
    assert following.follow_merges(at=cast.at) == 0 and people.follow_merges(at=cast.at) == 0
    later = cast.at + timedelta(days=10)
    assert following.follow_merges(at=later) and people.follow_merges(at=later)
    unit.refresh_from_db()
    firm.refresh_from_db()
    assert (unit.area, firm.area) == (cast.next, cast.home)


@pytest.mark.django_db(transaction=True)
def test_the_merger_is_heard(cast: Cast) -> None:
    merged(cast, in_days=-20)
    records.deliver()
    assert Organization.objects.get(pk=cast.organizations["unit"].pk).area == cast.next
    assert Person.objects.get(pk=cast.people["member"].pk).area == cast.next
