"""The list pages of reports and the service log. None has an order by merit: nobody is ranked."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import MemberReport, Report, ReportDelivery
from tongxin.enrolment.reports.procedure import DELIVERY, MEMBER_REPORT, REPORT
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.listing import Column, Filter, Listing, Order
from tongxin.kernel.procedures import Procedure

TONES = {"drafting": "soon", "delivered": "soon", "acknowledged": "info", "own_words": "soon"}
DONE = ("sent", "answered", "noted")


def tone(thing: Report | ReportDelivery | MemberReport) -> str:
    return "good" if thing.step in DONE else TONES.get(thing.step, "neutral")


def _steps(procedure: Procedure) -> Any:
    def choose(actor: Actor | None) -> Iterable[tuple[str, Any]]:
        return [(step.code, step.label) for step in procedure.steps]

    return choose


def _kinds(actor: Actor | None) -> Iterable[tuple[str, Any]]:
    return terms.choices("report_kinds")


def _by(column: str) -> Any:
    def narrow(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(**{column: value})

    return narrow


STEP = Column("step", _("进展"), lambda row: (row.step_label, tone(row)), "badge", lambda row: row.step_label)
DUE = Column("due", _("期限"), lambda row: getattr(row, "due", None), "due", lambda row: "")
NEWEST = [Order("newest", _("最新"))]

REPORTS = Listing(
    name="reports",
    title=_("报告与通报"),
    columns=[
        Column("number", _("编号"), lambda row: row.number, "code"),
        Column("kind", _("种类"), lambda row: (row.kind_label, row.get_absolute_url()), "link", lambda r: r.kind_label),
        Column("period", _("时期"), lambda row: row.period),
        Column("area", _("社区"), lambda row: row.area.name),
        Column("sender", _("报送方"), lambda row: row.sender.name),
        Column("partner", _("对方"), lambda row: row.partner.name if row.partner else _("组织部门")),
        STEP,
        DUE,
    ],
    filters=[
        Filter("kind", _("种类"), _kinds, _by("kind")),
        Filter("step", _("进展"), _steps(REPORT), _by("step")),
        Filter(
            "q", _("单位或社区"), lambda actor: (), lambda rows, words: rows.filter(partner__name=words), kind="text"
        ),
    ],
    orders=NEWEST,
    empty=_("还没有报告。季度或年度结束后按期自动开启，也可以现在生成。"),
    together=["area", "sender", "partner", "host"],
)

INBOX = Listing(
    name="report-inbox",
    title=_("收到的报告"),
    columns=[
        Column("number", _("编号"), lambda row: row.report.number, "code"),
        Column(
            "kind",
            _("种类"),
            lambda row: (row.report.kind_label, row.get_absolute_url()),
            "link",
            lambda row: row.report.kind_label,
        ),
        Column("period", _("时期"), lambda row: row.report.period),
        Column("area", _("社区"), lambda row: row.report.area.name),
        Column("sender", _("报送方"), lambda row: row.report.sender.name),
        Column("at", _("送达"), lambda row: today(row.delivered_at), "day"),
        STEP,
        DUE,
    ],
    filters=[
        Filter("kind", _("种类"), _kinds, _by("report__kind")),
        Filter("step", _("进展"), _steps(DELIVERY), _by("step")),
    ],
    orders=NEWEST,
    empty=_("还没有收到报告。对方报送后会列在这里。"),
    together=["report", "report__area", "report__sender", "recipient"],
)

MEMBER_REPORTS = Listing(
    name="member-reports",
    title=_("党员双报告"),
    columns=[
        Column(
            "who", _("党员"), lambda r: (r.subject.name, r.get_absolute_url()), "link", lambda row: row.subject.name
        ),
        Column("period", _("时期"), lambda row: row.period),
        Column("area", _("社区"), lambda row: row.area.name),
        Column("home", _("组织关系所在"), lambda row: row.home.name),
        STEP,
    ],
    filters=[
        Filter("step", _("进展"), _steps(MEMBER_REPORT), _by("step")),
        Filter("q", _("姓名"), lambda actor: (), lambda rows, words: rows.filter(subject__name=words), kind="text"),
    ],
    orders=NEWEST,
    empty=_("年度结束后，报到党员的服务报告按已确认的记录生成，列在这里。"),
    together=["subject", "area", "home"],
)

LOG = Listing(
    name="service-log",
    title=_("服务日志"),
    columns=[
        Column("on", _("日期"), lambda row: row.on, "day"),
        Column("who", _("报到人"), lambda row: row.enrolment.subject.name),
        Column("text", _("服务情况"), lambda row: row.text),
        Column("from", _("来自"), lambda row: row.attendance.activity.title if row.attendance else _("社区填写")),
        Column("by", _("填写人"), lambda row: row.written_by.name),
        Column(
            "state",
            _("状态"),
            lambda row: (_("已撤销：%s") % row.struck_reason, "neutral") if row.struck_at else (_("有效"), "good"),
            "badge",
            lambda row: row.struck_reason,
        ),
        Column(
            "strike",
            _("更正"),
            lambda row: ("" if row.struck_at else _("撤销"), "" if row.struck_at else row.strike_url),
            "link",
            lambda row: "",
        ),
    ],
    filters=[
        Filter("since", _("自"), lambda actor: (), lambda rows, day: rows.filter(on__gte=day), kind="day"),
        Filter(
            "q",
            _("姓名"),
            lambda actor: (),
            lambda rows, words: rows.filter(enrolment__subject__name=words),
            kind="text",
        ),
    ],
    orders=NEWEST,
    empty=_("还没有填写。已确认的活动不用再填；活动之外的服务、对服务情况的说明写在这里。"),
    together=["enrolment__subject", "attendance__activity", "written_by"],
)
