"""The faces in a real browser at both sizes: they fit the screen and hinder nobody; `tests/journeys` walks the rest."""

import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser import DESK, PHONE, axe
from tongxin.cases import actions as cases
from tongxin.cases.models import RoutingRule
from tongxin.cases.tests import story

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
        cast.sign_in(client, name)
        value = client.cookies["tongxin_session"].value
        page.context.add_cookies([{"name": "tongxin_session", "value": value, "url": live_server.url}])
        found = {}
        for address in addresses:
            assert page.goto(address).status == 200, address
            if PICTURES:
                page.screenshot(
                    path=str(Path(PICTURES) / f"{name}{address.replace('/', '-')}{size[0]}.png"), full_page=True
                )
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if problems := axe(page) + (["scrolls sideways"] if wide else []):
                found[address] = problems
        return found

    return visit


def test_pages_fit_and_hinder_nobody(cast, opened):
    case = story.handling(cast, caller_name="老周", caller_phone="13800138000", place="东门 2 号楼前")
    cases.call(case=case, bodies=[cast.organizations["school"]], asks="来看看", by=cast.worker, at=cast.at)
    cases.call(case=case, bodies=[cast.organizations["firm"]], asks="挪车", by=cast.worker, at=cast.at)
    cases.report_in(call=case.calls.first(), by=cast.school_liaison, at=cast.at)
    cases.answer_call(call=case.calls.first(), answer="来过了", by=cast.school_liaison, at=cast.at)
    cases.ask_extension(case=case, amount=2, reason="等配件", by=cast.liaison, at=cast.at)
    cases.split(case=case, text="先把灯杆扶正", by=cast.worker, at=cast.at)
    story.closing(cast)
    new, taken, check = story.reported(cast), story.accepted(cast), story.checking(cast)
    desk = [
        reverse("cases:cases"), case.get_absolute_url(), reverse("cases:new-case"),
        reverse("cases:accept", args=[new.pk]), reverse("cases:decline", args=[new.pk]),
        reverse("cases:answer", args=[new.pk]), reverse("cases:join", args=[new.pk]),
        reverse("cases:dispatch", args=[taken.pk]), reverse("cases:pass-on", args=[taken.pk]),
    ]  # fmt: skip
    found = opened("secretary", DESK, *desk)
    found |= opened("secretary", PHONE, *desk[:3], reverse("cases:check", args=[check.pk]))
    found |= opened("liaison", PHONE, reverse("cases:report-done", args=[case.pk]))
    rule = RoutingRule.objects.order_by("order").first()
    settings = [
        reverse("cases:categories"), reverse("cases:new-category"), reverse("cases:routing-rules"),
        reverse("cases:routing-rule", args=[rule.pk]),
    ]  # fmt: skip
    found |= opened("planner", DESK, *settings) | opened("planner", PHONE, settings[0], settings[3])
    assert found == {}
