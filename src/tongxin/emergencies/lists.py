"""The list pages of this room, declared once for page and export. Neither names anybody."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.emergencies.procedure import INCIDENT, PLAN
from tongxin.kernel import terms
from tongxin.kernel.listing import Column, Filter, Listing, Order

TONES = {
    "draft": "soon", "in_force": "good", "ended": "neutral", "open": "late", "cleared": "soon", "closed": "good",
    "false_alarm": "neutral", "called": "soon", "acknowledged": "info", "arrived": "good", "not_reached": "late",
    "released": "neutral",
}  # fmt: skip


def _badge(row: Any) -> tuple[str, str]:
    return row.step_label, TONES.get(row.step, "neutral")


def _step(rows: QuerySet[Any], step: str) -> QuerySet[Any]:
    return rows.filter(step=step)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


PLANS = Listing(
    name="emergency-plans",
    title=_("应急预案"),
    columns=(
        Column("title", _("预案"), lambda row: (row.title, row.get_absolute_url()), "link", lambda row: row.title),
        Column("kinds", _("适用情形"), lambda row: row.kinds_label),
        Column("area", _("适用区域"), lambda row: row.area.name),
        Column("step", _("状态"), _badge, "badge", lambda row: row.step_label),
        Column("reviewed", _("最近复核"), lambda row: _day(row.reviewed_on)),
        Column("review", _("下次复核"), lambda row: _day(row.review_on)),
    ),
    filters=(
        Filter("step", _("状态"), lambda actor: [(step.code, step.label) for step in PLAN.steps], _step),
        Filter(
            "kind", _("适用情形"), lambda actor: terms.choices("emergency_kinds"),
            lambda rows, code: rows.filter(kinds__contains=[code]),
        ),
    ),
    orders=(Order("newest", _("最近登记"), "pk"),),
    empty=_("还没有应急预案"),
    together=("area",),
)  # fmt: skip

INCIDENTS = Listing(
    name="incidents",
    title=_("应急事件"),
    columns=(
        Column("number", _("编号"), lambda row: row.number, "code"),
        Column("title", _("什么事"), lambda row: (row.title, row.get_absolute_url()), "link", lambda row: row.title),
        Column("kind", _("情形"), lambda row: row.kind_label),
        Column("area", _("地点"), lambda row: row.area.name),
        Column("drill", _("演练"), lambda row: _("演练") if row.is_drill else ""),
        Column("started", _("开始"), lambda row: row.started_at, "moment"),
        Column("cleared", _("解除"), lambda row: row.cleared_at, "moment"),
        Column("step", _("进展"), _badge, "badge", lambda row: row.step_label),
    ),
    filters=(
        Filter("step", _("进展"), lambda actor: [(step.code, step.label) for step in INCIDENT.steps], _step),
        Filter(
            "kind", _("情形"), lambda actor: terms.choices("emergency_kinds"),
            lambda rows, code: rows.filter(kind=code),
        ),
        Filter(
            "drill", _("演练"), lambda actor: [("drill", _("演练")), ("real", _("实际事件"))],
            lambda rows, which: rows.filter(is_drill=which == "drill"),
        ),
    ),
    orders=(Order("newest", _("新的在前"), "pk"),),
    empty=_("还没有应急事件"),
    together=("area",),
)  # fmt: skip
