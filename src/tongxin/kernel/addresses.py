"""Addresses: where a thing has its page. A page asks for dozens of them, so each pattern is looked up once."""

from functools import lru_cache

from django.urls import reverse

#: A key that stands for any key while the pattern is looked up.
ANY = 9_876_543_210


@lru_cache(maxsize=4096)
def _around(view: str, more: tuple[int | str, ...]) -> tuple[str, str]:
    before, _key, after = reverse(view, args=[ANY, *more]).partition(str(ANY))
    return before, after


def address(view: str, key: int | str, *more: int | str) -> str:
    """The address of a view that takes a key, or the token of a private link, and `more` where it takes more: a name,
    a second key."""
    before, after = _around(view, more)
    return f"{before}{key}{after}"


@lru_cache(maxsize=4096)
def alone(view: str) -> str:
    """The address of a view that takes nothing."""
    return reverse(view)
