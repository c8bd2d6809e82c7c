"""The pages of agreements: desk, the record that both sides read, coverage, the sealed scan."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from demo.cast import Cast
from tests.pages import as_, words
from tongxin.alliance.actions import instruments
from tongxin.alliance.models import Agreement, AgreementFile
from tongxin.alliance.queries import agreements as queries
from tongxin.alliance.tests.test_agreements import in_force
from tongxin.kernel.clock import today
from tongxin.kernel.models import Look

pytestmark = pytest.mark.django_db


def told(cast: Cast) -> dict[str, Any]:
    day = today(cast.at)
    return {
        "kind": "agreement", "unit": "明远供电服务公司", "area": cast.home.pk, "valid_from": day,
        "valid_to": day + timedelta(days=300), "contact": "张文斌",
        "unit_text": "每季度用电检查", "unit_field": "order",
    }  # fmt: skip


@pytest.mark.covers("GY-05", "YX-34")
def test_the_desk_drafts_the_unit_signs_and_both_read_the_same(cast: Cast) -> None:
    desk, unit, stranger = as_(cast, "secretary"), as_(cast, "liaison"), as_(cast, "school_liaison")
    bad = desk.post(reverse("alliance:draft-agreement"), told(cast) | {"unit": "没有的单位"})
    assert bad.status_code == 422 and "没有找到这个组织" in words(bad) and "每季度用电检查" in words(bad)
    backwards = told(cast) | {"valid_to": today(cast.at) - timedelta(days=3)}
    assert desk.post(reverse("alliance:draft-agreement"), backwards).status_code == 422
    assert desk.post(reverse("alliance:draft-agreement"), told(cast)).status_code == 302
    agreement = Agreement.objects.get()
    page = agreement.get_absolute_url()
    desk.post(reverse("alliance:add-item", args=[agreement.pk]),
              {"side": "community", "field": "sharing", "text": "图书室周末开放"})  # fmt: skip
    desk.post(reverse("alliance:move-agreement", args=[agreement.pk, "send"]))
    assert "签署" in words(unit.get(page)) and stranger.get(page).status_code == 404
    unit.post(reverse("alliance:move-agreement", args=[agreement.pk, "sign"]))
    agreement.refresh_from_db()
    assert agreement.step == "in_force"
    for client in (desk, unit):
        shown = words(client.get(page))
        assert "每季度用电检查" in shown and "图书室周末开放" in shown and "生效中" in shown
    assert agreement.number in words(desk.get(reverse("alliance:agreements")))
    assert agreement.number not in words(stranger.get(reverse("alliance:agreements")))


@pytest.mark.covers("YX-34")
def test_a_street_may_be_the_party(cast: Cast) -> None:
    street = cast.home.parent
    assert street is not None
    as_(cast, "coordinator").post(reverse("alliance:draft-agreement"), told(cast) | {"area": street.pk})
    agreement = Agreement.objects.get()
    assert agreement.area == street and agreement.host == cast.organizations["street_committee"]


@pytest.mark.covers("GY-15")
def test_coverage_shows_its_denominator_and_opens_its_rows(cast: Cast) -> None:
    in_force(cast, "school")
    found = queries.coverage(cast.home.path, today(cast.at))
    # Of the power company, the school and the logistics firm one has signed.
    assert (found.signed, found.resident) == (1, 3)
    desk = as_(cast, "worker")
    shown = words(desk.get(reverse("alliance:agreements")))
    assert "1 ÷ 3" in shown and reverse("alliance:coverage", args=["unsigned"]) in shown
    signed = words(desk.get(reverse("alliance:coverage", args=["signed"])))
    unsigned = words(desk.get(reverse("alliance:coverage", args=["unsigned"])))
    assert "启明小学" in signed and "启明小学" not in unsigned and "安捷物流公司" in unsigned
    assert desk.get(reverse("alliance:coverage", args=["everything"])).status_code == 404


@pytest.mark.covers("GY-12", "GY-13")
def test_promises_and_systems_are_kept_on_the_page(cast: Cast) -> None:
    agreement = in_force(cast)
    instruments.lay_due(at=cast.at)
    unit, desk = as_(cast, "liaison"), as_(cast, "worker")
    item = agreement.items.get(field="order")
    unit.post(reverse("alliance:report-promise", args=[item.pk]), {"state": "kept", "note": "十二次"})
    shown = words(desk.get(agreement.get_absolute_url()))
    assert "已兑现" in shown and "十二次" in shown
    for label in ("例会", "动态管理", "定期报告", "双向考核"):
        assert label in shown
    for page in ("enrolment:reports", "assessment:appraisals"):
        assert f'href="{reverse(page)}">去办理' in shown
    meeting = agreement.instruments.get(kind="meeting")
    empty = desk.post(reverse("alliance:settle-instrument", args=[meeting.pk]), {"on": today(cast.at), "note": " "})
    assert empty.status_code == 422
    desk.post(reverse("alliance:settle-instrument", args=[meeting.pk]), {"on": today(cast.at), "note": "议定冬季巡逻"})
    assert "议定冬季巡逻" in words(unit.get(agreement.get_absolute_url()))
    unit.post(reverse("alliance:change-contact", args=[agreement.pk]), {"contact": "李工"})
    agreement.refresh_from_db()
    assert agreement.contact == "李工" and agreement.host_contact == ""


@pytest.mark.covers("MHK-32")
def test_the_scan_is_sealed_and_who_opens_it_is_noted(cast: Cast) -> None:
    agreement = in_force(cast)
    unit, stranger = as_(cast, "liaison"), as_(cast, "school_liaison")
    wrong = SimpleUploadedFile("a.exe", b"MZ", content_type="application/x-dosexec")
    address = reverse("alliance:add-scan", args=[agreement.pk])
    assert unit.post(address, {"scan": wrong}).status_code == 422
    paper = SimpleUploadedFile("承诺书.pdf", b"%PDF-1.7 signed", content_type="application/pdf")
    assert unit.post(address, {"scan": paper}).status_code == 302
    file = AgreementFile.objects.get()
    assert b"signed" not in bytes(file.content)
    opened = unit.get(reverse("alliance:scan", args=[file.pk]))
    assert "%E6%89%BF%E8%AF%BA%E4%B9%A6.pdf" in opened["Content-Disposition"]
    assert opened.content == b"%PDF-1.7 signed" and Look.objects.get().subject_id == file.pk
    assert stranger.get(reverse("alliance:scan", args=[file.pk])).status_code == 404


def test_the_review_waits_for_a_word_on_each_item(cast: Cast) -> None:
    agreement = in_force(cast)
    desk = as_(cast, "secretary")
    address = reverse("alliance:review-agreement", args=[agreement.pk])
    early = desk.post(address, {"review": "履行良好"})
    assert early.status_code == 422 and "没有结论" in words(early) and "履行良好" in words(early)
    for item in agreement.items.all():
        desk.post(reverse("alliance:report-promise", args=[item.pk]), {"state": "kept"})
    assert desk.post(address, {"review": "履行良好"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.step == "fulfilled"


@pytest.mark.covers("MHK-32")
def test_the_page_says_why_an_empty_draft_is_not_sent_and_asks_a_unit_that_leaves_for_its_reason(cast: Cast) -> None:
    """Bad input: an agreement without items; a unit that withdraws in mid-term."""
    desk, unit = as_(cast, "secretary"), as_(cast, "liaison")
    desk.post(reverse("alliance:draft-agreement"), told(cast) | {"unit_text": ""})
    empty = Agreement.objects.get()
    refused = desk.post(reverse("alliance:move-agreement", args=[empty.pk, "send"]))
    empty.refresh_from_db()
    assert refused.status_code == 422 and "至少写一项" in words(refused) and empty.step == "draft"

    agreement = in_force(cast)
    leave = reverse("alliance:move-agreement", args=[agreement.pk, "withdraw"])
    assert desk.post(leave, {"reason": "替单位退出"}).status_code == 403
    assert "请写明原因" in words(unit.post(leave, {"reason": " "}))
    unit.post(leave, {"reason": "单位迁出本市"})
    shown = words(desk.get(agreement.get_absolute_url()))
    assert "中途退出" in shown and "单位迁出本市" in shown and shown.count("已解除") == 3
    assert "0 ÷ 3" in words(desk.get(reverse("alliance:agreements")))
