"""A real Chromium against a live server: `browse(width, height)` opens pages, `axe(page)` tells what hinders somebody.

Skipped with a reason where no Chromium is installed; `make test` installs Debian's where it may.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.everything import CHROMIUM, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESK = (1440, 900)
PHONE = (390, 844)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def chromium_path() -> str | None:
    """The machine's own Chromium, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Start a browser with these arguments besides; all of a process go through one Playwright, and end with it."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    # Playwright's sync face runs an event loop in this thread, and Django would refuse the database for it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # Sandboxing is impossible for root.
    always = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        yield lambda *arguments: playwright.chromium.launch(executable_path=path, args=[*always, *arguments])


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """One browser per process. Nothing here is drawn in three dimensions, so nothing pretends to be a graphics card."""
    browser = launch("--disable-gpu")
    yield browser
    browser.close()


@pytest.fixture
def browse(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Open a page of the live server's site at a size; a request to any other host fails the test."""
    contexts, strangers = [], []

    def open_page(width: int = DESK[0], height: int = DESK[1], **options: object) -> Page:
        phone = width < 600
        # A phone that keeps pages would hide from the other tests what the server says.
        options.setdefault("service_workers", "block")
        # What glides over the screen would be drawn sixty times a second.
        options.setdefault("reduced_motion", "reduce")
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            is_mobile=phone,
            has_touch=phone,
            **options,
        )
        context.set_default_timeout(15_000)
        context.on("request", lambda request: _note_stranger(request.url, live_server.url, strangers))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not strangers, f"requests left for other hosts: {strangers}"


def axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on this page, one line per rule; empty when nothing hinders anybody."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    # Of what passes nothing is told, which spares axe the telling.
    asked = "{runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}"
    found = page.evaluate(f"async (tags) => (await axe.run(document, {asked})).violations", RULES)
    return [f"{rule['id']}: {rule['help']} — {[node['html'][:120] for node in rule['nodes'][:3]]}" for rule in found]


@cache
def _axe() -> str:
    return Path(AXE).read_text(encoding="utf-8")


def _note_stranger(url: str, home: str, strangers: list[str]) -> None:
    if not url.startswith((home, "data:", "blob:", "about:")):
        strangers.append(url)
