"""Money: a case while it is played, and the list of livelihood matters with what each of them cost (MHK-49)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.case_texts import CaseText
from demo.picker import Picker
from demo.project_life import YUAN, Crowd
from tongxin.areas.models import Area
from tongxin.cases.bulk import CasesPast
from tongxin.cases.models import Case
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization


@dataclass(frozen=True)
class CasesWanted:
    """How many were handled in the end, how many of them stand in the list of livelihood matters, with which money."""

    handled: int
    entries: int
    money_yuan: int


@dataclass
class Play:
    """A case while it is played: who takes part."""

    case: Case
    text: CaseText
    community: Area
    speaker: Actor | None
    lead: Organization | None = None
    handler: Actor | None = None
    helpers: tuple[tuple[Organization, Actor], ...] = ()
    done_at: datetime | None = None


def enter_money(past: CasesPast, plays: Sequence[Play], money_yuan: int, crowd: Crowd, picker: Picker) -> None:
    """The list of livelihood matters: what each was, what it cost, when it was finished."""
    for play, yuan in zip(plays, shares(money_yuan, len(plays), picker), strict=True):
        assert play.done_at is not None
        at = min(play.done_at + timedelta(hours=2), past.history.until)
        past.enter_livelihood(
            play.case, problem=play.case.title, money_fen=yuan * YUAN, finished_on=today(play.done_at),
            by=crowd.worker_of(play.community), at=at, confirmed_at=play.case.step_at if play.case.grade else None,
        )  # fmt: skip


def shares(whole: int, count: int, picker: Picker) -> list[int]:
    """A sum in whole yuan as many parts: a quarter cost nothing, most a little, some much."""
    weights = [0.0 if picker.chance(0.25) else picker.random.lognormvariate(0, 1.1) for _ in range(count)]
    scale = whole / (sum(weights) or 1)
    parts = [int(weight * scale) for weight in weights]
    if parts:
        parts[parts.index(max(parts))] += whole - sum(parts)
    return parts
