"""A micro-wish from a telephone call to thanks; two want to fulfil it, one does."""

from typing import Any

import pytest
from django.urls import reverse

from demo.cast import Cast
from tongxin.exchange.models import Wish
from tongxin.kernel import rules
from tongxin.kernel.clock import today
from tongxin.kernel.models import Look

pytestmark = pytest.mark.browser


@pytest.mark.covers("MHK-46", "C04-4")
def test_a_wish_told_by_phone_comes_true(cast: Cast, visit: Any) -> None:
    worker = visit("worker").open("/wishes/").press("记一个微心愿").looks_right()
    worker.fill(title="一盏床头台灯", kind="daily_goods", value_yuan="80", name="罗桂芝", address="3 幢 2 单元 501")
    worker.page.get_by_label("电话", exact=True).check()
    worker.fill(detail="低保户，光线要暖").press("记下").reads("低保").looks_right()
    worker.fill(detail="光线要暖").press("记下").reads("已记下")
    wish = Wish.objects.get()
    rules.set_rule(key="privacy.unseal_seconds", value=4, source="项目", valid_from=today(wish.recorded_at))
    visit("secretary").open(wish.get_absolute_url()).press("审核通过").reads("公开待认领")

    visit().open("/public/wishes/").reads("一盏床头台灯")
    member, late = visit("member", phone=True), visit("resident", phone=True)
    for phone in (member, late):
        phone.open("/my/wishes/").press("一盏床头台灯").looks_right().reads("认领")
    member.press("认领").reads("已认领")
    late.press("认领").reads("刚刚已被别人认领")

    member.open(reverse("exchange:my-wish", args=[wish.pk])).fill(purpose="周六上午送台灯").press("查看称呼和地址")
    member.reads("3 幢 2 单元 501").looks_right()
    assert set(Look.objects.values_list("purpose", flat=True)) == {"周六上午送台灯"}
    member.page.get_by_text("3 幢 2 单元 501").wait_for(state="detached")
    member.press("已经送达").reads("已报告送达")
    worker.open(wish.get_absolute_url()).press("确认已实现").fill(thanks="灯很亮，谢谢！").press("答谢").reads("将于")
    member.open("/my/wishes/claimed/").reads("灯很亮，谢谢！")
    wish.refresh_from_db()
    assert wish.step == "thanked" and wish.erase_on
