"""The way of an activity through the pages: planned at the desk, joined on the phone, checked in, confirmed."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from demo.cast import Cast
from tongxin.activities import codes
from tongxin.activities.models import Activity, Attendance, SignUp, Swap
from tongxin.activities.tests.test_rosters import MORNING, a_roster
from tongxin.activities.tests.world import an_activity, held, signs_up
from tongxin.kernel.clock import CHINA
from tongxin.kernel.models import Record

pytestmark = pytest.mark.django_db


def u(name: str, *args: object) -> str:
    return reverse(f"activities:{name}", args=args)


@pytest.fixture
def soon() -> datetime:
    """A quarter of an hour from the real clock, which the door asks."""
    return timezone.now().astimezone(CHINA).replace(microsecond=0) + timedelta(minutes=15)


def form(cast: Cast, begins: datetime, **fields: object) -> dict[str, object]:
    given = {
        "title": "小区大扫除", "kinds": ["community_service"], "begins_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (begins + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"), "area": cast.home.pk, "place": "东门",
        "host": cast.organizations["party"].pk, "audience": "everybody", "open": "1",
    }  # fmt: skip
    return given | fields


def test_from_plan_to_confirmation_on_pages(cast: Cast, client: Client, soon: datetime) -> None:
    cast.sign_in(client, "worker")
    assert "发布并开放报名" in client.get(u("plan")).content.decode()
    refused = client.post(u("plan"), form(cast, soon, places=0))
    assert refused.status_code == 422 and not Activity.objects.exists()
    client.post(u("plan"), form(cast, soon, places=1))
    activity = Activity.objects.get()

    cast.sign_in(client, "member")
    assert "小区大扫除" in client.get(u("near")).content.decode()
    assert "我要参加" in client.get(u("my-activity", activity.pk)).content.decode()
    client.post(u("deed", activity.pk, "join"))
    assert "您已报名" in client.get(u("my-activity", activity.pk)).content.decode()
    cast.sign_in(client, "resident")
    client.post(u("deed", activity.pk, "join"))
    assert "候补第 1 位" in client.get(u("my-activity", activity.pk)).content.decode()
    assert client.get(u("activity", activity.pk)).status_code == 404, "the desk's page is not for residents"

    cast.sign_in(client, "worker")
    assert "等待签到" in client.get(u("screen", activity.pk)).content.decode()
    shown = client.get(u("code", activity.pk))
    again = client.get(u("code", activity.pk), headers={"If-None-Match": shown["ETag"]})
    assert again.status_code in (200, 304)

    cast.sign_in(client, "member")
    digits = codes.code_at(activity.pk, timezone.now(), seconds=30).digits
    opened = client.get(u("in-with-code", activity.pk, digits)).content.decode()
    assert not Attendance.objects.exists(), "opening the link enters nothing"
    paper = opened.split('name="pass" value="')[1].split('"')[0]
    entered = client.post(u("lane"), {"pass": paper, "code": digits}, headers={"Accept": "text/html"})
    assert entered.status_code == 303 and "签到成功" in client.get(entered["Location"]).content.decode()
    assert client.post(u("lane"), {"pass": paper, "code": digits}).json() == {"said": "already"}
    assert client.post(u("lane"), {"pass": paper.replace(".", "0.", 1), "code": digits}).status_code == 403

    cast.sign_in(client, "worker")
    assert "孙晓阳" in client.get(u("confirm", activity.pk)).content.decode()
    Activity.objects.filter(pk=activity.pk).update(begins_at=timezone.now())
    done = client.post(u("confirm", activity.pk), {f"hours-{cast.people['member'].pk}": "1.5"})
    assert done.status_code == 302
    assert Attendance.objects.get().minutes == 90
    cast.sign_in(client, "member")
    assert "时长 1.5 小时" in client.get(u("my-activity", activity.pk)).content.decode()


def test_a_double_click_signs_up_once(cast: Cast, client: Client) -> None:
    activity = an_activity(cast)
    cast.sign_in(client, "member")
    key = "0b9a3f64-2a55-4b0c-9f7e-6f8a33c5d1aa"
    for _click in range(2):
        assert client.post(u("deed", activity.pk, "join"), {"form_key": key}).status_code == 302
    assert SignUp.objects.count() == 1 and held(activity) == (1, 0)
    again = client.post(u("deed", activity.pk, "join"))
    assert again.status_code == 409 and "已经报过名" in again.content.decode()


def test_public_pages_need_no_sign_in_and_name_nobody(cast: Cast, client: Client) -> None:
    activity, plan = an_activity(cast, places=3), an_activity(cast, title="还在计划", is_open=False)
    signs_up(cast, "member", activity)
    page = client.get(u("public-activity", activity.pk)).content.decode()
    assert "周六义务理发" in page and "孙晓阳" not in page
    listed = client.get(u("public-activities")).content.decode()
    assert "周六义务理发" in listed and "还在计划" not in listed
    assert client.get(u("public-activity", plan.pk)).status_code == 404
    assert client.get(u("my-activity", activity.pk)).status_code == 302


def test_recorder_and_counter_pages(cast: Cast, client: Client, soon: datetime) -> None:
    activity = an_activity(cast, begins_at=soon, places=2)
    signs_up(cast, "member", activity)
    cast.sign_in(client, "recorder")
    assert "孙晓阳" in client.get(u("recorder", activity.pk)).content.decode()
    client.post(u("tick", activity.pk), {"person": cast.people["member"].pk})
    client.post(u("tick", activity.pk), {"who": "钱阿秀"})
    assert {(row.person.name, row.how) for row in Attendance.objects.all()} == {
        ("孙晓阳", "recorder"), ("钱阿秀", "counter"),
    }  # fmt: skip
    twice = client.post(u("tick", activity.pk), {"who": "钱阿秀"})
    assert twice.status_code == 409
    unknown = client.post(u("tick", activity.pk), {"who": "查无此人"})
    assert unknown.status_code == 422 and "没有找到" in unknown.content.decode()
    row = Attendance.objects.get(person=cast.people["member"])
    client.post(u("strike", activity.pk, row.pk), {"reason": "同名"})
    assert held(activity) == (1, 1)


@pytest.mark.parametrize("name", ["neighbor", "resident", "planner"])
def test_strangers_do_not_reach_the_organizers_pages(cast: Cast, client: Client, name: str) -> None:
    activity = an_activity(cast)
    cast.sign_in(client, name)
    for page in ("screen", "code", "recorder", "confirm", "change"):
        assert client.get(u(page, activity.pk)).status_code in (403, 404)
    assert client.post(u("move", activity.pk, "cancel"), {"reason": "x"}).status_code in (403, 404)
    activity.refresh_from_db()
    assert activity.status == "open"


def test_the_list_filters_and_exports(cast: Cast, client: Client) -> None:
    an_activity(cast)
    an_activity(cast, title="主题党日", kinds=["theme_day"])
    cast.sign_in(client, "worker")
    assert client.get(u("activities")).content.decode().count("cell-title") == 2
    assert client.get(u("activities") + "?kind=theme_day").content.decode().count("cell-title") == 1
    assert client.get(u("export") + "?kind=theme_day").status_code == 200
    for page in ("roster", "teams", "plan-roster"):
        assert client.get(u(page)).status_code == 200
    cast.sign_in(client, "member")
    for page in ("near", "mine", "swaps"):
        assert client.get(u(page)).status_code == 200


def test_cancelling_on_the_page_asks_for_a_reason(cast: Cast, client: Client) -> None:
    activity = an_activity(cast)
    cast.sign_in(client, "worker")
    assert client.post(u("move", activity.pk, "cancel")).status_code == 422
    assert client.post(u("move", activity.pk, "cancel"), {"reason": "暴雨"}).status_code == 302
    cast.sign_in(client, "member")
    assert "暴雨" in client.get(u("my-activity", activity.pk)).content.decode()


def test_at_the_desk_an_offered_place_is_confirmed_or_left_and_a_note_changed(cast: Cast, client: Client) -> None:
    activity = an_activity(cast, places=1)
    for name in ("member", "resident", "other_member"):
        signs_up(cast, name, activity)
    first, second, third = SignUp.objects.filter(activity=activity).order_by("pk")
    cast.sign_in(client, "worker")
    client.post(u("answer-for-somebody", activity.pk, second.pk, "amend"), {"note": "带女儿来"})
    assert "带女儿来" in client.get(u("activity", activity.pk)).content.decode()
    client.post(u("withdraw-somebody", activity.pk, first.pk))
    assert "代为确认" in client.get(u("activity", activity.pk)).content.decode()
    client.post(u("answer-for-somebody", activity.pk, second.pk, "decline"))
    assert client.post(u("answer-for-somebody", activity.pk, third.pk, "accept")).status_code == 302
    states = list(SignUp.objects.filter(activity=activity).order_by("pk").values_list("state", flat=True))
    assert states == ["withdrawn", "declined", "signed"]
    taken = Record.objects.get(kind="activities.PlaceAccepted")
    assert (taken.by_id, taken.on_behalf_of_id) == (cast.people["worker"].pk, cast.people["other_member"].pk)
    cast.sign_in(client, "neighbor")
    assert client.post(u("answer-for-somebody", activity.pk, third.pk, "amend")).status_code in (403, 404)


def test_at_the_desk_shifts_are_changed_for_both(cast: Cast, client: Client) -> None:
    here, there = a_roster(cast, days=[date(2026, 11, 24)], bands=[MORNING])
    mine, theirs = signs_up(cast, "member", here), signs_up(cast, "other_member", there)
    cast.sign_in(client, "worker")
    assert "代为换班" in client.get(u("activity", here.pk)).content.decode()
    page = u("swaps-of-somebody", here.pk, mine.pk)
    assert "郑丽萍" in client.get(page).content.decode()
    client.post(page, {"wanted": theirs.pk})
    swap = Swap.objects.get()
    asked = u("swaps-of-somebody", there.pk, theirs.pk)
    assert "请 郑丽萍 答复" in client.get(asked).content.decode()
    wrong = client.post(u("answer-swap-for-somebody", here.pk, mine.pk, swap.pk, "agree"))
    assert wrong.status_code == 403, "who asked does not agree in the other's name"
    client.post(u("answer-swap-for-somebody", there.pk, theirs.pk, swap.pk, "agree"))
    held_by = {row.activity_id: row.person_id for row in SignUp.objects.holding()}
    assert held_by == {here.pk: cast.people["other_member"].pk, there.pk: cast.people["member"].pk}
    cast.sign_in(client, "neighbor")
    assert client.get(page).status_code in (403, 404)
