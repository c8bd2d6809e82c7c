"""The command desk: a rule is tried on a hundred past cases and proposes, many are sent at once, a body is called; who
handles returns, rests, asks for time and proves; who watches urges and reads rates with their denominators."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tests.journeys.test_report import seen
from tongxin.cases import actions as cases
from tongxin.cases.actions import checking
from tongxin.cases.bulk import CasesPast
from tongxin.cases.models import Call, Case, LivelihoodEntry, Photo, RoutingRule
from tongxin.cases.tests import story
from tongxin.cases.tests.test_residents import jpeg
from tongxin.kernel.clock import today
from tongxin.kernel.histories import History
from tongxin.organizations.hosting import place

pytestmark = pytest.mark.browser
LAMP = "component_street_lamp"


def hundred_past(cast: Cast, now: Any) -> None:
    """Lamps that the committee was sent for."""
    past, placed = CasesPast(History(until=now)), place(cast.home.pk, on=today(now))
    for number in range(100):
        at = now - timedelta(days=20, minutes=number)
        case = past.report(
            text=f"路灯不亮 {number}", channel="counter", category=LAMP, placed=placed, by=cast.worker, at=at
        )
        past.accept(case, by=cast.worker, at=at)
        past.dispatch(case, lead=cast.organizations["committee"], by=cast.worker, at=at)
    past.save()
    past.history.write()


@pytest.mark.covers("GY-19")
def test_a_rule_is_tried_then_proposes_and_many_are_sent_from_list_and_map(cast: Cast, visit: Any) -> None:
    now, unit = timezone.now(), cast.organizations["unit"]
    hundred_past(cast, now)
    planner = visit("planner").open("/cases/rules/new/")
    planner.fill(label="路灯归供电", order="1", categories=LAMP, area=cast.home.code, lead=unit.name)
    planner.press("保存并试算").reads("最近 100 件派遣过的案件，100 件的建议去向会改变")
    rule = RoutingRule.objects.get(label="路灯归供电")
    assert not rule.is_on, "nothing is proposed before somebody has looked"
    seen(planner, "trial")
    seen(visit("planner", phone=True).open(f"/cases/rules/{rule.pk}/trial/"), "trial-phone")
    planner.press("已看过，启用").waits()
    planner.open("/cases/partners/").fill(organization=unit.name, address="ftp://x", services="路灯 L1").press("保存")
    seen(planner.reads("看不懂这一行：“路灯 L1”").reads("请填完整的接口地址"), "partners")
    rule.refresh_from_db()
    assert rule.is_on

    lamps = [story.accepted(cast, longitude=102.545 + n / 500, latitude=24.35) for n in range(3)]
    story.accepted(cast, category="five_other", text="院墙裂缝")
    desk = visit("worker").open("/cases/queue/").reads("路灯归供电").reads("没有规则")
    left, right = desk.page.locator("#list table").bounding_box(), desk.page.locator("tx-plan").bounding_box()
    assert left["x"] + left["width"] <= right["x"] and right["y"] < 900, "list and map stand side by side"
    seen(desk, "queue-desk")
    desk.page.on("dialog", lambda dialog: dialog.accept())
    for box in desk.page.locator("[name=id]").all():
        box.check()
    desk.press("派遣选中的").reads("已派出 3 件").reads("1 件没有规则提出主办单位")
    assert set(Case.objects.filter(pk__in=[each.pk for each in lamps]).values_list("lead", "step")) == {
        (unit.pk, "dispatched")
    }
    seen(visit("worker", phone=True).open("/cases/queue/").reads("院墙裂缝"), "queue-phone")

    # The whistle: a body is called, must come, answers, and is graded by who called it.
    desk.open(lamps[0].get_absolute_url()).press("召集单位").looks_right()
    desk.fill(bodies="启明小学", asks="放学时段请让出灯下的车位").press("召集单位").reads("已召集")
    called = visit("school_liaison", phone=True).open(lamps[0].get_absolute_url())
    seen(called, "called-phone").press("报到").reads("已记录").fill(reason="车已挪走").press("答复").reads("待评价")
    desk.open(lamps[0].get_absolute_url()).page.locator("[name=grade][value='4']").first.check(force=True)
    desk.press("评价").reads("已评价")
    call = Call.objects.get()
    assert (call.step, call.grade) == ("graded", 4) and call.reported_in_at


def reported_done(visitor: Any, case: Case, words: str, photo: bytes | None = None) -> Any:
    visitor.open(f"/cases/{case.pk}/report-done/").fill(answer=words)
    if photo:
        visitor.page.locator("[name=pictures]").set_input_files(
            {"name": "好.jpg", "mimeType": "image/jpeg", "buffer": photo}
        )
    return visitor.press("报告办妥")


def says_why(visitor: Any, name: str, why: str) -> Any:
    """A move that asks for a reason in its small panel."""
    visitor.page.locator("summary", has_text=name).first.click()
    panel = visitor.page.locator("details[open] form").first
    panel.locator("[name=reason]").fill(why)
    panel.get_by_role("button").first.click()
    return visitor.waits()


@pytest.mark.covers("MHK-49")
def test_a_case_is_returned_rested_extended_proved_looked_at_and_its_money_kept(
    cast: Cast, visit: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(checking, "lot_of", lambda digest, check: 99)
    now = timezone.now()
    wrong = story.dispatched(cast, text="校门口的树要修剪", category="five_other", at=now)
    case = story.dispatched(cast, at=now)
    zhang = visit("liaison").open(wrong.get_absolute_url())
    says_why(zhang, "退回", "归园林管，不在本单位").reads("已退回受理组织")
    zhang.open(case.get_absolute_url()).press("签收").reads("已签收").press("接单").reads("处置中")
    seen(zhang, "handler-desk")
    zhang.press("申请延期").looks_right().fill(amount="2", reason="灯杆要定做").press("申请延期").reads("等另一人批准")
    wang = visit("secretary", phone=True).open("/cases/late/").press(case.title)
    seen(wang, "extension-phone").press("同意延期").reads("已同意")
    zhang.open(case.get_absolute_url()).page.locator("summary", has_text="暂停").click()
    zhang.page.locator("details[open] select").select_option(index=1)
    zhang.press("暂停计时").reads("暂停 ").press("恢复计时").reads("已恢复计时")
    zhang.press("请反映人补充").looks_right().fill(question="是靠路口的那一盏吗？").press("请反映人补充")
    zhang.reads("等回复期间暂停计时")
    qian = visit("resident", phone=True).open(f"/my/cases/{case.pk}/").reads("是靠路口的那一盏吗")
    seen(qian, "asked-phone").fill(text="是，路口往里第二盏").press("补充", True).reads("已补充，继续办理")
    zhang.open(case.get_absolute_url()).reads("路口往里第二盏")

    reported_done(zhang, case, "换了灯杆和灯头").reads("须附照片证明").looks_right()
    reported_done(zhang, case, "换了灯杆和灯头", jpeg()).reads("待核查")
    assert Photo.objects.get(case=case).of == "proof"
    li = visit("worker")
    assert li.page.goto(f"/cases/{case.pk}/check/").status == 403, "who dispatched does not check"
    says_why(wang.open(case.get_absolute_url()), "退回返工", "灯杆还在晃").reads("处置中")
    phone = visit("liaison", phone=True)
    reported_done(phone, case, "底座重新浇筑，稳了").reads("待核查")
    seen(phone, "handler-phone")
    wang.open(f"/cases/{case.pk}/check/").looks_right().fill(note="推过，不晃").press("核查").reads("待结案")

    seen(wang.press("登记投入"), "money-phone").fill(problem="3 栋门口的路灯", money="1280.50")
    wang.fill(finished_on=f"{today(now) + timedelta(days=1)}").press("登记投入").reads("完成日期不能晚于今天")
    wang.fill(finished_on=f"{today(now)}").press("登记投入").reads("已登记").reads("¥1,280.50").looks_right()
    li.open(case.get_absolute_url()).press("结案").reads("已结案")
    qian.open(f"/my/cases/{case.pk}/").reads("底座重新浇筑")
    qian.page.locator("[name=grade][value='5']").first.check(force=True)
    seen(qian, "rating-phone").press("确认办结并评价").reads("办结")
    case.refresh_from_db()
    entry = LivelihoodEntry.objects.get()
    assert (case.step, case.reworked, case.grade) == ("closed", 1, 5)
    assert (entry.money_fen, entry.finished_on, entry.is_confirmed) == (128_050, today(now), True)
    seen(qian.open("/my/cases/"), "my-cases-phone")


def test_what_is_late_is_seen_by_level_urged_and_counted_with_its_denominator(cast: Cast, visit: Any) -> None:
    now = timezone.now()
    late = story.dispatched(cast, text="楼道灯坏了十天", at=now - timedelta(days=10))
    cases.take(case=late, by=cast.liaison, at=now - timedelta(days=9))
    in_time = story.checking(cast, text="护栏松了", at=now)
    he = visit("coordinator").open("/cases/late/").reads("各级在办").reads(late.title).reads("迟缓的单位")
    seen(he, "late-desk")
    he.page.on("dialog", lambda dialog: dialog.accept())
    he.page.get_by_label(f"选中 {late.title}").check()
    he.fill(text="十天了，请今天到现场").press("催办选中的").reads("已催办 1 件")
    says_why(he.open(late.get_absolute_url()), "提请上级督办", "单位迟迟不动").reads("已提请上级督办")
    phone = visit("liaison", phone=True).open(late.get_absolute_url()).press("签收").reads("已签收")
    phone.reads("十天了，请今天到现场")
    seen(he.open("/cases/late/?state=all"), "late-all")
    seen(visit("coordinator", phone=True).open("/cases/late/"), "late-phone")

    # The rates say of how many; the number opens just so many rows.
    he.open("/cases/figures/")
    notes = he.page.locator(".figure-note").all_inner_texts()
    assert any("÷" in note and note.strip()[-1] != "0" for note in notes)
    seen(he, "figures-desk")
    whole = next(
        link for link in he.page.locator(".figure-note a:last-child").all() if link.inner_text().strip() != "0"
    )
    said = int(whole.inner_text())
    whole.click()
    he.waits().looks_right()
    assert he.page.locator("#list tbody tr").count() == said
    assert in_time.step == "checking"
    seen(visit("coordinator", phone=True).open("/cases/figures/"), "figures-phone")
