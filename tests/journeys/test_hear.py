"""What a unit wants to hear reaches it in its own rhythm; what its system is told arrives signed."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.exchange.tests import story
from tongxin.kernel import chores, records
from tongxin.notify import digest_actions, hooks
from tongxin.notify.models import Digest, Endpoint
from tongxin.notify.tests.receiver import receiving

pytestmark = pytest.mark.browser


@pytest.mark.covers("MHK-15")
def test_a_unit_chooses_hears_of_a_need_and_a_resident_of_nothing_not_asked_for(cast: Cast, visit: Any) -> None:
    liaison = visit("liaison").open("/desk/").unfold("设置").press("想听什么").looks_right()
    assert "应急事件" not in liaison.reads("不收").page.content(), "what a unit could never hear"
    liaison.press("资源需求").looks_right()
    liaison.page.get_by_label("每周").check()
    liaison.page.get_by_label("平台通知").check()
    liaison.page.get_by_label("社会发展").check()
    liaison.fill(area=str(cast.home.pk)).press("保存").reads("每周 · 平台通知 · 社会发展 · 葫田社区")

    need = story.matching(cast, title="活动室缺十把椅子", kind="repair")
    story.raised(cast, title="还没有人核实过的事")
    type(need).objects.update(field="social")
    records.deliver()
    liaison.press("资源需求").reads("下一期会有").reads("活动室缺十把椅子").looks_right()
    assert "还没有人核实过的事" not in liaison.page.content()

    chores.perform_all(at=timezone.now() + timedelta(days=8))
    digest = Digest.objects.get()
    liaison.open(reverse("notify:list")).press("每周资讯", exact=False).reads("活动室缺十把椅子").looks_right()
    assert digest.subscriber_id == cast.organizations["unit"].pk
    assert digest_actions.make_due(at=timezone.now() + timedelta(days=8, minutes=1)) == 0

    phone = visit("resident", phone=True).open(reverse("notify:list")).press("想听什么").looks_right()
    phone.reads("还没有汇总").press("活动邀请").looks_right()
    phone.page.get_by_label("每个工作日").check()
    phone.page.get_by_label("平台通知").check()
    phone.press("保存").reads("每个工作日 · 平台通知")


@pytest.mark.covers("MHK-15")
def test_a_system_is_connected_tried_and_told_of_a_need(cast: Cast, visit: Any) -> None:
    with receiving() as receiver:
        desk = (
            visit("secretary")
            .open("/desk/")
            .unfold("设置")
            .press("系统对接")
            .looks_right()
            .fill(url="http://192.168.1.20/hooks")
        )
        desk.page.get_by_label("需求已核实").check()
        desk.press("登记并生成密钥").reads("网址须以 https:// 开头").looks_right()
        desk.fill(url=receiver.url).press("登记并生成密钥").reads("签名密钥，只显示这一次").reads(
            "whsec_"
        ).looks_right()
        endpoint = Endpoint.objects.get()
        desk.open(endpoint.get_absolute_url()).press("发一条测试推送").reads("待送达")
        hooks.carry_due(endpoint_id=endpoint.pk, at=timezone.now())
        desk.open(endpoint.get_absolute_url()).reads("已送达").reads("204")

        keys = desk.press("接口密钥").looks_right().fill(label="街道城管系统")
        keys.page.get_by_label("读取该岗位看得到的案件").check()
        keys.press("生成密钥").reads("须绑定一个岗位").page.locator("[name=post]").select_option(index=1)
        secret = keys.press("生成密钥").reads("新密钥，只显示这一次").looks_right().page.locator("code").inner_text()
        assert secret not in keys.open(reverse("notify:keys")).page.content()
        keys.page.on("dialog", lambda dialog: dialog.accept())
        keys.press("停用").reads("已停用，立即生效")

        receiver.answers = [500]
        need = story.matching(cast, by=cast.worker)
        records.deliver()
        hooks.carry_due(endpoint_id=endpoint.pk, at=timezone.now())
        desk.open(endpoint.get_absolute_url()).reads("再试").looks_right()
        hooks.carry_due(endpoint_id=endpoint.pk, at=timezone.now() + timedelta(minutes=2))
        desk.open(endpoint.get_absolute_url()).reads("第 2 次").looks_right()
        told = [json.loads(body) for _headers, body in receiver.got]
        assert [each["type"] for each in told] == ["notify.EndpointPinged", *["exchange.NeedVerified"] * 2]
        assert told[-1]["data"]["link"].endswith(need.get_absolute_url())
        assert receiver.ids[1] == receiver.ids[2] != receiver.ids[0]
