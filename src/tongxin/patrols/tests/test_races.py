"""Two at once on real connections: a round is laid once, a stop is written down once, a defect raises one case."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction

from demo.cast import Cast
from tests.races import all_at_once
from tongxin.cases.models import Case
from tongxin.kernel.models import Duty, Record
from tongxin.patrols import actions as patrols
from tongxin.patrols.actions.laying import new_round
from tongxin.patrols.models import Defect, PatrolPlan, PatrolRound, RoundStop
from tongxin.patrols.tests.world import ON_THE_DAY, a_place, a_plan, a_round, enlist, said, stops_of

pytestmark = pytest.mark.django_db(transaction=True)
NOON = ON_THE_DAY + timedelta(hours=12)


def test_of_eight_workers_one_lays_each_round_with_one_duty(cast: Cast) -> None:
    place = a_place(cast)
    for number in range(3):
        a_plan(cast, name=f"计划{number}", route=[place])
    assert sum(int(n) * times for n, times in all_at_once([lambda: patrols.lay_due(at=ON_THE_DAY)] * 8).items()) == 3
    assert PatrolRound.objects.count() == 3 and RoundStop.objects.count() == 3
    assert Record.objects.filter(kind="patrols.RoundLaid").count() == 3
    for patrol_round in PatrolRound.objects.all():
        assert Duty.objects.open().about(patrol_round).count() == 1


def test_the_table_itself_lets_no_second_round_of_a_day_in(cast: Cast) -> None:
    plan = PatrolPlan.objects.get(pk=a_plan(cast).pk)

    def past_the_lock() -> str:
        with transaction.atomic():
            new_round(plan, date(2026, 12, 1), ON_THE_DAY).save()
        return "laid"

    assert all_at_once([past_the_lock] * 6) == {"laid": 1, "IntegrityError": 5}


def test_of_eight_who_send_the_same_stop_one_is_written_down(cast: Cast) -> None:
    enlist(cast)
    patrol_round = a_round(cast)
    (stop,) = stops_of(patrol_round)
    member, found = cast.member, said(patrol_round, damp="北墙返潮")

    def mark() -> int:
        mine = RoundStop.objects.get(pk=stop.pk)
        return len(patrols.mark(stop=mine, said=found, by=member, at=NOON))

    assert all_at_once([mark] * 8) == {"1": 1, "SeenAlready": 7}
    assert Case.objects.count() == Defect.objects.count() == 1
    assert Record.objects.filter(kind="patrols.RoundWalked").count() == 1


def test_two_rounds_that_find_the_same_thing_raise_one_case(cast: Cast) -> None:
    enlist(cast)
    place = a_place(cast)
    rounds = [a_round(cast, name=f"计划{n}", route=[place]) for n in range(6)]
    member = cast.member

    def mark(patrol_round: PatrolRound) -> Callable[[], int]:
        (stop,) = stops_of(patrol_round)
        found = said(patrol_round, damp="北墙返潮")
        return lambda: len(patrols.mark(stop=stop, said=found, by=member, at=NOON))

    assert all_at_once([mark(each) for each in rounds]) == {"1": 6}
    assert Case.objects.count() == Defect.objects.count() == 1
    assert Defect.objects.get().results.count() == 6


def test_a_round_is_walked_or_missed_and_never_both(cast: Cast) -> None:
    enlist(cast)
    patrol_round = a_round(cast, every="week", valid_from=date(2026, 12, 1))
    (stop,) = stops_of(patrol_round)
    member, found = cast.member, said(patrol_round)
    week = timedelta(days=7)

    def mark() -> str:
        patrols.mark(stop=stop, said=found, by=member, at=NOON + week)
        return "walked"

    def lay() -> str:
        patrols.lay(plan_id=patrol_round.plan_id, at=ON_THE_DAY + week)
        return "laid"

    told = all_at_once([mark, lay])
    patrol_round.refresh_from_db()
    assert told["laid"] == 1 and (patrol_round.step == "done") == (told["walked"] == 1)
    assert not Duty.objects.open().about(patrol_round).exists()
