"""Papers that leave the platform: certificates, their check by anybody, sheets for the national system."""

from datetime import date, datetime, time
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from demo.cast import Cast
from tongxin.kernel.clock import CHINA
from tongxin.kernel.models import Look, Record
from tongxin.organizations.models import Organization
from tongxin.volunteering import paper, standard
from tongxin.volunteering.actions import hours
from tongxin.volunteering.models import Certificate, HourReport
from tongxin.volunteering.tests.test_pages import form, u
from tongxin.volunteering.tests.world import confirmed, in_team, issued, reported

pytestmark = pytest.mark.django_db


def today() -> date:
    """By the door's own clock."""
    return timezone.now().astimezone(CHINA).date()


def test_a_certificate_from_asking_to_anybodys_check(cast: Cast, client: Client) -> None:
    confirmed(cast)
    phone = cast.sign_in(client, "resident")
    day = timezone.now().astimezone(CHINA).date()
    asked = {"issuer": cast.organizations["party"].pk, "since": "2026-01-01", "until": f"{day}"}
    assert phone.post(u("my-certificates"), asked | {"until": "2020-01-01"}).status_code == 422
    phone.post(u("my-certificates"), asked)
    twice = phone.post(u("my-certificates"), asked)
    assert twice.status_code == 422 and "已经申请过" in twice.content.decode()
    row = Certificate.objects.get()
    assert phone.get(u("certificate-pdf", row.pk)).status_code == 404, "there is no paper before it is issued"

    desk = cast.sign_in(Client(), "worker")
    assert "已申请" in desk.get(u("certificates")).content.decode()
    assert desk.post(u("issue-certificate", row.pk), {"responsible": "李春燕"}).status_code == 422
    desk.post(u("issue-certificate", row.pk), {"responsible": "李春燕", "contact": "0877-1234567"})
    row.refresh_from_db()
    assert row.step == "issued" and row.minutes == 120
    assert row.code_words in desk.get(u("certificate", row.pk)).content.decode()
    assert row.code_words in phone.get(u("my-certificates")).content.decode()
    printed = phone.get(u("certificate-print", row.pk)).content.decode()
    assert "钱阿秀" in printed and "2 小时" in printed

    stranger = Client()
    shown = stranger.get(u("verify") + f"?code={row.code_words.lower()}")
    text = shown.content.decode()
    assert "真实的" in text and "钱*秀" in text and "2 小时" in text and "钱阿秀" not in text
    assert "陪独居老人" not in text, "the page shows the least"
    assert shown["X-Robots-Tag"] == "noindex"
    assert "真实的" in stranger.get(u("verify-code", row.code)).content.decode()
    forged = stranger.get(u("verify-code", "ABCDEFGHIJKLMNOP"))
    assert forged.status_code == 404 and "没有这份证明" in forged.content.decode()
    desk.post(u("move-certificate", row.pk, "revoke"), {"reason": "重复出具"})
    assert "撤销" in stranger.get(u("verify-code", row.code)).content.decode()


def test_the_paper_is_a_pdf_or_says_that_a_font_is_missing(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(cast)
    row = issued(cast)
    cast.sign_in(client, "resident")
    answer = client.get(u("certificate-pdf", row.pk))
    if paper.font():
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    monkeypatch.setattr(paper, "font", lambda: None)
    without = client.get(u("certificate-pdf", row.pk))
    assert without.status_code == 503 and "中文字体" in without.content.decode()
    assert client.get(u("certificate-print", row.pk)).status_code == 200


def test_what_comes_from_a_table_cannot_become_markup_of_the_paper(cast: Cast, client: Client) -> None:
    confirmed(cast, text='#read("/etc/passwd") <b>*粗*</b> $x$')
    row = issued(cast)
    assert row.lines[0]["text"].startswith("#read")
    cast.sign_in(client, "resident")
    answer = client.get(u("certificate-pdf", row.pk))
    assert answer.status_code == (200 if paper.font() else 503)
    assert "&lt;b&gt;" in client.get(u("certificate-print", row.pk)).content.decode()


def test_the_standard_hands_over_its_columns_in_the_order_of_the_profile(cast: Cast, client: Client) -> None:
    from python_calamine import CalamineWorkbook

    in_team(cast)
    confirmed(cast)
    cast.sign_in(client, "leader")
    shown = client.get(u("standard")).content.decode()
    assert "志愿者编号 · 姓名 · 证件类型" in shown
    term = "?since=2026-01-01&until=2026-12-31"
    book = client.get(u("export-standard", "volunteers") + term)
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["志愿者编号", "姓名", "证件类型", "证件号码"] and rows[0][-1] == "服务时长（小时）"
    assert rows[1][1] == "钱阿秀" and rows[1][3] == "" and rows[1][-1] == 2.0
    text = client.get(u("export-standard", "services") + term + "&form=csv").content.decode()
    assert text.startswith("\ufeff志愿者编号,姓名,服务内容") and "陪独居老人看病" in text
    assert Record.objects.filter(kind="volunteering.StandardExported").count() == 2, "who took names out is on record"
    assert Look.objects.count() == 0
    wrong = client.get(u("export-standard", "volunteers") + "?since=2026-12-31&until=2026-01-01")
    assert wrong.status_code == 422
    assert client.get(u("export-standard", "secrets") + term).status_code == 404
    cast.sign_in(client, "resident")
    assert client.get(u("export-standard", "volunteers") + term).status_code == 403


def test_the_day_of_an_entry_is_the_day_here(cast: Cast) -> None:
    in_team(cast)
    dawn = datetime.combine(cast.at.date(), time(6, 30), CHINA)
    hours.confirm(report=reported(cast), by=cast.worker, at=dawn)
    teams = Organization.objects.filter(pk=cast.organizations["team"].pk)
    made = standard.sheet("services", teams=teams, since=date(2026, 1, 1), until=date(2026, 12, 31))
    [line] = made.lines
    assert f"{dawn.date()}" in line, "half past six is yesterday in Greenwich"


def test_without_a_phone_hours_and_certificate_are_asked_for_at_the_counter(cast: Cast, client: Client) -> None:
    desk = cast.sign_in(client, "worker")
    person = cast.people["resident"].pk
    for address in (u("report-for"), u("certificate-for")):
        assert "先找到这个人" in desk.get(address).content.decode()
        assert desk.get(address + "?who=查无此人").status_code == 422
        assert "钱阿秀" in desk.get(address + "?who=钱阿秀").content.decode()
    assert desk.post(u("report-for"), form(cast) | {"person": person}).status_code == 302
    row = HourReport.objects.get()
    said = Record.objects.get(kind="volunteering.HoursReported")
    assert row.person_id == person == said.on_behalf_of_id and said.by_id == cast.people["worker"].pk
    cast.sign_in(desk, "secretary").post(u("confirm-hours", row.pk), {"hours": "2"})
    asked = {"issuer": cast.organizations["party"].pk, "since": "2026-01-01", "until": str(today()), "person": person}
    cast.sign_in(desk, "worker").post(u("certificate-for"), asked)
    assert Certificate.objects.get().person_id == person
    stranger = cast.sign_in(Client(), "neighbor")
    assert stranger.post(u("report-for"), form(cast) | {"person": person}).status_code == 200, "asks whom, again"
    assert HourReport.objects.count() == 1
