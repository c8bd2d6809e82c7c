"""A visitor of the site: somebody of the cast at a screen of some size, who reads, clicks and fills in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client

from demo.cast import Cast
from tests.browser import DESK, PHONE, axe

#: In milliseconds: how often one looks whether the page has come to rest, and how long it may take.
MOMENT, PATIENCE = 40, 15_000


class Visitor:
    """One of the cast in a real browser. Every page that is opened is held to WCAG and may not scroll sideways."""

    def __init__(self, page: Any, live_server: Any) -> None:
        self.page = page
        self.home = live_server.url
        self._under_way: set[Any] = set()
        self._looked_at = ""
        page.on("request", lambda asked: self._under_way.add(asked))
        page.on("requestfinished", lambda asked: self._under_way.discard(asked))
        page.on("requestfailed", lambda asked: self._under_way.discard(asked))

    def open(self, address: str) -> "Visitor":
        answer = self.page.goto(address)
        assert answer.status < 400, f"{address}: {answer.status}"
        return self.looks_right()

    def press(self, name: str, exact: bool = True) -> "Visitor":
        """Press the button or follow the link of that name, and wait for what comes."""
        target = self.page.get_by_role("button", name=name, exact=exact).or_(
            self.page.get_by_role("link", name=name, exact=exact)
        )
        target.first.click(timeout=8000)
        return self.waits()

    def unfold(self, group: str) -> "Visitor":
        """Open a group of the navigation."""
        self.page.locator("nav summary").filter(has_text=group).click()
        return self

    def waits(self) -> "Visitor":
        """Until the page is there and nothing has been asked of the server for a moment."""
        self.page.wait_for_load_state("load")
        quiet = 0
        for _n in range(PATIENCE // MOMENT):
            self.page.wait_for_timeout(MOMENT)
            quiet = 0 if self._under_way else quiet + 1
            if quiet == 3:
                return self
        raise AssertionError(f"{self.page.url} waits for {[each.url for each in self._under_way]}")

    def fill(self, **values: str) -> "Visitor":
        for name, value in values.items():
            field = self.page.locator(f"[name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def hits(self, key: str) -> "Visitor":
        """Alt and a key: what a page gives as its shortcut. The browser takes it only with the key's own text."""
        browser = self.page.context.new_cdp_session(self.page)
        pressed = {"modifiers": 1, "key": key, "unmodifiedText": key, "windowsVirtualKeyCode": ord(key.upper())}
        for what in ("keyDown", "keyUp"):
            browser.send("Input.dispatchKeyEvent", {"type": what, **pressed})
        browser.detach()
        return self

    def reads(self, words: str) -> "Visitor":
        self.page.get_by_text(words).first.wait_for(state="attached")
        return self

    def looks_right(self) -> "Visitor":
        """Nothing hinders anybody, nothing scrolls sideways. What is as it was is not looked at twice."""
        now = self.page.evaluate("location.href + document.documentElement.outerHTML")
        if now == self._looked_at:
            return self
        self._looked_at = now
        hindrances = axe(self.page)
        assert not hindrances, f"{self.page.url}: {hindrances}"
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 1, f"{self.page.url} scrolls sideways by {overflow}px"
        return self


def visitors(browse: Callable[..., Any], live_server: Any, cast: Cast) -> Callable[..., Visitor]:
    """`visit("worker")` at a desk, `visit("member", phone=True)`; without a name, a stranger."""

    def visit(name: str = "", *, phone: bool = False, installed: bool = False) -> Visitor:
        page = browse(*(PHONE if phone else DESK), service_workers="allow" if installed else "block")
        if name:
            session = cast.sign_in(Client(), name).cookies[settings.SESSION_COOKIE_NAME]
            page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])
        return Visitor(page, live_server)

    return visit
