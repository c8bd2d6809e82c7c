"""Our pages in a real browser: sent once, answered in the right place, kept without network, hindering nobody."""

import pytest

from tests.browser import DESK, PHONE, axe
from tests.journeys.visitor import Visitor

from . import rehearsal

pytestmark = [pytest.mark.browser, pytest.mark.urls("tongxin.ui.tests.rehearsal")]


@pytest.fixture
def form(browse):
    rehearsal.received.clear()
    page = browse(*PHONE)
    page.goto("/rehearse")
    return page


def send(page, wish, want=""):
    page.fill("[name=wish]", wish)
    page.fill("[name=want]", want)
    page.click("#wish button[type=submit]")


def test_a_double_click_sends_once_and_a_good_answer_leads_on(form):
    form.fill("[name=wish]", "书包")
    form.dblclick("#wish button[type=submit]")
    form.wait_for_url("**/thanks")
    assert rehearsal.received == ["书包"]
    assert "已经记下" in form.inner_text("main")


def test_a_double_click_sends_once_without_htmx_too(browse):
    rehearsal.received.clear()
    page = browse(*PHONE)
    page.goto("/rehearse?plain")
    page.fill("[name=wish]", "书包")
    page.dblclick("#wish button[type=submit]")
    page.wait_for_url("**/thanks")
    assert rehearsal.received == ["书包"]


def test_a_refused_form_comes_back_in_its_place_with_what_was_typed(form):
    send(form, "   ", "请退回")
    form.wait_for_selector(".form-errors")
    assert form.locator("form#wish").count() == 1
    assert form.input_value("[name=want]") == "请退回"
    assert form.evaluate("document.activeElement.className") == "form-errors"
    assert form.locator(".my-top").count() == 1
    send(form, "书包")
    form.wait_for_url("**/thanks")


def test_every_other_refusal_goes_to_the_message_area_and_leaves_the_form(form):
    for status in ("403", "404", "409", "429", "500", "503"):
        send(form, "书包", status)
        form.get_by_text(f"回答 {status}").wait_for()
        assert f"回答 {status}" in form.inner_text("#messages .message-error")
        assert form.input_value("[name=wish]") == "书包"
        assert form.locator("form#wish.is-sending").count() == 0
        form.click("#messages [data-close]")
        assert form.locator("#messages .message").count() == 0


def test_an_answer_that_is_not_ours_is_told_in_our_words(form):
    send(form, "书包", "broken")
    form.wait_for_selector("#messages .message-error")
    assert "没有办成" in form.inner_text("#messages")


def test_without_network_the_page_says_so_and_keeps_the_draft_until_it_is_accepted(form):
    form.fill("[name=wish]", "一双棉鞋")
    form.context.set_offline(True)
    form.wait_for_selector("[data-offline]:not([hidden])")
    form.click("#wish button[type=submit]")
    form.wait_for_selector("#messages .message-warning")
    assert rehearsal.received == []
    form.context.set_offline(False)
    form.goto("/rehearse")
    form.wait_for_selector(".draft-note")
    assert form.input_value("[name=wish]") == "一双棉鞋"
    form.click("#wish button[type=submit]")
    form.wait_for_url("**/thanks")
    form.goto("/rehearse")
    form.wait_for_selector(".has-scripts")
    assert form.input_value("[name=wish]") == ""


def test_a_draft_may_be_thrown_away(form):
    form.fill("[name=wish]", "一双棉鞋")
    form.wait_for_timeout(500)
    form.reload()
    form.click(".draft-note button")
    assert form.input_value("[name=wish]") == ""
    form.reload()
    form.wait_for_selector(".has-scripts")
    assert form.locator(".draft-note").count() == 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_face_hinders_anybody_or_overflows(browse, live_server, settings, size):
    settings.DEBUG = True
    page = browse(*size)
    visitor = Visitor(page, live_server)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    for face in ("", "/list", "/record", "/form", "/my", "/portal"):
        page.goto(f"/_gallery{face}")
        page.wait_for_selector(".has-scripts")
        visitor.waits()
        assert (face, wrong) == (face, [])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), face
        assert (face, axe(page)) == (face, [])


def test_large_letters_are_at_least_24_pixels_and_targets_48(browse, settings):
    settings.DEBUG = True
    page = browse(*PHONE)
    page.goto("/_gallery/my")
    assert page.evaluate("getComputedStyle(document.querySelector('.item-meta')).fontSize") == "18px"
    page.click("text=大字版")
    page.wait_for_selector("html.elder")
    assert page.evaluate("getComputedStyle(document.querySelector('.item-meta')).fontSize") == "24px"
    small = page.evaluate(
        """[...document.querySelectorAll('.tiles a, .my-bar a, .btn, .my-top-link')]
           .filter(e => e.getBoundingClientRect().height < 47.5).map(e => e.textContent)"""
    )
    assert small == []


def test_the_reason_panel_and_the_post_menu_work_by_keyboard(browse, settings):
    settings.DEBUG = True
    page = browse(*DESK)
    page.goto("/_gallery/record")
    page.focus("summary:has-text('暂停')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("等材料")
    assert page.input_value("details.move-reason[open] [name=reason]") == "等材料"
    page.keyboard.press("Escape")
    assert page.locator("details.move-reason[open]").count() == 0


def test_the_map_the_chart_and_the_code_are_drawn_from_our_own_house(browse, settings):
    settings.DEBUG = True
    page = browse(*DESK)
    page.goto("/_gallery")
    page.wait_for_selector("tx-map canvas")
    page.wait_for_selector("tx-chart canvas")
    page.wait_for_selector("rotating-code svg")
    assert page.inner_text("[data-digits]").isdigit()
    assert page.locator("tx-map .map-list a").count() == 3
