"""A defect ends with its case; each side names the other; the team is told; the figures say their denominator."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from demo.cast import Cast
from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.kernel import duties
from tongxin.kernel.chores import CHORES
from tongxin.kernel.invariants import INVARIANTS
from tongxin.kernel.models import Record
from tongxin.kernel.records import deliver
from tongxin.notify import engine
from tongxin.notify.models import Notice
from tongxin.patrols import actions as patrols
from tongxin.patrols import measures, queries
from tongxin.patrols.models import Defect, PatrolRound
from tongxin.patrols.tests.world import ON_THE_DAY, a_round, enlist, said, stops_of

NOON = ON_THE_DAY + timedelta(hours=12)


def found(cast: Cast, **given: object) -> Defect:
    patrol_round = a_round(cast, **given)
    (defect,) = patrols.mark(
        stop=stops_of(patrol_round)[0], said=said(patrol_round, insects="柱脚有新木屑"), by=cast.member, at=NOON
    )
    return defect


def heard(defect: Defect) -> str:
    deliver()
    defect.refresh_from_db()
    return defect.state


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("GY-58")
def test_a_facility_is_mended_when_its_case_is_and_broken_again_when_it_is_disputed(cast: Cast) -> None:
    enlist(cast)
    defect, case = found(cast), Case.objects.get()
    cases.accept(case=case, category="five_livelihood", by=cast.worker, at=NOON)
    assert heard(defect) == "open"
    cases.answer(case=case, answer="请白蚁所来处理过了", by=cast.worker, at=NOON)
    assert heard(defect) == "mended" and defect.ended_at == NOON
    again = patrols.lay(plan_id=defect.results.get().stop.round.plan_id, at=ON_THE_DAY + timedelta(days=31))
    (fresh,) = patrols.mark(
        stop=stops_of(again)[0], said=said(again, insects="又有了"), by=cast.member, at=NOON + timedelta(days=31)
    )
    assert fresh != defect and Case.objects.count() == 2, "what was mended and broke again is another defect"
    cases.decline(case=fresh.case, reason="repeated", by=cast.worker, at=NOON + timedelta(days=31))
    assert heard(fresh) == "dropped"
    cases.dispute(case=case, reason="没有弄干净", by=cast.member, at=NOON + timedelta(days=1))
    assert heard(defect) == "open" and defect.ended_at is None
    assert heard(defect) == "open" and deliver() == 0, "heard twice, nothing changes"
    broken = [list(each.walk()) for name, each in INVARIANTS.items() if "patrols" in name]
    assert broken and not any(broken)


@pytest.mark.covers("BL-33")
def test_the_case_leads_to_its_round_for_who_may_see_it(cast: Cast, client: Client) -> None:
    enlist(cast)
    defect = found(cast)
    patrol_round = PatrolRound.objects.get()
    shown = cast.sign_in(client, "worker").get(defect.case.get_absolute_url()).content.decode()
    assert f'href="{patrol_round.get_absolute_url()}"' in shown and str(patrol_round) in shown


def told(cast: Cast, name: str, room: str) -> list[tuple[str, str]]:
    for row in Record.objects.filter(kind__startswith=room).select_related("by").order_by("id"):
        engine.tell(row)
    return list(Notice.objects.of(cast.people[name].pk).order_by("id").values_list("text", "link"))


def test_the_team_is_told_of_its_round_and_the_keeper_when_it_is_late(cast: Cast) -> None:
    enlist(cast)
    patrol_round = a_round(cast)
    (notice,) = told(cast, "member", "patrols.")
    assert "该巡查了" in notice[0] and notice[1] == f"/my/patrols/{patrol_round.pk}/"
    for days in (-3, 0):
        duties.perform_due(at=patrol_round.due_at + timedelta(days=days, minutes=1))
    late = (f"巡查超期未完成：{patrol_round}（{patrol_round.team}）", patrol_round.get_absolute_url())
    assert late in told(cast, "secretary", "kernel.DutyLate")
    assert late not in told(cast, "member", "kernel.DutyLate")


def test_rounds_done_over_rounds_due_and_none_due_is_neither_none_nor_all(cast: Cast) -> None:
    enlist(cast)
    first = a_round(cast, every="week", valid_from=date(2026, 12, 1))
    rounds = PatrolRound.objects.filter(plan=first.plan)
    assert queries.turnout(rounds, NOON).words == ""
    patrols.mark(stop=stops_of(first)[0], said=said(first), by=cast.member, at=first.due_at + timedelta(hours=1))
    patrols.lay(plan_id=first.plan_id, at=ON_THE_DAY + timedelta(days=7))
    third = patrols.lay(plan_id=first.plan_id, at=ON_THE_DAY + timedelta(days=14))
    patrols.call_off(patrol_round=third, reason="台风", by=cast.worker, at=ON_THE_DAY + timedelta(days=14))
    told = queries.turnout(rounds, ON_THE_DAY + timedelta(days=20))
    assert (told.done, told.due, told.in_time) == (1, 2, 0)
    on = date(2026, 12, 31)
    assert (measures.rounds_done(on), measures.rounds_due(on)) == (1, 2)


def test_the_clock_does_it_by_itself(cast: Cast) -> None:
    from tongxin.patrols.tests.world import a_plan

    plan = a_plan(cast, every="day", valid_from=date(2026, 11, 24))
    lay = CHORES["tongxin.patrols.chores.lay_rounds"]
    assert lay.every == "minute" and lay.do(ON_THE_DAY) == 1 and lay.do(ON_THE_DAY) == 0
    assert plan.rounds.get().laid_at == ON_THE_DAY and timezone.is_aware(ON_THE_DAY)
