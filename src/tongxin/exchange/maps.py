"""Resources and unmet needs on the map: where the organization lies that gives the one and carries the other."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models import Need, Resource
from tongxin.kernel.actor import Actor
from tongxin.kernel.maps import Card, MapLayer


def _free(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Resource]:
    return Resource.objects.free()


def _unmet(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Need]:
    found: QuerySet[Need] = Need.objects.visible_to(actor).unmet() if actor else Need.objects.none()
    return found


def _of_resource(resource: Resource) -> Card:
    return Card(resource.title, f"{resource.kind_label} · {resource.owner.name}", resource.get_absolute_url())


def _of_need(need: Need) -> Card:
    return Card(need.title, f"{need.kind_label} · {need.area.name} · {need.step_label}", need.get_absolute_url())


RESOURCES = MapLayer(
    "resources", _("资源"), rows=_free, card=_of_resource, icon="package", together=("owner",),
    longitude="owner__longitude", latitude="owner__latitude", alike=lambda actor: "everybody", module="resources",
)  # fmt: skip

NEEDS = MapLayer(
    "needs", _("未满足的需求"), rows=_unmet, card=_of_need, icon="message-plus", together=("area", "host"),
    powers=("needs.match", "needs.verify", "figures.read"), longitude="host__longitude", latitude="host__latitude",
    alike=lambda actor: (actor.sees, actor.own_ids), module="needs",
)  # fmt: skip
