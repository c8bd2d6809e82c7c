"""Two units of different fields pair up by consent of both, with a plan, a term and a review; a calendar program reads
the dates of an alliance; an industry has its line and its brand."""

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.utils import timezone

from demo.cast import Cast
from tongxin.alliance import chores
from tongxin.alliance.actions import bodies
from tongxin.alliance.models import IndustryLine, Pairing
from tongxin.exchange.tests.story import running
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Organization

pytestmark = pytest.mark.browser

UNIT, SCHOOL = "明远供电服务公司", "启明小学"


@pytest.mark.covers("MHK-16", "CD-36")
def test_two_units_pair_by_consent_of_both_and_say_at_the_end_what_came_of_it(cast: Cast, visit: Any) -> None:
    day = today(timezone.now())
    desk = visit("secretary").open("/pairings/").press("提出结对").looks_right()
    desk.fill(kind="cross_industry", first=UNIT, second="没有这家单位", aim="电工进校园", plan="每季度一次用电安全课")
    desk.fill(valid_from=f"{day}", valid_to=f"{day + timedelta(days=180)}").press("提出")
    desk.reads("还没有保存")
    assert desk.page.locator("[name=plan]").input_value() == "每季度一次用电安全课", "what was typed stays"
    desk.fill(second=SCHOOL).press("提出").reads("等双方同意").looks_right()
    pairing = Pairing.objects.get()

    sides = [visit(name, phone=True).open("/my/partner/") for name in ("liaison", "school_liaison")]
    for side in sides:
        side.reads("等我们同意").press(f"{UNIT} — {SCHOOL}").reads("每季度一次用电安全课")
    sides[0].press("同意结对").reads("已同意")
    pairing.refresh_from_db()
    assert (pairing.step, pairing.second_agreed_at) == ("proposed", None), "one alone begins nothing"
    sides[1].press("同意结对").reads("结对中").looks_right()
    pairing.refresh_from_db()
    assert pairing.step == "running" and pairing.first_agreed_at and pairing.second_agreed_at

    chores.ask_pairing_reviews(timezone.now() + timedelta(days=181))
    desk.page.reload()
    desk.reads("待小结").press("写小结").looks_right()
    desk.fill(review="办了两次用电安全课，修了操场照明。").press("记下").reads("小结已记下")
    sides[1].page.reload()
    sides[1].reads("已小结").reads("修了操场照明")


def with_a_date(cast: Cast) -> Organization:
    """An alliance of which the unit is the secretary, with one meeting ahead."""
    given = {"by": SYSTEM, "at": timezone.now()}
    on = today(given["at"])
    body = organizations.found(kind="alliance", name="葫田共建联盟", area=cast.home, on=on, **given)
    bodies.admit(alliance=body, organization=cast.organizations["unit"], part="secretary", on=on, **given)
    begins = given["at"] + timedelta(days=5)
    bodies.make_entry(
        alliance=body, title="联席会议", place="二楼会议室", begins_at=begins, ends_at=begins + timedelta(hours=1),
        **given,
    )  # fmt: skip
    return body


@pytest.mark.covers("MHK-53", "C17-1")
def test_a_calendar_program_reads_the_address_and_nobody_else_guesses_it(cast: Cast, visit: Any) -> None:
    body = with_a_date(cast)
    desk = visit("liaison").open(f"/alliances/{body.pk}/").press("生成订阅地址").reads("只显示这一次").looks_right()
    given = re.search(r"https?://\S+\.ics", desk.page.inner_text("main"))
    assert given
    program = visit().page.request  # signed in nowhere

    def dates(address: str) -> dict[str, str]:
        answer = program.get(address)
        assert answer.status == 200 and answer.headers["content-type"].startswith("text/calendar")
        read = icalendar.Calendar.from_ical(answer.body())
        assert read["X-WR-CALNAME"] == "葫田共建联盟" and "张文斌" not in answer.text()
        return {str(each["SUMMARY"]): str(each["STATUS"]) for each in read.walk("VEVENT")}

    assert dates(given[0]) == {"联席会议": "CONFIRMED"}
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.press("取消", exact=True).reads("日程已取消")
    assert dates(given[0]) == {"联席会议": "CANCELLED"}, "so that calendars take it out"
    wrong = re.sub(r"[^/]+\.ics$", "abcdefgh.ics", given[0])
    assert program.get(wrong).status == 404
    desk.press("作废订阅地址").reads("已作废")
    assert program.get(given[0]).status == 404


@pytest.mark.covers("MHK-12")
def test_an_industry_has_its_line_and_its_brand(cast: Cast, visit: Any) -> None:
    project = running(cast)
    desk = visit("secretary").open("/industries/").press("设立行业主线").looks_right()
    desk.fill(industry="education", name="家门口的课堂", brand="春泥", text="放学后两小时").press("设立", exact=True)
    desk.reads("行业主线已设立").reads("春泥").looks_right()
    line = IndustryLine.objects.get()
    assert (line.industry, line.brand) == ("education", "春泥")
    desk.fill(project=str(project.pk)).press("列入").reads("已列入")
    assert [link.project for link in line.project_links.all()] == [project]
    desk.reads(project.title)
    assert not desk.page.get_by_role("button", name="列入").count(), "no project is left to be listed"
