"""A retired member walks a round on the phone, also where there is no network; the desk sees what became of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tests.journeys.test_offline import finds_network, installed, loses_network
from tests.journeys.visitor import Visitor
from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.kernel.clock import today
from tongxin.patrols import actions as patrols
from tongxin.patrols.models import CheckResult, PatrolRound
from tongxin.patrols.tests.world import a_place, a_plan, enlist

pytestmark = pytest.mark.browser


def a_round_now(cast: Cast, *names: str) -> PatrolRound:
    at = timezone.now()
    enlist(cast, on=today(at) - timedelta(days=3))
    route = [a_place(cast, name, where="老街") for name in names]
    plan = a_plan(cast, every="month_start", valid_from=today(at).replace(day=1), route=route)
    plan.next_on = today(at)
    plan.rule = "FREQ=DAILY"
    plan.save()
    found = patrols.lay(plan_id=plan.pk, at=at)
    assert found is not None
    return found


def answers(visitor: Visitor, check: str, way: str) -> Visitor:
    visitor.page.get_by_role("group", name=check).get_by_text(way, exact=True).click()
    return visitor


@pytest.mark.covers("BL-33", "MHK-45")
def test_an_inspector_looks_at_the_old_houses_and_the_desk_sees_the_case(cast: Cast, visit: Any) -> None:
    patrol_round = a_round_now(cast, "戴家老宅", "染坊旧址")
    phone = visit("member", phone=True).open("/my/patrols/").reads("老宅月月看").press(str(patrol_round))
    phone.looks_right().press("1. 戴家老宅").reads("是否虫蛀").looks_right()
    # Something is told of only where it is not fine.
    assert not phone.page.get_by_label("看到了什么").first.is_visible()
    for check, way in (("是否发霉", "完好"), ("是否虫蛀", "有问题"), ("是否损坏", "完好")):
        answers(phone, check, way)
    phone.page.get_by_label("看到了什么").locator("visible=true").fill("西边柱脚有新木屑")
    phone.looks_right().press("记下这一处").reads("1 个问题已立案").reads("染坊旧址")
    for check in ("是否发霉", "是否虫蛀", "是否损坏"):
        answers(phone, check, "完好")
    phone.press("记下这一处").reads("这一轮巡完了").looks_right()
    case = Case.objects.get()
    phone.reads(case.number).press(case.number).reads("待受理")

    desk = visit("worker").open("/patrols/").looks_right().press("老宅月月看").reads("1/1").looks_right()
    desk.open(patrol_round.get_absolute_url()).reads("西边柱脚有新木屑").press(case.number).reads(str(patrol_round))
    cases.accept(case=case, category="five_livelihood", by=cast.worker, at=timezone.now())
    desk.open(patrol_round.get_absolute_url()).reads("待派遣")


@pytest.mark.covers("C17-2")
def test_a_stop_is_written_down_without_network_and_sent_once(cast: Cast, visit: Any) -> None:
    patrol_round = a_round_now(cast, "戴家老宅")
    address = f"/my/patrols/{patrol_round.pk}/1/"
    phone = installed(visit("member", phone=True, installed=True).open(address))
    loses_network(phone)
    phone.page.goto(address)
    for check, way in (("是否发霉", "有问题"), ("是否虫蛀", "完好"), ("是否损坏", "完好")):
        answers(phone, check, way)
    phone.page.get_by_label("看到了什么").locator("visible=true").fill("北墙返潮")
    phone.press("记下这一处").reads("1 条等待上传").looks_right()
    assert not Case.objects.exists()
    finds_network(phone)
    phone.page.get_by_text("已立案").wait_for()
    patrol_round.refresh_from_db()
    assert patrol_round.step == "done" and CheckResult.objects.filter(is_fine=False).count() == 1
    assert Case.objects.count() == 1


@pytest.mark.covers("GY-58", "MHK-45")
def test_the_desk_sets_up_a_weekly_patrol_of_safety_facilities(cast: Cast, visit: Any) -> None:
    desk = visit("worker").open("/patrols/places/new/")
    desk.fill(kind="hydrant", name="三栋消火栓", where="三栋东侧").press("登记").reads("没有待修问题").looks_right()
    desk.open("/patrols/new/?list=safety_facilities").looks_right()
    team = cast.organizations["team"].name
    desk.fill(name="设施周周查", team=team).press("下一步：排路线").reads("三栋消火栓").looks_right()
    desk.page.get_by_label("三栋消火栓的顺序").fill("1")
    desk.press("保存路线").reads("还没有到期的轮次").reads("周围有没有堵塞").looks_right()
    desk.open(f"/patrols/teams/{cast.organizations['team'].pk}/").looks_right()
    desk.fill(person="孙晓阳", standing="retired_member")
    desk.page.get_by_label("本人自愿参加").check()
    desk.press("登记").reads("孙晓阳").reads("骨干").looks_right()
    assert patrols.lay_due(at=timezone.now()) == 1
    desk.open("/patrols/rounds/").reads("待巡查").looks_right()
    desk.open("/patrols/places/").looks_right()
    desk.open("/patrols/teams/").reads(team).looks_right()
