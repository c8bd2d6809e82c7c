"""Who is told of reports: whoever owes the next word, and the other side when it was said."""

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.reports import events as said
from tongxin.kernel.notices import Notice, leads_to, named_by

_sender = named_by("sender_id")
_recipient = named_by("recipient_id")
_writer = named_by("report.sender_id")
_member = named_by("subject_id")
_unit = named_by("subject_id")
_my_reports = leads_to("enrolment:my-reports")


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
