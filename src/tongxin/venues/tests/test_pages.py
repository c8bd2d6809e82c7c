"""The pages: find, book, approve, close, calendars, figures; each with what goes wrong."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.kernel.clock import CHINA, today
from tongxin.ui.filters import short_day
from tongxin.venues.models import Booking, Closure, OpenHours, Venue
from tongxin.venues.tests.world import DAILY, a_part, a_venue, booked

pytestmark = pytest.mark.django_db

ALWAYS = {day: [(0, 1440)] for day in range(1, 10)}


def u(name: str, *args: object) -> str:
    return reverse(f"venues:{name}", args=args)


@pytest.fixture(autouse=True)
def real_time(cast: Cast) -> None:
    """The door asks the real clock, so what is made beforehand is made in its time."""
    cast.at = timezone.now()


def ahead(days: int = 3) -> str:
    return (today(timezone.now()) + timedelta(days=days)).isoformat()


def form(**fields: object) -> dict[str, object]:
    given = {
        "title": "合唱排练", "purpose": "culture_sport", "people": 20, "day": ahead(), "begins": "14:00",
        "ends": "16:00",
    }  # fmt: skip
    return given | fields


@pytest.mark.covers("MHK-19", "BL-26")
def test_a_hall_for_sixty_near_here_is_found_booked_and_then_not_free_with_a_reason(cast: Cast, client: Client) -> None:
    hall = a_venue(cast, hours=ALWAYS, liability="自行看护随行儿童。")
    a_venue(cast, name="小会议室", capacity=12, hours=ALWAYS)
    asked = {"near": cast.home.name, "people": 60, "day": ahead(), "begins": "14:00", "ends": "16:00"}
    cast.sign_in(client, "resident")
    found = client.get(u("my-find"), asked).content.decode()
    assert "多功能厅" in found and "小会议室" not in found and f"在{cast.home.name}" in found
    shown = client.get(u("my-book", hall.pk), {"day": ahead(), "begins": "14:00", "ends": "16:00"}).content.decode()
    assert "自行看护随行儿童" in shown and 'value="14:00"' in shown
    assert client.post(u("my-book", hall.pk), form()).status_code == 422, "who books agrees to the liability note"
    assert client.post(u("my-book", hall.pk), form(agrees="on")).status_code == 302
    booking = Booking.objects.get()
    assert booking.step == "booked" and booking.booker_id == cast.people["resident"].pk

    again = client.get(u("my-find"), asked).content.decode()
    assert "已有预约" in again and "最近的空档" in again
    refused = client.post(u("my-book", hall.pk), form(agrees="on"))
    assert refused.status_code == 422 and "最近的空档" in refused.content.decode()
    assert client.post(u("my-book", hall.pk), form(agrees="on", may_wait="on")).status_code == 302
    assert Booking.objects.filter(step="waiting").exists()
    assert "合唱排练" in client.get(u("my-bookings")).content.decode()
    assert "合唱排练" in client.get(u("my-venue", hall.pk), {"day": ahead()}).content.decode(), "one's own is named"
    cast.sign_in(client, "member")
    assert client.get(u("my-booking", booking.pk)).status_code == 404
    assert "合唱排练" not in client.get(u("my-venue", hall.pk)).content.decode(), "others see only that it is taken"


def test_bad_input_of_the_finder_is_said_in_words(cast: Cast, client: Client) -> None:
    a_venue(cast)
    cast.sign_in(client, "worker")
    said = client.get(
        u("find"), {"near": "无此地", "people": 0, "day": "x", "begins": "", "ends": "9"}
    ).content.decode()
    assert "没有找到" in said
    assert client.get(u("find")).status_code == 200
    past = {"near": "", "people": 5, "day": ahead(-3), "begins": "10:00", "ends": "11:00"}
    assert "已经过去" in client.get(u("find"), past).content.decode()
    for page in ("calendar", "figures", "bookings"):
        assert client.get(u(page), {"day": "foo", "since": "bar", "place": "x"}).status_code == 200


@pytest.mark.covers("C10-1")
def test_an_end_before_the_beginning_is_after_midnight_and_stands_on_both_days(cast: Cast, client: Client) -> None:
    shuts, through = a_venue(cast), a_venue(cast, name="通宵自习室", hours=ALWAYS)
    cast.sign_in(client, "resident")
    night = form(title="备考", begins="22:00", ends="01:00")
    refused = client.post(u("my-book", shuts.pk), night)
    assert refused.status_code == 422 and "跨过了午夜" in refused.content.decode()
    assert 'value="备考"' in refused.content.decode(), "what was typed stays"
    assert client.post(u("my-book", through.pk), night).status_code == 302
    booking = Booking.objects.get()
    assert booking.ends_at - booking.begins_at == timedelta(hours=3)
    for day in (booking.day, booking.day + timedelta(days=1)):
        shown = client.get(u("my-venue", through.pk), {"day": f"{day}"}).content.decode()
        assert "22:00–01:00" in shown.split(f">{short_day(day)} ")[1].split('class="week-day"')[0]
    # And nobody comes in between, on either day.
    for begins, ends, day in (("23:00", "23:30", ahead(3)), ("00:30", "02:00", ahead(4))):
        taken = client.post(u("my-book", through.pk), form(begins=begins, ends=ends, day=day))
        assert taken.status_code == 422 and "已经有人约了" in taken.content.decode()


@pytest.mark.covers("CD-17", "C10-3")
def test_the_desk_books_on_behalf_and_the_owner_approves(cast: Cast, client: Client) -> None:
    hall = a_venue(cast, owner="unit", by=cast.liaison, hours=ALWAYS, needs_approval=True)
    cast.sign_in(client, "worker")
    unknown = client.post(u("book", hall.pk), form(who="查无此人"))
    assert unknown.status_code == 422 and "没有找到这个人" in unknown.content.decode()
    client.post(u("book", hall.pk), form(who="钱阿秀"))
    booking = Booking.objects.get()
    assert booking.step == "asked" and booking.booker_id == cast.people["resident"].pk
    assert "代 钱阿秀 办理" in client.get(u("booking", booking.pk)).content.decode()
    assert client.post(u("move-booking", booking.pk, "approve")).status_code == 403

    cast.sign_in(client, "liaison")
    assert "等审批" in client.get(u("bookings")).content.decode()
    assert client.post(u("move-booking", booking.pk, "refuse")).status_code == 422
    assert client.post(u("move-booking", booking.pk, "approve")).status_code == 302
    assert client.post(u("move-booking", booking.pk, "approve")).status_code == 409
    assert client.post(u("move-booking", booking.pk, "nonsense")).status_code == 404
    cast.sign_in(client, "neighbor")
    assert client.get(u("booking", booking.pk)).status_code == 404


def test_a_venue_is_registered_given_hours_divided_and_closed_on_pages(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "worker")
    given = {
        "name": "居民议事厅", "kind": "hall", "owner": cast.organizations["party"].pk, "area": cast.home.pk,
        "capacity": 0, "audience": "everybody", "is_free": "on",
    }  # fmt: skip
    assert client.post(u("register"), given).status_code == 422
    assert client.post(u("register"), given | {"capacity": 80, "is_free": ""}).status_code == 422
    client.post(u("register"), given | {"capacity": 80, "floor_area": 120, "equipment": ["audio"]})
    venue = Venue.objects.get()
    assert client.post(u("move", venue.pk, "open")).status_code == 422, "it has no hours yet"
    bad = client.post(u("hours", venue.pk), {"day1": "九点到五点"})
    assert bad.status_code == 422 and "看不懂" in bad.content.decode()
    hours = {f"day{day}": "08:30-12:00 14:00-21:00" for day in range(1, 10)}
    client.post(u("hours", venue.pk), hours)
    assert OpenHours.objects.filter(venue=venue).count() == 18
    client.post(u("move", venue.pk, "open"))
    client.post(u("divide", venue.pk), given | {"name": "东半间", "capacity": 30})
    part = Venue.objects.get(name="东半间")
    assert part.parent_id == venue.pk and part.is_open
    cast.at = timezone.now()
    booking = booked(cast, part)
    stretch = {"begins_at": f"{ahead(2)}T00:00", "ends_at": f"{ahead(5)}T00:00", "reason": "电路检修"}
    met = client.post(u("close", venue.pk), stretch)
    assert met.status_code == 422 and "合唱排练" in met.content.decode()
    client.post(u("close", venue.pk), stretch | {"call_off": "on"})
    booking.refresh_from_db()
    assert booking.step == "called_off"
    shown = client.get(u("venue", part.pk) + f"?day={ahead(3)}").content.decode()
    assert "电路检修" in shown
    client.post(u("lift", venue.pk, Closure.objects.get().pk))
    assert "电路检修" not in client.get(u("venue", part.pk) + f"?day={ahead(3)}").content.decode().split("经过")[0]


def test_calendar_figures_lists_and_the_public_page(cast: Cast, client: Client) -> None:
    hall = a_venue(cast, hours=ALWAYS, floor_area=200)
    a_part(cast, hall, "东厅", floor_area=80)
    a_venue(cast, name="内部会议室", audience="agreed", floor_area=100, hours=DAILY)
    booking = booked(cast, hall)
    public = client.get(u("public-venues")).content.decode()
    assert "多功能厅" in public and "内部会议室" not in public
    shown = client.get(u("public-venue", hall.pk)).content.decode()
    assert "已约" in shown and "合唱排练" not in shown and "钱阿秀" not in shown
    cast.sign_in(client, "secretary")
    day = client.get(u("calendar"), {"day": ahead()}).content.decode()
    assert day.count("合唱排练") == 2, "in the hall and in its part"
    figures = client.get(u("figures")).content.decode()
    assert "300" in figures and "50.0%（1 ÷ 2）" in figures
    assert client.get(u("export")).status_code == 200 and client.get(u("export-bookings")).status_code == 200
    assert client.get(u("bookings"), {"step": "booked"}).content.decode().count("合唱排练") >= 1
    assert client.get(u("venues"), {"size": "100"}).content.decode().count("cell-title") == 0
    assert client.get(u("branches")).status_code == 200 and client.get(u("export-branches")).status_code == 200
    assert booking.step == "booked"


@pytest.mark.parametrize("name", ["neighbor", "resident", "school_liaison"])
def test_strangers_do_not_reach_the_owners_pages(cast: Cast, client: Client, name: str) -> None:
    hall = a_venue(cast)
    cast.sign_in(client, name)
    for page in ("change", "divide", "hours", "close", "agree"):
        assert client.get(u(page, hall.pk)).status_code in (403, 404)
    assert client.post(u("move", hall.pk, "shut"), {"reason": "x"}).status_code in (403, 404)
    hall.refresh_from_db()
    assert hall.is_open


def test_a_form_sent_twice_books_once(cast: Cast, client: Client) -> None:
    hall = a_venue(cast, hours=ALWAYS)
    cast.sign_in(client, "resident")
    sent = form(form_key="0d7c1f8e-8a35-4f9b-9f59-0f8f3f6a1c11")
    assert client.post(u("my-book", hall.pk), sent).status_code == 302
    assert client.post(u("my-book", hall.pk), sent).status_code == 302
    assert Booking.objects.count() == 1


def hidden(answer: HttpResponse) -> dict[str, list[str]]:
    """What a page would send when its form is sent as it stands."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.covers("C10-1")
def test_a_booking_that_returns_is_shown_before_it_is_made_and_books_what_was_shown(cast: Cast, client: Client) -> None:
    """Without any script: the same form goes twice under one key, and what changed in between is shown once more."""
    hall = a_venue(cast, hours=ALWAYS, capacity=40)
    booked(cast, hall, "member", days=10)
    key = "0d7c1f8e-8a35-4f9b-9f59-0f8f3f6a1c12"
    weekly = form(every="weekly", until=ahead(24), form_key=key)
    cast.sign_in(client, "resident")
    assert "不进候补" in client.post(u("my-book", hall.pk), weekly | {"may_wait": "on"}).content.decode()
    shown = client.post(u("my-book", hall.pk), weekly)
    seen = shown.content.decode()
    assert shown.status_code == 200 and "还没有预约，请先看看这 4 天" in seen and "约下这 3 天" in seen
    own = Booking.objects.filter(booker=cast.people["resident"].principal)
    assert seen.count("已有预约。") == 1 and not own.exists()
    first = hidden(shown)
    assert first["form_key"] == [key] and first["had"] == [ahead(3), ahead(17), ahead(24)]

    changed = client.post(u("my-book", hall.pk), first | {"change": "1"})
    assert changed.status_code == 200 and 'value="合唱排练"' in changed.content.decode(), "nothing typed is lost"
    booked(cast, hall, "member", days=17)
    again = client.post(u("my-book", hall.pk), first)
    assert again.status_code == 200 and "刚才有变化" in again.content.decode()
    assert hidden(again)["had"] == [ahead(3), ahead(24)]
    assert not own.exists()
    for _n in range(2):
        assert client.post(u("my-book", hall.pk), hidden(again)).status_code == 302, "sent twice, booked once"
    assert [each.day.isoformat() for each in own.order_by("begins_at")] == [ahead(3), ahead(24)]


def test_a_list_of_days_says_what_stands_against_each(cast: Cast, client: Client) -> None:
    hall = a_venue(cast, hours=ALWAYS, capacity=40)
    cast.sign_in(client, "resident")
    many = client.post(u("my-book", hall.pk), form(every="weekly", until=ahead(200))).content.decode()
    assert "约下这 5 天" in many and "一个人最多同时有 5 个未用的预约" in many and "最早可以提前 180 天预约" in many
    shut = a_venue(cast, name="自习室", hours={8: [(0, 1440)]})
    none = client.post(u("my-book", shut.pk), form(every="weekly", until=ahead(10))).content.decode()
    assert "没有可约的日子" in none and "当天不开放" in none and "约下这" not in none
    assert client.post(u("my-book", hall.pk), form(every="weekly", until=ahead(10), people=41)).status_code == 422
    backwards = client.post(u("my-book", hall.pk), form(every="weekly", until=ahead(1)))
    assert backwards.status_code == 422 and "不能早于第一次" in backwards.content.decode()


def test_the_use_log_is_written_at_the_desk(cast: Cast, client: Client) -> None:
    hall = a_venue(cast, hours=ALWAYS)
    soon = timezone.now().astimezone(CHINA) + timedelta(minutes=20)
    booking = booked(cast, hall, begins_at=soon, ends_at=soon + timedelta(hours=1))
    cast.sign_in(client, "resident")
    assert "登记到场" in client.get(u("my-booking", booking.pk)).content.decode()
    client.post(u("move-my-booking", booking.pk, "check_in"))
    cast.sign_in(client, "worker")
    assert client.post(u("log", booking.pk), {"came": -1}).status_code == 422
    client.post(u("log", booking.pk), {"came": 18, "words": "桌椅已归位"})
    booking.refresh_from_db()
    assert (booking.step, booking.came, booking.log) == ("used", 18, "桌椅已归位")
