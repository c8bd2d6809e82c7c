"""Taking: what a move's button does. `showing.moves` draws the buttons, a room's table names the deeds behind them.

DEEDS: Deeds = {
    "verify": (exchange.verify, _("已核实，提出人会收到通知。")),
    "withdraw": (exchange.withdraw_need, _("已撤回。")),
}
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404

from tongxin.kernel.actor import Actor
from tongxin.kernel.web import DoorRequest

#: By the name of the move: the deed, and what the page says afterwards.
Deeds = Mapping[str, tuple[Callable[..., Any], Any]]


def take(request: DoorRequest, deeds: Deeds, name: str, /, *, in_name_of: Actor | None = None, **thing: Any) -> str:
    """Do the deed to the one thing that is given, with the reason where its procedure asks for one; gives what the
    page says afterwards."""
    if name not in deeds:
        raise Http404
    deed, said = deeds[name]
    (subject,) = thing.values()
    asks = any(move.name == name and move.asks_reason for move in subject.procedure.moves)
    reason = {"reason": request.POST.get("reason", "")} if asks else {}
    deed(**thing, by=in_name_of or request.actor, at=request.at, **reason)
    return str(said)
