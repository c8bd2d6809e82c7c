"""The paths of a report, of its receipt, and of a member's own report."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import MemberReport, Report, ReportDelivery
from tongxin.enrolment.reports import access
from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step

REPORT = Procedure(
    "report",
    _("报告"),
    steps=[
        Step("drafting", _("待报送"), holder="sender_id"),
        Step("sent", _("已报送"), end=True),
        Step("dropped", _("不再报送"), end=True, main=False),
    ],
    moves=[
        Move("send", "drafting", to="sent", by=access.sends, label=_("报送"), primary=True),
        Move("drop", "drafting", to="dropped", by=access.sends, label=_("不再报送"), asks_reason=True),
    ],
)
Report.procedure = REPORT

DELIVERY = Procedure(
    "delivery",
    _("签收与答复"),
    steps=[
        Step("delivered", _("待签收"), holder="recipient_id"),
        Step("acknowledged", _("待答复"), holder="recipient_id"),
        Step("answered", _("已答复"), end=True),
        Step("noted", _("已阅知"), end=True, main=False),
        Step("lapsed", _("接收方已撤销"), end=True, main=False),
    ],
    moves=[
        Move(
            "acknowledge",
            "delivered",
            to="acknowledged",
            by=access.receives & access.asks_answer,
            label=_("签收"),
            primary=True,
        ),
        Move(
            "note",
            "delivered",
            to="noted",
            by=access.receives & access.asks_receipt,
            label=_("签收并阅知"),
            primary=True,
        ),
        Move("answer", ("delivered", "acknowledged"), to="answered", by=access.receives, label=_("答复")),
        Move("lapse", ("delivered", "acknowledged"), to="lapsed", by=nobody, label=_("接收方已撤销")),
    ],
)
ReportDelivery.procedure = DELIVERY

MEMBER_REPORT = Procedure(
    "member_report",
    _("党员双报告"),
    steps=[
        Step("own_words", _("待本人补充"), holder="subject_id"),
        Step("sent", _("已报送"), end=True),
        Step("dropped", _("不再报送"), end=True, main=False),
    ],
    moves=[
        Move("send", "own_words", to="sent", by=access.member, label=_("报送"), primary=True),
        Move("send_as_is", "own_words", to="sent", by=nobody, label=_("到期自动报送")),
        Move("drop", "own_words", to="dropped", by=nobody, label=_("不再报送")),
    ],
)
MemberReport.procedure = MEMBER_REPORT


@MEMBER_REPORT.on_late("own_words")
def send_as_is(report: MemberReport, at: datetime) -> None:
    """The time is over: what was confirmed speaks for itself. Nobody is told off and nothing climbs the tree."""
    from tongxin.enrolment.reports.member_reports import send_as_is as send

    send(report=report, at=at)
