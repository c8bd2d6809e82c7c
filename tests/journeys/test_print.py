"""A page on paper is the matter itself; and from every face there is a way to say what is wrong."""

from typing import Any

import pytest

from demo.cast import Cast
from tongxin.exchange.tests import story

pytestmark = pytest.mark.browser


def test_a_printed_page_leaves_the_screens_furniture_away(cast: Cast, visit: Any) -> None:
    need = story.raised(cast)
    worker = visit("worker").open(need.get_absolute_url())
    navigation = worker.page.get_by_role("navigation", name="主导航")
    assert navigation.is_visible()
    worker.page.emulate_media(media="print")
    assert not navigation.is_visible()
    assert worker.page.get_by_role("heading", name=need.title).first.is_visible()
    assert not worker.page.get_by_role("button", name="核实").first.is_visible()


def test_every_face_has_a_way_to_say_what_is_wrong(cast: Cast, visit: Any) -> None:
    faces = (("worker", "/desk/"), ("worker", "/needs/"), ("resident", "/my/"), ("", "/public/"), ("", "/sign-in/"))
    for who, address in faces:
        page = visit(who).open(address).page
        assert page.get_by_role("link", name="意见反馈").get_attribute("href").startswith("/feedback/?page="), address
