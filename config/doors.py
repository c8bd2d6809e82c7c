"""The way from an address to its view, remembered: with three hundred doors the search for one took longer than
many a view."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern


class Doors(URLResolver):
    """All doors of the house. Only addresses that were found are remembered, so that strangers fill no memory."""

    def __init__(self, doors: Sequence[URLPattern | URLResolver]) -> None:
        super().__init__(RoutePattern(""), list(doors))
        self._found = lru_cache(maxsize=20_000)(self._search)

    def resolve(self, path: Any) -> ResolverMatch:
        return self._found(str(path))

    def _search(self, path: str) -> ResolverMatch:
        match = super().resolve(path)
        # Every door that was tried before is told to Django's page for developers only, and copied at each request.
        match.tried = []
        return match
