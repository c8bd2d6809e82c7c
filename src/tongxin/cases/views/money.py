"""The ledger of livelihood matters, with what they cost together (MHK-49)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET

from tongxin.cases.models import LivelihoodEntry
from tongxin.cases.money_lists import MATTERS, cost_of
from tongxin.kernel.errors import NotYours
from tongxin.kernel.web import DoorRequest, may, page
from tongxin.ui import filters

READING = ("figures.read", "cases.close", "cases.supervise")


@require_GET
@may()
def index(request: DoorRequest) -> HttpResponse:
    if not any(map(request.actor.holds, READING)):
        raise NotYours
    rows = LivelihoodEntry.objects.visible_to(request.actor)
    cost = cost_of(MATTERS.narrow(rows, request.GET.dict()))
    shown = {
        "listed": MATTERS.open(request, rows),
        "sub": _t("投入 %s") % filters.money(cost),
        "export_url": reverse("cases:export-livelihood-matters"),
        "trail": [(_t("诉求指标"), reverse("cases:figures")), (str(MATTERS.title), None)],
    }
    return page(request, "ui/list.html", shown)


@require_GET
@may("export.lists")
def export(request: DoorRequest) -> HttpResponse:
    if not any(map(request.actor.holds, READING)):
        raise NotYours
    return MATTERS.export(request, LivelihoodEntry.objects.visible_to(request.actor))
