"""Organizations on the map, where their place is known."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.maps import Card, MapLayer
from tongxin.organizations.models import Organization


def _rows(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Organization]:
    standing = Organization.objects.on(today(at))
    found: QuerySet[Organization] = standing.visible_to(actor) if actor else standing.none()
    return found


def _card(organization: Organization) -> Card:
    return Card(
        organization.name, f"{organization.kind_label} · {organization.area.name}", organization.get_absolute_url()
    )


BODIES = MapLayer(
    "bodies", _("组织和单位"), rows=_rows, card=_card, icon="sitemap", together=("area",),
    powers=("organizations.register", "figures.read"), alike=lambda actor: (actor.sees, actor.own_ids),
    module="organizations", at_first=True,
)  # fmt: skip
