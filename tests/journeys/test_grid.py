"""Who works a grid, on the phone and without network: the inbox is read, a lamp is mended, a branch goes up, a neighbor
is heard at the door; all of it goes up once when the network is back."""

import re
from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tests.journeys.test_offline import finds_network, goes, installed, loses_network
from tests.journeys.test_report import seen
from tongxin.cases.models import Case, Photo
from tongxin.cases.tests import story
from tongxin.cases.tests.test_residents import jpeg
from tongxin.kernel.models import OfflineAnswer, Record

pytestmark = pytest.mark.browser


@pytest.mark.covers("GY-25", "C17-2")
def test_a_grid_is_worked_without_network(cast: Cast, visit: Any) -> None:
    now = timezone.now()
    lamp = story.reported(cast, text="三栋门口的灯不亮，找周大年 13800138000", caller_name="周大年", at=now)
    branch = story.reported(cast, text="树枝压着电线", category="five_other", at=now)
    phone = installed(visit("grid_worker", phone=True, installed=True).open("/grid/").open("/grid/new/").open("/grid/"))
    seen(phone, "grid-phone")
    loses_network(phone)

    goes(phone, "/grid/").reads("看到的内容").reads("树枝压着电线")
    # After midnight the working day that is given is this one.
    phone.page.get_by_text(re.compile("剩 1 个工作日|今天到期")).first.wait_for()
    assert not [said for said in ("13800138000", "周大年") if said in phone.page.content()]
    mended = phone.page.locator(f"#case-{lamp.pk}")
    mended.get_by_text("现场解决").click()
    mended.get_by_label("怎样解决的").fill("换了灯泡")
    # A category that asks for a photo is not reported without one, with network or not.
    mended.get_by_role("button", name="报告已解决").click()
    assert not mended.get_by_text("已存在本机").count()
    mended.get_by_label("现场照片").set_input_files({"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    seen(phone, "grid-phone-solve")
    mended.get_by_role("button", name="报告已解决").click()
    mended.get_by_text("已存在本机").wait_for()
    up = phone.page.locator(f"#case-{branch.pk}")
    up.get_by_text("解决不了，上报").click()
    up.get_by_label("为什么网格解决不了").fill("要断电，得供电公司来")
    up.get_by_role("button", name="上报").click()
    phone.reads("2 条等待上传")
    goes(phone, "/grid/new/").fill(text="二单元下水道冒水").press("提交").reads("3 条等待上传")
    seen(goes(phone, "/offline/").reads("1 张照片").reads("现场解决"), "grid-phone-waiting")
    assert Case.objects.filter(step="reported").count() == 2 and not OfflineAnswer.objects.exists()

    finds_network(phone)
    phone.page.get_by_text("已经上传").wait_for()
    lamp.refresh_from_db()
    assert lamp.step == "appraisal" and lamp.answer.startswith("换了灯泡") and Photo.objects.get().of == "proof"
    assert Record.objects.about(branch).filter(kind="cases.CasePassedUp").count() == 1
    drain = Case.objects.get(text="二单元下水道冒水")
    assert drain.area == cast.grid and OfflineAnswer.objects.count() == 3
    seen(phone.open("/grid/").reads("二单元下水道冒水"), "grid-phone-after")
    seen(visit("grid_worker").open("/grid/"), "grid-desk")
    seen(visit("grid_worker").open("/grid/new/"), "grid-new-desk")
