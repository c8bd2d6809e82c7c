"""Addresses: where a thing has its page. Lists ask it for every row, so the pattern is looked up once."""

from functools import cache

from django.urls import reverse

#: A key that stands for any key while the pattern is looked up.
ANY = 9_876_543_210


@cache
def _around(view: str) -> tuple[str, str]:
    before, _key, after = reverse(view, args=[ANY]).partition(str(ANY))
    return before, after


def address(view: str, pk: int) -> str:
    """The address of a view that takes one key."""
    before, after = _around(view)
    return f"{before}{pk}{after}"
