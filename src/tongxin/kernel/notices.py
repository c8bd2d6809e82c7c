"""Notices: a room declares who is told of which fact; the engine in `notify` reads it and delivers.

    NOTICES = [
        Notice(NeedVerified, to=named_by("raised_by_id"), says=_("您提的需求“{need}”已核实。")),
    ]

The list stands in the room's `notices.py`, which is found by itself at start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from string import Formatter
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import autodiscover_modules

from tongxin.kernel.models import Record
from tongxin.kernel.records import Event

Whom = Callable[[Record, Any], Iterable[int | None]]
Link = Callable[[Record, Any], str]

DECLARED: dict[str, dict[str, "Notice"]] = {}

#: Words that every sentence may use besides the fields of its event.
ALWAYS = frozenset({"by", "subject"})


@dataclass(frozen=True)
class Notice:
    """Whom to tell of a fact, and in which words.

    `to(record, subject)` gives principal ids; None and doubles are left out, an organization is told through the
    people at its posts (those of `role` first). Whoever did the deed is not told of it unless `tells_doer`.
    `says` may use the fields of the event, {by} and {subject}. `link(record, subject)` is the page to open, the
    subject's own page where it is missing. `name` tells two notices of one event apart.
    """

    event: type[Event]
    to: Whom
    says: Any
    link: Link | None = None
    role: str | Callable[[Record, Any], str] = ""
    name: str = ""
    tells_doer: bool = False

    def __post_init__(self) -> None:
        DECLARED.setdefault(self.event.kind, {})[self.name] = self


def named_by(*columns: str) -> Whom:
    """Those whom columns of the thing name: `named_by("host_id")`, `named_by("report.sender_id")`."""
    gets = [attrgetter(column) for column in columns]
    return lambda record, thing: [get(thing) for get in gets]


def leads_to(page: str) -> Link:
    """A page that needs no number of the thing: `leads_to("enrolment:my-posts")`."""
    return lambda record, thing: reverse(page)


def declared_for(kind: str) -> Iterable[Notice]:
    return DECLARED.get(kind, {}).values()


def page_of(thing: Any) -> str:
    """The thing's own page, or nothing where it has none."""
    try:
        return str(thing.get_absolute_url()) if hasattr(thing, "get_absolute_url") else ""
    except NoReverseMatch:
        return ""


def discover() -> None:
    """Import every room's `notices.py` and check that each sentence uses only words that its event has."""
    autodiscover_modules("notices")
    for declared in DECLARED.values():
        for notice in declared.values():
            _check(notice)


def _check(notice: Notice) -> None:
    known = ALWAYS | {each.name for each in fields(notice.event)}  # type: ignore[arg-type]
    used = {name for _text, name, _spec, _conversion in Formatter().parse(str(notice.says)) if name}
    if unknown := used - known:
        raise ValueError(f"notice of {notice.event.kind}: unknown words {', '.join(sorted(unknown))}")
