"""Digests and hooks: what a room has to say to those who asked to hear of it, people and other systems.

    TOPICS = [
        Topic("exchange.needs", _("资源需求"), news=(NeedVerified,), rows=_public, line=_line,
              codes=lambda need: [need.kind], listed_in="kinds", place=lambda need: need.area_path),
    ]
    HOOKS = [Hook(NeedVerified, _("需求核实属实"))]

Both stand in the room's `digests.py`, which is found by itself at start. The engine that makes digests of the news
and carries hooks to other systems is in `notify` (MHK-15, C17-2).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Record
from tongxin.kernel.records import Event

TOPICS: dict[str, "Topic"] = {}
HOOKS: dict[str, "Hook"] = {}
FIELDS = _("领域")


@dataclass(frozen=True)
class Line:
    """One thing in a digest: what it is, a few words about it, and the page to open (a path of this site)."""

    text: str
    meta: str
    link: str


def _nowhere(thing: Any) -> str:
    return ""


def _nobody(thing: Any) -> int | None:
    return None


@dataclass(frozen=True)
class Topic:
    """What one may ask to hear of. A thing is news when one of the facts `news` was recorded about it.

    `rows(actor, at)` are the things that the actor may see and that are still worth telling at that moment. `codes`
    are the entries of the profile's list `listed_in` by which one may narrow. `place` is the path of the area where
    the thing lies; `reach` the path below which it serves, where that is wider. Who owns a thing does not hear of it.
    What is nobody's business but the offices' names a `power`: only bodies that see places are offered it, and those
    of whose posts one has that power.
    """

    name: str
    label: Any
    news: tuple[type[Event], ...]
    rows: Callable[[Actor, datetime], QuerySet[Any]]
    line: Callable[[Any], Line]
    codes: Callable[[Any], Iterable[str]]
    listed_in: str
    place: Callable[[Any], str]
    reach: Callable[[Any], str] = _nowhere
    owner: Callable[[Any], int | None] = _nobody
    help: Any = ""
    #: What the list is called on the page.
    codes_label: Any = FIELDS
    power: str = ""

    def __post_init__(self) -> None:
        TOPICS[self.name] = self


@dataclass(frozen=True)
class Hook:
    """A fact that another system may be told of: only its kind, the number of its subject and a link are carried.

    `link(record, subject)` is the page, the subject's own one where it is missing. `power` as with a topic.
    """

    event: type[Event]
    label: Any
    link: Callable[[Record, Any], str] | None = None
    power: str = ""

    def __post_init__(self) -> None:
        HOOKS[self.event.kind] = self


def discover() -> None:
    """Import every room's `digests.py`; two rooms may not claim the same topic name."""
    autodiscover_modules("digests")


def topics_of(kind: str) -> list[Topic]:
    """The topics for which a fact of this kind is news."""
    return [topic for topic in TOPICS.values() if kind in {event.kind for event in topic.news}]


def absolute(path: str) -> str:
    """The whole address of a page, for letters and for other systems."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}" if path.startswith("/") else path


def host() -> str:
    """The name of this site, as it stands in its address."""
    return urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
