"""Framing: what stands around a page is the same for minutes; it is drawn once and gets the token of this request."""

import secrets
from collections.abc import Callable, Hashable

from django.utils.translation import get_language
from markupsafe import Markup

from tongxin.kernel.remembered import RememberedBy

#: Where the hidden field with the token of forms will stand. Nobody can write it into a name beforehand.
PLACE = Markup(f"<!--{secrets.token_hex(16)}-->")
FRAMES: RememberedBy[str] = RememberedBy(most=5_000)


def framed(about: Hashable, csrf_input: Markup, caller: Callable[[Markup], Markup]) -> Markup:
    """What `caller` draws, or drew a moment ago for the same `about`; it is given what stands for the hidden field."""
    drawn = FRAMES((about, get_language()), lambda: str(caller(PLACE)))
    return Markup(drawn.replace(PLACE, csrf_input))
