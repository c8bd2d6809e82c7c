"""An agreement: drafted, signed by both, kept, renewed with one deed, reviewed, or left in mid-term."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from demo.cast import Cast
from tongxin.alliance.actions import agreements, instruments, leaving, promises
from tongxin.alliance.actions.agreements import NewItem
from tongxin.alliance.models import Agreement, AgreementItem, Instrument
from tongxin.areas import actions as areas
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Duty
from tongxin.organizations import actions as organizations

pytestmark = pytest.mark.django_db

ITEMS = (
    NewItem("unit", "order", "每月一次夜间巡逻"),
    NewItem("unit", "environment", "门前三包"),
    NewItem("community", "civility", "为职工开放图书室"),
)


def drafted(cast: Cast, unit: str = "unit", items: tuple[NewItem, ...] = ITEMS, days: int = 365) -> Agreement:
    day = today(cast.at)
    return agreements.draft(
        kind="commitment", unit=cast.organizations[unit], area=cast.home, valid_from=day,
        valid_to=day + timedelta(days=days), items=items, contact="张文斌", is_public=True, by=cast.worker, at=cast.at,
    )  # fmt: skip


def in_force(cast: Cast, unit: str = "unit", days: int = 365) -> Agreement:
    agreement = drafted(cast, unit, days=days)
    agreements.send(agreement=agreement, by=cast.secretary, at=cast.at)
    agreements.sign(agreement=agreement, by=cast.liaison if unit == "unit" else cast.school_liaison, at=cast.at)
    return agreement


def drawn(agreement: Agreement) -> dict[str, str]:
    return {node.code: node.state for node in agreement.procedure.diagram(agreement, on=today(agreement.step_at))}


@pytest.mark.covers("MHK-32", "GY-05")
def test_both_sign_and_there_is_one_in_force_per_pair_and_kind(cast: Cast) -> None:
    agreement = drafted(cast)
    with pytest.raises(NotYours):
        agreements.send(agreement=agreement, by=cast.liaison, at=cast.at)
    agreements.send(agreement=agreement, by=cast.secretary, at=cast.at)
    duty = Duty.objects.open().about(agreement).get()
    assert duty.holder_id == cast.organizations["unit"].pk and duty.due_at
    with pytest.raises(NotYours):
        agreements.sign(agreement=agreement, by=cast.secretary, at=cast.at)
    with pytest.raises(NotYours):
        agreements.sign(agreement=agreement, by=cast.school_liaison, at=cast.at)
    with pytest.raises(agreements.AgreedAlready, match=agreement.number):
        drafted(cast)
    agreements.sign(agreement=agreement, by=cast.liaison, at=cast.at)
    assert agreement.step == "in_force" and agreement.signed_on == today(cast.at)
    second = drafted(cast)
    agreements.send(agreement=second, by=cast.secretary, at=cast.at)
    agreements.sign(agreement=second, by=cast.liaison, at=cast.at)
    assert second.step == "signed"
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=second.pk).update(step="in_force")


@pytest.mark.covers("MHK-32")
def test_an_agreement_without_items_is_refused_by_the_deed_and_by_the_database(cast: Cast) -> None:
    agreement = drafted(cast, items=())
    with pytest.raises(agreements.NoItems):
        agreements.send(agreement=agreement, by=cast.secretary, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(step="sent")
    promises.add_item(agreement=agreement, side="unit", field="order", text="夜间巡逻", by=cast.worker, at=cast.at)
    with pytest.raises(Unfit):
        promises.add_item(agreement=agreement, side="unit", field="order", text="夜间巡逻", by=cast.worker, at=cast.at)
    agreement.refresh_from_db()
    agreements.send(agreement=agreement, by=cast.secretary, at=cast.at)
    assert agreement.step == "sent"
    with pytest.raises(AlreadyMoved):
        promises.add_item(agreement=agreement, side="unit", field="order", text="门前三包", by=cast.worker, at=cast.at)


@pytest.mark.covers("GY-12")
def test_each_side_reports_its_own_promises(cast: Cast) -> None:
    agreement = in_force(cast)
    ours, theirs = agreement.items.get(field="order"), agreement.items.get(side="community")
    assert {item.field for item in agreement.items.all()} == {"order", "environment", "civility"}
    promises.report_promise(item=ours, state="kept", note="已巡逻十二次", by=cast.liaison, at=cast.at)
    with pytest.raises(NotYours):
        promises.report_promise(item=theirs, state="kept", by=cast.liaison, at=cast.at)
    with pytest.raises(NotYours):
        promises.report_promise(item=ours, state="not_kept", by=cast.neighbor, at=cast.at)
    promises.report_promise(item=theirs, state="doing", by=cast.worker, at=cast.at)
    assert [item.state for item in (ours, theirs)] == ["kept", "doing"]
    with pytest.raises(Unfit):
        promises.report_promise(item=theirs, state="released", by=cast.worker, at=cast.at)


@pytest.mark.covers("GY-05")
def test_it_warns_before_its_end_and_renews_with_one_deed(cast: Cast) -> None:
    agreement = in_force(cast, days=90)
    day = today(cast.at)
    warned = int(rules.value("agreement.warn_days", on=day))
    agreements.keep_terms(at=cast.at + timedelta(days=90 - warned - 1))
    agreement.refresh_from_db()
    assert agreement.step == "in_force"
    soon = cast.at + timedelta(days=90 - warned)
    agreements.keep_terms(at=soon)
    agreement.refresh_from_db()
    duty = Duty.objects.open().about(agreement).get()
    assert agreement.step == "ending" and duty.holder_id == cast.organizations["party"].pk
    assert duty.due_at and today(duty.due_at) == agreement.valid_to
    successor = agreements.renew(agreement=agreement, by=cast.secretary, at=soon)
    assert not Duty.objects.open().about(agreement).exists()
    assert [item.text for item in successor.items.order_by("pk")] == [item.text for item in ITEMS]
    assert all(item.carried_from_id and item.state == "open" for item in successor.items.all())
    assert (successor.step, successor.valid_from) == ("sent", agreement.valid_to + timedelta(days=1))
    assert "draft" not in drawn(successor) and drawn(agreement)["draft"] == "past", "nobody drafted what was renewed"
    with pytest.raises(agreements.AgreedAlready):
        agreements.renew(agreement=agreement, by=cast.liaison, at=soon)
    agreements.sign(agreement=successor, by=cast.liaison, at=soon)
    assert successor.step == "signed"
    agreements.keep_terms(at=cast.at + timedelta(days=91))
    agreement.refresh_from_db()
    successor.refresh_from_db()
    assert (agreement.step, successor.step) == ("ended", "in_force") and "续签" in agreement.end_reason


def test_what_was_signed_for_a_month_is_due_at_its_own_end(cast: Cast) -> None:
    agreement = in_force(cast, days=30)
    agreements.keep_terms(at=cast.at)
    due_at = Duty.objects.open().about(agreement).get().due_at
    assert due_at and today(due_at) == agreement.valid_to


@pytest.mark.covers("MHK-32")
def test_a_review_asks_a_word_on_every_item(cast: Cast) -> None:
    agreement = in_force(cast)
    with pytest.raises(agreements.NotReviewed):
        agreements.fulfil(agreement=agreement, review="履行良好", by=cast.secretary, at=cast.at)
    for item in agreement.items.all():
        promises.report_promise(item=item, state="kept", by=cast.worker, at=cast.at)
    with pytest.raises(NotYours):
        agreements.fulfil(agreement=agreement, review="履行良好", by=cast.liaison, at=cast.at)
    agreements.fulfil(agreement=agreement, review="三项都兑现", by=cast.secretary, at=cast.at)
    assert agreement.step == "fulfilled" and agreement.review == "三项都兑现"
    assert "ending" not in drawn(agreement), "it was reviewed before its end came near"


@pytest.mark.covers("GY-05", "GY-13")
def test_a_unit_that_withdraws_in_mid_term_is_released(cast: Cast) -> None:
    agreement = in_force(cast)
    instruments.lay_due(at=cast.at)
    kept = agreement.items.get(field="order")
    promises.report_promise(item=kept, state="kept", by=cast.liaison, at=cast.at)
    with pytest.raises(NotYours):
        leaving.withdraw(agreement=agreement, reason="迁出本市", by=cast.secretary, at=cast.at)
    with pytest.raises(Unfit):
        leaving.withdraw(agreement=agreement, reason=" ", by=cast.liaison, at=cast.at)
    leaving.withdraw(agreement=agreement, reason="单位迁出本市", by=cast.liaison, at=cast.at)
    states = dict(agreement.items.values_list("field", "state"))
    assert agreement.step == "withdrawn" and states == {"order": "kept", "environment": "released",
                                                        "civility": "released"}  # fmt: skip
    assert not Instrument.objects.due().exists() and not Duty.objects.open().exists()
    assert in_force(cast).step == "in_force"


@pytest.mark.covers("GY-05")
def test_who_withdraws_is_not_bound_again_by_a_renewal_that_was_signed_before(cast: Cast) -> None:
    agreement = in_force(cast, days=40)
    successor = agreements.renew(agreement=agreement, by=cast.liaison, at=cast.at)
    agreements.sign(agreement=successor, by=cast.secretary, at=cast.at)
    leaving.withdraw(agreement=agreement, reason="单位迁出本市", by=cast.liaison, at=cast.at)
    successor.refresh_from_db()
    assert successor.step == "called_off" and successor.end_reason == "单位迁出本市"
    agreements.keep_terms(at=cast.at + timedelta(days=60))
    assert not Agreement.objects.in_force().exists() and not Duty.objects.open().exists()


def test_a_unit_that_is_dissolved_leaves_what_it_signed_and_what_it_was_about_to(cast: Cast) -> None:
    standing, coming = in_force(cast), drafted(cast)
    instruments.lay_due(at=cast.at)
    day = today(cast.at)
    organizations.end(
        organization=cast.organizations["unit"], document="示例〔2026〕9号", on=day + timedelta(days=3), by=SYSTEM,
        at=cast.at,
    )  # fmt: skip
    assert leaving.leave_the_gone(at=cast.at) == 0, "it stands until its day"
    assert leaving.leave_the_gone(at=cast.at + timedelta(days=3)) == 2
    standing.refresh_from_db(), coming.refresh_from_db()
    assert (standing.step, coming.step) == ("ended", "called_off") and standing.end_reason == "单位已撤销"
    assert not standing.items.filter(state="open").exists()
    assert not Instrument.objects.due().exists() and not Duty.objects.open().exists()


@pytest.mark.covers("GY-13")
def test_four_systems_fall_due_on_each_partner_once_a_period(cast: Cast) -> None:
    agreement = in_force(cast)
    assert instruments.lay_due(at=cast.at) == 4 and instruments.lay_due(at=cast.at) == 0
    rows = {row.kind: row for row in agreement.instruments.all()}
    assert set(rows) == {"meeting", "roster", "report", "appraisal"}
    holders = {kind: Duty.objects.open().about(row).get().holder_id for kind, row in rows.items()}
    assert holders["roster"] == cast.organizations["unit"].pk and holders["meeting"] == cast.organizations["party"].pk
    with pytest.raises(Unfit):
        instruments.settle(instrument=rows["meeting"], on=date(2027, 1, 1), note="开了", by=cast.worker, at=cast.at)
    instruments.settle(instrument=rows["meeting"], on=today(cast.at), note="议定冬季巡逻", by=cast.worker, at=cast.at)
    with pytest.raises(AlreadyMoved):
        instruments.settle(instrument=rows["meeting"], on=today(cast.at), note="又", by=cast.worker, at=cast.at)
    # The meeting comes again after three months, the roster after six.
    assert instruments.lay_due(at=cast.at + timedelta(days=93)) == 1
    assert instruments.lay_due(at=cast.at + timedelta(days=185)) == 3
    assert not instruments.settle_due(
        agreement=agreement, kind="unknown", on=today(cast.at), note="无", by=cast.worker, at=cast.at
    )
    assert instruments.settle_due(
        agreement=agreement, kind="report", on=today(cast.at), note="已报告", by=cast.worker, at=cast.at
    )
    rows["report"].refresh_from_db()
    assert rows["report"].step == "done"


def test_a_merged_community_signs_nothing(cast: Cast) -> None:
    agreement = drafted(cast)
    areas.merge(
        areas=[cast.home], into=cast.next, on=today(cast.at) - timedelta(days=20), document="示例〔2026〕1号",
        by=cast.planner, at=cast.at,
    )  # fmt: skip
    agreement = Agreement.objects.get(pk=agreement.pk)
    with pytest.raises(agreements.PlaceGone):
        agreements.send(agreement=agreement, by=cast.secretary, at=cast.at)


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("MHK-32")
def test_two_desks_at_once_bring_one_into_force(cast: Cast) -> None:
    """Two signed texts of one pair and kind; only one can begin, whoever is first."""
    first = drafted(cast)
    agreements.send(agreement=first, by=cast.secretary, at=cast.at)
    Agreement.objects.filter(pk=first.pk).update(step="ended", unit_signed_at=cast.at, host_signed_at=cast.at)
    second = drafted(cast)
    AgreementItem.objects.filter(agreement=second).update(state="open")
    Agreement.objects.filter(pk=second.pk).update(step="called_off", unit_signed_at=cast.at, host_signed_at=cast.at)
    gate, outcomes = threading.Barrier(2), []

    def bring_into_force(key: int) -> None:
        gate.wait()
        try:
            with transaction.atomic():
                Agreement.objects.filter(pk=key).update(step="in_force")
            outcomes.append("in force")
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=bring_into_force, args=(key,)) for key in (first.pk, second.pk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in force", "refused"]
