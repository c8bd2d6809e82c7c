"""The pages of who watches over the loop in a real browser at both sizes; the wall at its own."""

import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser import DESK, PHONE, axe
from tongxin.cases import actions as cases
from tongxin.cases.models import RoutingRule
from tongxin.cases.queries import routing
from tongxin.cases.tests import story
from tongxin.kernel.clock import today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("TONGXIN_PICTURES")
WALL = (1920, 1080)


def test_pages_of_supervision_fit_and_hinder_nobody_and_the_wall_shows_a_new_case(
    cast, browse, live_server, monkeypatch, now
):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)
    RoutingRule.objects.create(
        label="路灯归供电", order=1, categories=["component_street_lamp"], area=cast.home, area_path=cast.home.path,
        lead=cast.organizations["unit"], is_on=True, tested_at=cast.at, valid_from=today(cast.at),
    )  # fmt: skip
    routing.forget_rules()
    story.accepted(cast, longitude=102.545, latitude=24.35)
    story.accepted(cast, category="five_other")
    case = story.handling(cast)
    cases.urge(case=case, text="请抓紧", by=cast.secretary, at=cast.at)
    found = {}
    for size, names in (
        (DESK, ("queue", "late", "figures")),
        (PHONE, ("queue", "late", "figures")),
        (WALL, ("screen",)),
    ):
        page = browse(*size)
        client = cast.sign_in(Client(), "coordinator")
        value = client.cookies["tongxin_session"].value
        page.context.add_cookies([{"name": "tongxin_session", "value": value, "url": live_server.url}])
        for name in names:
            assert page.goto(reverse(f"cases:{name}"), timeout=60_000).status == 200, name
            page.wait_for_load_state("load")
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"watch-{name}-{size[0]}.png"), full_page=size != WALL)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if problems := axe(page) + (["scrolls sideways"] if wide else []):
                found[name, size] = problems
    assert found == {}
    before = page.locator("[data-newest] > li").count()
    story.reported(cast, longitude=102.55, latitude=24.351)
    page.locator(f"[data-newest] > li:nth-child({before + 1})").wait_for(timeout=30_000)
    assert page.locator("[data-newest] > li.is-fresh").count() == 1
