"""Who is told of reports: whoever owes the next word, and the other side when it was said."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.reports import events as said
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice


def _sender(record: Record, thing: Any) -> list[int | None]:
    return [thing.sender_id]


def _recipient(record: Record, thing: Any) -> list[int | None]:
    return [thing.recipient_id]


def _writer(record: Record, thing: Any) -> list[int | None]:
    return [thing.report.sender_id]


def _member(record: Record, thing: Any) -> list[int | None]:
    return [thing.subject_id]


def _unit(record: Record, thing: Any) -> list[int | None]:
    return [thing.subject_id]


def _my_reports(record: Record, thing: Any) -> str:
    return reverse("enrolment:my-reports")


NOTICES = [
    Notice(said.ReportOpened, to=_sender, says=_("请报送“{subject}”，数字已生成。")),
    Notice(said.ReportDelivered, to=_recipient, says=_("收到{sender}的“{title}”，请签收。")),
    Notice(said.ReportAcknowledged, to=_writer, says=_("{recipient}已签收“{title}”。")),
    Notice(said.ReportAnswered, to=_writer, says=_("{recipient}答复了“{title}”：{answer}")),
    Notice(said.ReceiverGone, to=_writer, says=_("{recipient}已撤销，“{title}”不再签收。")),
    Notice(
        said.MemberReportOpened,
        to=_member,
        says=_("您的{period}服务报告已生成，可以补充几句，也可以不写。"),
        link=_my_reports,
    ),
    Notice(said.MemberReportSent, to=_member, says=_("您的服务报告已报送{home}和{host}。"), link=_my_reports),
    Notice(said.MonthWithoutService, to=_unit, says=_("{month}还没有在{place}开展志愿服务，仅作提醒，不作处理。")),
]
