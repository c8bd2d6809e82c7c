"""The ledger of livelihood matters: the problem, who dealt with it, money, day, the resident's word (MHK-49)."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from tongxin.cases.lists import below
from tongxin.cases.models import LivelihoodEntry
from tongxin.kernel.listing import Column, Filter, Listing, Order, day_of

WORDS: dict[str, Any] = {
    "good": (_("居民已确认"), {"is_confirmed": True}), "bad": (_("居民不认可"), {"is_confirmed": False}),
    "none": (_("居民还没有确认"), {"is_confirmed": None}),
}  # fmt: skip


def _said(rows: QuerySet[Any], word: str) -> QuerySet[Any]:
    return rows.filter(**WORDS[word][1]) if word in WORDS else rows


def _finished(rows: QuerySet[Any], text: str, edge: str) -> QuerySet[Any]:
    day = day_of(text)
    return rows.filter(**{f"finished_on__{edge}": day}) if day else rows


MATTERS = Listing(
    name="livelihood_matters",
    title=_("民生事项台账"),
    columns=[
        Column("number", _("编号"), lambda row: row.case.number, "code"),
        Column("problem", _("解决的问题"), lambda row: (row.problem, row.case.get_absolute_url()), "link"),
        Column("area", _("地点"), lambda row: row.case.area.name),
        Column("owner", _("责任单位"), lambda row: row.owner.name),
        Column("money", _("投入资金（元）"), lambda row: row.money_fen, "money"),
        Column("finished", _("完成日期"), lambda row: row.finished_on, "day"),
        Column("word", _("居民确认"), lambda row: row.word, "badge"),
    ],
    filters=[
        Filter("place", _("地点"), below, lambda rows, path: rows.filter(case__area_path__startswith=path)),
        Filter("word", _("居民确认"), lambda actor: [(word, label) for word, (label, _asked) in WORDS.items()], _said),
        Filter("since", _("完成从"), lambda actor: [], lambda rows, text: _finished(rows, text, "gte"), "day"),
        Filter("until", _("到"), lambda actor: [], lambda rows, text: _finished(rows, text, "lte"), "day"),
    ],
    orders=[Order("newest", _("新的在前"), "pk"), Order("oldest", _("旧的在前"), "pk", newest_first=False)],
    empty=_("还没有登记投入的民生事项"),
    together=("case__area", "case__lead", "case__desk"),
)  # fmt: skip


def cost_of(rows: QuerySet[LivelihoodEntry]) -> int:
    """What they cost together, in fen."""
    return int(rows.aggregate(sum=Sum("money_fen"))["sum"] or 0)
