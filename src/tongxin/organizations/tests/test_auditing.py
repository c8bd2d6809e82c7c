"""The audit administrator reads who looked and who did what, and no content."""

from datetime import timedelta

import pytest
from django.test import Client

from demo.cast import SINCE, Cast
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.models import Record
from tongxin.organizations.appointments import appoint
from tongxin.people import actions as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(cast: Cast) -> Client:
    """A browser of the city's audit administrator."""
    city = cast.organizations["city_committee"]
    appoint(
        person=cast.people["resident"], organization=city, role="audit_admin", on=SINCE, by=SYSTEM, at=cast.at
    )  # fmt: skip
    return cast.sign_in(Client(), "resident")


@pytest.mark.covers("C19-3")
def test_the_auditor_reads_every_look_and_no_number(cast: Cast, auditor: Client) -> None:
    old_wang = people.register(name="王建国", area=cast.home, phone="13800000001", by=cast.worker, at=cast.at)
    people.look_at(person=old_wang, field="phone", purpose="通知领取体检单", by=cast.worker, at=cast.at)
    shown = auditor.get("/audit/looks/").content.decode()
    assert "李春燕" in shown and "人员 · 手机号" in shown and "通知领取体检单" in shown
    assert "13800000001" not in shown and "王建国" not in shown
    assert "共 0 条" in auditor.get("/audit/looks/", {"who": "没有这个人"}).content.decode()
    tomorrow = (cast.at + timedelta(days=1)).date().isoformat()
    assert "共 0 条" in auditor.get("/audit/looks/", {"since": tomorrow}).content.decode()
    assert auditor.get("/audit/looks/", {"since": "2026-99-99"}).status_code == 200


def test_the_auditor_reads_who_did_what_without_what_it_says(cast: Cast, auditor: Client) -> None:
    people.register(name="王建国", area=cast.home, by=cast.worker, at=cast.at)
    shown = auditor.get("/audit/deeds/", {"who": "李春燕"}).content.decode()
    assert "登记了人员" in shown and "王建国" not in shown
    assert f"人员 {Record.objects.latest('pk').subject_id}" in shown
    assert auditor.get("/audit/deeds/export").status_code == 200


def test_nobody_else_reads_them(cast: Cast) -> None:
    for who in ("worker", "secretary", "admin", "planner"):
        browser = cast.sign_in(Client(), who)
        for address in ("/audit/looks/", "/audit/deeds/", "/audit/looks/export", "/audit/deeds/export"):
            assert browser.get(address).status_code == 403, (who, address)
