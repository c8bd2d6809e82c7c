"""Plans: what a page hands to its map (`{{ plan(map) }}`), wherever in the house the page stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from tongxin.areas import map_queries, tiles
from tongxin.areas.models import Area
from tongxin.kernel import modules
from tongxin.kernel.actor import Actor
from tongxin.kernel.maps import LAYERS, MapLayer

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Plan:
    """A map of a page: where it looks first, which layers it offers, and what it is to be drawn above them."""

    config: Mapping[str, Any]
    layers: Sequence[tuple[MapLayer, bool]] = ()
    words: str = ""
    box: Box | None = field(default=None)


def plan(
    *, on: date, area: Area | None = None, box: Box | None = None, layers: Sequence[MapLayer] = (),
    first: Sequence[str] | None = None, asked: Mapping[str, str] | None = None,
    drawn: Mapping[str, Any] | None = None, old: bool = False,
) -> Plan:  # fmt: skip
    """A map that opens at a box, or where a place lies. `first` names the layers that are on; `old` asks for borders
    of the day instead of today's."""
    seen = box or (map_queries.box_of(area, on=on) if area else None)
    known = tiles.offered()
    where = reverse("areas:where")
    feeds = where.removesuffix("where/")
    below = {"address": f"{feeds}tiles/{{layer}}/{{z}}/{{x}}/{{y}}", "layers": known.layers} if known else None
    config = {
        "box": seen,
        "shapes": reverse("areas:shapes"),
        "on": on.isoformat() if old else "",
        "points": f"{feeds}points/",
        "cards": reverse("areas:cards"),
        "where": where,
        "asked": dict(asked or {}),
        "tiles": below,
        "drawn": drawn,
    }
    chosen = [(each, each.at_first if first is None else each.name in first) for each in layers]
    return Plan(config, chosen, known.words if known else "", seen)


def layers_for(actor: Actor | None) -> list[MapLayer]:
    """The layers that an actor may switch on, in the order of the floors."""
    kind = actor.area_kind if actor else ""
    return [each for each in LAYERS.values() if each.is_for(actor) and modules.is_on(each.module, kind)]
