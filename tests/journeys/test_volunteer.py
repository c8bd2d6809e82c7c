"""A volunteer's own hours, the certificate that anybody can check, and a seat that changes hands."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities import actions as activities
from tongxin.kernel.clock import CHINA
from tongxin.points.models import HOURS
from tongxin.volunteering.models import Certificate, HourReport, SeatHolding, SeatOffer

pytestmark = pytest.mark.browser


def test_hours_are_reported_confirmed_certified_and_checked_by_a_stranger(cast: Cast, visit: Any) -> None:
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

    phone.open("/my/volunteering/certificates/").fill(issuer=str(cast.organizations["party"].pk)).press("申请")
    phone.reads("已申请")
    paper = Certificate.objects.get()
    desk.open(reverse("volunteering:certificate", args=[paper.pk])).press("出具证明").looks_right()
    desk.fill(contact="0877-1234567").press("出具").reads("已出具").looks_right()
    paper.refresh_from_db()
    phone.open("/my/volunteering/certificates/").reads(paper.code_words)
    phone.open(reverse("volunteering:certificate-print", args=[paper.pk])).reads("兹证明")

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


DESK_PAGES = (
    "hours/", "certificates/", "teams/", "offers/", "legacy/", "legacy/enter/", "stories/", "stories/write/",
    "honours/", "contributions/", "spots/", "standard/",
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
    visit("leader").open("/volunteering/").open("/volunteering/teams/")
