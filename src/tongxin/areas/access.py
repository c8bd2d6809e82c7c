from tongxin.areas.models import Area
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotYours


def may_change(actor: Actor, area: Area) -> bool:
    """Whether this post changes the tree at this place: what lies within its reach."""
    return actor.holds("areas.change") and actor.steers.along == "area" and actor.steers.covers(area.path)


def need_any(actor: Actor, *powers: str) -> None:
    """One of the powers is enough to look; raises NotYours without any."""
    if not any(map(actor.holds, powers)):
        raise NotYours
