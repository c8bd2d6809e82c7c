"""A volunteer's own hours, years on paper, the certificate that anybody can check, and what the national system takes;
a seat that changes hands; a team below a team."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from demo.cast import Cast
from tests.journeys.visitor import Visitor
from tongxin.activities import actions as activities
from tongxin.kernel import terms
from tongxin.kernel.clock import CHINA
from tongxin.organizations.models import Organization
from tongxin.points.models import HOURS
from tongxin.volunteering.models import Certificate, HourReport, LegacyService, SeatHolding, SeatOffer
from tongxin.volunteering.tests.world import in_team

pytestmark = pytest.mark.browser


def from_paper(desk: Visitor, checks: Visitor) -> LegacyService:
    """Fifty-seven years of cutting hair: entered by one, confirmed by another who has seen the paper."""
    desk.open("/volunteering/legacy/enter/").fill(who="钱阿秀", text="为居民义务理发", since_on="1961-03-05")
    desk.fill(until_on="2018-03-04", proof="街道 2018 年证明一份", kept_at="社区档案柜 3 号").press("登记", exact=True)
    desk.reads("请另一位同事看过原件后复核").reads("57 年").looks_right()
    row = LegacyService.objects.get()
    assert not desk.page.get_by_role("button", name="复核无误").count(), "nobody confirms what the same hand entered"
    checks.open(row.get_absolute_url()).press("复核无误").reads("已复核")
    return row


def taken(desk: Visitor, sheet: int, name: str) -> Path:
    """What the button under the sheet of that number gives."""
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name=name).nth(sheet).click()
    return Path(waiting.value.path())


@pytest.mark.covers("C05-8", "YX-50")
def test_hours_are_reported_confirmed_certified_and_checked_by_a_stranger(cast: Cast, visit: Any) -> None:
    in_team(cast)
    begins = (timezone.now().astimezone(CHINA) - timedelta(days=1)).replace(hour=14, minute=0)
    phone = visit("resident", phone=True).open("/my/volunteering/").press("报时长").looks_right()
    phone.fill(text="陪独居老人复诊", theme="others", organization=str(cast.organizations["party"].pk))
    phone.fill(begins_at=f"{begins:%Y-%m-%dT%H:%M}", ends_at=f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}")
    phone.page.locator("[name=freely]").check()
    phone.press("报上").reads("等确认").looks_right()
    report = HourReport.objects.get()

    desk = visit("worker").open("/volunteering/").reads("陪独居老人复诊").looks_right()
    desk.open(reverse("volunteering:hour-report", args=[report.pk])).press("确认时长").looks_right().press("确认")
    desk.reads("已确认").looks_right()
    assert HOURS.balance(holder_id=report.person_id) == 120

    from_paper(desk, visit("secretary"))
    phone.open("/my/volunteering/").reads("系统启用前的服务").reads("57 年").looks_right()
    assert HOURS.balance(holder_id=report.person_id) == 120, "years on paper never become hours"

    asked = {"issuer": str(cast.organizations["party"].pk), "since": f"{begins:%Y-%m-%d}"}
    phone.open("/my/volunteering/certificates/").fill(**asked).press("申请")
    phone.reads("已申请")
    paper = Certificate.objects.get()
    desk.open(reverse("volunteering:certificate", args=[paper.pk])).press("出具证明").looks_right()
    desk.fill(contact="0877-1234567").press("出具").reads("已出具").looks_right()
    paper.refresh_from_db()
    phone.open("/my/volunteering/certificates/").reads(paper.code_words)
    phone.open(reverse("volunteering:certificate-print", args=[paper.pk])).reads("兹证明").reads("为居民义务理发")

    # The sheets of the national system, with its columns in their order and what is sealed left empty.
    desk.open("/volunteering/standard/")
    for since in desk.page.locator("[name=since]").all():
        since.fill(f"{begins:%Y-%m-%d}")
    rows = CalamineWorkbook.from_path(taken(desk, 0, "导出 xlsx")).get_sheet_by_index(0).to_python()
    assert rows[0] == [term.label for term in terms.terms("volunteer_standard.volunteers").values()]
    assert rows[0][:4] == ["志愿者编号", "姓名", "证件类型", "证件号码"]
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["姓名"], told["所在志愿服务组织"], told["服务时长（小时）"]) == ("钱阿秀", "葫芦藤志愿服务队", 2.0)
    assert told["证件号码"] == told["联系电话"] == ""
    lines = list(csv.DictReader(taken(desk, 1, "导出 csv").read_text("utf-8-sig").splitlines()))
    assert [(line["姓名"], line["服务内容"]) for line in lines] == [("钱阿秀", "陪独居老人复诊")]

    stranger = visit(phone=True).open("/public/certificates/").fill(code=paper.code_words.lower()).press("核对")
    stranger.reads("真实的").reads("钱*秀").looks_right()
    assert "钱阿秀" not in stranger.page.content()
    stranger.page.goto("/public/certificates/AAAABBBBCCCCDDDD/")
    stranger.reads("没有这份证明").looks_right()


def test_a_seat_changes_hands_on_two_phones_and_a_desk(cast: Cast, visit: Any) -> None:
    begins = timezone.now() + timedelta(days=4)
    activity = activities.plan(
        title="义诊进小区", kinds=["volunteering"], host=cast.organizations["party"], area=cast.home, place="三栋前",
        begins_at=begins, ends_at=begins + timedelta(hours=3), is_open=True, by=cast.worker, at=timezone.now(),
    )  # fmt: skip
    desk = visit("worker").open(activity.get_absolute_url()).press("岗位").looks_right()
    desk.fill(name="引导", seats="1").press("安排").reads("还缺 1").looks_right()
    giver = visit("member", phone=True).open(reverse("volunteering:positions", args=[activity.pk]))
    giver.press("认领").reads("您在这个岗位").looks_right().open("/my/volunteering/seats/").press("请人接班")
    giver.reads("等人接班").looks_right()
    taker = visit("resident", phone=True).open("/my/volunteering/seats/").press("我来接班").looks_right()
    assert SeatHolding.objects.held().get().person == cast.people["member"]
    offer = SeatOffer.objects.get()
    desk.open(reverse("volunteering:seat-offer", args=[offer.pk])).press("同意换人").looks_right()
    taker.open("/my/volunteering/seats/").reads("义诊进小区")
    assert SeatHolding.objects.held().get().person == cast.people["resident"]


@pytest.mark.covers("GY-34")
def test_a_leader_sees_members_and_others_apart_down_the_tree(cast: Cast, visit: Any) -> None:
    for name in ("member", "resident"):
        in_team(cast, name)
    desk = visit("leader").open("/volunteering/teams/").press("葫芦藤志愿服务队").looks_right()
    desk.fill(name="理发小队").press("成立").reads("理发小队")
    below = Organization.objects.get(name="理发小队")
    desk.open(f"/activities/teams/{below.pk}/")
    for name in ("钱阿秀", "郑丽萍"):
        desk.fill(who=name).press("登记", exact=True).reads(f"{name} 已加入")
    desk.open(f"/volunteering/teams/{cast.organizations['team'].pk}/")
    tree = {row.split("\t")[0].strip("└ "): row.split("\t")[-2:] for row in desk.page.locator("tr").all_inner_texts()}
    assert (tree["葫芦藤志愿服务队"], tree["理发小队"]) == (["1", "1"], ["1", "1"])
    # In the team and all below it each person counts once: two members, and one who is in both teams.
    assert desk.page.locator("aside .figures").first.inner_text().split() == [
        "2",
        "人",
        "党员志愿者",
        "1",
        "人",
        "其他志愿者",
    ]


DESK_PAGES = (
    "hours/", "certificates/", "offers/", "legacy/", "stories/", "stories/write/", "honours/",
    "contributions/", "spots/",
)  # fmt: skip


def test_every_page_of_the_desk_looks_right(cast: Cast, visit: Any) -> None:
    desk = visit("worker")
    for address in DESK_PAGES:
        desk.open(f"/volunteering/{address}")


def test_every_page_of_the_phone_and_the_public_looks_right(cast: Cast, visit: Any) -> None:
    phone = visit("resident", phone=True)
    for address in ("", "report/", "certificates/", "seats/", "spots/", "stories/"):
        phone.open(f"/my/volunteering/{address}")
    visit(phone=True).open("/public/volunteering/").open("/public/certificates/")
