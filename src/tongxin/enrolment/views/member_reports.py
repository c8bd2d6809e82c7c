"""Members' own reports: on the phone, at the counter for whoever stands there, and as home and community read them."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongxin.enrolment import access
from tongxin.enrolment.models import MemberReport, ServiceLogEntry
from tongxin.enrolment.reports import member_reports, papers
from tongxin.enrolment.reports.forms import WordsForm
from tongxin.enrolment.reports.lists import MEMBER_REPORTS, tone
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page
from tongxin.organizations.models import Organization
from tongxin.ui import showing

TOGETHER = ("subject", "area", "home", "host", "enrolment")


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    """What members reported to one's own organization, and at the desk whose report is still open."""
    _must_have_desk(request)
    listed = MEMBER_REPORTS.open(request, _visible(request))
    shown = {
        "listed": listed, "here": "members", "unread": _unread(request).count(), "waiting": 0,
        "export_url": reverse("enrolment:export-member-reports"),
    }  # fmt: skip
    return page(request, "enrolment/member_reports.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    _must_have_desk(request)
    return MEMBER_REPORTS.export(request, _visible(request))


@require_POST
@may("reports.answer")
def note_all(request: DoorRequest) -> HttpResponse:
    organization = Organization.objects.filter(pk=request.actor.organization_id).first()
    if organization is None:
        raise NotYours
    count = member_reports.note_all(organization=organization, by=request.actor, at=request.at)
    return done(request, "enrolment:member-reports", _("已阅知 %d 份党员双报告。") % count)


@require_GET
@may()
def report(request: DoorRequest, pk: int) -> HttpResponse:
    """The record page; whose own it is and who has no desk over it is led to the phone's page."""
    found = _visible(request).select_related(*TOGETHER).filter(pk=pk).first() if _has_desk(request) else None
    if found is not None:
        shown = {
            "report": found,
            "tone": tone(found),
            "told": papers.member_facts(found),
            "log": found.content.get("entries", []),
            "form": WordsForm(),
            "may_send": found.step == "own_words" and access.desk(request.actor, found),
            "due_words": showing.due_words(showing.open_duty(found), request.at),
            "entries": showing.timeline(found),
        }
        return page(request, "enrolment/member_report.html", shown)
    if MemberReport.objects.filter(pk=pk, subject_id=request.actor.principal_id).exists():
        return done(request, "enrolment:my-reports")
    raise Http404


@require_GET
@may()
def docx(request: DoorRequest, pk: int) -> HttpResponse:
    """What was sent as a document, ready to be put away: for the member, and for the organizations it went to."""
    own = MemberReport.objects.filter(subject_id=request.actor.principal_id)
    rows = own | _visible(request) if _has_desk(request) else own
    found = rows.sent().select_related(*TOGETHER).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    answer = HttpResponse(papers.as_docx(papers.member_paper_of(found)), content_type=papers.DOCX)
    answer["Content-Disposition"] = f'attachment; filename="member-report-{found.pk}.docx"'
    return answer


@require_POST
@may("", MemberReport, together=TOGETHER)
def send(request: DoorRequest, report: MemberReport) -> HttpResponse:
    """Send it: one's own from the phone, another's at the desk."""
    form = WordsForm(request.POST)
    own = report.subject_id == request.actor.principal_id
    if not form.is_valid():
        return page(request, "enrolment/my_reports.html", _own(request) | {"refused": form}, status=422)
    member_reports.send(report=report, words=form.cleaned_data["words"], by=request.actor, at=request.at)
    return done(request, "enrolment:my-reports" if own else report, _("已报送所在党组织和社区。"))


@require_GET
@may()
def mine(request: DoorRequest) -> HttpResponse:
    return page(request, "enrolment/my_reports.html", _own(request))


def _own(request: DoorRequest) -> dict[str, object]:
    rows = MemberReport.objects.filter(subject_id=request.actor.principal_id).select_related(*TOGETHER)
    shown = [
        {
            "report": each,
            "facts": papers.member_facts(each),
            "points": each.content.get("points", 0),
            "log": each.content.get("entries", []),
            "due": showing.due_words(showing.open_duty(each), request.at),
        }
        for each in rows.order_by("-period_from", "-pk")[:10]
    ]
    written = ServiceLogEntry.objects.standing().filter(enrolment__subject_id=request.actor.principal_id)
    latest = written.select_related("written_by").order_by("-on", "-pk")[:20]
    return {"shown": shown, "form": WordsForm(), "refused": None, "written": latest}


def _visible(request: DoorRequest) -> QuerySet[MemberReport]:
    """Before it is sent a report is the member's own, and open only at the desk that serves who stands there."""
    rows = MemberReport.objects.visible_to(request.actor)
    return rows if request.actor.steers.along == "area" else rows.sent()


def _unread(request: DoorRequest) -> QuerySet[MemberReport]:
    own = request.actor.organization_id
    return MemberReport.objects.sent().filter(Q(home=own, home_noted_at=None) | Q(host=own, host_noted_at=None))


def _has_desk(request: DoorRequest) -> bool:
    return access.by_post(request.actor, "reports.read", "enrolments.confirm", "enrolments.request")


def _must_have_desk(request: DoorRequest) -> None:
    if not _has_desk(request):
        raise NotYours
