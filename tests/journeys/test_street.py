"""A street where cars stand anywhere and stalls on both sides: one leads, several are called, a joint group settles it.

Beilun tells it of the road before 高河塘社区; here it is the road before the community of the cast.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from demo.cast import NOTICE_VERSION, SINCE, Cast
from tests.journeys.test_report import seen
from tongxin.cases import actions as cases
from tongxin.cases.actions import checking
from tongxin.cases.models import Call, Case
from tongxin.cases.tests import story
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.organizations import actions as organizations
from tongxin.organizations.appointments import appoint
from tongxin.people import actions as people
from tongxin.people.models import User

pytestmark = pytest.mark.browser

WARDENS, POLICE, GROUP = "城管执法中队", "交警大队秩序中队", "门前道路联合工作组"


@pytest.fixture
def departments(cast: Cast) -> None:
    """Two departments with somebody who speaks for each, and a joint group that is on file."""
    for name, login, person in ((WARDENS, "warden", "段志远"), (POLICE, "police", "罗晓峰")):
        body = organizations.found(kind="agency", name=name, area=cast.home, on=SINCE, by=SYSTEM, at=cast.at)
        who = people.register(name=person, area=cast.home, by=SYSTEM, at=cast.at)
        User.objects.create(login=login, password=make_password(None), person=who, notice_version=NOTICE_VERSION)
        appoint(person=who, organization=body, role="unit_liaison", on=SINCE, by=SYSTEM, at=cast.at)
    organizations.found(kind="joint_group", name=GROUP, area=cast.home, on=SINCE, by=SYSTEM, at=cast.at)


def dispatched_to_all(desk: Any, case: Case) -> None:
    """One leads, two are called at once, a third by whistle; the joint group is named."""
    desk.open(case.get_absolute_url()).press("受理").looks_right().fill(category="event_parking").press("受理", True)
    desk.press("派遣").looks_right()
    desk.fill(lead=WARDENS, assisting=f"{POLICE}、启明小学", asks="高峰时段到场，各按职责劝离").press("派遣")
    desk.reads("待接单").press("联合工作组").looks_right().fill(group="启明小学").press("联合工作组")
    desk.reads("不是联合工作组或联盟").fill(group=GROUP).press("联合工作组").reads("已写明由联合工作组协调")
    desk.press("召集单位").fill(bodies="安捷物流公司", asks="货车改走西门").press("召集单位").reads("已召集")
    seen(desk, "street-case")


def group_at_work(desk: Any, on: str) -> None:
    """The members of the group and its meeting stand in the group's own page and calendar."""
    desk.press(GROUP, exact=False).looks_right().fill(organization=WARDENS, part="chair").press("加入", exact=True)
    desk.reads("已加入联盟").fill(organization=POLICE, part="member").press("加入", exact=True).reads("已加入联盟")
    desk.press("排入日程").fill(title="道路整治碰头会", on=on, begins="15:00", ends="16:00")
    desk.press("排入", exact=True).reads("道路整治碰头会")
    seen(desk, "street-group")


def answered_by(visitor: Any, case: Case, said: str) -> None:
    visitor.open(case.get_absolute_url()).press("报到").reads("已记录")
    visitor.fill(reason=said).press("答复").reads("已记录")


@pytest.mark.covers("BL-15")
def test_the_street_before_the_community(cast: Cast, departments: None, visit: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(checking, "lot_of", lambda digest, check: 99)
    now = timezone.now()
    phone = visit("resident", phone=True).open("/my/cases/new/")
    phone.fill(text="社区门前主干道车辆乱停放，两边摊贩乱设摊，整条路都堵", where="葫田社区").press("提交")
    phone.reads("待受理")
    case = Case.objects.latest("pk")
    desk = visit("worker")
    dispatched_to_all(desk, case)
    group_at_work(visit("secretary").open(case.get_absolute_url()), f"{today(now) + timedelta(days=3)}")
    desk.open(f"/cases/{case.pk}/split/").looks_right().fill(text="划定沿街临时停车位", category="event_parking")
    desk.press("分出子案").reads("已分出子案")
    part = Case.objects.get(parent=case)
    cases.accept(case=part, by=cast.worker, at=now)
    visit("warden").open(case.get_absolute_url()).looks_right().press("接单").reads("处置中")
    answered_by(visit("police"), case, "早晚高峰定岗，拖离 6 辆")
    answered_by(visit("school_liaison"), case, "家长接送改到东侧")
    cases.report_in(call=Call.objects.get(case=case, organization__name="安捷物流公司"), by=_firm(cast), at=now)
    desk.open(case.get_absolute_url()).reads("拖离 6 辆").reads("家长接送改到东侧").reads("已报到")
    seen(desk, "street-answers")
    warden = visit("warden").open(f"/cases/{case.pk}/report-done/")
    warden.fill(answer="摊贩全部入市场，沿街划线停车，连续一周无反弹").press("报告办妥").reads("待核查")
    assert desk.page.goto(f"/cases/{case.pk}/check/").status == 403, "who dispatched does not check"
    checker = visit("secretary").open(f"/cases/{case.pk}/check/").fill(note="早高峰到场看过，畅通").press("核查")
    checker.reads("待结案")
    desk.open(case.get_absolute_url()).press("结案").reads("子案")
    case.refresh_from_db()
    assert case.step == "closing", "the whole waits for its part"
    cases.answer(case=part, answer="已划 42 个车位", category="event_parking", by=cast.worker, at=now)
    desk.open(case.get_absolute_url()).press("结案").reads("已结案")
    desk.page.locator("[name=grade][value='5']").first.check(force=True)
    desk.press("评价").reads("已评价")
    phone.open(f"/my/cases/{case.pk}/").reads("摊贩全部入市场").looks_right()
    phone.page.locator("[name=grade][value='5']").first.check(force=True)
    seen(phone, "street-phone").press("确认办结并评价").reads("办结")
    case.refresh_from_db()
    assert (case.step, case.grade, case.group.name if case.group else "") == ("closed", 5, GROUP)
    assert case.dispatched_by_id != case.checked_by_id and case.calls.count() == 3


def _firm(cast: Cast) -> Any:
    """Somebody who speaks for the firm."""
    who = cast.people["other_member"]
    appoint(person=who, organization=cast.organizations["firm"], role="unit_liaison", on=SINCE, by=SYSTEM, at=cast.at)
    return cast.actor("other_member")


@pytest.mark.covers("BL-42")
def test_residents_a_unit_and_a_caller_speak_of_one_place_and_the_desk_makes_it_one(cast: Cast, visit: Any) -> None:
    now = timezone.now()
    said = "门前主干道车辆乱停放，堵住出入口"
    one = story.reported(cast, area=cast.home, category="", text=said, at=now)
    two = story.reported(
        cast, area=cast.home, category="", text="主干道两边车辆乱停放，店铺出入口被堵", channel="counter",
        reporter_id=cast.people["liaison"].pk, by=cast.worker, at=now,
    )  # fmt: skip
    third = story.reported(
        cast, area=cast.home, category="", text="打电话说主干道车辆乱停放", channel="hotline", reporter_id=None,
        caller_phone="13800138000", by=cast.worker, at=now,
    )  # fmt: skip
    other = story.reported(cast, area=cast.home, category="", text="三单元楼道灯不亮", at=now)
    desk = visit("worker").open("/cases/alike/").reads("3 人反映").reads("窗口")
    assert other.title not in desk.page.content()
    seen(desk, "alike").press("并成一件").reads("已并入 2 件")
    assert set(one.all_reporters()) == {cast.people["resident"].pk, cast.people["liaison"].pk}
    one.refresh_from_db()
    assert one.voices == 3 and Case.objects.filter(pk__in=[two.pk, third.pk], joined_into=one).count() == 2
    desk.open("/cases/alike/").reads("没有看起来是同一件事的诉求")
    seen(visit("worker", phone=True).open("/cases/alike/"), "alike-phone")
    assert visit("neighbor").open("/cases/alike/").page.get_by_text(one.title).count() == 0
