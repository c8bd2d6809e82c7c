"""A neighbor reports a lamp without signing in and follows it to the last word; a call is taken by keyboard alone."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.cases.tests import story
from tongxin.cases.tests.test_residents import jpeg

pytestmark = pytest.mark.browser
#: A folder for pictures to look at; none by default.
PICTURES = os.environ.get("TONGXIN_PICTURES")


def seen(visitor: Any, name: str) -> Any:
    if PICTURES:
        visitor.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)
    return visitor.looks_right()


def test_a_stranger_reports_joins_the_neighbors_and_has_the_last_word(cast: Cast, visit: Any) -> None:
    now = timezone.now()
    theirs = story.reported(cast, area=cast.home, text="葫田社区3号楼门口路灯不亮，老人看不清路", at=now)
    cases.accept(case=theirs, by=cast.worker, at=now)
    phone = visit(phone=True).open("/report/")
    seen(phone, "report-empty")
    photos = phone.fill(text="3号楼门口路灯不亮三天了", where="那边").page.locator("[name=photos]")
    photos.set_input_files(
        [
            {"name": name, "mimeType": "image/jpeg", "buffer": sent}
            for name, sent in (("灯.jpg", jpeg()), ("单.jpg", b"no"))
        ]
    )
    phone.press("提交").reads("没有认出这个地点").reads("“单.jpg”不是可以识别的照片").reads("灯.jpg (")
    seen(phone, "report-refused")
    phone.fill(where="葫田社区3号楼门口").page.locator("[name=text]").focus()
    phone.waits().reads("1 位邻居反映过")
    seen(phone, "report-neighbors")
    phone.press("提交").reads("待受理")
    seen(phone, "receipt")
    mine = Case.objects.latest("pk")
    assert mine.number in phone.page.content() and mine.step == "reported"
    assert mine.photos.count() == 1, "what was good is not chosen a second time"
    cases.accept(case=mine, by=cast.worker, at=now)
    cases.answer(case=mine, answer="灯泡已经换好。", by=cast.worker, at=now)
    phone.open(f"/r/{mine.key}/").reads("灯泡已经换好")
    seen(phone, "receipt-appraisal")
    phone.page.locator("#dispute").fill("昨晚又不亮了")
    phone.press("不认可，重新办理").reads("待派遣")
    desk = visit().open("/public/cases/").press(theirs.title).reads("1 人").open("/report/")
    desk.fill(text="井盖松了，车一过就响", where="葫田社区3号楼门口").press("提交").reads("待受理")
    seen(desk, "receipt-desk")
    own = visit("resident", phone=True).open("/my/cases/new/")
    own.page.get_by_text("在地图上标").click()
    own.press("标在图中央")
    assert own.page.locator("[name=longitude]").input_value().startswith("10")
    seen(own, "my-report")
    for address in ("/mailbox/", "/public/knowledge/"):
        seen(visit(phone=True).open(address), address.strip("/").replace("/", "-"))


def test_a_call_is_taken_answered_and_closed_without_a_mouse(cast: Cast, visit: Any) -> None:
    story.reported(cast, caller_phone="13800138000", reporter_id=None, at=timezone.now())
    desk = visit("worker").open("/cases/hotline/")
    assert desk.page.evaluate("document.activeElement.name") == "caller_phone"
    keyboard = desk.page.keyboard
    keyboard.type("138 0013 8000")
    keyboard.press("Tab")
    keyboard.type("老周")
    desk.hits("2")
    keyboard.type("路灯不亮找谁修")
    keyboard.press("Tab")
    desk.hits("3")
    keyboard.type("葫田社区3号楼")
    desk.waits().reads("这个号码以前打过").reads("可以这样答复").reads("因为提到")
    seen(desk, "hotline")
    desk.hits("4")
    assert desk.page.evaluate("document.activeElement.name") == "said_back"
    keyboard.type("已登记，三个工作日内修好。")
    desk.hits("1")
    assert desk.page.evaluate("document.activeElement.name") == "caller_phone"
    desk.hits("s")
    desk.waits().reads("已当场答复")
    assert Case.objects.latest("pk").step == "appraisal"
    seen(desk.open("/cases/knowledge/"), "knowledge")
    seen(desk.open("/imports/").reads("12345"), "orders")
    seen(visit("worker", phone=True).open("/cases/hotline/"), "hotline-phone")
