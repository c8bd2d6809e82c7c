"""The map in a real browser: drawn where WebGL2 is there, said in a list where it is not; nothing leaves the house."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from demo.cast import Cast
from tests.browser import DESK, PHONE, axe
from tongxin.areas import shape_actions
from tongxin.areas.shape_actions import Drawing
from tongxin.areas.tests.ground import SIDE, SOUTH, WEST, square
from tongxin.kernel.actor import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: Headless Chromium draws WebGL2 by software only when told so.
DRAWING = ["--enable-unsafe-swiftshader", "--use-angle=swiftshader", "--ignore-gpu-blocklist"]
SHOTS = os.environ.get("MAP_SHOTS", "")


@pytest.fixture(scope="session")
def chromium(launch):
    """As elsewhere, with a browser that can draw."""
    browser = launch(*DRAWING)
    yield browser
    browser.close()


def _placed(cast: Cast) -> Cast:
    for area, ground in ((cast.home, square()), (cast.grid, square(0, 0, 2, 1, of=2))):
        shape_actions.draw(area=area, drawing=Drawing(ground, "测试"), on=date(2026, 1, 1), by=SYSTEM, at=cast.at)
    for number, thing in enumerate(cast.organizations.values()):
        thing.longitude, thing.latitude = WEST + SIDE * (0.1 + 0.03 * (number % 4)), SOUTH + SIDE * (0.3 + number / 30)
        thing.save()
    return cast


def _sign_in(page, live_server, cast: Cast, name: str) -> None:
    value = cast.sign_in(Client(), name).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def _shot(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


@pytest.mark.covers("GY-21")
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_map_is_drawn_by_our_own_house(browse, live_server, cast: Cast, size) -> None:
    _placed(cast)
    page = browse(*size)
    errors: list[str] = []
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    _sign_in(page, live_server, cast, "secretary")
    page.goto("/map/")
    page.wait_for_selector("tx-plan.is-drawn[data-shapes]", timeout=60_000)
    page.wait_for_selector("tx-plan[data-drawn-bodies='7']")
    page.wait_for_selector("[data-list]:has-text('启明小学')")
    _shot(page, f"map-{size[0]}")
    assert not errors, errors
    assert axe(page) == []
    page.uncheck("[data-layer=bodies]")
    page.wait_for_selector("[data-list]:not(:has-text('启明小学'))")


def test_a_border_is_drawn_by_hand_and_by_keyboard(browse, live_server, cast: Cast) -> None:
    _placed(cast)
    page = browse(*DESK)
    _sign_in(page, live_server, cast, "director")
    page.goto(f"/areas/{cast.grid.pk}/draw/")
    page.wait_for_selector("tx-plan.is-drawn[data-shapes]", timeout=60_000)
    canvas = page.locator(".plan-canvas").bounding_box()
    for across, down in ((0.4, 0.3), (0.6, 0.3), (0.6, 0.6)):
        page.mouse.click(canvas["x"] + canvas["width"] * across, canvas["y"] + canvas["height"] * down)
    page.focus("[data-here]")
    page.keyboard.press("Enter")
    page.wait_for_selector("tx-plan[data-corners='4']")
    page.click("[data-undo]")
    page.fill("[name=source]", "街办〔2026〕3号")
    assert '"Polygon"' in page.input_value("[name=geometry]")
    page.click("button[name=look]")
    page.wait_for_selector("#preview")
    page.wait_for_selector("tx-plan.is-drawn[data-corners='3']", timeout=60_000)
    _shot(page, "draw")
    assert axe(page) == []
    page.click("button[name=do]")
    page.wait_for_selector("text=边界已划定")
    _shot(page, "area")
    assert cast.grid.shapes.count() == 2


@pytest.mark.covers("GY-21")
def test_a_pin_follows_the_click_and_the_typed_point_and_says_where_it_is(browse, live_server, cast: Cast) -> None:
    _placed(cast)
    page = browse(*PHONE)
    _sign_in(page, live_server, cast, "director")
    page.goto(f"/organizations/{cast.organizations['unit'].pk}/pin/")
    page.wait_for_selector("tx-plan.is-drawn[data-shapes]", timeout=60_000)
    page.wait_for_selector("[data-where]:has-text('葫田社区')")
    page.click(".plan-canvas", position={"x": 120, "y": 300})
    page.wait_for_selector("[data-where]:has-text('葫田社区')")
    clicked = float(page.input_value("[name=longitude]"))
    assert WEST - SIDE < clicked < WEST + 2 * SIDE
    page.fill("[name=longitude]", "116.4")
    page.fill("[name=latitude]", "39.9")
    page.press("[name=latitude]", "Tab")
    page.wait_for_selector("[data-where]:has-text('不在本市范围内')")
    page.focus("[data-here]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-where]:not(:has-text('不在本市范围内'))")
    _shot(page, "pin")
    assert axe(page) == []
    page.click("button:has-text('保存')")
    page.wait_for_selector("text=已标在地图上")


def test_without_webgl_the_list_says_the_same(browse, live_server, cast: Cast) -> None:
    _placed(cast)
    page = browse(*DESK)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    _sign_in(page, live_server, cast, "secretary")
    page.goto("/map/")
    page.wait_for_selector("tx-plan.is-missing")
    page.wait_for_selector("[data-list]:has-text('启明小学')")
    assert page.locator(".plan-missing").is_visible() and not page.locator(".plan-canvas").is_visible()
    _shot(page, "map-missing")
    assert axe(page) == []
