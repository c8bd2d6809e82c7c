"""The pages of check-ins and wishes in a real browser at both sizes: they fit the screen and hinder nobody."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from demo.cast import Cast
from tests.browser import DESK, PHONE, axe
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment.tests.test_enrolment import enrolled, requested
from tongxin.enrolment.tests.test_posts import published
from tongxin.exchange.tests.test_wishes import approved, written_down
from tongxin.exchange.wishes import actions as wishes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(cast: Cast, browse: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Open pages as one of the cast; what hinders somebody or scrolls sideways, by address."""
    monkeypatch.setattr("tongxin.kernel.web.timezone.now", lambda: cast.at)

    def visit(name: str, size: tuple[int, int], *addresses: str) -> dict[str, list[str]]:
        page, found = browse(*size), {}
        if name:
            cookie = cast.sign_in(Client(), name).cookies[settings.SESSION_COOKIE_NAME]
            page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        for address in addresses:
            assert page.goto(address).status == 200, address
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if problems := axe(page) + (["scrolls sideways"] if wide else []):
                found[address] = problems
        return found

    return visit


def test_pages_of_check_ins_fit_and_hinder_nobody(cast: Cast, opened: Any) -> None:
    enrolment = enrolled(cast)
    requested(cast, "other_member")
    enrolments.complete(
        enrolment=enrolment, wishes=["law"], skills=["理发"], shows_identity=True, by=cast.member, at=cast.at
    )
    held, free = published(cast), published(cast, title="路口岗", at_junction=True, place="葫芦路口")
    claim = posts.claim(post=held, by=cast.member, at=cast.at)
    desk = [
        reverse("enrolment:enrolments"), enrolment.get_absolute_url(), reverse("enrolment:record-enrolment"),
        reverse("enrolment:posts"), held.get_absolute_url(), reverse("enrolment:publish-post"),
        claim.get_absolute_url(),
    ]  # fmt: skip
    phone = [
        reverse("enrolment:my-enrolment"), reverse("enrolment:check-in"), reverse("enrolment:my-posts"),
        reverse("enrolment:my-offer", args=[enrolment.pk]),
    ]  # fmt: skip
    assert not opened("worker", DESK, *desk)
    assert not opened("worker", PHONE, *desk[:2], free.get_absolute_url())
    assert not opened("branch_secretary", DESK, reverse("enrolment:ours"))
    assert not opened("liaison", DESK, reverse("enrolment:enrolments"), reverse("enrolment:unit-posts"))
    assert not opened("member", PHONE, *phone)


def test_pages_of_wishes_fit_and_hinder_nobody(cast: Cast, opened: Any) -> None:
    claimed, free = approved(cast), approved(cast, title="一把雨伞", name="吴小兵", phone="13800001235")
    waiting = written_down(cast, title="低保窗口旁的书", reviewed=True, name="普成", phone="13800001236")
    wishes.claim(wish=claimed, by=cast.member, at=cast.at)
    desk = [reverse("exchange:wishes"), claimed.get_absolute_url(), reverse("exchange:record-wish")]
    phone = [
        reverse("exchange:my-wishes"), reverse("exchange:my-wish", args=[claimed.pk]),
        reverse("exchange:my-wish", args=[free.pk]), reverse("exchange:my-claimed-wishes"),
        reverse("exchange:my-own-wishes"), reverse("exchange:record-my-wish"),
    ]  # fmt: skip
    assert not opened("secretary", DESK, *desk, waiting.get_absolute_url())
    assert not opened("worker", PHONE, *desk[:2])
    assert not opened("member", PHONE, *phone)
    assert not opened("", PHONE, reverse("exchange:public-wishes"))
    assert not opened("", DESK, reverse("exchange:public-wishes"))
