"""Patrol places on the map of who runs patrols; what is broken there stands out."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.actor import Actor
from tongxin.kernel.maps import TONES, Card, MapLayer
from tongxin.patrols.access import RUN
from tongxin.patrols.models import PatrolPlace


def _rows(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[PatrolPlace]:
    rows = PatrolPlace.objects.visible_to(actor) if actor is not None else PatrolPlace.objects.none()
    found: QuerySet[PatrolPlace] = rows.in_use().with_state()
    return found


def _card(place: PatrolPlace) -> Card:
    return Card(place.name, f"{place.kind_label} · {place.where or place.area.name}", place.get_absolute_url())


PLACES = MapLayer(
    "patrol-places", _("巡查点"), rows=_rows, card=_card, icon="checklist", powers=(RUN,), together=("area",),
    tone=Case(
        When(is_defective=True, then=Value(TONES.index("late"))), default=Value(TONES.index("good")),
        output_field=IntegerField(),
    ),
    alike=lambda actor: (actor.sees, actor.own_ids), module="cases",
)  # fmt: skip
