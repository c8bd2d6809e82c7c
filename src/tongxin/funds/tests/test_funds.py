"""Money: a source is never overdrawn, a line is never changed, and everybody sees where a benefit comes from."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse

from tongxin.funds import actions, invariants, queries
from tongxin.funds.models import BudgetLine, FundSource
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.errors import NotYours, Unfit


def source_of(cast, *, amount=100_00, name="服务群众专项经费", kind="public_budget"):
    return actions.open_source(
        kind=kind, name=name, payer=cast.organizations["street_committee"], keeper=cast.organizations["party"],
        year=2026, amount=amount, by=SYSTEM, at=cast.at,
    )  # fmt: skip


def budget_of(cast):
    party = cast.organizations["party"]
    return actions.open_budget(title="点亮楼道", owner=party, area_path=party.area_path, by=SYSTEM, at=cast.at)


def draw(cast, budget, source, amount, by=SYSTEM):
    return actions.add_line(budget=budget, source=source, purpose="买灯", amount=amount, by=by, at=cast.at)


def test_a_source_is_never_overdrawn_and_a_withdrawn_line_gives_back(cast):
    source, budget = source_of(cast), budget_of(cast)
    line = draw(cast, budget, source, 60_00)
    with pytest.raises(actions.SourceSpent):
        draw(cast, budget, source, 40_01)
    assert FundSource.objects.get().left == 40_00

    actions.withdraw_line(line=line, reason="改用别的灯", by=SYSTEM, at=cast.at)
    with pytest.raises(actions.WithdrawnAlready):
        actions.withdraw_line(line=line, reason="再撤", by=SYSTEM, at=cast.at)
    assert FundSource.objects.get().left == 100_00
    assert BudgetLine.objects.count() == 2 and not BudgetLine.objects.standing().exists()
    draw(cast, budget, source, 100_00)
    assert not list(invariants.drawn_is_the_sum_of_lines())


def test_a_source_without_a_limit_is_open_and_sums_must_make_sense(cast):
    source, budget = source_of(cast, amount=None), budget_of(cast)
    draw(cast, budget, source, 9_999_999_00)
    assert FundSource.objects.get().left is None
    with pytest.raises(Unfit):
        draw(cast, budget, source, 0)
    with pytest.raises(Unfit):
        source_of(cast, amount=0, name="空的")
    with pytest.raises(Unfit):
        source_of(cast, kind="lottery", name="不在清单里")


def test_the_database_keeps_the_law_without_our_deeds(cast):
    source, budget = source_of(cast), budget_of(cast)
    line = draw(cast, budget, source, 60_00)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE funds_budgetline SET amount = 1 WHERE id = %s", [line.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM funds_budgetline WHERE id = %s", [line.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE funds_fundsource SET drawn = drawn + 10000 WHERE id = %s", [source.pk])
    FundSource.objects.update(drawn=1)
    assert "服务群众专项经费" in next(iter(invariants.drawn_is_the_sum_of_lines()))


@pytest.mark.covers("YX-23")
def test_a_benefit_names_its_organization_and_its_money(cast, client):
    source, budget = source_of(cast), budget_of(cast)
    dues = source_of(cast, name="党费补助", kind="party_dues")
    draw(cast, budget, source, 60_00)
    gone = draw(cast, budget, dues, 20_00)
    draw(cast, budget, dues, 30_00)
    actions.withdraw_line(line=gone, reason="重复", by=SYSTEM, at=cast.at)

    benefit = queries.behind_benefit(budget)
    assert benefit.organization == cast.organizations["party"].name
    assert benefit.sources == ["财政投入", "党费补助"] and benefit.amount == 90_00
    assert queries.behind_benefits([budget])[budget.pk] == benefit

    shown = cast.sign_in(client, "secretary").get(reverse("funds:budget", args=[budget.pk])).content.decode()
    assert "惠从何来" in shown and "财政投入" in shown and "¥90.00" in shown
    assert cast.sign_in(client, "neighbor").get(reverse("funds:budget", args=[budget.pk])).status_code == 404


def test_who_manages_funds_of_the_place_arranges_them(cast, client):
    source, budget = source_of(cast), budget_of(cast)
    draw(cast, budget, source, 10_00, by=cast.secretary)
    with pytest.raises(NotYours):
        draw(cast, budget, source, 10_00, by=cast.worker)

    cast.sign_in(client, "secretary")
    page = client.get(reverse("funds:sources"))
    assert "服务群众专项经费" in page.content.decode()
    sent = {"source": source.pk, "purpose": "买梯子", "yuan": "95"}
    assert client.post(reverse("funds:budget", args=[budget.pk]), sent).status_code == 409
    assert client.post(reverse("funds:budget", args=[budget.pk]), sent | {"yuan": "-1"}).status_code == 422
    assert client.post(reverse("funds:budget", args=[budget.pk]), sent | {"yuan": "90"}).status_code == 302
    assert FundSource.objects.get().left == 0
    line = BudgetLine.objects.latest("id")
    take_back = reverse("funds:withdraw-line", args=[budget.pk, line.pk])
    assert client.post(take_back, {"reason": " "}).status_code == 422
    assert client.post(take_back, {"reason": "梯子借到了"}).status_code == 302
    assert FundSource.objects.get().left == 90_00
    assert "梯子借到了" in client.get(reverse("funds:budget", args=[budget.pk])).content.decode()
    assert client.get(reverse("funds:export-sources"))["Content-Type"].endswith("sheet")
    new = {"kind": "social", "name": "企业捐助", "payer": cast.organizations["firm"].pk, "year": "2026", "yuan": ""}
    assert client.post(reverse("funds:open-source"), new).status_code == 302
    assert client.post(reverse("funds:open-source"), new).status_code == 409
    assert cast.sign_in(client, "worker").get(reverse("funds:sources")).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_forty_who_draw_at_once_share_exactly_what_is_there(cast):
    source, budget = source_of(cast, amount=10_00), budget_of(cast)
    tries, gate = 40, Barrier(40)

    def one(_number: int) -> bool:
        try:
            gate.wait(10)
            draw(cast, budget, source, 1_00)
        except actions.SourceSpent:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(tries) as pool:
        won = list(pool.map(one, range(tries)))
    assert won.count(True) == 10
    assert FundSource.objects.get().left == 0
    assert BudgetLine.objects.standing().count() == 10
