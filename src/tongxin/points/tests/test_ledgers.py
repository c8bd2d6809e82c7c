"""Credited once on confirmation, by the rule of the day; taken back only by a counter-entry; the same when replayed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.db.models import F

from tongxin.kernel import rules
from tongxin.kernel.errors import NotYours
from tongxin.kernel.ledgers import ReversedAlready
from tongxin.kernel.models import Movement
from tongxin.points import actions, replay
from tongxin.points.models import HOURS, POINTS
from tongxin.points.tests.world import MAY, TurnServed, declared, served, turn


@pytest.fixture(autouse=True)
def worth_something(db):
    with declared():
        yield


def have(cast, name="member"):
    pk = cast.people[name].pk
    return POINTS.balance(holder_id=pk), HOURS.balance(holder_id=pk)


def test_nothing_before_confirmation_then_once_in_each_ledger(cast):
    post = turn(cast)
    assert have(cast) == (0, 0)
    assert actions.award(TurnServed, [post], at=cast.at) == 2
    assert actions.award(TurnServed, [post], at=cast.at) == 0
    assert have(cast) == (2, 90)  # 2 points by the city's rule for volunteering
    points = Movement.objects.get(ledger="points")
    assert points.rule is not None and points.rule.key == "points.per_activity.volunteering"
    assert points.source.code == "issue" and points.target.holder_id == post.person_id


def test_kinds_that_do_not_count_book_nothing_and_of_several_the_best_counts_once(cast):
    with declared(kinds=()):
        served(cast)
    assert have(cast) == (0, 0)
    with declared(kinds=("theme_day", "volunteering")):
        served(cast, on=date(2026, 5, 17))
    assert have(cast) == (2, 90)


def test_a_factor_by_role_or_violation_multiplies_points_and_never_hours(cast):
    rules.set_rule(key="points.factor.organizer", value=1.5, source="示例", valid_from=date(2026, 1, 1))
    rules.set_rule(key="points.factor.left_early", value=0, source="示例", valid_from=date(2026, 1, 1))
    with declared(factor="organizer"):
        served(cast)
    assert have(cast) == (3, 90)
    with declared(factor="left_early"):
        served(cast, on=date(2026, 5, 17))
    assert have(cast) == (3, 180)


def test_minutes_are_counted_in_units_and_a_day_has_a_maximum(cast):
    with declared(minutes=50):
        served(cast)
    assert have(cast)[1] == 60
    with declared(minutes=20 * 60):
        served(cast, on=date(2026, 5, 17))
    assert have(cast)[1] == 60 + 12 * 60


@pytest.mark.covers("C06-3")
def test_the_rule_of_the_day_counts_and_a_replay_gives_the_same_ledger(cast):
    served(cast, on=MAY)
    rules.set_rule(key="points.per_activity.volunteering", value=5, source="新办法", valid_from=date(2026, 6, 1))
    served(cast, on=date(2026, 6, 20))
    late = served(cast, on=date(2026, 5, 30))
    assert have(cast)[0] == 2 + 5 + 2
    assert list(replay.differences()) == []

    changed = Movement.objects.filter(ledger="points", subject_id=late.pk)
    changed.update(amount=F("amount") + 40)
    assert "记了 42，按规则应为 2" in next(replay.differences())
    changed.delete()
    assert "应记未记" in next(replay.differences())


def test_a_replay_names_an_entry_that_nobody_confirmed(cast):
    post = served(cast)
    type(post).objects.filter(pk=post.pk).update(role="no turn after all")
    assert len(list(replay.differences())) == 2
    for movement in Movement.objects.all():
        actions.correct(movement=movement, reason="并未到场", by=cast.secretary, at=cast.at)
    assert list(replay.differences()) == []


@pytest.mark.covers("C06-4")
def test_a_correction_is_a_counter_entry_and_never_an_edit(cast):
    served(cast)
    entry = Movement.objects.get(ledger="points")
    before = Movement.objects.filter(pk=entry.pk).values().get()
    for name in ("worker", "member", "neighbor", "coordinator"):
        with pytest.raises(NotYours):
            actions.correct(movement=entry, reason="不对", by=cast.actor(name), at=cast.at)

    counter = actions.correct(movement=entry, reason="记多了", amount=1, by=cast.secretary, at=cast.at)
    assert have(cast)[0] == 1
    assert (counter.reverses_id, counter.amount, counter.on) == (entry.pk, entry.amount, entry.on)
    assert Movement.objects.filter(pk=entry.pk).values().get() == before
    with pytest.raises(ReversedAlready):
        actions.correct(movement=entry, reason="再来", by=cast.secretary, at=cast.at)
    assert list(replay.differences()) == []


def test_the_branch_corrects_its_own_member_and_nobody_their_own(cast):
    served(cast, "member")
    served(cast, "resident")
    of_member, of_resident = Movement.objects.filter(ledger="points").order_by("id")
    with pytest.raises(NotYours):
        actions.correct(movement=of_resident, reason="不对", by=cast.branch_secretary, at=cast.at)
    actions.correct(movement=of_member, reason="重复登记", by=cast.branch_secretary, at=cast.at)
    served(cast, "branch_secretary")
    own = Movement.objects.filter(ledger="points").latest("id")
    with pytest.raises(NotYours):
        actions.correct(movement=own, reason="多给自己一点", amount=9, by=cast.branch_secretary, at=cast.at)


@pytest.mark.covers("C06-1")
def test_every_movement_has_two_sides_and_all_accounts_sum_to_zero(cast):
    for days in range(5):
        served(cast, on=MAY + timedelta(days=days))
    actions.correct(movement=Movement.objects.first(), reason="试", by=cast.secretary, at=cast.at)
    for ledger in (POINTS, HOURS):
        issued = ledger.issuing()
        given = sum(Movement.objects.filter(source=issued).values_list("amount", flat=True))
        back = sum(Movement.objects.filter(target=issued).values_list("amount", flat=True))
        assert ledger.balance(holder_id=cast.people["member"].pk) == given - back > 0


@pytest.mark.covers("C06-2")
@pytest.mark.django_db(transaction=True)
def test_thirty_who_confirm_at_once_credit_exactly_once(cast):
    post, tries, gate = turn(cast), 30, Barrier(30)

    def confirm(_number: int) -> int:
        try:
            gate.wait(10)
            return actions.award(TurnServed, [post], at=cast.at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(tries) as pool:
        list(pool.map(confirm, range(tries)))
    assert have(cast) == (2, 90)
    assert Movement.objects.count() == 2
