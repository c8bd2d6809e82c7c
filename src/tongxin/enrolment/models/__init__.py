from tongxin.enrolment.models.enrolment import ACTIVE, Enrolment
from tongxin.enrolment.models.post import HELD, PostClaim, ServicePost
from tongxin.enrolment.models.report import MemberReport, Report, ReportDelivery, ReportRun
from tongxin.enrolment.models.service_log import ServiceLogEntry

__all__ = [
    "ACTIVE",
    "HELD",
    "Enrolment",
    "MemberReport",
    "PostClaim",
    "Report",
    "ReportDelivery",
    "ReportRun",
    "ServiceLogEntry",
    "ServicePost",
]
