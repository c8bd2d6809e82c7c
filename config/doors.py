"""The way from an address to its view, found by the first word and the number of words of an address and remembered:
with four hundred doors the search for one took longer than many a view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

#: The first word of an address and how many slashes it has.
Key = tuple[str, int]


class Doors(URLResolver):
    """All doors of the house. Only addresses that were found are remembered, so that strangers fill no memory."""

    def __init__(self, doors: Sequence[URLPattern | URLResolver]) -> None:
        super().__init__(RoutePattern(""), list(doors))
        self._found = lru_cache(maxsize=20_000)(self._search)

    def resolve(self, path: Any) -> ResolverMatch:
        return self._found(str(path))

    def _search(self, path: str) -> ResolverMatch:
        match = self._among_few(path) or super().resolve(path)
        # Every door that was tried before is told to Django's page for developers only, and copied at each request.
        match.tried = []
        return match

    def _among_few(self, path: str) -> ResolverMatch | None:
        few = self._by_key.get(_key(path))
        try:
            return few.resolve(path) if few else None
        except Resolver404:
            return None

    @cached_property
    def _by_key(self) -> dict[Key, URLResolver]:
        """The doors of all rooms by their key. Words are left out under
        which some address may have any number of words: that door may stand before the others."""
        found: dict[Key, list[URLPattern | URLResolver]] = defaultdict(list)
        odd: set[str] = set()
        for room in self.url_patterns:
            keyed: dict[Key, list[URLPattern]] = defaultdict(list)
            for door in room.url_patterns if isinstance(room, URLResolver) else [room]:
                word, slashes = _key(str(door.pattern))
                if isinstance(door, URLResolver) or "<path:" in str(door.pattern) or word.startswith("^"):
                    odd.add(word.lstrip("^"))
                else:
                    keyed[word, slashes].append(door)
            for key, doors in keyed.items():
                found[key].append(_narrowed(room, doors))
        return {key: URLResolver(RoutePattern(""), doors) for key, doors in found.items() if key[0] not in odd}


def _narrowed(room: URLPattern | URLResolver, doors: list[URLPattern]) -> URLPattern | URLResolver:
    """The room with some of its doors."""
    if isinstance(room, URLPattern):
        return room
    return URLResolver(room.pattern, doors, room.default_kwargs, room.app_name, room.namespace)


def _key(path: str) -> Key:
    return path.partition("/")[0], path.count("/")
