"""An activity with one place: signed up, left, moved up, checked in by the changing code, confirmed and booked; and one
where a phone's position may be held against the place."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities.models import Activity, Attendance
from tongxin.activities.tests.world import an_activity
from tongxin.kernel.clock import CHINA
from tongxin.points.models import HOURS, POINTS

pytestmark = pytest.mark.browser


def test_the_place_that_comes_free_is_taken_used_and_booked(cast: Cast, visit: Any) -> None:
    begins = timezone.now().astimezone(CHINA) + timedelta(days=3)
    desk = visit("worker").open("/activities/plan/")
    desk.page.get_by_label("志愿服务", exact=True).check()
    desk.fill(title="小区清洁半日", begins_at=f"{begins:%Y-%m-%dT%H:%M}", place="一号院门口", places="1")
    desk.fill(ends_at=f"{begins + timedelta(hours=2):%Y-%m-%dT%H:%M}", area=str(cast.home.pk))
    desk.press("发布并开放报名").reads("小区清洁半日").looks_right()
    activity = Activity.objects.get()
    address = f"/my/activities/{activity.pk}/"

    first = visit("member", phone=True).open("/my/activities/").reads("小区清洁半日").open(address).press("我要参加")
    second = visit("other_member", phone=True).open(address).press("候补").looks_right()
    first.page.on("dialog", lambda dialog: dialog.accept())
    first.open(address).press("退出")
    second.open(address).press("确认名额").reads("您已报名")

    _arrives(activity, timezone.now() + timedelta(minutes=10))
    screen = visit("worker").open(f"/activities/{activity.pk}/screen/")
    screen.page.locator("main").filter(has_text=re.compile(r"\d{3}\s?\d{3}")).wait_for()
    code = "".join(screen.page.locator("tx-code, rotating-code, .rotating-code").first.inner_text().split())
    digits = next(
        code[n : n + 6] for n in range(len(code)) if code[n : n + 6].isdecimal() and len(code[n : n + 6]) == 6
    )
    second.open(f"/in/{activity.pk}/").fill(code=digits).press("签到").reads("签到")
    assert Attendance.objects.get().how == "code"

    _arrives(activity, timezone.now() - timedelta(hours=3))
    desk.open(f"/activities/{activity.pk}/confirm/").press("确认 1 人到场")
    second.open(reverse("points:year")).looks_right()
    person = cast.people["other_member"].pk
    assert POINTS.balance(holder_id=person) > 0 and HOURS.balance(holder_id=person) == 120
    assert POINTS.balance(holder_id=cast.people["member"].pk) == 0


def _arrives(activity: Activity, begins_at: datetime) -> None:
    """The days go by: the activity begins at that moment."""
    Activity.objects.filter(pk=activity.pk).update(
        begins_at=begins_at, ends_at=begins_at + timedelta(hours=2), sign_up_until=begins_at
    )


#: A place in the city of the tests, and one a few kilometres off.
HERE, ELSEWHERE = {"latitude": 24.351867, "longitude": 102.546093}, {"latitude": 24.40, "longitude": 102.546093}


@pytest.mark.covers("C05-4")
def test_a_phone_says_once_that_it_is_near_and_other_ways_stay_open(cast: Cast, visit: Any) -> None:
    activity = an_activity(cast, begins_at=timezone.now() + timedelta(minutes=10), at=timezone.now())
    desk = visit("worker").open(f"/activities/{activity.pk}/change/")
    desk.page.get_by_label("也可以用手机位置签到").check()
    desk.fill(radius="150").press("保存修改").reads("手机位置（150 米内）").reads("还没有活动地点的位置").looks_right()
    desk.press("标位置").fill(**{name: str(value) for name, value in HERE.items()}).press("保存").reads("已标在地图上")

    phone = visit("member", phone=True)
    door = f"/in/{activity.pk}/"
    phone.open(door).reads("不保存您在哪里").press("用手机位置签到").reads("没有允许使用位置").looks_right()
    phone.page.context.grant_permissions(["geolocation"])
    phone.page.context.set_geolocation(ELSEWHERE | {"accuracy": 15})
    phone.press("用手机位置签到").reads("不在活动地点附近").reads("也可以请记录员登记").looks_right()
    phone.page.context.set_geolocation(HERE | {"accuracy": 3000})
    phone.press("用手机位置签到").reads("不够准").looks_right()
    assert not Attendance.objects.exists()
    phone.page.context.set_geolocation(HERE | {"accuracy": 15})
    phone.press("用手机位置签到").reads("签到成功").looks_right()
    row = Attendance.objects.get()
    assert (row.how, row.within, row.within_by) == ("near", 150, None)
    desk.open(f"/activities/{activity.pk}/recorder/").reads("现场位置").looks_right()
