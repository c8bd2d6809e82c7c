"""A quarter of service: logged by the community, reported to the branch, answered there; one record for both."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tongxin.enrolment.models import Report, ReportDelivery, ServiceLogEntry
from tongxin.enrolment.reports import opening
from tongxin.enrolment.tests.reporting import checked_in, served
from tongxin.kernel import records
from tongxin.kernel.clock import CHINA, today

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


@pytest.mark.covers("YX-06")
def test_a_members_year_is_reported_from_the_phone(cast: Cast, visit: Any) -> None:
    since, until = opening.last_period(12, on=today(timezone.now()))
    then = datetime(since.year, 5, 15, 9, 30, tzinfo=CHINA)
    checked_in(cast, at=then - timedelta(days=5))
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
