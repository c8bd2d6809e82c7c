"""Rosters of posts at junctions: point, time band, people needed, sign-up and swap; leaders like anybody."""

from datetime import date, time, timedelta

import pytest

from demo.cast import Cast
from tongxin.activities import rosters
from tongxin.activities.errors import TimeClash
from tongxin.activities.models import Activity, DutyPoint, SignUp, Swap
from tongxin.activities.tests.world import an_activity, held, signs_up
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Record

pytestmark = pytest.mark.django_db
MORNING, EVENING = (time(7, 30), time(8, 30)), (time(17, 30), time(18, 30))


def a_roster(cast: Cast, **fields: object) -> list[Activity]:
    given = {
        "title": "文明交通岗", "kind": "traffic_post", "host": cast.organizations["party"], "area": cast.home,
        "points": ["玉兴路口", "红塔大道路口"], "days": [date(2026, 11, 23), date(2026, 11, 24)],
        "bands": [MORNING, EVENING], "needed": 1, "by": cast.worker, "at": cast.at,
    }  # fmt: skip
    return rosters.plan_roster(**given | fields)  # type: ignore[arg-type]


@pytest.mark.covers("MHK-51", "C05-1")
def test_a_roster_has_a_shift_per_point_day_and_band_and_takes_so_many_people(cast: Cast) -> None:
    shifts = a_roster(cast)
    assert len(shifts) == 8 and DutyPoint.objects.count() == 2
    first = shifts[0]
    assert (first.point.name, first.begins_at.hour, first.turnout.places) == ("玉兴路口", 7, 1)  # type: ignore[union-attr]
    # The secretary stands in the line like anybody.
    assert signs_up(cast, "member", first).state == "signed"
    assert signs_up(cast, "secretary", first).state == "waiting"
    same_hour = next(shift for shift in shifts[1:] if shift.begins_at == first.begins_at)
    with pytest.raises(TimeClash):
        signs_up(cast, "member", same_hour)
    with pytest.raises(rosters.ShiftThereAlready):
        a_roster(cast, days=[date(2026, 11, 24)])
    assert Activity.objects.shifts().count() == 8


def test_bad_rosters_are_refused_in_words(cast: Cast) -> None:
    with pytest.raises(Unfit, match="不排班"):
        a_roster(cast, kind="theme_day")
    with pytest.raises(Unfit, match="岗点"):
        a_roster(cast, points=[" "])
    with pytest.raises(Unfit, match="一次最多"):
        a_roster(cast, points=[f"路口{n}" for n in range(200)])
    with pytest.raises(Unfit, match="看不懂"):
        rosters.read_bands("早上")
    with pytest.raises(Unfit, match="晚于开始"):
        rosters.read_bands("08:30-07:30")
    with pytest.raises(NotYours):
        a_roster(cast, by=cast.neighbor)
    assert rosters.read_bands("7:30-8:30\n17：30—18：30") == [MORNING, EVENING]


def test_two_people_change_shifts_by_agreement_even_at_the_same_hour(cast: Cast) -> None:
    shifts = a_roster(cast)
    here, there = (shift for shift in shifts if shift.begins_at == shifts[0].begins_at)
    mine, theirs = signs_up(cast, "member", here), signs_up(cast, "other_member", there)
    with pytest.raises(NotYours):
        rosters.ask_swap(offered=theirs, wanted=mine, by=cast.member, at=cast.at)
    swap = rosters.ask_swap(offered=mine, wanted=theirs, by=cast.member, at=cast.at)
    with pytest.raises(NotYours):
        rosters.answer_swap(swap=swap, agrees=True, by=cast.member, at=cast.at)
    rosters.answer_swap(swap=swap, agrees=True, by=cast.other_member, at=cast.at)
    held_by = {row.activity_id: row.person.name for row in SignUp.objects.holding()}
    assert held_by == {here.pk: "郑丽萍", there.pk: "孙晓阳"}
    assert held(here)[0] == held(there)[0] == 1
    assert Record.objects.about(swap).count() == 2
    with pytest.raises(AlreadyMoved):
        rosters.answer_swap(swap=swap, agrees=True, by=cast.other_member, at=cast.at)


def test_a_swap_that_would_make_somebody_be_at_two_places_changes_nothing(cast: Cast) -> None:
    shifts = a_roster(cast)
    morning, evening = shifts[0], shifts[1]
    mine, theirs = signs_up(cast, "member", morning), signs_up(cast, "other_member", evening)
    busy = an_activity(cast, begins_at=evening.begins_at - timedelta(minutes=30))
    signs_up(cast, "member", busy)
    swap = rosters.ask_swap(offered=mine, wanted=theirs, by=cast.member, at=cast.at)
    with pytest.raises(TimeClash):
        rosters.answer_swap(swap=swap, agrees=True, by=cast.other_member, at=cast.at)
    assert Swap.objects.get().state == "asked"
    assert {row.activity_id: row.person.name for row in SignUp.objects.holding().exclude(activity=busy)} == {
        morning.pk: "孙晓阳", evening.pk: "郑丽萍",
    }  # fmt: skip
    with pytest.raises(rosters.NoShift):
        rosters.ask_swap(offered=SignUp.objects.get(activity=busy), wanted=theirs, by=cast.member, at=cast.at)
