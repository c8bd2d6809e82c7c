"""The faces in a real browser at both sizes: they fit the screen and hinder nobody."""

import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser import DESK, PHONE, axe
from tongxin.exchange import actions as exchange
from tongxin.exchange.models import Offer
from tongxin.exchange.tests import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: A folder for pictures to look at; none by default.
PICTURES = os.environ.get("TONGXIN_PICTURES")


@pytest.fixture
def opened(cast, browse, live_server, monkeypatch, now):
    """Open pages as one of the cast and tell what axe found on each, and whether it scrolls sideways."""
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)

    def visit(name, size, *addresses):
        client = Client()
        page = browse(*size)
        if name:
            cast.sign_in(client, name)
            value = client.cookies["tongxin_session"].value
            page.context.add_cookies([{"name": "tongxin_session", "value": value, "url": live_server.url}])
        found = {}
        for address in addresses:
            assert page.goto(address).status == 200, address
            if PICTURES:
                file = f"{name or 'all'}{address.replace('/', '-')}{size[0]}.png".replace("?", "-")
                page.screenshot(path=str(Path(PICTURES) / file), full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if problems := axe(page) + (["scrolls sideways"] if wide else []):
                found[address] = problems
        return found

    return visit


def test_pages_fit_and_hinder_nobody(cast, opened):
    project = story.accepted(cast)
    exchange.appraise(project=project, grade=4, text="亮了", by=cast.resident, at=cast.at)
    need = story.matching(cast, "五单元的灯也坏了", households=12, weekdays="67")
    story.raised(cast, "五单元灯坏")
    second = story.published(cast, "物业电工换感应灯", owner="school", capacity=3)
    offer = exchange.offer(need=need, resource=Offer.objects.get().resource, by=cast.worker, at=cast.at)
    desk = [
        reverse("exchange:needs"), need.get_absolute_url(), reverse("exchange:raise-need"), project.get_absolute_url(),
        reverse("exchange:need-join", args=[need.pk]), reverse("exchange:resources"), reverse("exchange:projects"),
        reverse("exchange:propose-project") + f"?need={need.pk}&resource={second.pk}", reverse("exchange:assignments"),
        reverse("exchange:register", args=["need"]),
    ]  # fmt: skip
    liaison = [reverse("exchange:offers"), offer.get_absolute_url(), reverse("exchange:enter-resource")]
    mine = [reverse("exchange:raise-my-need"), reverse("exchange:my-needs")]
    mine.append(reverse("exchange:my-need", args=[need.pk]))
    public = [
        reverse("exchange:public-needs"), reverse("exchange:public-projects"), reverse("exchange:public-resources"),
        reverse("exchange:public-project", args=[project.pk]),
    ]  # fmt: skip
    found = opened("worker", DESK, *desk) | opened("liaison", DESK, *liaison) | opened("resident", PHONE, *mine)
    found |= opened("planner", DESK, reverse("exchange:figures")) | opened("worker", PHONE, *desk[:3])
    found |= opened("", DESK, *public[:2]) | opened("", PHONE, *public[2:])
    assert found == {}


def test_a_twin_comes_up_while_somebody_writes(cast, browse, live_server, monkeypatch, now):
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: now)
    first, client = story.raised(cast), Client()
    cast.sign_in(client, "resident")
    page = browse(*PHONE)
    value = client.cookies["tongxin_session"].value
    page.context.add_cookies([{"name": "tongxin_session", "value": value, "url": live_server.url}])
    page.goto(reverse("exchange:raise-my-need"))
    page.fill("[name=title]", "楼道的灯不亮")
    page.select_option("[name=kind]", "repair")
    page.select_option("[name=area]", str(cast.home.pk))
    page.wait_for_selector("#twins fieldset")
    assert first.title in page.inner_text("#twins")
    page.check(f"#twin-{first.pk}")
    page.click("button.btn-primary")
    page.wait_for_url("**/my/needs/*/")
    assert first.number in page.inner_text("main")
    first.refresh_from_db()
    assert first.voices == 2
