"""What the faces do by themselves: large letters, refusals in words, a gallery only for builders."""

import gzip
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from tongxin.ui import refusals
from tongxin.ui.doors import DOORS, door


def test_large_letters_are_remembered_and_lead_back_only_to_our_own_pages(db):
    client = Client(SERVER_NAME="localhost")
    answer = client.post("/elder", {"elder": "1", "next": "/my?x=1"})
    assert (answer.status_code, answer["Location"], answer.cookies["elder"].value) == (302, "/my?x=1", "1")
    assert client.post("/elder", {"elder": "", "next": "/"}).cookies["elder"].value == ""
    assert client.post("/elder", {"next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.get("/elder").status_code == 405


def test_every_answer_forbids_what_other_hosts_and_inline_scripts_would_do(db):
    said = Client(SERVER_NAME="localhost").get("/_gallery").headers["Content-Security-Policy"]
    assert "default-src 'self'" in said and "unsafe" not in said


def test_the_gallery_is_closed_outside_debug(db):
    client = Client(SERVER_NAME="localhost")
    for path in ("/_gallery", "/_gallery/my", "/_gallery/code", "/_gallery/areas.geojson"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("status", sorted(refusals.WORDS))
def test_each_refusal_is_a_sentence_on_a_page_and_a_fragment_to_htmx(status):
    page = refusals.refuse(RequestFactory().get("/"), status)
    fragment = refusals.refuse(RequestFactory().get("/", headers={"HX-Request": "true"}), status)
    sentence = str(refusals.WORDS[status][1])
    assert page.status_code == fragment.status_code == status
    assert sentence in page.content.decode() and "<html" in page.content.decode()
    assert sentence in fragment.content.decode() and "<html" not in fragment.content.decode()
    assert 'role="alert"' in fragment.content.decode()


def test_a_refusal_says_our_own_sentence_safely():
    answer = refusals.refuse(None, 409, "<b>已被认领</b>")
    assert "&lt;b&gt;已被认领" in answer.content.decode()


def test_a_door_of_a_room_not_built_is_no_door(monkeypatch):
    monkeypatch.setitem(DOORS, "home", "nowhere:at-all")
    assert door("home") is None
    assert door("elder") == "/elder"


def test_a_first_page_weighs_less_than_200_kilobytes():
    static = Path(refusals.__file__).parent / "static" / "ui"
    files = [static / "dist" / "app.css", static / "dist" / "main.js", static / "icons.svg"]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 150_000
