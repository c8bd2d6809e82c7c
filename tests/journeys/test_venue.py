"""A branch books a centre for its theme day from the activity's page; a resident finds a free hall on the phone, and
who waits for it is asked when it comes free."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities.models import Activity
from tongxin.kernel.clock import CHINA, today
from tongxin.venues import managing
from tongxin.venues.models import Booking, Venue

pytestmark = pytest.mark.browser


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
