from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import Enrolment, MemberReport, Report, ReportDelivery, ServiceLogEntry
from tongxin.kernel.records import Event


class ServiceLogged(Event):
    entry: ServiceLogEntry
    who: str
    says = _("{by}填写了服务日志：{who}")


class ServiceLogStruck(Event):
    entry: ServiceLogEntry
    reason: str
    says = _("{by}撤销了一条服务日志：{reason}")


class ReportOpened(Event):
    report: Report
    period: str
    says = _("已按期开启，待报送")


class ReportSent(Event):
    report: Report
    to: str
    says = _("{by}报送{to}")


class ReportDropped(Event):
    report: Report
    reason: str
    says = _("{by}注明不再报送：{reason}")


class ReportDelivered(Event):
    delivery: ReportDelivery
    title: str
    sender: str
    says = _("收到{sender}的报告")


class ReportAcknowledged(Event):
    delivery: ReportDelivery
    title: str
    recipient: str
    says = _("{recipient}已签收")


class ReportAnswered(Event):
    delivery: ReportDelivery
    title: str
    recipient: str
    answer: str
    says = _("{recipient}答复：{answer}")


class ReceiverGone(Event):
    delivery: ReportDelivery
    title: str
    recipient: str
    says = _("{recipient}已撤销，不再签收")


class MemberReportOpened(Event):
    report: MemberReport
    period: str
    says = _("{period}服务报告已生成，可由本人补充")


class MemberReportSent(Event):
    report: MemberReport
    home: str
    host: str
    by_itself: bool
    says = _("已报送{home}和{host}")


class MemberReportsNoted(Event):
    """An organization has read the reports of its members, or of those who checked in with it, all at once."""

    organization: Any
    count: int
    says = _("{by}阅知了 {count} 份党员双报告")


class MonthWithoutService(Event):
    """A reminder to an agency that asked to serve each month: nothing was confirmed so far (CD-27)."""

    enrolment: Enrolment
    month: str
    place: str
    says = _("{month}还没有在{place}开展志愿服务，仅作提醒")
