"""Origins: where a case came from, as a room above knows it. The page of a case names it and leads there.

@origin("patrol")
def round_of(case, actor): ...      # (words, address), no address where the actor may not go; None where unknown
"""

from collections.abc import Callable

from tongxin.cases.models import Case
from tongxin.kernel.actor import Actor

Told = tuple[str, str] | None
Origin = Callable[[Case, Actor], Told]
#: By the channel through which the case came in.
ORIGINS: dict[str, Origin] = {}


def origin(channel: str) -> Callable[[Origin], Origin]:
    def enlist(tell: Origin) -> Origin:
        ORIGINS[channel] = tell
        return tell

    return enlist


def origin_of(case: Case, actor: Actor) -> Told:
    tell = ORIGINS.get(case.channel)
    return tell(case, actor) if tell else None
