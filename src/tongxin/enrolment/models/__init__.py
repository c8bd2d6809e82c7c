from tongxin.enrolment.models.card import SHOWN, PublicCard
from tongxin.enrolment.models.enrolment import ACTIVE, Enrolment
from tongxin.enrolment.models.former import FormerPlace
from tongxin.enrolment.models.honor import HonorPost
from tongxin.enrolment.models.post import HELD, PostClaim, ServicePost
from tongxin.enrolment.models.promise import DROPPED, PUBLISHED, Promise, PromiseRating, PromiseRound
from tongxin.enrolment.models.reminder import MonthReminder
from tongxin.enrolment.models.report import MemberReport, Report, ReportDelivery, ReportRun
from tongxin.enrolment.models.service_log import ServiceLogEntry
from tongxin.enrolment.models.station import AssemblyStation, CallOut, CallOutAnswer, StationShift

__all__ = [
    "ACTIVE",
    "DROPPED",
    "HELD",
    "PUBLISHED",
    "SHOWN",
    "AssemblyStation",
    "CallOut",
    "CallOutAnswer",
    "Enrolment",
    "FormerPlace",
    "HonorPost",
    "MemberReport",
    "MonthReminder",
    "PostClaim",
    "Promise",
    "PromiseRating",
    "PromiseRound",
    "PublicCard",
    "Report",
    "ReportDelivery",
    "ReportRun",
    "ServiceLogEntry",
    "ServicePost",
    "StationShift",
]
