"""Every address leads to the same view by the short way as by Django's own search through all doors."""

import re
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from config.doors import Doors

SAMPLES = {"int": "7", "uuid": "0f8fad5b-d9cb-469f-a165-70867728950e", "path": "a/b", "slug": "ab", "str": "abc"}


def routes(resolver: URLResolver) -> Iterator[str]:
    for door in resolver.url_patterns:
        if isinstance(door, URLPattern) and isinstance(door.pattern, RoutePattern):
            yield str(door.pattern)
        elif isinstance(door, URLResolver):
            yield from routes(door)


def sample(route: str) -> str:
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "str", "abc"), route)


def test_the_short_way_leads_where_the_long_way_leads():
    (doors,) = (each for each in get_resolver().url_patterns if isinstance(each, Doors))
    addresses = [sample(route) for route in routes(doors)]
    assert len(addresses) > 300 and doors._by_key.keys() >= {("needs", 1), ("cases", 3)}
    for address in addresses:
        short, long = doors.resolve(address), URLResolver.resolve(doors, address)
        assert (short.func, short.kwargs, short.view_name) == (long.func, long.kwargs, long.view_name), address


@pytest.mark.parametrize("address", ["needs/nowhere/at/all/", "nowhere/", "needs/x/", ""])
def test_what_is_nowhere_is_nowhere_by_either_way(address):
    (doors,) = (each for each in get_resolver().url_patterns if isinstance(each, Doors))
    try:
        there = URLResolver.resolve(doors, address).view_name
    except Resolver404:
        with pytest.raises(Resolver404):
            doors.resolve(address)
    else:
        assert doors.resolve(address).view_name == there
