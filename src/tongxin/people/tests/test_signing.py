"""Signing in and out, accounts by code, consent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tongxin.kernel import terms
from tongxin.kernel.models import Look, Term
from tongxin.people import actions as people
from tongxin.people.models import AccessCode, Consent, User

pytestmark = pytest.mark.django_db

PASSWORD = "葫芦藤-2026-开花"
SIGN_IN = "/sign-in/"


def with_password(name: str) -> User:
    user = User.objects.get(login=name)
    user.set_password(PASSWORD)
    user.save()
    return user


def test_a_right_password_opens_the_house_and_a_wrong_one_says_so(cast: Cast, client: Client) -> None:
    with_password("worker")
    wrong = client.post(SIGN_IN, {"username": "worker", "password": "错的密码"})
    assert wrong.status_code == 422 and "登录名" in wrong.content.decode()
    assert client.get("/account/").status_code == 302
    right = client.post(SIGN_IN, {"username": "worker", "password": PASSWORD, "next": "/account/"})
    assert right.status_code == 302 and right["Location"] == "/account/"
    assert "李春燕" in client.get("/account/").content.decode()
    assert client.session.get_expiry_age() <= 3600
    client.post("/sign-out/")
    assert client.get("/account/").status_code == 302


def test_a_name_tried_too_often_is_locked_for_a_while_and_says_how_long(cast: Cast, client: Client) -> None:
    with_password("worker")
    for _n in range(5):
        answer = client.post(SIGN_IN, {"username": "worker", "password": "不对"})
    assert answer.status_code == 429 and "15 分钟" in answer.content.decode()
    locked = client.post(SIGN_IN, {"username": "worker", "password": PASSWORD})
    assert locked.status_code == 429
    with_password("member")
    assert client.post(SIGN_IN, {"username": "member", "password": PASSWORD}).status_code == 302


def test_a_strangers_address_is_not_followed_after_sign_in(cast: Cast, client: Client) -> None:
    with_password("worker")
    answer = client.post(SIGN_IN, {"username": "worker", "password": PASSWORD, "next": "https://example.org/"})
    assert answer.status_code == 302 and "example.org" not in answer["Location"]


def test_demonstration_passwords_do_not_open_a_server_that_others_reach(cast: Cast, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    settings.DEBUG = False  # type: ignore[attr-defined]
    with_password("worker")
    stranger = Client(SERVER_NAME="city.example")
    answer = stranger.post(SIGN_IN, {"username": "worker", "password": PASSWORD})
    assert answer.status_code == 403 and "本机" in answer.content.decode()


def test_an_invitation_opens_one_account_once(cast: Cast, client: Client) -> None:
    person = people.register(name="苏小满", area=cast.home, by=cast.worker, at=cast.at)
    code = people.make_code(person=person, purpose=AccessCode.Purpose.INVITATION, by=cast.worker, at=cast.at)
    sent = {"code": code.lower(), "login": "suxiaoman", "password": PASSWORD, "again": PASSWORD}
    unlike = client.post("/open-account/", sent | {"again": "别的"})
    assert unlike.status_code == 422 and "不一样" in unlike.content.decode()
    AccessCode.objects.update(expires_at="2099-01-01T00:00Z")
    assert client.post("/open-account/", sent).status_code == 302
    assert User.objects.get(login="suxiaoman").person == person
    again = Client().post("/open-account/", sent | {"login": "another"})
    assert again.status_code == 410 and "已用过" in again.content.decode()


def test_a_reset_code_sets_a_new_password_and_runs_out_in_half_an_hour(cast: Cast) -> None:
    user = with_password("member")
    code = people.make_code(person=user.person, purpose=AccessCode.Purpose.RESET, by=cast.counter, at=cast.at)
    late = cast.at + timedelta(minutes=31)
    with pytest.raises(people.CodeNotOpen):
        people.use_code(code=code, login="", password="另一个-很长的-密码", at=late)
    people.use_code(code=code, login="", password="另一个-很长的-密码", at=cast.at + timedelta(minutes=29))
    assert User.objects.get(login="member").check_password("另一个-很长的-密码")


def test_nobody_works_before_agreeing_to_the_newest_notice(cast: Cast, client: Client) -> None:
    newer = Term.objects.get(listed_in="texts", code="privacy.notice_2")
    newer.pk, newer.code, newer.number = None, "privacy.notice_3", 3
    newer.data = newer.data | {"version": "3", "valid_from": "2026-01-01", "text": "新的一版。"}
    newer.save()
    terms.forget()
    cast.sign_in(client, "member")
    sent_on = client.get("/account/")
    assert sent_on.status_code == 302 and sent_on["Location"].startswith(reverse("people:consent"))
    shown = client.get(sent_on["Location"]).content.decode()
    assert "新的一版" in shown and "窗口会照常" in shown
    assert client.post("/consent/", {"answer": "agree", "next": "/account/"})["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert Consent.objects.get(person=cast.people["member"]).version == "3"


def test_who_refuses_the_notice_is_signed_out_and_told_that_the_desk_serves_all(cast: Cast, client: Client) -> None:
    User.objects.filter(login="member").update(notice_version="")
    cast.sign_in(client, "member")
    answer = client.post("/consent/", {"answer": "refuse"})
    assert "照常为您办理" in answer.content.decode()
    assert client.get("/account/")["Location"].startswith("/sign-in/")
    cast.sign_in(client, "resident")
    assert "照常为您办理" in client.post("/account/withdraw-consent").content.decode()
    assert User.objects.get(login="resident").notice_version == ""


def test_a_person_sees_who_looked_at_what_and_why(cast: Cast, client: Client) -> None:
    member = cast.people["member"]
    Look.objects.create(
        at=cast.at, by_id=cast.people["secretary"].pk, concerns_id=member.pk, subject_type="people.person",
        subject_id=member.pk, field="phone", purpose="联系报名活动",
    )  # fmt: skip
    page = cast.sign_in(client, "member").get("/account/looks/").content.decode()
    assert "王秀兰" in page and "手机号" in page and "联系报名活动" in page
    other = cast.sign_in(Client(), "other_member").get("/account/looks/").content.decode()
    assert "王秀兰" not in other and "还没有人看过" in other
