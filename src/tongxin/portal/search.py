"""One search box: by number, name or place, over everything that exists for the one who asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.cases.access import WORKING
from tongxin.kernel.actor import Actor

LIMIT = 8


@dataclass(frozen=True)
class Searched:
    """One kind of thing that can be found: its model and the columns whose beginning or middle may match."""

    label: Any
    model: str
    begins: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    numbered: bool = False
    #: One of these powers is enough to find it; none: whoever may see the row.
    powers: tuple[str, ...] = ()


KINDS = (
    Searched(_("需求"), "exchange.Need", contains=("title",), numbered=True),
    Searched(_("诉求"), "cases.Case", contains=("title",), numbered=True, powers=WORKING),
    Searched(_("项目"), "exchange.Project", contains=("title",), numbered=True),
    Searched(_("资源"), "exchange.Resource", contains=("title",), numbered=True),
    Searched(_("微心愿"), "exchange.Wish", contains=("title",), numbered=True),
    Searched(_("活动"), "activities.Activity", contains=("title",), numbered=True),
    Searched(_("场地"), "venues.Venue", contains=("name",)),
    Searched(_("场地预约"), "venues.Booking", contains=("title",), numbered=True),
    Searched(_("组织"), "organizations.Organization", contains=("name",)),
    Searched(_("人员"), "people.Person", begins=("name", "pinyin")),
    Searched(_("区域"), "areas.Area", begins=("name", "code")),
)


def search(words: str, actor: Actor) -> list[tuple[str, list[Model]]]:
    """What was found, by kind; each kind bounded to LIMIT rows within the actor's scope."""
    words = words.strip()[:60]
    if not words:
        return []
    found = [(str(kind.label), list(_rows(kind, words, actor)[:LIMIT])) for kind in KINDS if _is_for(kind, actor)]
    return [(label, rows) for label, rows in found if rows]


def _is_for(kind: Searched, actor: Actor) -> bool:
    return not kind.powers or any(map(actor.holds, kind.powers))


def _rows(kind: Searched, words: str, actor: Actor) -> QuerySet[Any]:
    model = apps.get_model(kind.model)
    wanted = Q(pk__in=())
    if kind.numbered and (number := re.fullmatch(r"\D{0,3}\s*(?:\d{4}-)?0*(\d{1,12})", words)):
        wanted |= Q(pk=int(number[1]))
    for column in kind.begins:
        wanted |= Q(**{f"{column}__startswith": words})
    for column in kind.contains:
        wanted |= Q(**{f"{column}__contains": words})
    visible: Callable[[Actor], QuerySet[Any]] = model._default_manager.all().visible_to
    return visible(actor).filter(wanted).order_by("-pk")
