"""Micro-wishes: approved, claimed by one, delivered, confirmed, thanked; who wishes is seen only while needed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from demo.cast import Cast
from tongxin.exchange.models import Wish, WishClaim
from tongxin.exchange.wishes import actions as wishes
from tongxin.exchange.wishes.invariants import claimed_by_who_stands_in_the_history, ended_wishes_have_their_day
from tongxin.kernel import duties, rules
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.models import Look, Record
from tongxin.kernel.records import sentence

pytestmark = pytest.mark.django_db

NAME, PHONE, ADDRESS = "罗桂芝", "13800001234", "3 幢 2 单元 501"


def written_down(cast: Cast, **changes: Any) -> Wish:
    told = {"title": "一盏床头台灯", "kind": "daily_goods", "value_fen": 8000, "channel": "phone"} | changes
    identity = {"name": NAME, "phone": PHONE, "address": ADDRESS}
    return wishes.record_wish(**(identity | told), area=cast.home, by=cast.worker, at=cast.at)  # type: ignore[arg-type]


def approved(cast: Cast, **changes: Any) -> Wish:
    wish = written_down(cast, **changes)
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    return wish


def claimed(cast: Cast) -> Wish:
    wish = approved(cast)
    wishes.claim(wish=wish, by=cast.member, at=cast.at)
    return wish


@pytest.mark.covers("MHK-46")
def test_a_wish_goes_from_the_counter_to_thanks(cast: Cast) -> None:
    wish = written_down(cast)
    with pytest.raises(NotYours):
        wishes.approve(wish=wish, by=cast.neighbor, at=cast.at)
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    assert list(Wish.objects.to_claim()) == [wish]
    wishes.claim(wish=wish, by=cast.member, at=cast.at)
    with pytest.raises(NotYours):
        wishes.deliver(wish=wish, by=cast.other_member, at=cast.at)
    wishes.deliver(wish=wish, by=cast.member, at=cast.at)
    with pytest.raises(NotYours):
        wishes.confirm(wish=wish, by=cast.member, at=cast.at)
    wishes.confirm(wish=wish, by=cast.worker, at=cast.at)
    wishes.thank(wish=wish, thanks="灯很亮，谢谢！", by=cast.worker, at=cast.at)
    assert wish.step == "thanked" and wish.is_over
    said = [sentence(row) for row in Record.objects.about(wish).select_related("by").order_by("id")]
    assert len(said) == 6 and not any(NAME in each or ADDRESS in each for each in said)


def test_no_column_of_a_wish_holds_name_phone_or_address_in_clear(cast: Cast) -> None:
    wish = written_down(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT w::text FROM exchange_wish w WHERE id = %s", [wish.pk])
        row = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(r::text, '') FROM kernel_record r WHERE subject_id = %s", [wish.pk])
        records = cursor.fetchone()[0]
    for clear in (NAME, PHONE, ADDRESS):
        for kept in (row, records):
            assert clear not in kept and clear.encode().hex() not in kept
    assert repr(wish.wisher_name) == "<sealed>"


@pytest.mark.covers("C04-4", "C19-3")
def test_only_the_claimer_sees_the_address_only_while_needed_and_each_look_is_recorded(cast: Cast) -> None:
    wish = approved(cast)
    with pytest.raises(wishes.NoLongerNeeded):
        wishes.see_wisher(wish=wish, purpose="想看看", by=cast.member, at=cast.at)
    wishes.claim(wish=wish, by=cast.member, at=cast.at)
    seen = wishes.see_wisher(wish=wish, purpose="送台灯上门", by=cast.member, at=cast.at)
    assert (seen.name, seen.phone, seen.address) == (NAME, f"+86{PHONE}", ADDRESS)
    looks = Look.objects.filter(subject_type="exchange.wish", subject_id=wish.pk)
    assert {look.field for look in looks} == {"wisher_name", "wisher_phone", "wisher_address"}
    assert {(look.by_id, look.purpose) for look in looks} == {(cast.member.principal_id, "送台灯上门")}
    for stranger in (cast.worker, cast.secretary, cast.other_member, cast.admin):
        with pytest.raises(wishes.NoLongerNeeded):
            wishes.see_wisher(wish=wish, purpose="核对", by=stranger, at=cast.at)
    with pytest.raises(Unfit):
        wishes.see_wisher(wish=wish, purpose="  ", by=cast.member, at=cast.at)
    wishes.deliver(wish=wish, by=cast.member, at=cast.at)
    wishes.confirm(wish=wish, by=cast.worker, at=cast.at)
    with pytest.raises(wishes.NoLongerNeeded):
        wishes.see_wisher(wish=wish, purpose="再看一次", by=cast.member, at=cast.at)
    assert looks.count() == 3


def test_a_worker_opens_the_address_for_a_claimer_at_the_desk_and_is_recorded(cast: Cast) -> None:
    wish = approved(cast)
    at_desk = cast.worker.for_somebody(cast.people["resident"].pk)
    wishes.claim(wish=wish, by=at_desk, at=cast.at)
    assert wish.claimer_id == cast.people["resident"].pk
    assert wishes.see_wisher(wish=wish, purpose="打印地址条", by=at_desk, at=cast.at).address == ADDRESS
    assert all("代认领人" in look.purpose and look.by_id == cast.worker.principal_id for look in Look.objects.all())
    with pytest.raises(wishes.NoLongerNeeded):
        stranger = cast.neighbor.for_somebody(cast.people["resident"].pk)
        wishes.see_wisher(wish=wish, purpose="打印地址条", by=stranger, at=cast.at)


@pytest.mark.covers("C04-1", "C19-2")
def test_name_and_address_are_erased_a_dated_number_of_days_after_thanks(cast: Cast) -> None:
    rules.set_rule(key="wish.erase_days", value=30, source="项目", unit="day", valid_from=today(cast.at))
    wish = claimed(cast)
    wishes.deliver(wish=wish, by=cast.member, at=cast.at)
    wishes.confirm(wish=wish, by=cast.worker, at=cast.at)
    wishes.thank(wish=wish, thanks="", by=cast.worker, at=cast.at)
    assert wish.erase_on == today(cast.at) + timedelta(days=30)
    assert wishes.erase_due(at=cast.at + timedelta(days=29)) == 0
    assert wishes.erase_due(at=cast.at + timedelta(days=30)) == 1
    wish.refresh_from_db()
    kept = (wish.wisher_id, wish.wisher_name, wish.wisher_phone, wish.wisher_address, wish.wisher_print)
    assert kept == (None,) * 5 and wish.erased_at and wish.title
    assert wishes.erase_due(at=cast.at + timedelta(days=31)) == 0


def test_the_database_refuses_an_erased_wish_with_a_name(cast: Cast) -> None:
    wish = written_down(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wish.objects.filter(pk=wish.pk).update(erased_at=cast.at)


@pytest.mark.covers("C04-3")
def test_a_sleeping_claim_returns_to_the_pool_and_the_history_stays(cast: Cast) -> None:
    wish = claimed(cast)
    days = rules.value("wish.claim_days", on=today(cast.at))
    duties.perform_due(at=cast.at + timedelta(days=days - 1))
    wish.refresh_from_db()
    assert wish.step == "claimed"
    duties.perform_due(at=cast.at + timedelta(days=days + 3))
    wish.refresh_from_db()
    assert wish.step == "approved" and wish.claimer_id is None
    late = cast.at + timedelta(days=days + 4)
    wishes.claim(wish=wish, by=cast.other_member, at=late)
    history = WishClaim.objects.filter(wish=wish).order_by("id")
    assert [(row.claimer_id, bool(row.returned_at)) for row in history] == [
        (cast.member.principal_id, True),
        (cast.other_member.principal_id, False),
    ]
    with pytest.raises(wishes.NoLongerNeeded):
        wishes.see_wisher(wish=wish, purpose="送上门", by=cast.member, at=late)


def test_nobody_claims_within_the_public_term_and_the_wish_expires(cast: Cast) -> None:
    wish = approved(cast)
    duties.perform_due(at=cast.at + timedelta(days=190))
    duties.perform_due(at=cast.at + timedelta(days=190))
    wish.refresh_from_db()
    assert wish.step == "expired" and wish.erase_on


def test_a_second_claim_and_a_claim_of_ones_own_wish_are_refused_in_words(cast: Cast) -> None:
    wish = claimed(cast)
    with pytest.raises(wishes.ClaimedAlready, match="刚刚已被别人认领"):
        wishes.claim(wish=Wish.objects.get(pk=wish.pk), by=cast.other_member, at=cast.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        WishClaim.objects.create(wish=wish, claimer_id=cast.other_member.principal_id, claimed_at=cast.at)
    resident = cast.people["resident"]
    own = wishes.record_wish(
        title="一副老花镜", kind="daily_goods", area=cast.home, name="钱阿秀", address=ADDRESS, channel="online",
        wisher=resident, by=cast.resident, at=cast.at,
    )  # fmt: skip
    wishes.approve(wish=own, by=cast.secretary, at=cast.at)
    with pytest.raises(wishes.OwnWish):
        wishes.claim(wish=own, by=cast.resident, at=cast.at)


def test_the_records_of_ones_own_wish_do_not_name_the_wisher(cast: Cast) -> None:
    own = wishes.record_wish(
        title="一副老花镜", kind="daily_goods", area=cast.home, name="钱阿秀", address=ADDRESS, channel="online",
        wisher=cast.people["resident"], by=cast.resident, at=cast.at,
    )  # fmt: skip
    wishes.withdraw(wish=own, reason="已经解决", by=cast.resident, at=cast.at)
    assert own.step == "withdrawn" and own.erase_on
    rows = Record.objects.about(own).select_related("by")
    assert [row.by for row in rows] == [None, None]
    assert not rows.filter(on_behalf_of__isnull=False).exists()


def test_what_does_not_fit_is_refused_in_words(cast: Cast) -> None:
    cap = rules.value("wish.value_cap_fen", on=today(cast.at))
    with pytest.raises(wishes.OverCap):
        written_down(cast, value_fen=cap + 1)
    with pytest.raises(wishes.TellsTooMuch):
        written_down(cast, title="台灯，联系 13800001234")
    with pytest.raises(wishes.TellsTooMuch):
        written_down(cast, detail="电话１３８ ００００ １２３４")
    with pytest.raises(wishes.SensitiveWords, match="低保"):
        written_down(cast, detail="低保户，想要一盏灯")
    assert written_down(cast, detail="低保窗口旁放一盏灯", reviewed=True).step == "recorded"
    with pytest.raises(wishes.OpenWishAlready):
        written_down(cast, title="一把雨伞")
    with pytest.raises(Unfit):
        written_down(cast, name="罗桂芝二", phone="13800001235", kind="no_such_kind")
    assert Wish.objects.count() == 1


def test_a_wish_can_be_corrected_until_it_is_approved(cast: Cast) -> None:
    wish = written_down(cast)
    with pytest.raises(NotYours):
        wishes.correct(wish=wish, title="台灯两盏", kind="other", detail="", value_fen=0, by=cast.neighbor, at=cast.at)
    wishes.correct(wish=wish, title="落地灯", kind="other", detail="", value_fen=100, by=cast.worker, at=cast.at)
    assert wish.title == "落地灯"
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    with pytest.raises(AlreadyMoved):
        wishes.correct(wish=wish, title="灯具", kind="other", detail="", value_fen=100, by=cast.worker, at=cast.at)


def test_what_never_arrived_goes_back_to_the_claimer_and_a_withdrawn_wish_frees_the_claimer(cast: Cast) -> None:
    wish = claimed(cast)
    wishes.deliver(wish=wish, by=cast.member, at=cast.at)
    wishes.miss(wish=wish, reason="没有收到", by=cast.worker, at=cast.at)
    assert wish.step == "claimed" and wish.claimer_id == cast.member.principal_id
    wishes.withdraw(wish=wish, reason="已经解决", by=cast.worker, at=cast.at)
    assert wish.claimer_id is None and not WishClaim.objects.filter(wish=wish, returned_at=None).exists()


def test_the_check_names_a_claim_that_was_removed_by_hand(cast: Cast) -> None:
    wish = claimed(cast)
    assert not [*claimed_by_who_stands_in_the_history(), *ended_wishes_have_their_day()]
    WishClaim.objects.all().delete()
    assert [wish.number in sentence for sentence in claimed_by_who_stands_in_the_history()] == [True]
    ended = written_down(cast, name="吴小兵", phone="13800001235")
    wishes.refuse(wish=ended, reason="不收现金", by=cast.secretary, at=cast.at)
    Wish.objects.filter(pk=ended.pk).update(erase_on=None)
    assert [ended.number in sentence for sentence in ended_wishes_have_their_day()] == [True]
