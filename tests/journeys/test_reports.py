"""A quarter of service and a year of it: reported both ways, received and answered; one record for both sides."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from demo.cast import Cast
from tests.journeys.visitor import Visitor
from tongxin.enrolment.models import Report, ReportDelivery, ServiceLogEntry
from tongxin.enrolment.reports import opening
from tongxin.enrolment.tests.reporting import checked_in, served, unit_checked_in
from tongxin.kernel import duties, records
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.models import Duty

pytestmark = pytest.mark.browser


def _last_quarter() -> datetime:
    """A morning in the last whole quarter, two weeks after it began."""
    since, _until = opening.last_period(3, on=today(timezone.now()))
    return datetime(since.year, since.month, 15, 9, 30, tzinfo=CHINA)


@pytest.mark.covers("MHK-35", "MHK-37")
def test_a_quarter_is_reported_and_answered(cast: Cast, visit: Any) -> None:
    then = _last_quarter()
    enrolment = checked_in(cast, at=then - timedelta(days=5))
    served(cast, "member", begins_at=then)
    recent = timezone.now() - timedelta(days=3)
    served(cast, "member", begins_at=recent, title="楼道清洁日")

    worker = visit("worker").open("/service-log/").looks_right().reads("楼道清洁日").press("写说明").looks_right()
    worker.fill(text="带着新来的志愿者一起干").press("写入日志").reads("已写入 1 人的服务日志").looks_right()
    worker.press("记一条").looks_right()
    worker.fill(who="孙晓阳", on=f"{today(then):%Y-%m-%d}", text="陪独居老人看病").press("记下").reads("陪独居老人看病")
    assert ServiceLogEntry.objects.filter(enrolment=enrolment).count() == 2

    secretary = visit("secretary").open("/reports/runs/").looks_right()
    secretary.page.locator("button", has_text="季度报告").first.click()
    secretary.waits()
    secretary.reads("已开启 2 份报告").looks_right()
    report = Report.objects.get(kind="feedback")
    secretary.open(report.get_absolute_url()).reads("陪独居老人看病").fill(note="多谢支部支持。").press("报送")
    secretary.reads("对方会收到通知").looks_right()
    records.deliver()

    branch = visit("branch_secretary").open("/reports/inbox/").looks_right().press("党员服务情况反馈")
    branch.reads("多谢支部支持").reads("陪独居老人看病").press("签收").reads("已签收").looks_right()
    branch.fill(answer="已在支部大会通报。").press("答复").reads("双方都看得到")
    secretary.open(report.get_absolute_url()).reads("已在支部大会通报。").looks_right()
    with secretary.page.expect_download() as download:
        secretary.page.get_by_role("link", name="Word 文档").click()
    assert download.value.suggested_filename == f"report-{report.pk}.docx"
    assert ReportDelivery.objects.get(report=report).step == "answered"


@pytest.mark.covers("YX-06", "CD-39", "MHK-35")
def test_a_year_is_reported_by_the_member_the_unit_and_both_sides(cast: Cast, visit: Any) -> None:
    since, until = opening.last_period(12, on=today(timezone.now()))
    then = datetime(since.year, 5, 15, 9, 30, tzinfo=CHINA)
    checked_in(cast, at=then - timedelta(days=5))
    unit_checked_in(cast, at=then - timedelta(days=5))
    served(cast, "member", begins_at=then)
    now = timezone.now()
    run = opening.begin(area=cast.home, months=12, since=since, until=until, by=cast.secretary, at=now)
    opening.perform(run=run, at=now)
    phone = visit("member", phone=True).open("/my/reports/").looks_right().reads("1 次")
    phone.fill(words="明年继续到社区服务。").press("报送所在党组织和社区").reads("已报送").looks_right()
    branch = visit("branch_secretary").open("/reports/members/").looks_right().press("孙晓阳")
    branch.reads("明年继续到社区服务。").looks_right().open("/reports/members/").press("全部阅知（1 份）").reads(
        "已阅知 1 份"
    )
    unit = visit("liaison", phone=True).open("/my/").press("双报告（报到单位）", exact=False).looks_right()
    unit.fill(note="用电检查四次。").press("报送").reads("对方会收到通知")
    secretary = visit("secretary").open("/reports/inbox/").press("双报告（报到单位）", exact=False)
    secretary.reads("用电检查四次。").press("签收并阅知").open("/desk/")
    _the_community_tells_the_branch(secretary, branch)
    _the_branch_tells_the_community_which_is_late(branch, secretary, visit("coordinator"))


def _the_community_tells_the_branch(secretary: Visitor, branch: Visitor) -> None:
    secretary.press("年度双通报（社区通报单位）", exact=False).fill(note="孙晓阳随叫随到。").press("报送").reads(
        "对方会收到通知"
    )
    branch.open("/reports/inbox/").press("年度双通报（社区通报单位）", exact=False).reads("孙晓阳随叫随到。")
    branch.press("签收").reads("已签收").fill(answer="已记入支部台账。").press("答复").reads("双方都看得到")
    secretary.page.reload()
    secretary.reads("已记入支部台账。")
    with secretary.page.expect_download() as download:
        secretary.page.get_by_role("link", name="Excel 表格").click()
    book = CalamineWorkbook.from_path(str(download.value.path()))
    report, replies = (book.get_sheet_by_index(n).to_python() for n in range(2))
    heading = next(row for row in report if row[0] == "姓名")
    line = dict(zip(heading, next(row for row in report if row[0] == "孙晓阳"), strict=True))
    assert (line["社区活动（次）"], line["志愿服务（小时）"]) == (1, 2)
    assert (replies[1][0], replies[1][3]) == ("明远供电服务公司党支部", "已记入支部台账。")


def _the_branch_tells_the_community_which_is_late(branch: Visitor, secretary: Visitor, street: Visitor) -> None:
    branch.open("/desk/").press("年度双通报（单位通报社区）", exact=False).press("报送").reads("对方会收到通知")
    secretary.open("/desk/").press("年度双通报（单位通报社区）", exact=False).press("签收").reads("已签收")
    notice = ReportDelivery.objects.get(report__kind="notice_to_community")
    due = Duty.objects.open().about(notice).get().due_at
    assert due is not None
    duties.perform_due(at=due + timedelta(hours=1))
    street.open("/desk/").press("年度双通报（单位通报社区）", exact=False).reads("待答复").looks_right()
    secretary.fill(answer="迟复为歉：已收悉，明年按季通报。").press("答复").reads("双方都看得到")
    branch.open(notice.get_absolute_url()).reads("迟复为歉").looks_right()
    assert not Duty.objects.open().about(notice).exists()
