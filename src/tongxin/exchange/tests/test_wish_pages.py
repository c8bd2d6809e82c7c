"""The pages of micro-wishes: written down at the desk, claimed on the phone, seen by everybody without identity."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.pages import as_
from tongxin.exchange.models import Wish
from tongxin.exchange.tests.test_wishes import ADDRESS, NAME, PHONE, approved, claimed, written_down
from tongxin.exchange.wishes import actions as wishes
from tongxin.kernel import rules
from tongxin.kernel.clock import today
from tongxin.kernel.models import Look

pytestmark = pytest.mark.django_db


def desk_form(cast: Cast, **changes: Any) -> dict[str, Any]:
    told = {
        "title": "一盏床头台灯", "detail": "", "kind": "daily_goods", "value_yuan": "80", "area": cast.home.pk,
        "channel": "phone", "name": NAME, "phone": PHONE, "address": ADDRESS, "form_key": str(uuid.uuid4()),
    }  # fmt: skip
    return told | changes


@pytest.mark.covers("MHK-46", "C04-1")
def test_a_wish_told_by_phone_goes_through_the_pages(cast: Cast) -> None:
    desk, secretary, phone = as_(cast, "worker"), as_(cast, "secretary"), as_(cast, "member")
    answer = desk.post(reverse("exchange:record-wish"), desk_form(cast))
    wish = Wish.objects.get()
    assert answer.status_code == 302 and answer["Location"] == wish.get_absolute_url()
    shown = desk.get(wish.get_absolute_url()).content.decode()
    assert wish.number in shown and NAME not in shown and ADDRESS not in shown and PHONE not in shown
    assert desk.post(reverse("exchange:move-wish", args=[wish.pk, "approve"])).status_code == 403
    secretary.post(reverse("exchange:move-wish", args=[wish.pk, "approve"]))
    everybody = Client().get(reverse("exchange:public-wishes")).content.decode()
    assert wish.title in everybody and NAME not in everybody and ADDRESS not in everybody
    assert wish.title in phone.get(reverse("exchange:my-wishes")).content.decode()
    phone.post(reverse("exchange:move-my-wish", args=[wish.pk, "claim"]))
    assert wish.title not in Client().get(reverse("exchange:public-wishes")).content.decode()
    mine = phone.get(reverse("exchange:my-wish", args=[wish.pk])).content.decode()
    assert "看地址" in mine and ADDRESS not in mine
    seen = phone.post(reverse("exchange:wish-address", args=[wish.pk]), {"purpose": "周六送台灯"})
    assert ADDRESS in seen.content.decode() and NAME in seen.content.decode()
    assert "no-store" in seen["Cache-Control"] and Look.objects.count() == 3
    phone.post(reverse("exchange:move-my-wish", args=[wish.pk, "deliver"]))
    desk.post(reverse("exchange:move-wish", args=[wish.pk, "confirm"]))
    desk.post(reverse("exchange:thank-wish", args=[wish.pk]), {"thanks": "谢谢"})
    wish.refresh_from_db()
    assert wish.step == "thanked" and wish.erase_on
    assert "谢谢" in phone.get(reverse("exchange:my-claimed-wishes")).content.decode()
    assert "删除日" in desk.get(wish.get_absolute_url()).content.decode()


@pytest.mark.covers("C04-2", "C04-4")
def test_of_two_browsers_one_claims_and_the_other_is_told(cast: Cast) -> None:
    wish = approved(cast)
    first, second = as_(cast, "member"), as_(cast, "resident")
    address = reverse("exchange:move-my-wish", args=[wish.pk, "claim"])
    for browser in (first, second):
        assert "认领" in browser.get(reverse("exchange:my-wish", args=[wish.pk])).content.decode()
    assert first.post(address).status_code == 302
    late = second.post(address)
    assert late.status_code == 409 and "刚刚已被别人认领" in late.content.decode()
    assert second.get(reverse("exchange:my-wish", args=[wish.pk])).status_code == 404
    assert second.post(reverse("exchange:wish-address", args=[wish.pk]), {"purpose": "看看"}).status_code == 404
    assert not Look.objects.exists()


def test_a_double_click_and_a_form_sent_twice_do_nothing_twice(cast: Cast) -> None:
    desk, form = as_(cast, "worker"), desk_form(cast)
    desk.post(reverse("exchange:record-wish"), form)
    again = desk.post(reverse("exchange:record-wish"), form)
    assert Wish.objects.count() == 1 and again.status_code == 302
    Wish.objects.filter().update(step="approved")
    wish = Wish.objects.get()
    phone, key = as_(cast, "member"), {"form_key": str(uuid.uuid4())}
    address = reverse("exchange:move-my-wish", args=[wish.pk, "claim"])
    statuses = [phone.post(address, key).status_code for _n in range(2)]
    assert statuses == [302, 302] and wish.claims.count() == 1
    assert "已经提交过" in phone.get(reverse("exchange:my-wish", args=[wish.pk])).content.decode()
    assert phone.get(wish.get_absolute_url(), follow=True).status_code == 200
    other_form = phone.post(address, {"form_key": str(uuid.uuid4())})
    assert other_form.status_code == 409 and "您已经认领了" in other_form.content.decode()
    own, told = as_(cast, "resident"), {"title": "一副老花镜", "kind": "daily_goods", "address": "5 幢 101"}
    told |= {"form_key": str(uuid.uuid4())}
    answers = [own.post(reverse("exchange:record-my-wish"), told, follow=True) for _n in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200] and Wish.objects.count() == 2
    assert "已经提交过" in answers[1].content.decode()


def test_what_does_not_fit_comes_back_beside_its_field(cast: Cast) -> None:
    desk = as_(cast, "worker")
    for changes, words in (
        ({"value_yuan": "9999"}, "超出上限"),
        ({"title": "台灯，电话 13800001234"}, "不能有电话"),
        ({"detail": "低保户"}, "低保"),
        ({"name": ""}, "必填"),
        ({"phone": "123"}, "手机号应为"),
        ({"area": cast.next.pk}, "社区"),
    ):
        answer = desk.post(reverse("exchange:record-wish"), desk_form(cast, **changes))
        assert answer.status_code == 422 and words in answer.content.decode(), changes
    assert not Wish.objects.exists()
    assert (
        desk.post(reverse("exchange:record-wish"), desk_form(cast, detail="低保户", reviewed="on")).status_code == 302
    )


def test_ones_own_wish_on_the_phone(cast: Cast) -> None:
    phone = as_(cast, "resident")
    told = {"title": "一副老花镜", "kind": "daily_goods", "address": "5 幢 101", "phone": "13900001111"}
    phone.post(reverse("exchange:record-my-wish"), told)
    wish = Wish.objects.get()
    assert wish.wisher_id == cast.people["resident"].pk
    assert wish.title in phone.get(reverse("exchange:my-own-wishes")).content.decode()
    changed = {"title": "一副三百度老花镜", "kind": "daily_goods"}
    phone.post(reverse("exchange:correct-my-wish", args=[wish.pk]), changed)
    wish.refresh_from_db()
    assert wish.title == "一副三百度老花镜"
    page = as_(cast, "worker").get(wish.get_absolute_url()).content.decode()
    assert "钱阿秀" not in page
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    assert as_(cast, "member").get(reverse("exchange:correct-my-wish", args=[wish.pk])).status_code == 404
    phone.post(reverse("exchange:move-my-wish", args=[wish.pk, "withdraw"]), {"reason": "已经解决"})
    wish.refresh_from_db()
    assert wish.step == "withdrawn"


def test_the_wisher_confirms_and_thanks_on_the_phone_and_reads_who_looked(cast: Cast) -> None:
    phone, helper = as_(cast, "resident"), as_(cast, "member")
    told = {"title": "一副老花镜", "kind": "daily_goods", "address": "5 幢 101"}
    phone.post(reverse("exchange:record-my-wish"), told)
    wish = Wish.objects.get()
    wishes.approve(wish=wish, by=cast.secretary, at=cast.at)
    assert wish.title not in phone.get(reverse("exchange:my-wishes")).content.decode()
    wishes.claim(wish=wish, by=cast.member, at=cast.at)
    helper.post(reverse("exchange:wish-address", args=[wish.pk]), {"purpose": "周六送眼镜"})
    assert Look.objects.filter(concerns_id=cast.people["resident"].pk).count() == 3
    assert "周六送眼镜" in phone.get(reverse("people:looks")).content.decode()
    wishes.deliver(wish=wish, by=cast.member, at=cast.at)
    phone.post(reverse("exchange:move-my-wish", args=[wish.pk, "confirm"]))
    refused = phone.post(reverse("exchange:thank-my-wish", args=[wish.pk]), {"thanks": "谢谢，我电话 13900001111"})
    assert refused.status_code == 422
    phone.post(reverse("exchange:thank-my-wish", args=[wish.pk]), {"thanks": "看得清了"})
    wish.refresh_from_db()
    assert (wish.step, wish.thanks) == ("thanked", "看得清了")


def test_the_counter_claims_and_delivers_for_a_person(cast: Cast) -> None:
    wish, counter = approved(cast), as_(cast, "counter")
    unknown = counter.post(reverse("exchange:claim-wish-for", args=[wish.pk]), {"who": "查无此人"})
    assert unknown.status_code == 422 and "没有找到" in unknown.content.decode()
    counter.post(reverse("exchange:claim-wish-for", args=[wish.pk]), {"who": "钱阿秀"})
    wish.refresh_from_db()
    assert wish.claimer_id == cast.people["resident"].pk
    slip = counter.post(reverse("exchange:wish-address-slip", args=[wish.pk]), {"purpose": "交给认领人"})
    assert ADDRESS in slip.content.decode()
    counter.post(reverse("exchange:move-wish-for-claimer", args=[wish.pk, "deliver"]))
    wish.refresh_from_db()
    assert wish.step == "delivered"


def test_strangers_see_nothing_and_lists_export_what_they_show(cast: Cast) -> None:
    wish = claimed(cast)
    assert as_(cast, "neighbor").get(wish.get_absolute_url()).status_code == 404
    assert as_(cast, "other_member").get(wish.get_absolute_url()).status_code == 404
    assert as_(cast, "member").get(wish.get_absolute_url())["Location"] == reverse("exchange:my-wish", args=[wish.pk])
    assert as_(cast, "member").get(reverse("exchange:wishes")).status_code == 403
    assert as_(cast, "coordinator").get(wish.get_absolute_url()).status_code == 200
    assert Client().get(wish.get_absolute_url()).status_code == 302
    desk = as_(cast, "worker")
    assert wish.number in desk.get(reverse("exchange:wishes")).content.decode()
    assert wish.number not in desk.get(reverse("exchange:wishes"), {"step": "recorded"}).content.decode()
    book = desk.get(reverse("exchange:export-wishes"))
    assert book.status_code == 200 and book["Content-Type"].endswith("sheet")


@pytest.mark.covers("C19-1")
def test_an_opened_address_closes_after_the_seconds_of_the_rule(cast: Cast) -> None:
    rules.set_rule(key="privacy.unseal_seconds", value=45, source="项目", valid_from=today(cast.at))
    wish, phone = claimed(cast), as_(cast, "member")
    address = reverse("exchange:wish-address", args=[wish.pk])
    refused = phone.post(address, {"purpose": ""})
    assert refused.status_code == 422 and not Look.objects.exists()
    shown = phone.post(address, {"purpose": "送灯"}).content.decode()
    assert "delay:45s" in shown and "45 秒后自动收起" in shown
    assert ADDRESS not in phone.get(reverse("exchange:my-wish", args=[wish.pk])).content.decode()


def test_a_list_page_takes_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for n in range(3):
        written_down(cast, name=f"罗桂{'芝兰香'[n]}", phone=f"1380000123{n}")
    desk = as_(cast, "worker")
    desk.get(reverse("exchange:wishes"))
    with django_assert_max_num_queries(7):
        desk.get(reverse("exchange:wishes"))
