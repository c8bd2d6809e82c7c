"""The list pages of this room, declared once for page and export. Plans, rounds and places; never persons."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.listing import Column, Filter, Listing, Order
from tongxin.patrols.models import PatrolPlan, PatrolRound
from tongxin.patrols.procedure import ROUND
from tongxin.patrols.returning import spell_rule

TONES = {"open": "soon", "done": "good", "missed": "late", "called_off": "neutral"}


def _by_name(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    return rows.filter(name__icontains=chosen)


def _choices(listed_in: str) -> Any:
    def choose(actor: Actor | None) -> Iterable[tuple[str, Any]]:
        return terms.choices(listed_in)

    return choose


def linked(row: Any) -> tuple[str, str]:
    return row.name, row.get_absolute_url()


def _turnout(row: Any) -> str:
    """Rounds walked over rounds due; nothing due is neither none nor all."""
    return f"{row.done_rounds}/{row.due_rounds}" if row.due_rounds else _t("还没有到期的轮次")


def _runs(row: PatrolPlan) -> tuple[Any, str]:
    return (_("进行中"), "good") if row.next_on else (_("已结束"), "neutral")


RUNNING = [("running", _("进行中")), ("ended", _("已结束"))]

PLANS = Listing(
    name="patrol-plans",
    title=_("巡查计划"),
    columns=(
        Column("name", _("计划"), linked, "link", lambda row: row.name),
        Column("area", _("区域"), lambda row: row.area.name),
        Column("team", _("巡查队伍"), lambda row: row.team.name),
        Column("every", _("多久一次"), lambda row: spell_rule(row.rule)),
        Column("next", _("下一轮"), lambda row: row.next_on, "day"),
        Column("turnout", _("已巡/应巡"), _turnout),
        Column("state", _("状态"), _runs, "badge", lambda row: _runs(row)[0]),
    ),
    filters=(
        Filter("state", _("状态"), lambda actor: RUNNING, lambda rows, chosen: rows.filter(
            next_on__isnull=chosen != "running"
        )),
        Filter("list", _("清单"), _choices("patrol_checklists"), lambda rows, chosen: rows.filter(source=chosen)),
        Filter("q", _("名称"), lambda actor: (), _by_name, kind="text"),
    ),
    orders=(Order("newest", _("最近制定"), "pk"), Order("place", _("按区域"), "area_path", newest_first=False)),
    empty=_("还没有巡查计划"),
    together=("area", "team"),
)  # fmt: skip


def _steps(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return [(step.code, step.label) for step in ROUND.steps]


def _step(row: PatrolRound) -> tuple[str, str]:
    if row.step == "done" and not row.is_in_time:
        return _t("逾期巡完"), "soon"
    return row.step_label, TONES[row.step]


ROUNDS = Listing(
    name="patrol-rounds",
    title=_("巡查轮次"),
    columns=(
        Column("number", _("编号"), lambda row: (row.number, row.get_absolute_url()), "link", lambda row: row.number),
        Column("name", _("计划"), lambda row: row.name),
        Column("on", _("应巡日期"), lambda row: row.on, "day"),
        Column("team", _("巡查队伍"), lambda row: row.team.name),
        Column("seen", _("已看/共"), lambda row: f"{row.seen}/{row.places}"),
        Column("broken", _("发现问题"), lambda row: row.broken, "number"),
        Column("step", _("状态"), _step, "badge", lambda row: _step(row)[0]),
        Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: row.due_at),
    ),
    filters=(
        Filter("step", _("状态"), _steps, lambda rows, chosen: rows.filter(step=chosen)),
        Filter("q", _("计划"), lambda actor: (), _by_name, kind="text"),
    ),
    orders=(Order("latest", _("日期最近"), "on"), Order("newest", _("最近下达"), "pk")),
    empty=_("还没有巡查轮次"),
    together=("team",),
)

STATES = [("fine", _("没有待修问题")), ("broken", _("待修")), ("retired", _("已撤销"))]


def _by_state(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
    if chosen == "retired":
        return rows.exclude(retired_on=None)
    return rows.filter(is_defective=chosen == "broken", retired_on=None)


def state_of(row: Any) -> tuple[Any, str]:
    if row.retired_on:
        return _("已撤销"), "neutral"
    return (_("待修"), "late") if row.is_defective else (_("没有待修问题"), "good")


PLACES = Listing(
    name="patrol-places",
    title=_("巡查点与安全设施"),
    columns=(
        Column("name", _("名称"), linked, "link", lambda row: row.name),
        Column("kind", _("类别"), lambda row: row.kind_label),
        Column("area", _("所在区域"), lambda row: row.area.name),
        Column("where", _("具体位置"), lambda row: row.where),
        Column("state", _("状态"), state_of, "badge", lambda row: state_of(row)[0]),
    ),
    filters=(
        Filter("kind", _("类别"), _choices("patrol_place_kinds"), lambda rows, chosen: rows.filter(kind=chosen)),
        Filter("state", _("状态"), lambda actor: STATES, _by_state),
        Filter("q", _("名称"), lambda actor: (), _by_name, kind="text"),
    ),
    orders=(Order("place", _("按区域"), "area_path", newest_first=False), Order("newest", _("最近登记"), "pk")),
    empty=_("还没有登记巡查点"),
    together=("area",),
)
