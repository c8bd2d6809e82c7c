"""Deeds around a member's own report: a few words of one's own, sent to home and community, read there."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.enrolment.models import MemberReport
from tongxin.enrolment.reports.events import MemberReportSent, MemberReportsNoted
from tongxin.enrolment.reports.procedure import MEMBER_REPORT
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization


@transaction.atomic
def send(*, report: MemberReport, words: str, by: Actor, at: datetime) -> None:
    """Send one's report to the home organization and the community, with words or without. At the desk a worker does
    it for the member who stands there, and it is recorded so."""
    with MEMBER_REPORT.moving(report, "send", by=by, at=at):
        report.words = words.strip()[:500]
        report.sent_at = at
    doer = by if report.subject_id in by.own_ids else by.for_somebody(report.subject_id)
    record(_sent(report, by_itself=False), by=doer, at=at)


@transaction.atomic
def send_as_is(*, report: MemberReport, at: datetime) -> None:
    """The time for own words is over; the report goes as it is."""
    with MEMBER_REPORT.moving(report, "send_as_is", by=SYSTEM, at=at):
        report.sent_at = at
    record(_sent(report, by_itself=True), by=SYSTEM, at=at)


@transaction.atomic
def note_all(*, organization: Organization, by: Actor, at: datetime) -> int:
    """An organization has read what its members, or those who checked in with it, reported. Returns how many."""
    if "reports.answer" not in by.office or organization.pk not in by.own_ids:
        raise NotYours
    sent = MemberReport.objects.sent()
    at_home = sent.filter(home=organization, home_noted_at=None).update(home_noted_at=at)
    as_host = sent.filter(host=organization, host_noted_at=None).update(host_noted_at=at)
    if not at_home + as_host:
        raise Unfit(_("没有待阅知的党员双报告。"))
    record(MemberReportsNoted(organization=organization, count=at_home + as_host), by=by, at=at)
    return at_home + as_host


def _sent(report: MemberReport, *, by_itself: bool) -> MemberReportSent:
    return MemberReportSent(report=report, home=report.home.name, host=report.host.name, by_itself=by_itself)
