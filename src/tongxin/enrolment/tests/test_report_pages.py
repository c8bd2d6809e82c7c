"""The pages: the log desk, sending and answering a report, its papers, the inbox, the member's own report."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from demo.cast import Cast
from tests.pages import as_, words
from tongxin.enrolment.models import MemberReport, Report, ReportDelivery, ReportRun, ServiceLogEntry
from tongxin.enrolment.reports import member_reports, sending
from tongxin.enrolment.tests.reporting import checked_in, opened, served
from tongxin.enrolment.tests.test_reports import NEW_YEAR
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit
from tongxin.kernel.models import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_story")]


@pytest.mark.covers("MHK-37")
def test_the_log_is_written_from_the_attendance_of_an_activity(cast: Cast) -> None:
    checked_in(cast), checked_in(cast, "other_member")
    activity = served(cast, "member", "other_member", "resident", begins_at=cast.at - timedelta(days=7))
    worker = as_(cast, "worker")
    assert "小区清洁" in words(worker.get(reverse("enrolment:service-log")))
    address = reverse("enrolment:remark-activity", args=[activity.pk])
    shown = words(worker.get(address))
    assert "孙晓阳" in shown and "郑丽萍" in shown and "钱阿秀" not in shown
    people = [str(cast.people[name].pk) for name in ("member", "other_member")]
    told = {"people": people, "text": "带头清理楼道", "form_key": str(uuid.uuid4())}
    assert [worker.post(address, told).status_code for _n in range(2)] == [302, 302]
    assert ServiceLogEntry.objects.count() == 2
    assert worker.post(address, told | {"form_key": str(uuid.uuid4())}).status_code == 422
    assert worker.post(address, {"people": people, "text": ""}).status_code == 422
    strange = {"who": "钱阿秀", "on": f"{today(cast.at)}", "text": "帮忙搬家"}
    answer = worker.post(reverse("enrolment:write-service-log"), strange)
    assert answer.status_code == 422 and "没有在本社区报到" in words(answer) and "帮忙搬家" in words(answer)
    worker.post(reverse("enrolment:write-service-log"), strange | {"who": "孙晓阳", "hours": "1.5"})
    entry = ServiceLogEntry.objects.get(attendance=None)
    assert entry.minutes == 90
    assert as_(cast, "neighbor").get(reverse("enrolment:strike-service-log", args=[entry.pk])).status_code == 404
    assert "帮忙搬家" in words(as_(cast, "member").get(reverse("enrolment:my-reports")))
    worker.post(reverse("enrolment:strike-service-log", args=[entry.pk]), {"reason": "记错了"})
    assert "帮忙搬家" not in words(as_(cast, "member").get(reverse("enrolment:my-reports")))
    assert "记错了" in words(worker.get(reverse("enrolment:service-log")))
    for who in ("liaison", "member", "counter"):
        assert as_(cast, who).get(reverse("enrolment:service-log")).status_code == 403


@pytest.mark.covers("MHK-35", "MHK-37")
def test_both_sides_read_and_answer_on_the_same_page(cast: Cast) -> None:
    checked_in(cast)
    served(cast, "member")
    secretary, branch = as_(cast, "secretary"), as_(cast, "branch_secretary")
    period = {"months": "3"}
    assert secretary.post(reverse("enrolment:report-runs"), period).status_code == 302
    run = ReportRun.objects.get()
    assert run.step == "done" and "已开启 2 份" in words(secretary.get(run.get_absolute_url()))
    assert secretary.get(reverse("enrolment:report-run-progress", args=[run.pk])).status_code == 200
    report = Report.objects.get(kind="feedback")
    page = report.get_absolute_url()
    assert "孙晓阳" in words(secretary.get(page)) and "报送给：明远供电服务公司党支部" in words(secretary.get(page))
    draft = words(branch.get(page))
    assert "尚未报送" in draft and "孙晓阳" not in draft
    assert branch.get(reverse("enrolment:report-docx", args=[report.pk])).status_code == 404
    secretary.post(reverse("enrolment:send-report", args=[report.pk]), {"note": "多谢支部支持。"})
    assert "1" in words(branch.get(reverse("enrolment:report-inbox"))) and "多谢支部支持" in words(branch.get(page))
    delivery = ReportDelivery.objects.get()
    assert as_(cast, "liaison").post(reverse("enrolment:receive-report", args=[delivery.pk])).status_code == 404
    assert branch.post(reverse("enrolment:answer-report", args=[delivery.pk]), {"answer": ""}).status_code == 422
    branch.post(reverse("enrolment:receive-reports"))
    branch.post(reverse("enrolment:answer-report", args=[delivery.pk]), {"answer": "已通报全体党员。"})
    seen = [words(client.get(page)) for client in (secretary, branch)]
    assert all("已通报全体党员。" in each and "多谢支部支持。" in each for each in seen)
    for who, status in (("neighbor", 404), ("member", 403), ("school_liaison", 404), ("grid", 0)):
        if status:
            assert as_(cast, who).get(page).status_code == status, who
    assert secretary.get(reverse("enrolment:export-reports")).status_code == 200


@pytest.mark.covers("MHK-35")
def test_one_paper_of_each_kind_says_the_same(cast: Cast) -> None:
    checked_in(cast)
    served(cast, "member")
    report = opened(cast)["feedback"]
    sending.send(report=report, note="<多谢> & 再会", by=cast.secretary, at=cast.at)
    client = as_(cast, "branch_secretary")
    paper = Document(BytesIO(client.get(reverse("enrolment:report-docx", args=[report.pk])).content))
    text = "\n".join(each.text for each in paper.paragraphs)
    cells = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    book = CalamineWorkbook.from_filelike(
        BytesIO(client.get(reverse("enrolment:report-xlsx", args=[report.pk])).content)
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert report.number in text and "<多谢> & 再会" in text and "2026 年第三季度" in text
    assert cells[0][0] == "姓名" and cells[1][:1] == ["孙晓阳"] and cells[1][3:5] == ["1", "2"]
    line = next(row for row in rows if row[0] == "孙晓阳")
    assert line[3:5] == [1, 2] and book.get_sheet_by_index(1).to_python()[1][0] == "明远供电服务公司党支部"
    assert abs(paper.sections[0].top_margin.mm - 37) < 0.1 and abs(paper.sections[0].left_margin.mm - 28) < 0.1


@pytest.mark.covers("YX-06")
def test_a_member_adds_words_on_the_phone_or_at_the_counter(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    checked_in(cast), checked_in(cast, "other_member")
    served(cast, "member")
    opened(cast, 12, NEW_YEAR)
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: NEW_YEAR)
    mine = MemberReport.objects.get(subject=cast.people["member"].pk)
    other = MemberReport.objects.get(subject=cast.people["other_member"].pk)
    phone, counter, branch = as_(cast, "member"), as_(cast, "counter"), as_(cast, "branch_secretary")
    shown = words(phone.get(reverse("enrolment:my-reports")))
    assert "1 次" in shown and "只有您和所在党组织看得到" in shown
    assert phone.get(mine.get_absolute_url()).status_code == 302
    assert (
        phone.post(reverse("enrolment:send-member-report", args=[other.pk]), {"words": "替别人写"}).status_code == 404
    )
    assert branch.get(other.get_absolute_url()).status_code == 404
    phone.post(reverse("enrolment:send-member-report", args=[mine.pk]), {"words": "明年继续"})
    counter.post(reverse("enrolment:send-member-report", args=[other.pk]), {"words": "腿脚不便，来窗口说的"})
    assert Record.objects.about(other).order_by("-pk")[0].on_behalf_of_id == cast.people["other_member"].pk
    assert "明年继续" in words(branch.get(mine.get_absolute_url()))
    assert "全部阅知（2 份）" in words(branch.get(reverse("enrolment:member-reports")))
    paper = reverse("enrolment:member-report-docx", args=[mine.pk])
    for reader in (phone, branch, as_(cast, "secretary")):
        document = Document(BytesIO(reader.get(paper).content))
        told = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert "1 次" in told and "明年继续" in "".join(each.text for each in document.paragraphs)
    for stranger in ("other_member", "neighbor", "school_liaison"):
        assert as_(cast, stranger).get(paper).status_code == 404, stranger
    assert paper in words(phone.get(reverse("enrolment:my-reports"))) and paper in words(
        branch.get(mine.get_absolute_url())
    )
    branch.post(reverse("enrolment:note-member-reports"))
    assert MemberReport.objects.filter(home_noted_at__isnull=False, host_noted_at=None).count() == 2
    with pytest.raises(Unfit, match="没有待阅知"):
        member_reports.note_all(
            organization=cast.organizations["branch"], by=cast.actor("branch_secretary", NEW_YEAR), at=NEW_YEAR
        )
