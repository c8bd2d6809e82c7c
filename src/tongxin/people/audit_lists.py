"""What the audit administrator reads: who looked at sealed numbers, and who did what. No content and no number."""

import re
from datetime import timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import midnight
from tongxin.kernel.listing import Column, Filter, Listing, Order, day_of
from tongxin.kernel.models import Record
from tongxin.kernel.records import EVENTS

NEWEST_FIRST = (Order("newest", _("新的在前"), "pk"), Order("oldest", _("旧的在前"), "pk", newest_first=False))


def within(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """What people of the auditor's own area did; of the whole tree also what the clock did."""
    path = actor.sees.path
    if not path:
        return rows.none()
    return rows if path.count("/") == 1 else rows.filter(by__person__area_path__startswith=path)


def _since(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    day = day_of(text)
    return rows.filter(at__gte=midnight(day)) if day else rows


def _until(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    day = day_of(text)
    return rows.filter(at__lt=midnight(day + timedelta(days=1))) if day else rows


def _thing(row: Record) -> str:
    """What kind of thing it was, and its number in the tables; what it says stays closed."""
    return f"{apps.get_model(row.subject_type)._meta.verbose_name} {row.subject_id}"


@cache
def _deed(kind: str) -> str:
    """The deed in the words of its timeline, with a gap wherever something of the thing would stand."""
    event = EVENTS.get(kind)
    return re.sub(r"(\{[^}]*\})+", "…", str(event.says)).strip("…：，。 ") if event else kind


FILTERS = (
    Filter("who", _("办理人"), lambda actor: [], lambda rows, text: rows.filter(by__name=text), kind="text"),
    Filter("since", _("从"), lambda actor: [], _since, kind="day"),
    Filter("until", _("到"), lambda actor: [], _until, kind="day"),
)

LOOKS = Listing(
    name="looks",
    title=_("查阅记录"),
    columns=[
        Column("at", _("时间"), lambda row: row.at, "moment"),
        Column("by", _("查看人"), lambda row: row.by.name),
        Column("field", _("看了什么"), lambda row: row.what),
        Column("thing", _("哪一条"), lambda row: row.subject_id, "number"),
        Column("purpose", _("事由"), lambda row: row.purpose),
    ],
    filters=FILTERS,
    orders=NEWEST_FIRST,
    together=["by"],
    empty=_("还没有人查看过加密的信息"),
)

DEEDS = Listing(
    name="deeds",
    title=_("操作记录"),
    columns=[
        Column("at", _("时间"), lambda row: row.at, "moment"),
        Column("by", _("办理人"), lambda row: row.by.name if row.by else _t("系统")),
        Column("in_name_of", _("名义"), lambda row: row.in_name_of.name if row.in_name_of else ""),
        Column("deed", _("做了什么"), lambda row: _deed(row.kind)),
        Column("thing", _("对什么"), _thing),
        Column("sealed", _("封存"), lambda row: _t("已封存") if row.seal_id else ""),
    ],
    filters=FILTERS,
    orders=NEWEST_FIRST,
    together=["by", "in_name_of"],
    empty=_("还没有操作记录"),
)
