"""`make pictures`: screenshots of the main pages into `docs/pictures/`, from a small demonstration city of their own.

One page's picture only: `python -m tests.pictures need-desk`. A database once made is used again; `--fresh` makes anew.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tongxin.kernel import embedded

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DATABASE = "tongxin_pictures"
SCALE = 0.05
TARGET = embedded.PROJECT / "docs" / "pictures"
DESK, PHONE = (1440, 900), (390, 844)
#: A machine without a graphics card draws maps by itself; so long one takes until it stands, in milliseconds.
DRAWING = ("--enable-unsafe-swiftshader", "--use-angle=swiftshader", "--ignore-gpu-blocklist")
DRAWN = 3_000


@dataclass(frozen=True)
class Picture:
    """One page: who looks at it (nobody: without sign-in), where it is, and on what."""

    name: str
    login: str | None
    where: Callable[[], str]
    size: tuple[int, int] = DESK


def page(view: str, *arguments: object) -> Callable[[], str]:
    """A page by the name of its view."""

    def address() -> str:
        from django.urls import reverse

        return reverse(view, args=arguments)

    return address


def first(model: str, view: str, **conditions: object) -> Callable[[], str]:
    """The page of the newest row in the cast's community for which the conditions hold, else of any row there."""

    def address() -> str:
        from django.apps import apps
        from django.urls import reverse

        from demo.cast import HOME_CODE

        rows = apps.get_model(model)._base_manager.filter(area__code=HOME_CODE).order_by("-pk")
        row = rows.filter(**conditions).first() or rows.first()
        if row is None:
            raise LookupError(f"no row of {model}")
        return reverse(view, args=[row.pk])

    return address


PICTURES = [
    Picture("sign-in", None, page("people:sign-in")),
    Picture("desk", "worker", page("portal:desk")),
    Picture("desk-phone", "worker", page("portal:desk"), PHONE),
    Picture("needs", "worker", page("exchange:needs")),
    Picture("need-desk", "worker", first("exchange.Need", "exchange:need", step="matching")),
    Picture("need-phone", "worker", first("exchange.Need", "exchange:need", step="matching"), PHONE),
    Picture("resource", "liaison", first("exchange.Resource", "exchange:resource", step="published")),
    Picture("project", "worker", first("exchange.Project", "exchange:project", step="running")),
    Picture("figures", "secretary", page("exchange:figures")),
    Picture("activity", "worker", first("activities.Activity", "activities:activity", status="open")),
    Picture("screen", "worker", first("activities.Activity", "activities:screen", status="open")),
    Picture("enrolments", "secretary", page("enrolment:enrolments")),
    Picture("wishes", "counter", page("exchange:wishes")),
    Picture("imports", "admin", page("organizations:imports")),
    Picture("tree", "planner", page("areas:areas")),
    Picture("settings", "admin", page("areas:settings")),
    Picture("figures-city", "planner", page("exchange:figures")),
    Picture("my-home", "member", page("portal:my"), PHONE),
    Picture("my-activities", "member", page("activities:near"), PHONE),
    Picture("my-year", "member", page("points:year"), PHONE),
    Picture("my-enrolment", "member", page("enrolment:my-enrolment"), PHONE),
    Picture("agreements", "secretary", page("alliance:agreements")),
    Picture("find-hall", "worker", page("venues:find")),
    Picture("venue-calendar", "worker", page("venues:calendar")),
    Picture("reports", "secretary", page("enrolment:reports")),
    Picture("volunteering", "worker", page("volunteering:desk")),
    Picture("my-card", "member", page("enrolment:my-card"), PHONE),
    Picture("my-find", "member", page("venues:my-find"), PHONE),
    Picture("report-phone", None, page("cases:report"), PHONE),
    Picture("hotline", "worker", page("cases:hotline")),
    Picture("queue", "coordinator", page("cases:queue")),
    Picture("case", "worker", first("cases.Case", "cases:case", step="handling")),
    Picture("late", "coordinator", page("cases:late")),
    Picture("case-figures", "planner", page("cases:figures")),
    Picture("wall", "planner", page("cases:screen")),
    Picture("map", "planner", page("areas:map")),
    Picture("grid-phone", "grid_worker", page("cases:grid"), PHONE),
    Picture("patrols", "worker", page("patrols:plans")),
    Picture("my-patrols", "member", page("patrols:mine"), PHONE),
    Picture("emergencies", "secretary", page("emergencies:emergencies")),
    Picture("public", None, page("portal:public")),
    Picture("public-phone", None, page("portal:public"), PHONE),
    Picture("public-projects", None, page("exchange:public-projects")),
]


def main(arguments: list[str]) -> int:
    """Take all pictures, or those named; says which page could not be shown and why."""
    wanted = {word for word in arguments if not word.startswith("-")}
    pictures = [picture for picture in PICTURES if not wanted or picture.name in wanted]
    prepare(fresh="--fresh" in arguments)
    TARGET.mkdir(parents=True, exist_ok=True)
    with serving() as home, chromium() as browser:
        missed = [picture.name for picture in pictures if not take(picture, home, browser)]
    return 1 if missed else 0


def prepare(*, fresh: bool) -> None:
    """A database of its own with the demonstration city at a small scale."""
    cluster = embedded.Cluster.default()
    cluster.start()
    if fresh:
        cluster._run("dropdb", *cluster._at(), "--if-exists", "--force", DATABASE)
    cluster.create_database(DATABASE)
    os.environ |= {"DATABASE_URL": cluster.url(DATABASE), "TONGXIN_DEMO": "1", "TONGXIN_COLLECTED": "1"}
    from tongxin.cli import ready

    ready()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from tongxin.areas.models import Area
    from tongxin.cli import cities

    call_command("migrate", interactive=False, verbosity=0)
    if not Area.objects.exists():
        cities.load_city(settings.CITY, scale=SCALE, profile_only=False, at=timezone.now())


@contextmanager
def serving() -> Iterator[str]:
    """The site on a free port."""
    import socket

    from tongxin.cli.children import children
    from tongxin.cli.run import answers

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with children(host="127.0.0.1", port=port) as family:
        family.begin("web")
        if not answers(f"http://127.0.0.1:{port}/health", family):
            raise SystemExit("the site did not start")
        yield f"http://127.0.0.1:{port}"


@contextmanager
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium_path

    path = chromium_path()
    if path is None:
        raise SystemExit("Chromium is missing")
    with sync_playwright() as playwright:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path, args=[*DRAWING, *root])
        yield browser
        browser.close()


def take(picture: Picture, home: str, browser: Browser) -> bool:
    """Open the page as that person and keep what the window shows."""
    from django.conf import settings
    from django.urls import reverse

    width, height = picture.size
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    context = browser.new_context(base_url=home, viewport={"width": width, "height": height}, locale="zh-CN")
    tab = context.new_page()
    try:
        where = picture.where()
        if picture.login:
            tab.goto(reverse("people:sign-in"))
            tab.fill("input[name=username]", picture.login)
            tab.fill("input[name=password]", settings.DEMO_PASSWORD)
            tab.press("input[name=password]", "Enter")
            tab.wait_for_load_state()
        answer = tab.goto(where, wait_until="networkidle")
        if answer is None or answer.status != 200:
            raise LookupError(f"{where} answers {answer.status if answer else 'nothing'}")
        if tab.locator("tx-plan").count():
            tab.wait_for_timeout(DRAWN)
        tab.screenshot(path=Path(TARGET) / f"{picture.name}.png")
    except Exception as problem:
        print(f"{picture.name}: {problem}".splitlines()[0], file=sys.stderr)
        return False
    finally:
        context.close()
    print(f"{picture.name}.png")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
