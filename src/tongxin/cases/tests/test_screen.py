"""The wall: counts of the day, late by level, the newest without anybody's words; one reading shared by all who ask."""

import json
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tongxin.cases import screens
from tongxin.cases.screen_figures import figures
from tongxin.cases.tests import story

pytestmark = pytest.mark.django_db


def asked(token, **more):
    """What the door in front of Django answers."""
    said = []
    environ = {"PATH_INFO": f"{screens.ADDRESS}{token}/", "REQUEST_METHOD": "GET"} | more
    body = b"".join(screens.before(None)(environ, lambda status, headers: said.append((status, dict(headers)))))
    return int(said[0][0][:3]), said[0][1], body


@pytest.fixture
def client(cast, monkeypatch):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: cast.at)
    return cast.sign_in(Client(), "coordinator")


def test_it_says_how_many_and_where_and_nothing_that_somebody_said(cast, client):
    case = story.handling(cast, caller_name="老周", caller_phone="13800138000", place="2 号楼 301", longitude=102.54321,
                          latitude=24.34567)  # fmt: skip
    story.reported(cast)
    told = figures(cast.home.path, cast.at)
    assert {each["label"]: each["n"] for each in told["day"]}["今日新增"] == 2
    assert {each["label"]: each["n"] for each in told["steps"]}["处置中"] == 1
    shown = json.dumps(told, ensure_ascii=False) + client.get(reverse("cases:screen")).content.decode()
    for secret in (case.title, "老周", "13800138000", "301", case.reporter.name, "102.54321"):
        assert secret not in shown
    assert "路灯不亮" in shown and [each["at"] for each in told["newest"] if each["at"]] == [[102.543, 24.346]]


def test_what_is_late_stands_at_the_level_that_owes_it(cast):
    story.dispatched(cast)
    assert figures(cast.home.path, cast.at)["late"] == []
    late = figures(cast.home.path, cast.at + timedelta(days=5))["late"]
    assert late == [{"label": "社区", "n": 1}]


def test_unchanged_it_has_no_body_and_a_forged_or_old_token_is_refused(cast, client, monkeypatch):
    address = reverse("cases:screen-now", args=[screens.token_for(cast.home.path)])
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    story.reported(cast)
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert Client().get(reverse("cases:screen-now", args=["forged"])).status_code == 403
    assert asked("forged")[0] == 403
    monkeypatch.setattr(screens, "GOOD_SECONDS", -1)
    assert Client().get(address).status_code == 403


def test_only_who_supervises_a_place_opens_it(cast, client):
    assert client.get(reverse("cases:screen")).status_code == 200
    for name in ("liaison", "resident", "counter"):
        assert cast.sign_in(Client(), name).get(reverse("cases:screen")).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_one_thread_reads_for_all_who_look_and_a_new_case_is_there_within_two_seconds(cast, monkeypatch):
    monkeypatch.setattr(screens, "WATCHED_SECONDS", 0.8)
    token = screens.token_for(cast.home.path)
    status, headers, body = asked(token)
    assert status == 200 and json.loads(body)["steps"][0]["n"] == 0
    assert {asked(token, HTTP_IF_NONE_MATCH=headers["ETag"])[0] for _n in range(200)} == {304}
    story.reported(cast)
    begun = time.monotonic()
    while asked(token, HTTP_IF_NONE_MATCH=headers["ETag"])[0] == 304 and time.monotonic() - begun < 10:
        time.sleep(0.05)
    assert time.monotonic() - begun < 2
    assert json.loads(asked(token)[2])["steps"][0]["n"] == 1
    reader = screens.SCREENS._reader
    reader.join(10)
    assert not reader.is_alive()
