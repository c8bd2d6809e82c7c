"""The audit administrator's two lists. Who reads or exports them changes nothing and sees no content."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from tongxin.kernel.listing import ListPage
from tongxin.kernel.models import Look, Record
from tongxin.kernel.web import DoorRequest, may, page
from tongxin.people.audit_lists import DEEDS, LOOKS, within


@require_GET
@may("looks.read")
def looks(request: DoorRequest) -> HttpResponse:
    listed = LOOKS.open(request, within(Look.objects.all(), request.actor))
    return page(request, "ui/list.html", _shown(listed, "people:export-looks"))


@require_GET
@may("looks.read")
def export_looks(request: DoorRequest) -> HttpResponse:
    return LOOKS.export(request, within(Look.objects.all(), request.actor))


@require_GET
@may("records.read")
def deeds(request: DoorRequest) -> HttpResponse:
    listed = DEEDS.open(request, within(Record.objects.all(), request.actor))
    return page(request, "ui/list.html", _shown(listed, "people:export-deeds"))


@require_GET
@may("records.read")
def export_deeds(request: DoorRequest) -> HttpResponse:
    return DEEDS.export(request, within(Record.objects.all(), request.actor))


def _shown(listed: ListPage, export: str) -> dict[str, Any]:
    """An auditor takes these two lists along, and no other."""
    return {"listed": listed, "export_url": reverse(export), "may_export": True}
