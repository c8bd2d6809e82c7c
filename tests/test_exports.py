"""Excel stands beside the platform: every list at the desk can be taken along, by whoever may read it there."""

import html
import re

import pytest
from django.test import Client

from demo.cast import Cast
from tests.doors import LEAVING, doors
from tests.pages import words

pytestmark = pytest.mark.django_db

#: Lists that stay here: persons as such, what one was told oneself, and the addresses of other systems.
STAYING = {"people:people", "notify:notices", "notify:endpoints", "notify:keys"}
LIST, EXPORT = 'id="list-head"', re.compile(r'href="([^"]*format=csv[^"]*)"')


def test_every_list_can_be_taken_along(cast: Cast) -> None:
    browser, found, lacking = cast.sign_in(Client(), "secretary"), 0, []
    for door in doors():
        if door.arguments or not door.is_guarded or door.name in STAYING | {LEAVING}:
            continue
        address = door.address({"any": {}})
        answer = browser.get(address)
        page = words(answer) if answer["Content-Type"].startswith("text/html") else ""
        if LIST not in page:
            continue
        found += 1
        taken = EXPORT.search(page)
        if not taken:
            lacking.append(address)
            continue
        sheet = browser.get(html.unescape(taken[1]))
        assert (sheet.status_code, sheet["Content-Type"].split(";")[0]) == (200, "text/csv"), address
    assert found > 20 and not lacking, (found, *lacking)
