from tongxin.areas.models import Area
from tongxin.kernel.actor import Actor


def may_change(actor: Actor, area: Area) -> bool:
    """Whether this post changes the tree at this place: what lies within its reach."""
    return actor.holds("areas.change") and actor.steers.along == "area" and actor.steers.covers(area.path)
