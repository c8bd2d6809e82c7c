"""What a city has not switched on is not there: its pages answer like an address that never was."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver

from demo.cast import Cast
from tests.doors import Door, doors, things_to_show
from tests.pages import words
from tongxin.areas.models import Area
from tongxin.exchange.tests import story
from tongxin.kernel import modules, remembered, terms
from tongxin.kernel.models import Term

pytestmark = pytest.mark.django_db

#: Each module that has pages, with some of them on every face: a list, a form, a thing, the phone, the public.
TABLE = {
    "needs": ("/needs/", "/needs/raise/", "/needs/1/", "/needs/export/", "/my/needs/", "/public/needs/"),
    "resources": ("/resources/", "/offers/", "/resources/1/edit/", "/public/resources/"),
    "projects": ("/projects/", "/projects/propose/", "/my/projects/1/appraise/", "/public/projects/"),
    "wishes": ("/wishes/", "/wishes/1/address/", "/my/wishes/", "/my/wishes/record/", "/public/wishes/"),
    "activities": ("/activities/", "/activities/teams/", "/my/activities/", "/in/1/", "/public/activities/"),
    "enrolment": ("/enrolments/", "/service-posts/", "/post-claims/1/", "/my/enrolment/", "/my/posts/"),
    "points": ("/points/objections", "/points/persons/1", "/my/year", "/my/entries/1/object"),
    "venues": ("/venues/", "/venues/bookings/", "/my/venues/", "/my/bookings/1/", "/public/venues/"),
    "map": ("/map/",),
    "funds": ("/funds/sources", "/funds/sources/new"),
    "figures": ("/figures/", "/lists/needs/"),
}
FORMS = {"post": ("/needs/1/move/verify/", "/wishes/1/thank/", "/points/entries/1/correct")}


def switch(module: str, *levels: str) -> None:
    Term.objects.filter(listed_in="modules", code=module).update(data={"levels": levels})
    remembered.forget_all()


@pytest.mark.covers("CD-42")
@pytest.mark.parametrize("module", TABLE)
def test_a_module_that_is_switched_off_has_no_pages_for_anybody(cast: Cast, module: str) -> None:
    switch(module)
    for who in ("secretary", "planner", "resident", ""):
        client = Client()
        if who:
            cast.sign_in(client, who)
        for address in TABLE[module]:
            answer = client.get(address)
            assert answer.status_code == 404 and "没有找到" in answer.content.decode(), (who, address)


@pytest.mark.covers("YX-55")
def test_the_map_venues_and_shared_resources_are_blocks_among_eight_that_a_city_switches(cast: Cast) -> None:
    blocks = ("map", "venues", "resources")
    assert set(blocks) <= set(terms.terms("modules")) and len(terms.terms("modules")) >= 8
    client = cast.sign_in(Client(), "secretary")
    for block in blocks:
        page = TABLE[block][0]
        assert client.get(page).status_code == 200, page
        switch(block)
        assert client.get(page).status_code == 404 and f'href="{page}"' not in words(client.get("/desk/"))
    # Whoever reports or draws still sees where a place is.
    assert "/ground/where/" in words(client.get("/report/")) and client.get("/ground/shapes/").status_code == 422


def test_forms_of_a_module_that_is_switched_off_are_not_taken_either(cast: Cast, client: Client) -> None:
    cast.sign_in(client, "secretary")
    for module in ("needs", "wishes", "points"):
        switch(module)
    assert all(client.post(address).status_code == 404 for address in FORMS["post"])


def test_every_address_of_a_module_is_closed_with_it_and_no_other(cast: Cast) -> None:
    client = cast.sign_in(Client(raise_request_exception=False), "secretary")
    shown = things_to_show(cast)
    for module in TABLE:
        switch(module)
    closed = [door for door in doors() if module_behind(door) in TABLE]
    answers = {door.name: client.get(address).status_code for door in closed if (address := address_of(door, shown))}
    assert len(answers) > 120 and set(answers.values()) == {404}
    for open_still in (
        "/desk/",
        "/my/",
        "/my/services/",
        "/my/add/",
        "/public/",
        "/people/",
        "/organizations/",
        "/account/",
    ):
        assert client.get(open_still).status_code == 200, open_still


@pytest.mark.covers("CD-42")
def test_a_level_without_the_module_has_no_list_of_it_but_opens_what_was_handed_up(cast: Cast) -> None:
    need = story.raised(cast)
    coordinator = cast.sign_in(Client(), "coordinator")
    secretary = cast.sign_in(Client(), "secretary")
    assert coordinator.get("/needs/").status_code == 200
    switch("needs", "community")
    assert coordinator.get("/needs/").status_code == coordinator.get("/needs/raise/").status_code == 404
    assert coordinator.get(need.get_absolute_url()).status_code == 200
    assert coordinator.get("/my/needs/").status_code == secretary.get("/needs/").status_code == 200
    assert Client().get("/public/needs/").status_code == 200


def test_no_page_leads_to_a_module_that_is_switched_off(cast: Cast) -> None:
    client = cast.sign_in(Client(), "member")
    for module in ("wishes", "enrolment", "points"):
        switch(module)
    closed = [address for module in ("wishes", "enrolment", "points") for address in TABLE[module]]
    for page in ("/my/", "/my/services/", "/my/add/", "/public/", "/public/needs/"):
        text = client.get(page).content.decode()
        assert not [address for address in closed if f'href="{address}"' in text], page
    assert 'href="/account/"' in client.get("/my/").content.decode()


def test_the_question_costs_no_query(
    cast: Cast, django_assert_num_queries: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.sign_in(Client(), "secretary")
    client.get("/funds/sources")
    with CaptureQueriesContext(connection) as asked:
        client.get("/funds/sources")
    monkeypatch.setattr(modules.ModulesMiddleware, "process_view", lambda *_args: None)
    with django_assert_num_queries(len(asked)):
        client.get("/funds/sources")


def test_a_city_whose_profile_leaves_modules_out_has_none_of_their_pages(
    in_city: Callable[[str], Area], client: Client
) -> None:
    in_city("beilun")
    assert not modules.is_on("points") and not modules.is_on("enrolment") and modules.is_on("needs", "community")
    assert client.get("/my/year").status_code == client.get("/my/enrolment/").status_code == 404
    assert client.get("/public/needs/").status_code == 200


def address_of(door: Door, shown: dict[str, dict[str, Any]]) -> str:
    try:
        return door.address(shown)
    except NoReverseMatch:
        return ""


def module_behind(door: Door) -> str:
    room, _colon, _name = door.name.rpartition(":")
    return modules.module_of(_routes()[door.name], room)[0] if room else ""


def _routes() -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(patterns: list[URLPattern | URLResolver], room: str, before: str) -> None:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else room, route)
            elif pattern.name:
                found[room + pattern.name] = route

    walk(get_resolver().url_patterns, "", "")
    return found
