"""A round from its day to its end: laid by the clock, walked by who stands on the roster, missed, called off."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from demo.cast import Cast
from tongxin.cases.models import Case
from tongxin.kernel import duties
from tongxin.kernel.clock import CHINA, Limit
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.models import Duty, Record
from tongxin.patrols import actions as patrols
from tongxin.patrols.actions.walking import RoundOver, SeenAlready
from tongxin.patrols.models import Defect, PatrolPlan, PatrolRound
from tongxin.patrols.tests.world import ON_THE_DAY, a_place, a_plan, a_round, enlist, said, stops_of

NOON = ON_THE_DAY + timedelta(hours=12)


@pytest.mark.covers("BL-33")
def test_old_houses_are_looked_at_at_the_start_of_each_month_for_three_things(cast: Cast) -> None:
    plan = a_plan(cast)
    assert [check.label for check in plan.checklist] == ["是否发霉、受潮", "是否虫蛀", "是否损坏"]
    assert plan.advice and plan.next_on == date(2026, 12, 1)
    assert patrols.lay_due(at=ON_THE_DAY - timedelta(hours=1)) == 0
    assert patrols.lay_due(at=ON_THE_DAY) == 1
    patrol_round = PatrolRound.objects.get(plan=plan)
    duty = Duty.objects.open().about(patrol_round).get()
    assert (duty.holder_id, duty.due.limit) == (cast.organizations["team"].pk, Limit(5))
    # Five working days after a Tuesday.
    assert patrol_round.due_at == duty.due_at and duty.due_at.astimezone(CHINA).date() == date(2026, 12, 8)
    assert PatrolPlan.objects.get().next_on == date(2027, 1, 1)
    assert patrols.lay_due(at=ON_THE_DAY + timedelta(days=20)) == 0


@pytest.mark.covers("BL-33", "MHK-45")
def test_what_is_found_becomes_a_case_with_its_place_and_the_last_stop_ends_the_round(cast: Cast) -> None:
    enlist(cast)
    house, yard = a_place(cast, where="戴家弄 7 号"), a_place(cast, "王家院子")
    patrol_round = a_round(cast, route=[house, yard])
    first, last = stops_of(patrol_round)
    assert patrols.mark(stop=last, said=said(patrol_round), by=cast.member, at=NOON) == []
    (defect,) = patrols.mark(stop=first, said=said(patrol_round, insects="西边柱脚有新木屑"), by=cast.member, at=NOON)
    case = Case.objects.get()
    assert defect.case == case and (case.channel, case.step) == ("patrol", "reported")
    assert case.area == house.area and "戴家弄 7 号" in case.place and "西边柱脚有新木屑" in case.text
    assert case.desk_id == cast.organizations["party"].pk and case.reporter_id == cast.people["member"].pk
    patrol_round.refresh_from_db()
    assert (patrol_round.step, patrol_round.is_in_time) == ("done", True)
    assert not Duty.objects.open().about(patrol_round).exists()


def test_every_check_is_answered_and_a_defect_says_what_was_seen_without_a_word_on_persons(cast: Cast) -> None:
    enlist(cast)
    patrol_round = a_round(cast)
    (stop,) = stops_of(patrol_round)
    with pytest.raises(Unfit, match="还没有选"):
        patrols.mark(stop=stop, said=said(patrol_round)[:2], by=cast.member, at=NOON)
    with pytest.raises(Unfit, match="写一句"):
        patrols.mark(stop=stop, said=said(patrol_round, damp="", damage="瓦碎了"), by=cast.member, at=NOON)
    with pytest.raises(Unfit, match="电话"):
        patrols.mark(stop=stop, said=said(patrol_round, damp="问 15400001234"), by=cast.member, at=NOON)
    assert not Case.objects.exists() and not Defect.objects.exists()


def test_only_who_stands_on_the_roster_that_day_or_runs_the_patrol_may_write_it_down(cast: Cast) -> None:
    patrol_round = a_round(cast)
    (stop,) = stops_of(patrol_round)
    member = enlist(cast, "other_member")
    patrols.leave_patrol(member=member, on=date(2026, 11, 30), by=cast.leader, at=cast.at)
    for stranger in (cast.other_member, cast.member, cast.neighbor):
        with pytest.raises(NotYours):
            patrols.mark(stop=stop, said=said(patrol_round), by=stranger, at=NOON)
    patrols.mark(stop=stop, said=said(patrol_round), by=cast.leader, at=NOON)
    with pytest.raises(SeenAlready):
        patrols.mark(stop=stop, said=said(patrol_round), by=cast.worker, at=NOON)


def test_what_could_not_be_seen_says_why_and_counts_as_a_stop(cast: Cast) -> None:
    enlist(cast)
    patrol_round = a_round(cast)
    (stop,) = stops_of(patrol_round)
    with pytest.raises(Unfit):
        patrols.mark_unseen(stop=stop, reason=" ", by=cast.member, at=NOON)
    patrols.mark_unseen(stop=stop, reason="门锁着，没人应", by=cast.member, at=NOON)
    patrol_round.refresh_from_db()
    assert patrol_round.step == "done" and not stop.results.exists()


@pytest.mark.covers("BL-33", "GY-58")
def test_a_defect_seen_again_before_it_is_mended_stays_one_case(cast: Cast) -> None:
    enlist(cast)
    patrol_round = a_round(cast, every="week", valid_from=date(2026, 12, 1), at=ON_THE_DAY)
    (defect,) = patrols.mark(
        stop=stops_of(patrol_round)[0], said=said(patrol_round, damp="北墙返潮"), by=cast.member, at=NOON
    )
    again = patrols.lay(plan_id=patrol_round.plan_id, at=ON_THE_DAY + timedelta(days=7))
    (known,) = patrols.mark(
        stop=stops_of(again)[0], said=said(again, damp="还是潮"), by=cast.member, at=NOON + timedelta(days=7)
    )
    assert known == defect and Case.objects.count() == 1 and defect.results.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        other = Case.objects.get()
        other.pk, other.key = None, "another"
        other.save()
        Defect.objects.create(place=defect.place, code="damp", label="", case=other, found_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Defect.objects.create(place=defect.place, code="other", label="", case=defect.case, found_at=NOON)


def test_a_round_that_is_open_when_the_next_comes_was_missed_after_it_was_late(cast: Cast) -> None:
    enlist(cast)
    first = a_round(cast, every="week", valid_from=date(2026, 12, 1), limit=Limit(2))
    late = datetime(2026, 12, 4, 9, 0, tzinfo=CHINA)
    duties.perform_due(at=late - timedelta(days=2))
    duties.perform_due(at=late)
    assert Record.objects.filter(kind="kernel.DutyLate", data__title=str(first)).count() == 1
    assert list(PatrolRound.objects.counted(late)) == [first], "an open one past its date counts"
    second = patrols.lay(plan_id=first.plan_id, at=ON_THE_DAY + timedelta(days=7))
    first.refresh_from_db()
    assert (first.step, second.step) == ("missed", "open")
    with pytest.raises(RoundOver):
        patrols.mark(stop=stops_of(first)[0], said=said(first), by=cast.member, at=NOON + timedelta(days=7))
    assert not Duty.objects.open().about(first).exists()
    assert list(PatrolRound.objects.counted(ON_THE_DAY + timedelta(days=7))) == [first], "the new one is not due yet"


def test_what_a_phone_kept_before_the_round_was_missed_still_counts(cast: Cast) -> None:
    enlist(cast)
    first = a_round(cast, every="day", valid_from=date(2026, 12, 1), route=[a_place(cast), a_place(cast, "染坊旧址")])
    house, dye_works = stops_of(first)
    patrols.mark(stop=house, said=said(first), by=cast.member, at=NOON)
    next_day = ON_THE_DAY + timedelta(days=1)
    patrols.lay(plan_id=first.plan_id, at=next_day)
    morning = next_day + timedelta(hours=8)
    with pytest.raises(RoundOver):
        patrols.mark(stop=dye_works, said=said(first), by=cast.member, at=morning, seen_at=morning)
    patrols.mark(
        stop=dye_works, said=said(first, damp="返潮"), by=cast.member, at=morning, seen_at=NOON + timedelta(hours=9)
    )
    first.refresh_from_db()
    assert (first.step, first.is_in_time) == ("done", True)
    assert Case.objects.get().raised_at == morning, "the clock of the case begins when the desk can know of it"


def test_a_round_called_off_says_why_and_counts_for_nothing(cast: Cast) -> None:
    patrol_round = a_round(cast)
    with pytest.raises(NotYours):
        patrols.call_off(patrol_round=patrol_round, reason="台风", by=cast.neighbor, at=NOON)
    patrols.call_off(patrol_round=patrol_round, reason="台风", by=cast.leader, at=NOON)
    assert not PatrolRound.objects.counted(NOON + timedelta(days=60)).exists()


def test_days_on_which_the_platform_stood_still_are_said_and_not_counted(cast: Cast) -> None:
    plan = a_plan(cast, every="day", valid_from=date(2026, 11, 24))
    laid = patrols.lay(plan_id=plan.pk, at=ON_THE_DAY)
    assert laid.on == date(2026, 12, 1) and PatrolRound.objects.count() == 1
    (said_so,) = Record.objects.filter(kind="patrols.DaysPassedOver")
    assert said_so.data["days"] == 7


def test_an_edited_list_holds_from_the_next_round_and_keeps_what_is_known(cast: Cast) -> None:
    first = a_round(cast, every="week", valid_from=date(2026, 12, 1))
    plan = first.plan
    patrols.change_plan(plan=plan, checks=["是否虫蛀", "屋顶有没有漏"], by=cast.worker, at=NOON)
    assert [check.code for check in plan.checklist] == ["insects", "own_1"]
    first.refresh_from_db()
    assert len(first.checks) == 3
    second = patrols.lay(plan_id=plan.pk, at=ON_THE_DAY + timedelta(days=7))
    assert [check.label for check in second.checklist] == ["是否虫蛀", "屋顶有没有漏"]
    with pytest.raises(Unfit):
        patrols.change_plan(plan=plan, checks=[" "], by=cast.worker, at=NOON)
    with pytest.raises(NotYours):
        patrols.change_plan(plan=plan, name="别人的", by=cast.neighbor, at=NOON)


def test_a_plan_without_a_route_or_after_its_end_owes_no_round(cast: Cast) -> None:
    empty = a_plan(cast, route=[])
    ended = a_plan(cast, name="短的")
    patrols.end_plan(plan=ended, on=date(2026, 11, 30), by=cast.worker, at=cast.at)
    assert patrols.lay_due(at=ON_THE_DAY) == 0
    assert PatrolPlan.objects.get(pk=ended.pk).next_on is None and empty.next_on is not None
