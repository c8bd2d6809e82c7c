"""Other Open311 systems: for which organization, where, with which codes, and what became of what was sent."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongxin.cases.actions import partnering
from tongxin.cases.models import Handover, Partner
from tongxin.cases.partner_forms import PartnerForm
from tongxin.cases.queries import bodies_near
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, done, may, page

TONES = {"waiting": "soon", "sent": "info", "closed": "good", "refused": "late"}
#: So many names of organizations are offered while one is typed.
MOST = 300
POWER = "cases.configure"


@require_http_methods(["GET", "POST"])
@never_cache
@may(POWER)
def index(request: DoorRequest) -> HttpResponse:
    here = request.actor.area_path
    rows = Partner.objects.filter(organization__area_path__startswith=here).select_related("organization")
    chosen = request.GET.get("partner", "")
    partner = rows.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
    form = PartnerForm(request.POST or None, on=today(request.at), partner=partner)
    if request.method == "POST" and form.is_valid():
        try:
            partnering.set_partner(by=request.actor, at=request.at, **form.cleaned_data)
            return done(request, "cases:partners", _t("已保存。派给该单位的案件会自动转出。"))
        except NotYours as error:
            form.add_error("organization", str(error))
    sent = Handover.objects.filter(partner__organization__area_path__startswith=here)
    recent = sent.select_related("case", "partner__organization").order_by("-id")[:50]
    rows = rows.annotate(count=Count("handovers")).order_by("pk")
    context = {"partners": rows, "recent": recent, "form": form, "tones": TONES, "changed": partner}
    context["near"] = bodies_near(here, on=today(request.at)).values_list("name", flat=True)[:MOST]
    return page(request, "cases/partners.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@may(POWER)
def send_again(request: DoorRequest, handover: int) -> HttpResponse:
    found = get_object_or_404(Handover.objects.select_related("case", "partner__organization"), pk=handover)
    partnering.send_again(handover=found, by=request.actor, at=request.at)
    return done(request, "cases:partners", _t("已重新交发。"))
