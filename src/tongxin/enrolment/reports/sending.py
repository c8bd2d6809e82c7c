"""Deeds around reports: sent with what holds at that moment, received, answered."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.alliance.actions import instruments
from tongxin.alliance.models import Agreement
from tongxin.areas.models import Area
from tongxin.enrolment.models import Report, ReportDelivery
from tongxin.enrolment.reports import access, contents, gathering
from tongxin.enrolment.reports.events import (
    ReportAcknowledged,
    ReportAnswered,
    ReportDelivered,
    ReportDropped,
    ReportSent,
)
from tongxin.enrolment.reports.procedure import DELIVERY, REPORT
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization, OrganizationLink


class NobodyReceives(Refused):
    sentence = gettext_lazy("还没有登记接收这份报告的组织，请先在组织中补上，再报送。")


@transaction.atomic
def send(*, report: Report, note: str, by: Actor, at: datetime) -> list[ReportDelivery]:
    """Send the report to everybody it is for; its figures are taken once more, and stay as they are from then on.

    Raises NobodyReceives where the city's tree has no receiver.
    """
    with REPORT.moving(report, "send", by=by, at=at):
        report.note = note.strip()[:1000]
        report.content = content_of(report)
        report.sent_at = at
    recipients = [each for each in recipients_of(report) if each.holds_on(today(at))]
    if not recipients:
        raise NobodyReceives
    record(ReportSent(report=report, to="、".join(each.name for each in recipients)), by=by, at=at)
    _settle_partner_system(report, at)
    return [_deliver(report, each, by, at) for each in recipients]


@transaction.atomic
def drop(*, report: Report, reason: str, by: Actor, at: datetime) -> None:
    """Nothing to tell this time; the reason stays on record."""
    with REPORT.moving(report, "drop", by=by, at=at):
        report.drop_reason = _needed(reason, 120)
    record(ReportDropped(report=report, reason=report.drop_reason), by=by, at=at)


@transaction.atomic
def receive(*, delivery: ReportDelivery, by: Actor, at: datetime) -> None:
    """Acknowledge receipt; where an answer is owed, its time runs from now."""
    with DELIVERY.moving(delivery, "acknowledge" if delivery.asks_answer else "note", by=by, at=at):
        delivery.acknowledged_at = at
    said = ReportAcknowledged(delivery=delivery, title=str(delivery), recipient=delivery.recipient.name)
    record(said, by=by, at=at)


@transaction.atomic
def answer(*, delivery: ReportDelivery, answer: str, by: Actor, at: datetime) -> None:
    """Answer in words; both sides read them beside the report."""
    with DELIVERY.moving(delivery, "answer", by=by, at=at):
        delivery.answer = _needed(answer, 1000)
        delivery.acknowledged_at = delivery.acknowledged_at or at
        delivery.answered_at = at
    name = delivery.recipient.name
    said = ReportAnswered(delivery=delivery, title=str(delivery), recipient=name, answer=delivery.answer)
    record(said, by=by, at=at)


def content_of(report: Report) -> dict[str, object]:
    """The figures of one report as they stand now; raises nothing where nobody served."""
    since, until = report.period_from, report.period_to
    path = report.area.path
    held = gathering.enrolments_between(since, until, path=path) + former_enrolments(report.area, since, until)
    gathered = gathering.gather(held, since=since, until=until)
    about = report.kind_data.get("about")
    if about == "units":
        return contents.units_content(gathered.of_area(report.area_id), since=since, until=until)
    partner = report.partner or report.sender
    pair = gathered.pairs.get((report.area_id, partner.pk)) or gathering.Pair(report.area, partner)
    make = contents.unit_content if about == "unit" else contents.members_content
    return make(pair, since=since, until=until)


def former_enrolments(area: Area, since: date, until: date) -> list[gathering.Enrolment]:
    """Check-ins with communities that this one took over; they lie under the old place."""
    old = Area.objects.filter(changes_from__after=area, changes_from__kind="merge", changes_from__on__lte=until)
    return [
        each
        for place in old.exclude(pk=area.pk)
        for each in gathering.enrolments_between(since, until, path=place.path)
        if each.area_id == place.pk
    ]


def recipients_of(report: Report) -> list[Organization]:
    """Whom the report is for, each once and never the one who writes it."""
    found: dict[int, Organization] = {}
    for word in report.kind_data.get("to", ()):
        each = _recipient(report, word)
        if each is not None and each.pk != report.sender_id:
            found.setdefault(each.pk, each)
    return list(found.values())


def department_of(area: Area, *, on: date) -> Organization | None:
    """The organization department that is nearest above the community; the list `organization_department` says which
    kinds of organizations it is part of, and in which order they are asked."""
    kinds = list(terms.terms("organization_department"))
    rows = Organization.objects.on(on).filter(kind__in=kinds, area_id__in=area.ancestor_ids())
    return min(rows, key=lambda each: (-len(each.area_path), kinds.index(each.kind), each.pk), default=None)


def _recipient(report: Report, word: str) -> Organization | None:
    if word == "community":
        return report.host
    if word in ("home", "unit"):
        return report.partner
    if word == "department":
        return department_of(report.area, on=today(report.opened_at))
    superior = report.sender.principal.superior_id
    return Organization.objects.filter(pk=superior).first() if superior else None


def _settle_partner_system(report: Report, at: datetime) -> None:
    """The periodic report that a partner is owed is this one; nobody notes it a second time (GY-13)."""
    if report.partner is None or not report.is_from_community:
        return
    tied = OrganizationLink.objects.on(today(at)).filter(kind="host_unit", source=report.partner).values("target_id")
    bound = Agreement.objects.in_force().filter(Q(unit=report.partner) | Q(unit__in=tied), area=report.area)
    for agreement in bound:
        note = _("已报送：%(report)s（%(number)s）。") % {"report": report, "number": report.number}
        instruments.settle_due(agreement=agreement, kind="report", on=today(at), note=note, by=SYSTEM, at=at)


def _deliver(report: Report, recipient: Organization, by: Actor, at: datetime) -> ReportDelivery:
    delivery = ReportDelivery.objects.create(
        report=report, recipient=recipient, asks_answer=bool(report.kind_data.get("answer")), delivered_at=at,
        area_path=report.area_path, step="delivered", step_at=at,
    )  # fmt: skip
    DELIVERY.start(delivery, by=by, at=at)
    said = ReportDelivered(delivery=delivery, title=str(report), sender=report.sender.name)
    record(said, by=by, at=at)
    return delivery


def _needed(text: str, most: int) -> str:
    if not text.strip():
        raise Unfit(_("请写明内容。"))
    return text.strip()[:most]


def receive_all(*, deliveries: Sequence[ReportDelivery], by: Actor, at: datetime) -> int:
    """Acknowledge several at once; one that somebody else just took is left out. Returns how many."""
    taken = 0
    for each in deliveries:
        if not access.receives(by, each):
            raise NotYours
        if each.step == "delivered":
            receive(delivery=each, by=by, at=at)
            taken += 1
    return taken
