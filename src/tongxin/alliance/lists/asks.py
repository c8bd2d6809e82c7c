"""The lists of what community and units ask of each other, and of groups on file."""

from django.utils.translation import gettext_lazy as _

from tongxin.alliance.lists import badge, nothing, of_steps, plain_step
from tongxin.alliance.procedure import ASK, FILING, REQUEST
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing, Order

NUMBER = Column("number", _("编号"), lambda row: row.number, "code")
TITLE = Column("title", _("事项"), lambda row: (row.title, row.get_absolute_url()), "link", lambda row: row.title)
UNIT = Column("unit", _("单位"), lambda row: row.unit.name)
AREA = Column("area", _("社区（街道）"), lambda row: row.area.name)
ASKED = Column("asked", _("提出"), lambda row: today(row.asked_at), "day")
STEP = Column("step", _("进展"), badge, "badge", plain_step)
DUE = Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: "")
WORDS = Filter("q", _("事项"), nothing, lambda rows, words: rows.filter(title__contains=words), kind="text")

ASKS = Listing(
    name="cooperation-asks",
    title=_("请单位配合"),
    columns=[
        NUMBER,
        TITLE,
        UNIT,
        Column("in_charge", _("单位负责人"), lambda row: row.in_charge),
        AREA,
        Column("wanted", _("希望完成"), lambda row: row.wanted_by, "day"),
        STEP,
        DUE,
    ],
    filters=[Filter("step", _("进展"), of_steps(ASK), lambda rows, step: rows.filter(step=step)), WORDS],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有请单位配合的事项。需要驻区单位搭把手的，写清做什么、谁负责。"),
    together=["unit", "area"],
)

REQUESTS = Listing(
    name="partner-requests",
    title=_("单位求助"),
    columns=[
        NUMBER,
        TITLE,
        UNIT,
        AREA,
        Column("handler", _("承办"), lambda row: row.handler.name if row.handler else ""),
        ASKED,
        STEP,
        DUE,
    ],
    filters=[Filter("step", _("进展"), of_steps(REQUEST), lambda rows, step: rows.filter(step=step)), WORDS],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有单位求助。有生效共建协议的单位遇到难处，可以直接向社区求助。"),
    together=["unit", "area", "handler"],
)

GROUPS = Listing(
    name="groups-on-file",
    title=_("群众组织备案"),
    columns=[
        NUMBER,
        Column("name", _("名称"), lambda row: (row.name, row.get_absolute_url()), "link", lambda row: row.name),
        AREA,
        Column("leader", _("负责人"), lambda row: row.leader.name),
        Column("people", _("人数"), lambda row: row.people, "number"),
        Column("venue", _("场地需要"), lambda row: row.venue_need),
        Column("filed", _("备案"), lambda row: row.filed_on, "day"),
        STEP,
        DUE,
    ],
    filters=[
        Filter("step", _("进展"), of_steps(FILING), lambda rows, step: rows.filter(step=step)),
        Filter("q", _("名称"), nothing, lambda rows, words: rows.filter(name__contains=words), kind="text"),
    ],
    orders=[Order("newest", _("最新"))],
    empty=_("还没有备案的群众组织。备案不是登记：由社区记下名称、负责人和活动。"),
    together=["area", "leader"],
)
