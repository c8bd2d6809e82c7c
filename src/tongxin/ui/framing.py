"""Framing: what stands around a page is the same for minutes; it is drawn once, and gets the token and the address of
this request."""

import secrets
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple, Self

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup, escape

from tongxin.kernel.remembered import RememberedBy

#: Where the hidden field with the token of forms and the address will stand. Nobody can write them into a name.
TOKEN, HERE = Markup(f"<!--{secrets.token_hex(16)}-->"), secrets.token_hex(16)
FRAMES: RememberedBy[str] = RememberedBy(most=5_000)


class Link(NamedTuple):
    """One entry of the navigation: a page, or a group with the pages below it."""

    label: str
    href: str = ""
    number: int | None = None
    is_here: bool = False
    below: tuple["Link", ...] = ()

    def at(self, href: str) -> Self:
        """The same entry as it looks on the page `href`."""
        below = tuple(page.at(href) for page in self.below)
        return self._replace(is_here=self.href == href or any(page.is_here for page in below), below=below)


def framed(
    about: Hashable, navigation: Iterable[Link], csrf_input: Markup, path: str,
    caller: Callable[[Markup, str], Markup],
) -> Markup:  # fmt: skip
    """What `caller` draws, or drew a moment ago for the same `about` and the same place in the navigation.

    It is given what stands for the field and the address.
    """
    drawn = FRAMES((about, tuple(navigation), get_language()), lambda: str(caller(TOKEN, HERE)))
    return Markup(drawn.replace(TOKEN, csrf_input).replace(HERE, escape(path)))


def kept(template: str) -> Markup:
    """A template that looks the same on every page, drawn once for each language."""
    return Markup(FRAMES((template, get_language()), engines["pages"].env.get_template(template).render))  # type: ignore[attr-defined]
