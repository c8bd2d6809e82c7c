"""Reports on both sides: what is to be sent, what came in, the one record that both read, and its papers."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.enrolment.models import Report, ReportDelivery
from tongxin.enrolment.reports import access, papers, sending
from tongxin.enrolment.reports.forms import AnswerForm, NoteForm
from tongxin.enrolment.reports.lists import INBOX, REPORTS, tone
from tongxin.enrolment.reports.procedure import REPORT
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.procedures import Move
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.ui import showing

TOGETHER = ("sender", "host", "partner", "area")


@require_GET
@may("reports.read")
def index(request: DoorRequest) -> HttpResponse:
    _must_hold_office(request.actor)
    listed = REPORTS.open(request, Report.objects.visible_to(request.actor))
    showing.set_due(listed.rows, request.at)
    shown = {
        "listed": listed,
        "here": "reports",
        "waiting": _waiting(request.actor),
        "may_open": request.actor.steers.along == "area",
        "export_url": reverse("enrolment:export-reports"),
    }
    return page(request, "enrolment/reports.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    _must_hold_office(request.actor)
    return REPORTS.export(request, Report.objects.visible_to(request.actor))


@require_GET
@may("reports.read")
def inbox(request: DoorRequest) -> HttpResponse:
    _must_hold_office(request.actor)
    listed = INBOX.open(request, _received(request.actor))
    showing.set_due(listed.rows, request.at)
    shown = {
        "listed": listed, "here": "inbox", "waiting": _waiting(request.actor), "may_open": False,
        "export_url": reverse("enrolment:export-report-inbox"),
    }  # fmt: skip
    return page(request, "enrolment/reports.html", shown)


@require_GET
@may("export.lists")
def export_inbox(request: DoorRequest) -> HttpResponse:
    _must_hold_office(request.actor)
    return INBOX.export(request, _received(request.actor))


@require_GET
@may("reports.read", Report, together=TOGETHER)
def report(request: DoorRequest, report: Report) -> HttpResponse:
    _must_hold_office(request.actor)
    return page(request, "enrolment/report.html", _shown(request, report))


@require_POST
@may("reports.send", Report, together=TOGETHER)
def send(request: DoorRequest, report: Report) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page(request, "enrolment/report.html", _shown(request, report) | {"form": form}, status=422)
    sending.send(report=report, note=form.cleaned_data["note"], by=request.actor, at=request.at)
    return done(request, report, _("已报送，对方会收到通知并签收。"))


@require_POST
@may("reports.send", Report, together=TOGETHER)
def drop(request: DoorRequest, report: Report) -> HttpResponse:
    sending.drop(report=report, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
    return done(request, report, _("已注明不再报送。"))


@require_POST
@may("reports.answer", ReportDelivery, together=("report", "recipient", "report__host"))
def receive(request: DoorRequest, delivery: ReportDelivery) -> HttpResponse:
    sending.receive(delivery=delivery, by=request.actor, at=request.at)
    return done(request, delivery, _("已签收，报送方看得到。"))


@require_POST
@may("reports.answer", ReportDelivery, together=("report", "recipient", "report__host"))
def answer(request: DoorRequest, delivery: ReportDelivery) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        found = Report.objects.select_related(*TOGETHER).get(pk=delivery.report_id)
        shown = _shown(request, found) | {"answer_form": form, "answered_at": delivery.pk}
        return page(request, "enrolment/report.html", shown, status=422)
    sending.answer(delivery=delivery, answer=form.cleaned_data["answer"], by=request.actor, at=request.at)
    return done(request, delivery, _("已答复，双方都看得到。"))


@require_POST
@may("reports.answer")
def receive_all(request: DoorRequest) -> HttpResponse:
    """Acknowledge whatever came in and only asks for that or for an answer later."""
    rows = _received(request.actor).filter(step="delivered").select_related("report", "recipient", "report__host")
    mine = [each for each in rows if access.receives(request.actor, each)]
    count = sending.receive_all(deliveries=mine, by=request.actor, at=request.at)
    return done(request, "enrolment:report-inbox", _("已签收 %d 份报告。") % count)


@require_GET
@may("reports.read", Report, together=TOGETHER)
def docx(request: DoorRequest, report: Report) -> HttpResponse:
    return _file(papers.as_docx(_paper(request, report)), papers.DOCX, f"report-{report.pk}.docx")


@require_GET
@may("reports.read", Report, together=TOGETHER)
def xlsx(request: DoorRequest, report: Report) -> HttpResponse:
    return _file(papers.as_xlsx(_paper(request, report)), papers.XLSX, f"report-{report.pk}.xlsx")


def _paper(request: DoorRequest, report: Report) -> papers.Paper:
    _must_hold_office(request.actor)
    if not access.reads_content(request.actor, report):
        raise Http404
    return papers.paper_of(report, _deliveries(report))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _shown(request: DoorRequest, report: Report) -> dict[str, Any]:
    actor, deliveries = request.actor, _deliveries(report)
    reads = access.reads_content(actor, report)
    headings, rows = papers.table_of(report) if reads else ([], [])
    due = showing.due_words(showing.open_duty(report), request.at)
    return {
        "report": report,
        "tone": tone(report),
        "diagram": REPORT.diagram(report, on=today(request.at)),
        "due_words": due,
        "may_send": REPORT.move("send").by(actor, report) and report.step == "drafting",
        "moves": [each for each in showing.moves(report, actor, _address_of(report)) if each.name == "drop"],
        "form": NoteForm(initial={"note": report.note}),
        "reads": reads,
        "sentences": papers.sentences_of(report) if reads else [],
        "headings": headings,
        "lines": rows,
        "months": papers.months_of(report) if reads else [],
        "receivers": [each.name for each in sending.recipients_of(report)] if report.step == "drafting" else [],
        "deliveries": [_received_row(request, each) for each in deliveries],
        "answer_form": AnswerForm(),
        "answered_at": 0,
        "entries": _entries(report, deliveries),
    }


def _received_row(request: DoorRequest, delivery: ReportDelivery) -> dict[str, Any]:
    may_receive = access.receives(request.actor, delivery)
    return {
        "delivery": delivery,
        "tone": tone(delivery),
        "due": showing.due_words(showing.open_duty(delivery), request.at),
        "may_receive": may_receive and delivery.step == "delivered",
        "may_answer": may_receive and delivery.step in ("delivered", "acknowledged"),
    }


def _entries(report: Report, deliveries: list[ReportDelivery]) -> list[showing.Entry]:
    """What happened to the report and at each receiver, as one account that both sides read."""
    found = showing.timeline(report)
    for each in deliveries:
        found += showing.timeline(each)
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _deliveries(report: Report) -> list[ReportDelivery]:
    rows = list(report.deliveries.select_related("recipient").order_by("pk"))
    for each in rows:
        each.report = report
    return rows


def _received(actor: Actor) -> QuerySet[ReportDelivery]:
    """What was sent to one's own organizations, or to those one's post reaches in its own tree."""
    mine = Q(recipient_id__in=actor.own_ids)
    if actor.sees.along == "organization" and actor.organization_path:
        mine |= Q(recipient__path__startswith=actor.sees.path)
    return ReportDelivery.objects.filter(mine)


def _waiting(actor: Actor) -> int:
    return _received(actor).filter(step="delivered").count()


def _must_hold_office(actor: Actor) -> None:
    if "reports.read" not in actor.office:
        raise NotYours


def _address_of(report: Report) -> Any:
    def address(move: Move) -> str:
        return reverse(f"enrolment:{move.name}-report", args=[report.pk])

    return address
