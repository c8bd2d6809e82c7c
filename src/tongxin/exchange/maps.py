"""Resources on the map: what is published, where the organization lies that gives it."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models import Resource
from tongxin.kernel.actor import Actor
from tongxin.kernel.maps import Card, MapLayer


def _rows(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Resource]:
    return Resource.objects.free()


def _card(resource: Resource) -> Card:
    return Card(resource.title, f"{resource.kind_label} · {resource.owner.name}", resource.get_absolute_url())


RESOURCES = MapLayer(
    "resources", _("资源"), rows=_rows, card=_card, icon="package", together=("owner",), longitude="owner__longitude",
    latitude="owner__latitude", alike=lambda actor: "everybody", module="resources",
)  # fmt: skip
