"""The desk's pages of certificates, and the paper itself."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, find, may, page, sent_before
from tongxin.volunteering import paper, queries
from tongxin.volunteering.access import CERTIFY
from tongxin.volunteering.actions import certificates
from tongxin.volunteering.forms import AskCertificateForm, IssueForm, SomebodyForm
from tongxin.volunteering.lists import CERTIFICATES
from tongxin.volunteering.models import Certificate
from tongxin.volunteering.views.common import chosen, list_page, need_office, record_of, take_move

DEEDS = {"refuse": certificates.refuse, "withdraw": certificates.withdraw, "revoke": certificates.revoke}
ASKS = {"refuse": "reason", "revoke": "reason"}


@require_GET
@may()
def all_certificates(request: DoorRequest) -> HttpResponse:
    need_office(request, CERTIFY)
    more = []
    if "activities.record" in request.actor.office:
        more = [(_("窗口代申请"), reverse("volunteering:certificate-for"))]
    rows = Certificate.objects.visible_to(request.actor)
    return list_page(request, CERTIFICATES, rows, "certificates", export="volunteering:export-certificates", more=more)


@require_http_methods(["GET", "POST"])
@may("activities.record")
def ask_for(request: DoorRequest) -> HttpResponse:
    """Ask for a certificate in the name of somebody who stands at the counter."""
    who = SomebodyForm(request.GET or None, actor=request.actor)
    person = chosen(request, who)
    if person is None:
        context = {"form": who, "title": _("窗口代申请证明")}
        return page(request, "volunteering/who.html", context, status=422 if request.GET and who.errors else 200)
    form = AskCertificateForm(request.POST or None, person=person, at=request.at)
    if request.method == "POST" and form.is_valid():
        by = request.actor.for_somebody(person.pk)
        try:
            row = certificates.ask(person=person, by=by, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            to = row if CERTIFY in request.actor.office else "volunteering:desk"
            return done(request, to, _("已代 %s 申请。") % person.name)
    context = {
        "form": form, "title": _("代 %s 申请证明") % person.name, "submit": _("申请"), "person": person,
        "trail": (_("证明"), reverse("volunteering:certificates")),
    }  # fmt: skip
    return page(request, "volunteering/form.html", context, status=422 if form.errors else 200)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    need_office(request, CERTIFY)
    return CERTIFICATES.export(request, Certificate.objects.visible_to(request.actor))


@require_GET
@may()
def certificate(request: DoorRequest, pk: int) -> HttpResponse:
    if CERTIFY not in request.actor.office:
        if not Certificate.objects.of(request.actor.principal_id).filter(pk=pk).exists():
            raise Http404
        return done(request, "volunteering:my-certificates")
    row = find(Certificate, pk, request.actor, ("person", "issuer"))
    now = queries.served(row.person_id, row.since, row.until)
    context = record_of(
        request, row, _facts(row, now), "volunteering:move-certificate",
        (_("证明"), reverse("volunteering:certificates")),
        beside=_("证明上的数字是出具那一刻账簿里的数字，出具后不再改；有误请撤销后重新出具。"),
        links=_papers(row), warning=_changed(row, now),
    )  # fmt: skip
    return page(request, "volunteering/record.html", context)


def _changed(row: Certificate, now: queries.Service) -> str:
    if row.issued_at is None:
        return ""
    if not certificates.is_genuine(row):
        return _("这份证明的内容与出具时不一致，公开核对会显示查无此证，请撤销并查明原因。")
    if now.minutes != row.minutes and row.step == "issued":
        return _("账簿现在是 %s 小时，与证明上的不同。如证明有误，请撤销后重新出具。") % now.hours
    return ""


def _papers(row: Certificate) -> list[tuple[str, str]]:
    if row.issued_at is None:
        return []
    return [
        (_("下载 PDF"), reverse("volunteering:certificate-pdf", args=[row.pk])),
        (_("打印页面"), reverse("volunteering:certificate-print", args=[row.pk])),
    ]


def _facts(row: Certificate, now: queries.Service) -> list[tuple[Any, Any]]:
    return [
        (_("志愿者"), row.person.name),
        (_("出具单位"), row.issuer.name),
        (_("账簿中的时长"), _("%(hours)s 小时，%(times)d 次") % {"hours": now.hours, "times": len(now.lines)}),
        (_("证明上的时长"), _("%s 小时") % row.hours if row.minutes is not None else None),
        (_("验证码"), row.code_words or None),
        (_("经办人"), row.responsible or None),
        (_("联系方式"), row.contact or None),
        (_("原因"), row.reason or None),
    ]


@require_http_methods(["GET", "POST"])
@may("", Certificate, together=("person", "issuer"))
def issue(request: DoorRequest, certificate: Certificate) -> HttpResponse:
    need_office(request, CERTIFY)
    form = IssueForm(request.POST or None, initial={"responsible": request.actor.name})
    if request.method == "POST" and form.is_valid():
        try:
            certificates.issue(certificate=certificate, by=request.actor, at=request.at, **form.cleaned_data)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, certificate, _("证明已出具，可以下载打印、加盖公章。"))
    now = queries.served(certificate.person_id, certificate.since, certificate.until)
    context = {
        "form": form, "thing": certificate, "known": _facts(certificate, now), "title": _("出具证明"),
        "submit": _("出具"),
    }  # fmt: skip
    return page(request, "volunteering/form.html", context, status=422 if form.errors else 200)


@require_POST
@may("", Certificate)
def move(request: DoorRequest, certificate: Certificate, name: str) -> HttpResponse:
    return take_move(request, certificate, name, DEEDS, ASKS)


@require_GET
@may()
def pdf(request: DoorRequest, pk: int) -> HttpResponse:
    """The paper itself, for the volunteer and for who issued it."""
    row = _printable(request.actor, pk)
    address = request.build_absolute_uri(reverse("volunteering:verify-code", args=[row.code]))
    answer = HttpResponse(paper.pdf(row, address=address), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="certificate-{row.pk}.pdf"'
    return answer


@require_GET
@may()
def print_view(request: DoorRequest, pk: int) -> HttpResponse:
    """The same on a page made for printing, where the machine has no Chinese font for PDF."""
    row = _printable(request.actor, pk)
    address = request.build_absolute_uri(reverse("volunteering:verify-code", args=[row.code]))
    context = {"certificate": row, "said": paper.content(row, address), "address": address}
    return page(request, "volunteering/print.html", context)


def _printable(actor: Actor, pk: int) -> Certificate:
    row = Certificate.objects.issued().select_related("issuer").filter(pk=pk).first()
    if row is None:
        raise Http404
    own = row.person_id == actor.principal_id
    reached = CERTIFY in actor.office and Certificate.objects.visible_to(actor).filter(pk=pk).exists()
    if not own and not reached:
        raise Http404
    return row
