"""The phone: my hours, report hours, my certificates."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.offline import kept_offline, made_earlier, takes_queued
from tongxin.kernel.web import DoorRequest, done, may, page, sent_before
from tongxin.points.models import HOURS, hours_of
from tongxin.ui import showing
from tongxin.volunteering import paper, queries
from tongxin.volunteering.actions import certificates, hours
from tongxin.volunteering.forms import AskCertificateForm, ReportForm
from tongxin.volunteering.lists import tone
from tongxin.volunteering.models import Certificate, HourReport, Qualification
from tongxin.volunteering.views.common import me


@kept_offline
@require_GET
@may()
def mine(request: DoorRequest) -> HttpResponse:
    """My hours from the ledger, what waits, service before the system apart; seen by nobody else."""
    own, on = request.actor.principal_id, today(request.at)
    reports = list(HourReport.objects.of(own).select_related("organization").order_by("-pk")[:20])
    context = {
        "year": on.year,
        "this_year": hours_of(HOURS.balance(holder_id=own, since=on.replace(month=1, day=1), until=on)),
        "in_all": hours_of(HOURS.balance(holder_id=own)),
        "waiting": [row for row in reports if row.step == "reported"],
        "answered": [row for row in reports if row.step != "reported"],
        "legacy": queries.legacy_lines(own),
        "qualifications": Qualification.objects.filter(person_id=own).order_by("-valid_from"),
        "on": on,
        "tone": tone,
        "hours_of": hours_of,
    }
    return page(request, "volunteering/mine.html", context)


@kept_offline
@takes_queued
@require_http_methods(["GET", "POST"])
@may("activities.join")
def report(request: DoorRequest) -> HttpResponse:
    """Report time served outside any activity; without network the phone keeps it and sends it later."""
    person = me(request)
    form = ReportForm(request.POST or None, person=person, at=request.at)
    if request.method == "POST" and form.is_valid():
        try:
            hours.report(person=person, by=request.actor, at=request.at, **form.told())
        except Refused as error:
            if sent_before(request) or error.status == 403 or made_earlier(request):
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "volunteering:mine", _("已报上，等确认后入账。"))
    if form.errors and made_earlier(request):
        # What comes from the queue is answered in a sentence: the form is no longer on the screen.
        raise Unfit("".join(str(error) for errors in form.errors.values() for error in errors))
    return page(request, "volunteering/report.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@may("activities.join")
def withdraw_report(request: DoorRequest, pk: int) -> HttpResponse:
    row = HourReport.objects.of(request.actor.principal_id).filter(pk=pk).first()
    if row is None:
        raise Http404
    hours.withdraw(report=row, by=request.actor, at=request.at)
    return done(request, "volunteering:mine", _("已撤回。"))


@require_http_methods(["GET", "POST"])
@may()
def my_certificates(request: DoorRequest) -> HttpResponse:
    """My certificates, and the form to ask for one; free of charge."""
    person = me(request)
    form = AskCertificateForm(request.POST or None, person=person, at=request.at)
    if request.method == "POST" and form.is_valid():
        try:
            certificates.ask(person=person, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, "volunteering:my-certificates", _("已申请，出具后会通知您。"))
    rows = list(Certificate.objects.of(person.pk).select_related("issuer").order_by("-pk")[:30])
    showing.set_due(rows, request.at)
    context = {"form": form, "rows": rows, "tone": tone, "has_font": paper.font() is not None}
    return page(request, "volunteering/my_certificates.html", context, status=422 if form.errors else 200)


@require_POST
@may("activities.join")
def withdraw_certificate(request: DoorRequest, pk: int) -> HttpResponse:
    row = Certificate.objects.of(request.actor.principal_id).filter(pk=pk).first()
    if row is None:
        raise Http404
    certificates.withdraw(certificate=row, by=request.actor, at=request.at)
    return done(request, "volunteering:my-certificates", _("已撤回申请。"))
