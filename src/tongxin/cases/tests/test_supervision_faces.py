"""The wall in a real browser, at its own size and on a phone."""

import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser import PHONE, axe
from tongxin.cases.tests import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("TONGXIN_PICTURES")
WALL = (1920, 1080)


def test_the_wall_fits_hinders_nobody_and_shows_a_new_case(cast, browse, live_server, monkeypatch, now):
    """The other pages of who watches are walked in `tests/journeys/test_command.py`."""
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)
    story.accepted(cast, longitude=102.545, latitude=24.35)
    story.accepted(cast, category="five_other")
    value = cast.sign_in(Client(), "coordinator").cookies["tongxin_session"].value
    found = {}
    for size in (PHONE, WALL):
        page = browse(*size)
        page.context.add_cookies([{"name": "tongxin_session", "value": value, "url": live_server.url}])
        assert page.goto(reverse("cases:screen"), timeout=60_000).status == 200
        page.wait_for_load_state("load")
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"watch-screen-{size[0]}.png"))
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if problems := axe(page) + (["scrolls sideways"] if wide else []):
            found[size] = problems
    assert found == {}
    before = page.locator("[data-newest] > li").count()
    story.reported(cast, longitude=102.55, latitude=24.351)
    page.locator(f"[data-newest] > li:nth-child({before + 1})").wait_for(timeout=30_000)
    assert page.locator("[data-newest] > li.is-fresh").count() == 1
