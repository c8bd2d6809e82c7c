"""A unit signs with its community and keeps its word; the gate of a firm is blocked by a load of sand; two pair up."""

from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tests.journeys.visitor import Visitor
from tongxin.alliance.actions import agreements, instruments
from tongxin.alliance.models import Agreement, AgreementFile, Campaign, CooperationAsk, Pairing, PartnerRequest
from tongxin.kernel import records
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Look
from tongxin.organizations import actions as organizations

pytestmark = pytest.mark.browser

UNIT = "明远供电服务公司"
#: A photo of one point: the smallest there is.
PAPER = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@pytest.mark.covers("GY-05", "GY-12", "MHK-32")
def test_an_agreement_from_the_draft_to_a_kept_promise(cast: Cast, visit: Any) -> None:
    now = timezone.now()
    desk = visit("secretary").open("/agreements/").press("起草协议").looks_right()
    desk.fill(kind="commitment", unit=UNIT, unit_text="每月一次夜间巡逻", community_text="图书室周末开放")
    desk.fill(valid_to=f"{today(now) + timedelta(days=60)}").page.get_by_label("双方同意公开", exact=False).check()
    desk.press("起草", exact=True).reads("写好承诺事项后").looks_right()
    desk.fill(side="unit", field="environment", text="门前三包").press("写入").reads("已写入").press(
        "签署并送对方"
    ).reads("等对方签署")
    agreement = Agreement.objects.get()

    phone = visit("liaison", phone=True).open("/my/partner/").reads("待对方签署")
    phone.press("签署", exact=True).reads("已签署")
    agreement.refresh_from_db()
    assert agreement.step == "in_force" and agreement.items.count() == 3
    phone.open("/my/partner/").page.get_by_text("更新履行情况").first.click()
    phone.page.locator("[name=state]").first.select_option("kept")
    phone.page.get_by_role("button", name="更新", exact=True).first.click()
    phone.reads("履行情况已更新")
    _the_paper_is_put_away_and_fetched_by_the_other_side(desk, phone, agreement)
    _everybody_reads_how_each_promise_stands(visit(phone=True))
    # The four systems on this partner: the first one is seen to at the desk.
    instruments.lay_due(at=now)
    desk.open(agreement.get_absolute_url()).reads("已兑现").reads("四项制度").looks_right()
    due = desk.page.locator("#instruments form").first
    desk.page.locator("#instruments summary").first.click()
    due.locator("[name=note]").fill("议定冬季巡逻")
    due.get_by_role("button").click()
    desk.reads("已记下").reads("议定冬季巡逻").looks_right()
    _its_end_is_announced_and_one_deed_renews_it(desk, agreement)


def _the_paper_is_put_away_and_fetched_by_the_other_side(desk: Visitor, phone: Visitor, agreement: Agreement) -> None:
    """A photo of the signed paper goes in at the desk; the unit gets the very same from its phone, and is noted."""
    desk.open(agreement.get_absolute_url()).page.locator("[name=scan]").set_input_files(
        {"name": "承诺书签字页.png", "mimeType": "image/png", "buffer": PAPER}
    )
    desk.press("存入").reads("扫描件已加密存放")
    phone.open(agreement.get_absolute_url())
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name="承诺书签字页.png").click()
    assert download.value.suggested_filename == "承诺书签字页.png"
    assert Path(download.value.path()).read_bytes() == PAPER
    file = AgreementFile.objects.get()
    assert PAPER not in bytes(file.content)
    assert list(Look.objects.values_list("by__name", "subject_id")) == [("张文斌", file.pk)]


def _everybody_reads_how_each_promise_stands(stranger: Visitor) -> None:
    stranger.open("/public/promises/").reads(UNIT)
    for text, state in (("每月一次夜间巡逻", "已兑现"), ("门前三包", "待履行"), ("图书室周末开放", "待履行")):
        assert state in stranger.page.locator(".item", has_text=text).inner_text()


def _its_end_is_announced_and_one_deed_renews_it(desk: Visitor, agreement: Agreement) -> None:
    """Sixty days before the end it lies with the community: on the first page, and on the list with its coverage."""
    agreements.keep_terms(at=timezone.now())
    desk.open("/desk/").reads("共建承诺书").open("/agreements/").reads("即将到期").reads("1 ÷ 3")
    desk.page.locator(".figure", has_text="还没有签的驻区单位").get_by_role("link").click()
    desk.reads("安捷物流公司").looks_right()
    assert desk.page.locator("#list").get_by_text(UNIT, exact=True).count() == 0
    desk.open(agreement.get_absolute_url()).press("续签").reads("事项沿用")
    successor = Agreement.objects.get(renews=agreement)
    assert successor.step == "sent" and successor.items.count() == 3


@pytest.mark.covers("BL-07")
def test_a_load_of_sand_before_the_gate(cast: Cast, visit: Any) -> None:
    """The firm asks on the phone, the community takes it in, calls in who can clear it, answers, the firm confirms."""
    from tongxin.alliance.tests.test_agreements import in_force

    in_force(cast)
    phone = visit("liaison", phone=True).open("/my/partner/").press("向社区求助").looks_right()
    phone.fill(title="大门被一车沙子堵住", text="昨晚不知谁卸的沙，货车进不来。", place="公司东门").press(
        "送社区"
    ).reads("社区会答复")
    row = PartnerRequest.objects.get()
    desk = (
        visit("worker")
        .open("/partner-requests/")
        .press("大门被一车沙子堵住")
        .press("受理")
        .reads("已受理")
        .looks_right()
    )
    desk.looks_right().fill(organization="安捷物流公司", wants="派铲车清沙").press("请其会同").reads("会同办理")
    desk.press("交办").press("交办").reads("已交办")
    desk.press("答复单位").fill(answer="已联系安捷物流派铲车，沙子中午前清走。").press("答复", exact=True).reads(
        "等单位确认"
    )
    phone.open(row.get_absolute_url()).reads("沙子中午前清走").looks_right().press("问题已解决").reads("谢谢确认")
    row.refresh_from_db()
    assert row.step == "closed" and row.answer and row.called_in.count() == 1

    # The other way round: the community asks the firm, which says who sees to it and how it went.
    desk.open("/asks/").press("请单位配合").fill(unit=UNIT, title="派两人参加安全巡查", text="周五晚七点，两小时")
    desk.press("送单位").reads("待单位答复").looks_right()
    ask = CooperationAsk.objects.get()
    phone.open("/my/partner/").reads("派两人参加安全巡查").open(ask.get_absolute_url()).press("接下")
    phone.fill(in_charge="值班长老马").page.locator("form#form button.btn-primary").click()
    phone.reads("已接下").press("报告", exact=False).fill(result="两人到场，走了三条巷。")
    phone.page.locator("form#form button.btn-primary").click()
    phone.reads("等社区确认").looks_right()
    desk.open(ask.get_absolute_url()).reads("值班长老马").reads("走了三条巷").press("确认完成").reads("已确认完成")


@pytest.mark.covers("CD-36", "CD-37")
def test_two_members_agree_on_their_phones(cast: Cast, visit: Any) -> None:
    host = visit("secretary").open("/campaigns/open/")
    host.fill(kind="pairings", name="百名党员结对", target="100", valid_from=f"{today(cast.at)}")
    host.page.locator("form#form button.btn-primary").click()
    host.waits().reads("行动已设立").reads("还差").looks_right()
    campaign = Campaign.objects.get()
    desk = visit("worker").open("/pairings/").press("党员结对").looks_right()
    desk.fill(campaign=str(campaign.pk), first="孙晓阳", second="郑丽萍", aim="陪伴独居老人", plan="每月见一次面")
    desk.press("提出").reads("等双方同意")
    for name in ("member", "other_member"):
        visit(name, phone=True).open("/my/pairings/").looks_right().press("同意结对").reads("已同意")
    pairing = Pairing.objects.get()
    assert pairing.step == "running" and pairing.first_agreed_at and pairing.second_agreed_at
    desk.open("/pairings/").reads("结对中").looks_right()
    host.open(f"/campaigns/{campaign.pk}/").reads("还差").reads("99").looks_right()


@pytest.mark.covers("MHK-53")
def test_an_alliance_fills_its_calendar_and_gives_an_address(cast: Cast, visit: Any) -> None:
    organizations.found(kind="alliance", name="葫田共建联盟", area=cast.home, on=today(cast.at), by=SYSTEM, at=cast.at)
    desk = visit("secretary").open("/alliances/").press("葫田共建联盟").looks_right()
    desk.fill(organization=UNIT, part="secretary").press("加入", exact=True).reads("已加入联盟")
    desk.press("排入日程").fill(title="联席会议", on=f"{today(cast.at)}", begins="15:00", ends="16:30")
    desk.press("排入", exact=True).reads("订阅的人都会看到").reads("联席会议")
    desk.press("生成订阅地址").reads("只显示这一次").looks_right()
    records.deliver()
