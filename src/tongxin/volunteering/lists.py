"""The list pages of this room, declared once for page and export. No order by merit: nobody is ranked."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.listing import Column, Filter, Listing, Order
from tongxin.kernel.procedures import Procedure, Travelling
from tongxin.points.models import hours_of
from tongxin.volunteering.procedure import CERTIFICATE, CONTRIBUTION, HOUR_REPORT, LEGACY, SEAT_OFFER, STORY

TONES = {
    "reported": "soon", "requested": "soon", "entered": "soon", "asked": "soon", "taken": "soon", "offered": "soon",
    "confirmed": "good", "issued": "good", "published": "good", "received": "info", "thanked": "good",
    "revoked": "late",
}  # fmt: skip


def tone(thing: Travelling) -> str:
    return TONES.get(thing.step, "neutral")


def _choices(listed_in: str) -> Any:
    def choose(actor: Actor | None) -> Iterable[tuple[str, Any]]:
        return terms.choices(listed_in)

    return choose


def _step(procedure: Procedure) -> Filter:
    return Filter(
        "step", _("进展"), lambda actor: [(step.code, step.label) for step in procedure.steps],
        lambda rows, chosen: rows.filter(step=chosen),
    )  # fmt: skip


def _hours(row: Any) -> str:
    """What was confirmed; until then what was reported."""
    return (
        gettext("%s 小时") % hours_of(row.minutes)
        if row.minutes
        else gettext("自报 %s 小时") % hours_of(row.reported_minutes)
    )


NUMBER = Column("number", _("编号"), lambda row: (row.number, row.get_absolute_url()), "link", lambda row: row.number)
STEP = Column("step", _("进展"), lambda row: (row.step_label, tone(row)), "badge", lambda row: row.step_label)
DUE = Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: "")
PERSON = Column("person", _("志愿者"), lambda row: row.person.name)
NEWEST = Order("newest", _("最近登记"), "pk")

HOURS = Listing(
    name="hour-reports",
    title=_("时长报告"),
    columns=(
        NUMBER,
        PERSON,
        Column("text", _("做了什么"), lambda row: row.text),
        Column("begins", _("时间"), lambda row: row.begins_at, "moment"),
        Column("hours", _("时长"), _hours),
        Column("organization", _("由谁确认"), lambda row: row.organization.name),
        STEP,
        DUE,
    ),
    filters=(
        _step(HOUR_REPORT),
        Filter("theme", _("主题"), _choices("volunteer_themes"), lambda rows, chosen: rows.filter(theme=chosen)),
        Filter("q", _("姓名"), lambda actor: (), lambda rows, words: rows.filter(person__name=words), kind="text"),
    ),
    orders=(NEWEST,),
    empty=_("还没有人报时长"),
    together=("person", "organization"),
)

CERTIFICATES = Listing(
    name="certificates",
    title=_("志愿服务记录证明"),
    columns=(
        NUMBER,
        PERSON,
        Column("since", _("自"), lambda row: row.since, "day"),
        Column("until", _("至"), lambda row: row.until, "day"),
        Column("hours", _("时长"), lambda row: _("%s 小时") % row.hours if row.minutes is not None else ""),
        Column("issuer", _("出具单位"), lambda row: row.issuer.name),
        STEP,
        DUE,
    ),
    filters=(
        _step(CERTIFICATE),
        Filter("q", _("姓名"), lambda actor: (), lambda rows, words: rows.filter(person__name=words), kind="text"),
    ),
    orders=(NEWEST,),
    empty=_("还没有人申请证明"),
    together=("person", "issuer"),
)

LEGACIES = Listing(
    name="legacy-service",
    title=_("系统启用前的服务"),
    columns=(
        NUMBER,
        PERSON,
        Column("text", _("做了什么"), lambda row: row.text),
        Column("since", _("自"), lambda row: row.since_on, "day"),
        Column("until", _("至"), lambda row: row.until_on, "day"),
        Column("years", _("年数"), lambda row: row.years, "number"),
        STEP,
        DUE,
    ),
    filters=(_step(LEGACY),),
    orders=(NEWEST,),
    empty=_("还没有登记"),
    together=("person",),
)

OFFERS = Listing(
    name="seat-offers",
    title=_("让班"),
    columns=(
        NUMBER,
        Column("activity", _("活动"), lambda row: row.shift.activity.title),
        Column("shift", _("岗位"), lambda row: row.shift.name),
        Column("begins", _("时间"), lambda row: row.shift.begins_at, "moment"),
        Column("giver", _("让出人"), lambda row: row.giver.name),
        Column("taker", _("接班人"), lambda row: row.taker.name if row.taker else ""),
        STEP,
        DUE,
    ),
    filters=(_step(SEAT_OFFER),),
    orders=(NEWEST,),
    empty=_("没有人要让班"),
    together=("holding__seat__shift__activity", "giver", "taker"),
)

STORIES = Listing(
    name="stories",
    title=_("先进事迹"),
    columns=(
        NUMBER,
        Column("title", _("标题"), lambda row: row.title),
        PERSON,
        Column("written", _("撰写时间"), lambda row: row.written_at, "moment"),
        STEP,
    ),
    filters=(_step(STORY),),
    orders=(NEWEST,),
    empty=_("还没有写过事迹"),
    together=("person",),
)

CONTRIBUTIONS = Listing(
    name="contributions",
    title=_("认养与贡献"),
    columns=(
        NUMBER,
        Column("giver", _("贡献人"), lambda row: row.giver.name),
        Column("kind", _("类别"), lambda row: row.kind_label),
        Column("text", _("是什么"), lambda row: row.text),
        Column("offered", _("提出时间"), lambda row: row.offered_at, "moment"),
        STEP,
        DUE,
    ),
    filters=(
        _step(CONTRIBUTION),
        Filter("kind", _("类别"), _choices("gift_kinds"), lambda rows, chosen: rows.filter(kind=chosen)),
    ),
    orders=(NEWEST,),
    empty=_("还没有人提出贡献"),
    together=("giver",),
)
