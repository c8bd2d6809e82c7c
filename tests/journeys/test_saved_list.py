"""A worker keeps a filter under a name, and sees the columns she wants, on every screen she signs in at."""

from typing import Any

import pytest

from demo.cast import Cast
from tongxin.exchange.tests import story

pytestmark = pytest.mark.browser

MENU = "常用筛选与显示的列"


def test_a_filter_gets_a_name_and_columns_stay_chosen(cast: Cast, visit: Any) -> None:
    story.raised(cast)
    desk = visit("worker").open("/needs/?step=registered")
    _opens_menu(desk).looks_right().fill(name="待核实的").press("保存筛选")
    assert desk.page.url.endswith("/needs/?step=registered")
    _opens_menu(desk).reads("待核实的")
    desk.page.get_by_label("来源", exact=True).last.uncheck()
    desk.press("按所选的列显示").looks_right()
    assert "来源" not in desk.page.locator("thead").inner_text()
    phone = _opens_menu(visit("worker", phone=True).open("/needs/")).looks_right()
    phone.press("待核实的")
    assert phone.page.url.endswith("/needs/?step=registered")


def _opens_menu(visitor: Any) -> Any:
    visitor.page.locator("summary", has_text=MENU).click()
    visitor.page.get_by_label("把现在的筛选保存为").wait_for()
    return visitor
