"""Water on the road: started from the plan, staff called to their phones, every line kept, cleared and reviewed."""

from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tests.journeys.test_report import seen
from tongxin.emergencies.models import EmergencyPlan, Incident, LogLine
from tongxin.emergencies.tests import story
from tongxin.kernel.clock import today

pytestmark = pytest.mark.browser


@pytest.mark.covers("GY-60")
def test_a_plan_is_written_put_in_force_and_started(cast: Cast, visit: Any) -> None:
    now = timezone.now()
    desk = visit("worker").open("/emergencies/").reads("没有正在处置的事件")
    seen(desk, "emergency-empty").press("写预案").looks_right()
    desk.fill(title="暴雨内涝处置预案", purpose="橙色预警时", steps="网格员：查看低洼院落\n值班员：报街道")
    desk.press("写预案").page.locator("[name=kinds]").first.wait_for()
    assert desk.page.locator("[name=title]").input_value() == "暴雨内涝处置预案", "nothing typed is lost"
    desk.page.get_by_label("暴雨、内涝、山洪").check()
    desk.press("写预案").reads("请另一人批准启用").looks_right()
    plan = EmergencyPlan.objects.get()
    visit("secretary").open(plan.get_absolute_url()).press("批准启用").reads("完成年度复核")
    desk.open(plan.get_absolute_url()).fill(person="杨小梅", task="开放安置点", phone="13800138000")
    desk.press("列入").reads("已列入召集名单").reads("已密封")
    seen(desk, "emergency-plan")
    seen(visit("worker", phone=True).open(plan.get_absolute_url()), "emergency-plan-phone")
    assert plan.entries.get().valid_from in (today(now), today(timezone.now()))


@pytest.mark.covers("GY-60")
def test_from_the_start_to_the_review_at_both_sizes(cast: Cast, visit: Any) -> None:
    story.listed(cast, at=timezone.now())
    desk = visit("worker").open("/emergencies/").press("社区门前聚集处置预案", exact=False).looks_right()
    seen(desk, "emergency-start").fill(title="社区门前有人聚集", where="东门").press("启动").reads("日志开始记录")
    incident = Incident.objects.get()
    assert desk.page.evaluate("document.activeElement.name") == "text", "one types at once"
    desk.page.keyboard.type("东门车道堵住，打开西侧通道")
    desk.page.keyboard.press("Enter")
    desk.waits().reads("打开西侧通道")
    assert desk.page.evaluate("document.activeElement.name") == "text", "and goes on typing"
    seen(desk, "emergency-incident")
    phone = visit("counter", phone=True).open("/my/call-outs/").press("社区门前有人聚集", exact=False)
    seen(phone, "emergency-called").press("收到，马上去").reads("已确认")
    desk.page.get_by_text("杨小梅确认收到").first.wait_for(timeout=14_000)
    phone.press("我已到场").reads("已到场").fill(text="诉求请到会议室登记").press("记入日志").reads("已记入日志")
    seen(phone, "emergency-arrived")
    seen(visit("worker", phone=True).open(incident.get_absolute_url()), "emergency-incident-phone")
    desk.open(incident.get_absolute_url()).press("没联系上").reads("没有联系上王秀兰").press("看号码").reads("已经记录")
    seen(desk, "emergency-number").press("返回").press("完成").reads("完成：")
    visit("secretary").open(incident.get_absolute_url()).press("解除").fill(outcome="二十分钟恢复通行").press(
        "解除"
    ).reads("已解除")
    phone.open(incident.calls.get(person=cast.people["counter"]).get_absolute_url()).reads("不用再去").looks_right()
    desk.open(f"/emergencies/{incident.pk}/review/").looks_right().fill(text="通道钥匙值班室增配一把").press("写复盘")
    seen(desk.reads("复盘已存"), "emergency-closed")
    incident.refresh_from_db()
    assert incident.step == "closed" and incident.cleared_by_id == cast.people["secretary"].pk
    assert LogLine.objects.filter(incident=incident, of="cleared").count() == 1
