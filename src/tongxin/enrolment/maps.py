"""Responsibility areas, pioneer and model posts on the map, in the middle of the place that each stands for (GY-38)."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, FloatField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Shape
from tongxin.enrolment.models import HonorPost
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.maps import Card, MapLayer

SETS_UP = "honors.give"


def _rows(actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[HonorPost]:
    """Everybody sees those whose members show them; who sets them up sees those of the own place besides."""
    standing = HonorPost.objects.current()
    keys = standing.public()
    if actor is not None and actor.holds(SETS_UP):
        keys = keys | standing.filter(HonorPost.scope.condition(actor))
    found: QuerySet[HonorPost] = HonorPost.objects.filter(pk__in=keys.values("pk"))
    return found.annotate(map_longitude=_middle("west", "east", at), map_latitude=_middle("south", "north", at))


def _middle(low: str, high: str, at: datetime) -> Coalesce:
    """The middle of the ground of the area, or of the community where the area has no border."""
    held = Shape.objects.on(today(at))
    middle = (F(low) + F(high)) / 2.0
    return Coalesce(
        *(
            Subquery(held.filter(area=OuterRef(place)).values(middle=middle)[:1], output_field=FloatField())
            for place in ("area", "community")
        )
    )


def _card(honor: HonorPost) -> Card:
    """The place and what is done there; who holds it stands on the board, by the own consent."""
    return Card(
        f"{honor.kind_label} · {honor.area.name}", honor.does, reverse("enrolment:board", args=[honor.community_id])
    )


HONORS = MapLayer(
    "honor-posts", _("党员责任区和示范岗"), rows=_rows, card=_card, icon="shield", together=("area",),
    longitude="map_longitude", latitude="map_latitude",
    alike=lambda actor: (actor.sees, actor.own_ids, actor.holds(SETS_UP)), module="enrolment", public=True,
)  # fmt: skip
