"""A due date in a list tells on request why it is that day, with the finger and with the keyboard."""

from typing import Any

import pytest

from demo.cast import Cast
from tongxin.exchange.tests import story

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("phone", [False, True])
def test_a_due_date_in_a_list_explains_itself(cast: Cast, visit: Any, phone: bool) -> None:
    story.raised(cast)
    worker = visit("worker", phone=phone)
    for address in ("/needs/", "/desk/"):
        worker.open(address)
        due = worker.page.locator("[data-why]").first
        assert worker.page.locator(".due-why").count() == 0
        due.click()
        words = worker.page.locator(".due-why")
        words.get_by_text("个工作日", exact=False).wait_for()
        assert "到期" in words.inner_text() and due.get_attribute("aria-expanded") == "true"
        worker.looks_right()
        worker.page.keyboard.press("Escape")
        assert words.count() == 0 and due.get_attribute("aria-expanded") == "false"
        due.focus()
        worker.page.keyboard.press("Enter")
        words.wait_for()
