"""Following: what becomes of reports on their way when an organization is dissolved or a community is merged."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.enrolment.models import MemberReport, Report, ReportDelivery
from tongxin.enrolment.reports.events import ReceiverGone, ReportDropped
from tongxin.enrolment.reports.procedure import DELIVERY, REPORT
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization

#: A report is on its way until everybody has received and answered it.
OPEN = ("delivered", "acknowledged")


def unsent() -> QuerySet[Report]:
    """Reports that somebody still has to write, to receive or to answer."""
    waits = ReportDelivery.objects.filter(step__in=OPEN).values("report")
    return Report.objects.filter(Q(step="drafting") | Q(pk__in=waits))


def leave_the_gone(*, at: datetime) -> int:
    """Nobody writes for a unit that is no more, and nobody receives there; returns how many reports. Run daily."""
    day = today(at)
    written = Report.objects.filter(step="drafting", sender__valid_to__lt=day).exclude(sender=F("host"))
    drafts = list(written.order_by("pk"))
    for report in drafts:
        _drop(report, _("单位已撤销"), at)
    waiting = list(ReportDelivery.objects.filter(step__in=OPEN, recipient__valid_to__lt=day).order_by("pk"))
    for delivery in waiting:
        _lapse(delivery, at)
    return len(drafts) + len(waiting)


@transaction.atomic
def move_along(*, gone: Area, into: Area, host: Organization, at: datetime) -> None:
    """The community that took over writes and receives what the merged one would have. Where it has the same report
    of its own, that one tells of both places, and the other need not be written."""
    for report in unsent().filter(area=gone).select_for_update(of=("self",)).order_by("pk"):
        same = Report.objects.filter(
            kind=report.kind, area=into, partner=report.partner_id, period_from=report.period_from
        )
        if not same.exists():
            _move(report, into, host)
        elif report.step == "drafting":
            reason = _("%(gone)s并入%(into)s，合为一份") % {"gone": gone.name, "into": into.name}
            _drop(report, reason, at)
    own = MemberReport.objects.filter(area=gone, host_noted_at=None)
    _hand_over(list(own), None, host, into.path)
    own.update(area=into, area_path=into.path, host=host)


@transaction.atomic
def _drop(report: Report, reason: str, at: datetime) -> None:
    with REPORT.moving(report, "drop", by=SYSTEM, at=at):
        report.drop_reason = reason[:120]
    record(ReportDropped(report=report, reason=report.drop_reason), by=SYSTEM, at=at)


@transaction.atomic
def _lapse(delivery: ReportDelivery, at: datetime) -> None:
    with DELIVERY.moving(delivery, "lapse", by=SYSTEM, at=at):
        pass
    said = ReceiverGone(delivery=delivery, title=str(delivery), recipient=delivery.recipient.name)
    record(said, by=SYSTEM, at=at)


def _move(report: Report, into: Area, host: Organization) -> None:
    former = report.host_id
    if report.sender_id == former and report.step == "drafting":
        report.sender = host
    report.area, report.area_path, report.host = into, into.path, host
    report.save(update_fields=["area", "area_path", "host", "sender"])
    deliveries = list(ReportDelivery.objects.filter(report=report))
    ReportDelivery.objects.filter(report=report).update(area_path=into.path)
    if not any(each.recipient_id == host.pk for each in deliveries):
        ReportDelivery.objects.filter(report=report, recipient=former, step__in=OPEN).update(recipient=host.pk)
    _hand_over([report, *deliveries], former, host, into.path)


def _hand_over(things: Iterable[Travelling], former: int | None, host: Organization, path: str) -> None:
    """What the former community owed is owed by the heir, by the same day."""
    for thing in things:
        duties = Duty.objects.open().about(thing)
        duties.update(area_path=path)
        if former is not None:
            duties.filter(holder_id=former).update(holder_id=host.pk)
