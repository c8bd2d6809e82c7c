"""The desk's pages of service before the system."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongxin.kernel.errors import Refused
from tongxin.kernel.web import DoorRequest, done, find, may, page, sent_before
from tongxin.ui.filters import day
from tongxin.volunteering.access import KEEP
from tongxin.volunteering.actions import legacy as deeds
from tongxin.volunteering.forms import LegacyForm
from tongxin.volunteering.lists import LEGACIES
from tongxin.volunteering.models import LegacyService
from tongxin.volunteering.views.common import list_page, need_office, record_of, take_move

DEEDS = {"confirm": deeds.confirm, "refuse": deeds.refuse, "withdraw": deeds.withdraw}


@require_GET
@may()
def legacies(request: DoorRequest) -> HttpResponse:
    need_office(request, KEEP)
    rows = LegacyService.objects.visible_to(request.actor)
    primary = (_("登记旧服务"), reverse("volunteering:enter-legacy"))
    return list_page(request, LEGACIES, rows, "legacies", export="volunteering:export-legacies", primary=primary)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    need_office(request, KEEP)
    return LEGACIES.export(request, LegacyService.objects.visible_to(request.actor))


@require_http_methods(["GET", "POST"])
@may("volunteering.keep")
def enter(request: DoorRequest) -> HttpResponse:
    """Enter years of service from paper; another person confirms them."""
    form = LegacyForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            row = deeds.enter(person=told.pop("who"), by=request.actor, at=request.at, **told)
        except Refused as error:
            if sent_before(request) or error.status == 403:
                raise
            form.add_error(None, str(error))
        else:
            return done(request, row, _("已登记，请另一位同事看过原件后复核。"))
    context = {
        "form": form, "title": _("登记系统启用前的服务"), "submit": _("登记"),
        "trail": (_("旧服务年限"), reverse("volunteering:legacies")),
    }  # fmt: skip
    return page(request, "volunteering/form.html", context, status=422 if form.errors else 200)


@require_GET
@may()
def legacy(request: DoorRequest, pk: int) -> HttpResponse:
    if KEEP not in request.actor.office:
        return done(request, "volunteering:mine")
    row = find(LegacyService, pk, request.actor, ("person", "entered_by", "confirmed_by"))
    about = _("约 ") if row.about else ""
    known = [
        (_("志愿者"), row.person.name),
        (_("做了什么"), row.text),
        (_("起止"), f"{about}{day(row.since_on)} — {day(row.until_on)}"),
        (_("年数"), _("%d 年") % row.years),
        (_("凭证"), row.proof),
        (_("原件存放处"), row.kept_at or None),
        (_("登记人"), row.entered_by.name),
        (_("复核人"), row.confirmed_by.name if row.confirmed_by else None),
        (_("退回原因"), row.answer or None),
    ]
    context = record_of(
        request, row, known, "volunteering:move-legacy", (_("旧服务年限"), reverse("volunteering:legacies")),
        beside=_("登记与复核须由两个人办理。旧服务只按年数单独显示，不折算成时长，不进账簿。"),
    )  # fmt: skip
    return page(request, "volunteering/record.html", context)


@require_POST
@may("volunteering.keep", LegacyService)
def move(request: DoorRequest, legacy_service: LegacyService, name: str) -> HttpResponse:
    return take_move(request, legacy_service, name, DEEDS, {"refuse": "reason"})
