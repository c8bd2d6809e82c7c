"""Venues on the map: those of one's reach, and what stands open to everybody."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.maps import Card, MapLayer
from tongxin.venues.models import Venue


def _rows(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Venue]:
    # A room within a house lies where the house lies.
    wholes = Venue.objects.wholes()
    if actor is None:
        return wholes.for_everybody()
    open_to_all = Q(is_open=True, audience=Venue.Audience.EVERYBODY)
    return wholes.filter(Venue.scope.condition(actor) | open_to_all)


def _card(venue: Venue) -> Card:
    said = _t("%(kind)s · 可容纳 %(n)d 人") % {"kind": venue.kind_label, "n": venue.capacity}
    return Card(venue.name, f"{said} · {venue.address or venue.area.name}", venue.get_absolute_url())


VENUES = MapLayer(
    "venues", _("场地"), rows=_rows, card=_card, icon="building", together=("area",),
    alike=lambda actor: (actor.sees, actor.own_ids), module="venues", public=True, at_first=True,
)  # fmt: skip
