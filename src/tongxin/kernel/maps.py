"""Maps: the layers of points that a room puts on every map, declared by name.

    VENUES = MapLayer("venues", _("场地"), icon="building", rows=_rows, card=_card, together=("area",),
                      alike=lambda actor: (actor.sees, actor.own_ids))

They stand in the room's `maps.py`, which is found by itself. `rows(actor, asked, at)` are the things that the actor may
see, narrowed by what the page asks for; each has a longitude and a latitude in WGS-84 or is not drawn. The engine
(`kernel.clusters`) reads them a few times a minute and answers every pan from memory.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Expression, F, QuerySet, Value
from django.utils.module_loading import autodiscover_modules

from tongxin.kernel.actor import Actor

#: How urgent a point looks; a layer gives the place in this line, or an expression that does.
TONES = ("neutral", "good", "soon", "late")
#: Every layer of the house by name, floor by floor.
LAYERS: dict[str, "MapLayer"] = {}
Rows = Callable[[Actor | None, Mapping[str, str], datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Card:
    """What one point says when it is touched; the same line stands in the list beside the map."""

    title: str
    meta: str
    url: str


@dataclass(frozen=True)
class MapLayer:
    """Points of one sort. `powers`: one of them is enough to see the layer; none: whoever is signed in.

    `public` layers are shown without sign-in; their rows are asked with no actor. `asks` names the filters that `rows`
    understands. `alike` says what of an actor the rows depend on, so that those who see the same share what was read;
    without it everybody reads apart.
    """

    name: str
    label: Any
    rows: Rows
    card: Callable[[Any], Card]
    icon: str = "map-pin"
    powers: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    tone: Expression | F | Value = field(default_factory=lambda: Value(0))
    longitude: str = "longitude"
    latitude: str = "latitude"
    alike: Callable[[Actor], Hashable] | None = None
    module: str = ""
    public: bool = False
    #: Drawn when a map is opened, unless its page names others.
    at_first: bool = False

    def __post_init__(self) -> None:
        known = LAYERS.get(self.name)
        if known and known.rows.__qualname__ != self.rows.__qualname__:
            raise ValueError(f"the layer {self.name} is declared twice")
        LAYERS[self.name] = self

    def is_for(self, actor: Actor | None) -> bool:
        if actor is None:
            return self.public
        return not self.powers or any(map(actor.holds, self.powers))

    def placed(self, actor: Actor | None, asked: Mapping[str, str], at: datetime) -> QuerySet[Any]:
        """The rows that lie somewhere."""
        known = {name: asked[name] for name in self.asks if asked.get(name)}
        rows = self.rows(actor, known, at)
        return rows.exclude(**{self.longitude: None}).exclude(**{self.latitude: None})


def discover() -> None:
    """Import every room's `maps.py`."""
    autodiscover_modules("maps")
