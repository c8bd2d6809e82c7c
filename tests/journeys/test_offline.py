"""A member at a door without network: signed up, checked in, hours reported, and booked once the network is back; and
what is refused stays on the phone with its sentence."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from demo.cast import Cast
from tests.journeys.visitor import Visitor
from tongxin.activities import actions, passes
from tongxin.activities.models import Activity, Attendance, SignUp
from tongxin.activities.tests.world import an_activity, code_of
from tongxin.kernel.clock import CHINA
from tongxin.volunteering.models import HourReport

pytestmark = pytest.mark.browser


def coming(cast: Cast, title: str, **away: int) -> Activity:
    at = timezone.now()
    return an_activity(cast, title=title, begins_at=at + timedelta(**away), at=at)


def installed(visitor: Visitor) -> Visitor:
    """The service worker has taken this page over, and sees it come once more."""
    visitor.page.evaluate("""async () => {
        await navigator.serviceWorker.ready;
        while (!navigator.serviceWorker.controller) await new Promise((later) => setTimeout(later, 50));
    }""")
    visitor.page.reload()
    return visitor


def loses_network(visitor: Visitor) -> None:
    visitor.page.context.set_offline(True)


def finds_network(visitor: Visitor) -> None:
    visitor.page.context.set_offline(False)


def goes(visitor: Visitor, address: str) -> Visitor:
    visitor.page.goto(address)
    return visitor.looks_right()


#: Whether the phone has a page in its store.
KEPT = "async () => Boolean(await (await caches.open('tongxin-pages')).match('{path}'))"


def sign_in(visitor: Visitor, cast: Cast, name: str) -> Visitor:
    session = cast.sign_in(Client(), name).cookies[settings.SESSION_COOKIE_NAME]
    visitor.page.context.add_cookies([{"name": session.key, "value": session.value, "url": visitor.home}])
    return visitor


@pytest.mark.covers("C05-5", "C05-8", "C17-2")
def test_a_phone_without_network_keeps_what_it_is_told_and_sends_each_once(cast: Cast, visit: Any) -> None:
    here, later = coming(cast, "小区清洁半日", minutes=10), coming(cast, "敬老院送暖", days=3)
    near = coming(cast, "树下义剪", minutes=15)
    Activity.objects.filter(pk=near.pk).update(takes_position=True, longitude=102.546093, latitude=24.351867)
    phone = installed(visit("member", phone=True, installed=True).open("/my/activities/"))
    for activity in (here, later, near):
        phone.open(f"/my/activities/{activity.pk}/")
    phone.open("/my/volunteering/report/")
    loses_network(phone)

    # The page seen before opens again, says of when it is, and takes the sign-up.
    goes(phone, f"/my/activities/{later.pk}/").reads("看到的内容").press("我要参加").reads("已存在本机").reads(
        "1 条等待上传"
    )
    # The link behind the code on the organizer's screen opens as well.
    scanned = timezone.now()
    goes(phone, f"/in/{here.pk}/{code_of(here, scanned)}/").reads("小区清洁半日").press("签到").reads("2 条等待上传")
    phone.looks_right()
    assert not SignUp.objects.exists() and not Attendance.objects.exists()

    # And where the organizer takes positions, the phone keeps its own until it can be judged.
    phone.page.context.grant_permissions(["geolocation"])
    phone.page.context.set_geolocation({"latitude": 24.351867, "longitude": 102.546093, "accuracy": 20})
    goes(phone, f"/my/activities/{near.pk}/").press("用手机位置签到").reads("3 条等待上传")

    # Hours served elsewhere are reported on the page that was kept.
    ended = (timezone.now().astimezone(CHINA) - timedelta(days=1)).replace(hour=16, minute=0)
    goes(phone, "/my/volunteering/report/").fill(text="替邻居换灯泡", theme="others")
    phone.fill(begins_at=f"{ended - timedelta(hours=2):%Y-%m-%dT%H:%M}", ends_at=f"{ended:%Y-%m-%dT%H:%M}")
    phone.page.get_by_label("自愿、无偿").check()
    phone.press("报上").reads("4 条等待上传").looks_right()
    goes(phone, "/offline/").reads("活动以外的志愿服务")
    assert not HourReport.objects.exists()

    finds_network(phone)
    phone.page.get_by_text("已经上传").wait_for()
    phone.open("/offline/").reads("本机没有等待上传的内容")
    assert SignUp.objects.get().activity == later
    row = Attendance.objects.get(activity=here)
    assert row.how == "later" and abs(row.checked_in_at - scanned) < timedelta(seconds=20)
    assert (Attendance.objects.get(activity=near).how, Attendance.objects.count()) == ("near_later", 2)
    reported = HourReport.objects.get()
    assert (reported.text, reported.reported_minutes, reported.step) == ("替邻居换灯泡", 120, "reported")


def test_what_is_refused_stays_with_its_sentence_until_its_person_edits_or_drops_it(cast: Cast, visit: Any) -> None:
    here, off = coming(cast, "小区清洁半日", minutes=10), coming(cast, "敬老院送暖", days=3)
    phone = installed(visit("member", phone=True, installed=True).open(f"/my/activities/{off.pk}/"))
    loses_network(phone)
    goes(phone, f"/my/activities/{off.pk}/").press("我要参加").reads("已存在本机")
    code = code_of(here, timezone.now())
    mistyped = f"{(int(code) + 500_000) % 1_000_000:06d}"
    goes(phone, f"/in/{here.pk}/{mistyped}/").press("签到").reads("2 条等待上传")
    actions.cancel(activity=off, reason="下雨", by=cast.worker, at=timezone.now())
    finds_network(phone)
    phone.reads("2 条没有办成").open("/offline/").reads("签到码与扫码的时间对不上").reads("这项活动现在不能报名")

    phone.page.get_by_label("签到码").fill(code)
    phone.page.locator(".item", has_text="签到码").get_by_role("button", name="再试一次").click()
    phone.page.get_by_text("签到成功").wait_for()
    assert Attendance.objects.get().activity == here and not SignUp.objects.exists()
    phone.page.on("dialog", lambda dialog: dialog.accept())
    phone.press("删除").reads("本机没有等待上传的内容")


def test_leaving_forgets_the_pages_and_another_person_sends_nothing_of_the_first(cast: Cast, visit: Any) -> None:
    activity = coming(cast, "小区清洁半日", days=3)
    phone = installed(visit("member", phone=True, installed=True).open(f"/my/activities/{activity.pk}/"))
    loses_network(phone)
    goes(phone, f"/my/activities/{activity.pk}/").press("我要参加").reads("1 条等待上传")
    phone.page.context.clear_cookies()
    finds_network(phone)
    phone.reads("登录后自动上传")
    sign_in(phone, cast, "resident").open("/my/activities/")
    assert not phone.page.evaluate(KEPT.format(path=f"/my/activities/{activity.pk}/"))
    phone.open("/offline/").reads("另有 1 条是其他人在本机记下的")
    assert not SignUp.objects.exists()
    sign_in(phone, cast, "member").open("/my/activities/").reads("报名成功")
    assert SignUp.objects.get().person_id == cast.people["member"].pk


def test_two_organizers_without_network_scan_the_same_pass(cast: Cast, visit: Any) -> None:
    activity = coming(cast, "小区清洁半日", minutes=10)
    at = timezone.now()
    paper = passes.sign(activity.pk, cast.people["member"].pk, until=activity.ends_at)
    devices = [
        installed(visit(name, phone=True, installed=True).open("/my/activities/")) for name in ("worker", "recorder")
    ]
    for device in devices:
        loses_network(device)
        goes(device, f"/in/{activity.pk}/pass/{paper}/#孙晓阳").reads("孙晓阳").press("登记到场").reads("1 条等待上传")
    finds_network(devices[0])
    devices[0].reads("孙晓阳 已签到")
    finds_network(devices[1])
    devices[1].reads("1 条没有办成").open("/offline/").reads("没有重复登记")
    assert Attendance.objects.get().checked_in_at - at < timedelta(seconds=60)


def test_a_network_that_only_pretends_to_be_there_loses_nothing(cast: Cast, visit: Any) -> None:
    activity = coming(cast, "敬老院送暖", days=3)
    phone = visit("member", phone=True, installed=True)
    phone.page.add_init_script("Object.defineProperty(navigator, 'onLine', {get: () => true})")
    installed(phone.open(f"/my/activities/{activity.pk}/"))
    phone.page.wait_for_selector("form[data-queue='sign-up'] [name=_queue]", state="attached")
    loses_network(phone)
    phone.press("我要参加").reads("1 条等待上传").looks_right()
    assert "/offline/" in phone.page.url and not SignUp.objects.exists()
    finds_network(phone)
    phone.reads("报名成功")
    assert SignUp.objects.get().activity == activity


def a_sign_comes(page: Any) -> str:
    """A push without words reaches the worker, as the browser's push service would bring it; what it would show."""
    [worker] = page.context.service_workers
    worker.evaluate(
        "() => { self.registration.showNotification = async (title, more) => { self.shown = title + more.body; }; }"
    )
    wire, known = page.context.new_cdp_session(page), []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    wire.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    told = {"origin": page.evaluate("location.origin"), "registrationId": known[0]["registrationId"], "data": ""}
    wire.send("ServiceWorker.deliverPushMessage", told)
    waiting = "async () => { while (!self.shown) await new Promise((go) => setTimeout(go, 20)); return self.shown; }"
    shown: str = worker.evaluate(waiting)
    return shown


@pytest.mark.covers("C17-1")
def test_the_app_can_be_installed(cast: Cast, visit: Any) -> None:
    page = visit("member", phone=True, installed=True).open("/my/activities/").page
    said = page.evaluate("async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json()")
    assert (said["scope"], said["display"], said["start_url"]) == ("/", "standalone", "/my/")
    sizes = (
        "async (src) => { const icon = new Image(); icon.src = src; await icon.decode(); return icon.naturalWidth; }"
    )
    assert [page.evaluate(sizes, icon["src"]) for icon in said["icons"][:3]] == [192, 512, 512]
    worker = page.evaluate("async () => (await fetch('/worker.js')).headers.get('Cache-Control')")
    assert worker == "no-cache"
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    kept = page.evaluate("async () => (await caches.match('/offline/')).text()")
    assert "孙晓阳" not in kept, "the shell is nobody's"
    shown = a_sign_comes(page)
    assert "通知" in shown and "孙晓阳" not in shown, "a sign has no words of a notice"
    page.goto(page.url.replace("/my/activities/", "/notices"))
    page.get_by_role("button", name="在这台设备上提醒我").wait_for()
