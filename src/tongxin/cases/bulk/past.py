"""What a history of cases holds, and how it is written."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongxin.cases.models import Call, Case, Check, LetterReply, LivelihoodEntry, Photo
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.histories import History, save_all


@dataclass
class Past:
    """The cases of a history while it is played, with what hangs on them."""

    history: History
    cases: list[Case] = field(default_factory=list)
    twins: list[Case] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    entries: list[LivelihoodEntry] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    replies: list[LetterReply] = field(default_factory=list)
    #: By case, the letters that are answered with it.
    _letters: dict[int, list[LetterReply]] = field(default_factory=dict)
    _proven: set[int] = field(default_factory=set)
    _keys: list[int] = field(default_factory=list)

    def save(self) -> None:
        """Write the rows in the order in which they came in; the history is written after them."""
        joined = {id(case) for case in self.twins}
        self.cases.sort(key=lambda case: case.raised_at)
        save_all([case for case in self.cases if id(case) not in joined], self.twins)
        save_all(self.checks, self.calls, self.entries, self.photos, self.replies)

    def _replied(self, case: Case, at: datetime, move: str = "reply") -> None:
        """Those who wrote of the matter have their answer, or need none."""
        for reply in self._letters.pop(id(case), []):
            if move == "reply" or reply.case is case:
                self.history.move(reply, move, by=SYSTEM, at=at)
                reply.replied_at = at if move == "reply" else None

    def _say(self, event: Any, by: Actor, at: datetime) -> None:
        self.history.say(event, by=by, at=at)
