"""From a household visit to the appraisal, each on their own pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.exchange.models import Need, Project
from tongxin.exchange.tests import story
from tongxin.kernel import records

pytestmark = pytest.mark.browser


def test_a_need_travels_from_a_visit_to_its_appraisal(cast: Cast, visit: Any) -> None:
    story.published(cast, capacity=10)
    story.published(cast, title="楼道灯具灯管更换", owner="school", text="学校后勤有备用的感应灯和灯管。")
    worker = visit("worker").open("/needs/").press("记一条需求").looks_right()
    worker.fill(
        title="楼道灯不亮，老人晚上下楼不便", text="三单元灯坏了半个月。", kind="repair", channel="household_visit"
    )
    worker.fill(area=str(cast.home.pk), proposer="钱阿秀").press("登记")
    need = Need.objects.get()
    worker.reads("楼道灯不亮").press("核实属实").press("开始对接").looks_right()
    worker.reads("电工上门换灯修线路").reads("类别相符")
    for box in worker.page.locator("input[type=checkbox][name=resource]").all()[:2]:
        box.check()
    worker.press("用选中的资源提项目").looks_right()
    today = timezone.localdate()
    worker.fill(
        title="亮灯行动", acceptance="三单元每层灯都亮", begins_on=f"{today}", ends_on=f"{today + timedelta(days=30)}"
    )
    worker.press("提出项目").reads("亮灯行动").looks_right()
    project = Project.objects.get()

    visit("secretary").open(project.get_absolute_url()).press("批准").reads("明远供电服务公司")
    liaison = visit("liaison").open("/offers/")
    liaison.reads("电工上门换灯修线路").press("楼道灯不亮", exact=False).looks_right().fill(amount="2").press("答应")
    visit("school_liaison").open("/offers/").press("楼道灯不亮", exact=False).press("答应")

    worker.open(project.get_absolute_url()).press("开始实施")
    worker.press("完成，申请验收").fill(result="换了十二盏感应灯。").press("完成，申请验收")
    visit("secretary").open(project.get_absolute_url()).press("验收通过")
    records.deliver()
    resident = visit("resident", phone=True).open("/my/").open(f"/my/projects/{project.pk}/appraise/")
    resident.page.locator("[name=grade][value='5']").check(force=True)
    resident.press("提交评价").open("/my/needs/").reads("楼道灯不亮")
    resident.open(reverse("notify:list")).reads("楼道灯不亮")
    need.refresh_from_db()
    assert need.step == "appraisal" and project.appraisals.get().grade == 5
