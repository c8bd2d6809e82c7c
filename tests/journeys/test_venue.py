"""A branch books a centre for its theme day from the activity's page; a resident finds a free hall on the phone, and
who waits for it is asked when it comes free; a unit answers who asks for its hall, up to the use log; a reading circle
comes every week."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities.models import Activity
from tongxin.kernel.clock import CHINA, today
from tongxin.venues import chores, managing
from tongxin.venues.models import Booking, Venue
from tongxin.venues.tests.world import a_venue, booked

pytestmark = pytest.mark.browser


#: Day and night on every sort of day, so that somebody may come in right now.
ALWAYS = {day: [(0, 1440)] for day in range(1, 10)}


def open_center(cast: Cast) -> Venue:
    """葫田党群服务中心, open from eight to ten every day, with a room that can be booked by itself."""
    by = {"by": cast.secretary, "at": timezone.now()}
    given = {
        "name": "葫田党群服务中心",
        "kind": "service_center",
        "capacity": 120,
        "area": cast.home,
        "floor_area": 300,
    }
    center = managing.register(owner=cast.organizations["party"], **given, **by)
    managing.set_hours(venue=center, hours={day: [(480, 1320)] for day in range(1, 10)}, **by)
    managing.open_up(venue=center, **by)
    return managing.divide(whole=center, name="多功能厅", kind="hall", capacity=80, liability="请看护好孩子。", **by)


@pytest.mark.covers("YX-17")
def test_a_branch_books_a_centre_for_its_theme_day_from_the_activitys_page(cast: Cast, visit: Any) -> None:
    open_center(cast)
    begins = datetime.combine(today(timezone.now()) + timedelta(days=3), time(14), CHINA)
    desk = visit("branch_secretary").open("/activities/plan/")
    desk.page.get_by_label("主题党日", exact=True).check()
    desk.fill(title="十二月主题党日", begins_at=f"{begins:%Y-%m-%dT%H:%M}", place="待定", places="60")
    desk.fill(ends_at=f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}", area=str(cast.home.pk)).press("发布并开放报名")
    desk.reads("还没有约场地").press("约场地").reads("多功能厅").looks_right()
    desk.page.locator("form", has=desk.page.locator("[name=venue]")).first.get_by_role("button").click()
    desk.reads("已约定").reads("葫田党群服务中心").looks_right()
    activity = Activity.objects.get()
    assert activity.booking and activity.booking.step == "booked" and activity.booking.purpose == "theme_day"
    visit("secretary").open("/venues/bookings/").reads("十二月主题党日").looks_right()


@pytest.mark.covers("MHK-19", "BL-26")
def test_a_resident_finds_a_free_hall_on_the_phone(cast: Cast, visit: Any) -> None:
    room = open_center(cast)
    day = today(timezone.now()) + timedelta(days=3)
    phone = visit("resident", phone=True).open("/my/venues/").looks_right()
    phone.fill(near=cast.home.name, people="60", day=f"{day}", begins="14:00", ends="16:00").press("查找")
    phone.reads("可以约的").press("多功能厅", exact=False).reads("请看护好孩子").looks_right()
    phone.fill(title="合唱排练", purpose="culture_sport")
    phone.page.get_by_label("已读并同意", exact=False).check()
    phone.press("预约", exact=True).reads("已约定").looks_right()
    booking = Booking.objects.get()
    assert (booking.venue_id, booking.people, booking.booker_id) == (room.pk, 60, cast.people["resident"].pk)
    stranger = visit(phone=True).open(f"/public/venues/{room.pk}/").reads("已约").looks_right()
    assert "合唱排练" not in stranger.page.content()

    waits = visit("member", phone=True).open("/my/venues/")
    waits.fill(near=cast.home.name, people="60", day=f"{day}", begins="14:00", ends="16:00").press("查找")
    waits.reads("这个时间不行").page.locator(f"a[href*='/venues/{room.pk}/book/'][href*='wait=1']").click()
    waits.fill(title="读书会", purpose="culture_sport").page.get_by_label("已读并同意", exact=False).check()
    waits.press("预约", exact=True).reads("已加入候补").looks_right()
    phone.open(f"/my/bookings/{booking.pk}/").press("取消预约").looks_right()
    later = Booking.objects.get(title="读书会")
    waits.open(f"/my/bookings/{later.pk}/").reads("场地空出来了").press("接受").reads("已约定").looks_right()
    desk = visit("secretary").open("/venues/bookings/").reads("读书会").looks_right()
    desk.open(f"/venues/calendar/?day={day}").reads("多功能厅").open("/venues/figures/").reads("300")


def again(visitor: Any, address: str) -> Any:
    """On a page that was looked at before."""
    visitor.page.goto(address)
    return visitor


def answered(booking: Booking) -> str:
    booking.refresh_from_db()
    return booking.step


@pytest.mark.covers("C10-3", "C10-4", "MHK-19")
def test_a_unit_answers_who_asks_for_its_hall_up_to_the_use_log(cast: Cast, visit: Any) -> None:
    cast.at = timezone.now()
    hall = a_venue(cast, owner="unit", by=cast.liaison, needs_approval=True, hours=ALWAYS)
    far = f"day={today(cast.at) + timedelta(days=20)}&begins=14:00&ends=16:00&people=20"
    phone = visit("resident", phone=True).open(f"/my/venues/{hall.pk}/book/?{far}")
    phone.fill(title="合唱排练", purpose="culture_sport").press("提交申请").reads("等管理单位审批").looks_right()
    asked = Booking.objects.get()
    other = booked(cast, hall, "member", days=20, hour=18, title="生日聚会")

    owner = visit("liaison").open("/venues/bookings/").reads("等审批").press("合唱排练").looks_right()
    owner.press("同意").reads("已同意")
    refusal = again(owner, other.get_absolute_url()).page.locator("details.move-reason").filter(has_text="不同意")
    refusal.locator("summary").click()
    refusal.locator("textarea").fill("大厅不借给私人聚会")
    refusal.get_by_role("button").click()
    owner.waits().reads("预约方会看到原因")
    told = visit("member", phone=True).open(f"/my/bookings/{other.pk}/").reads("未同意").reads("大厅不借给私人聚会")
    assert (answered(asked), answered(other)) == ("booked", "refused")

    # Three days before, who booked long ago is asked once more; and in the end nobody comes.
    chores.ask_again(asked.begins_at - timedelta(hours=70))
    phone.open("/my/bookings/").reads("待再次确认").press("合唱排练").reads("快到了").press("仍要使用").reads("到时见")
    chores.ask_again(asked.begins_at - timedelta(hours=69))
    assert answered(asked) == "booked" and asked.reconfirmed_at, "nobody is asked twice"
    chores.release_no_shows(asked.begins_at + timedelta(minutes=31))
    again(phone, f"/my/bookings/{asked.pk}/").reads("未到场").reads("已让给别人")
    assert answered(asked) == "missed" and booked(cast, hall, "member", days=20).step == "asked", "it is free again"

    # Who does come says so at the door, and the use log is written.
    soon = timezone.now() + timedelta(minutes=10)
    used = booked(cast, hall, "member", by=cast.member, begins_at=soon, ends_at=soon + timedelta(hours=1))
    again(owner, used.get_absolute_url()).press("同意").reads("已同意")
    again(told, f"/my/bookings/{used.pk}/").press("登记到场").reads("使用中").looks_right()
    again(owner, used.get_absolute_url()).press("使用完毕").looks_right().fill(
        came="18", words="桌椅已归位，音响有杂音"
    )
    owner.press("登记", exact=True).reads("使用情况已登记").reads("音响有杂音").reads("18 人")
    assert answered(used) == "used" and used.came == 18


@pytest.mark.covers("C10-1", "CD-17")
def test_a_reading_circle_comes_every_week_and_is_told_of_the_day_it_cannot_have(cast: Cast, visit: Any) -> None:
    cast.at = timezone.now()
    hall = a_venue(cast)
    away = a_venue(
        cast, owner="next_party", by=cast.neighbor, name="邻里会客厅", area=cast.next, kind="meeting_room", capacity=20
    )
    booked(cast, hall, "member", days=10)
    first, taken = (today(cast.at) + timedelta(days=days) for days in (3, 10))
    desk = visit("branch_secretary").open(f"/venues/{hall.pk}/book/?day={first}&begins=14:00&ends=16:00&people=12")
    desk.page.get_by_text("定期使用").click()
    desk.fill(title="读书会", purpose="reading", every="weekly", until=f"{first + timedelta(days=28)}").looks_right()
    desk.press("预约", exact=True).reads("还没有预约，请先看看这 5 天").reads("16:00已有预约").looks_right()
    assert not Booking.objects.filter(title="读书会").exists(), "nothing is booked unseen"
    desk.press("约下这 4 天").reads("约上 4 次").reads(f"没有约上 {taken.month}月{taken.day}日：这个场地在这段时间")
    desk.looks_right().press("另约这一天")
    assert desk.page.locator("[name=day]").input_value() == f"{taken}"
    assert Booking.objects.filter(title="读书会", step="booked").count() == 4

    # The week of one venue, and one day of all venues of an area.
    again(desk, f"/venues/{hall.pk}/?day={taken}").reads("已约").open(f"/venues/{hall.pk}/?day={first}").reads("读书会")
    street = visit("coordinator").open(f"/venues/calendar/?day={first}").reads("读书会").reads(away.name)
    street.fill(place=str(cast.next.pk)).waits()
    shown = street.page.inner_text("#list")
    assert away.name in shown and "空着" in shown and hall.name not in shown
