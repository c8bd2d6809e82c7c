"""Closing: closed, rated, lapsed or disputed; what a livelihood matter cost."""

from datetime import date, datetime

from tongxin.cases import events
from tongxin.cases.actions.calling import grade_label
from tongxin.cases.actions.closing import good_grades
from tongxin.cases.bulk.past import Past
from tongxin.cases.models import Case, LivelihoodEntry
from tongxin.kernel import reasons
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit


class Closed(Past):
    def close(self, case: Case, *, by: Actor, at: datetime) -> None:
        self.history.move(case, "close", by=by, at=at)
        self._say(events.CaseClosed(case=case), by, at)

    def rate(self, case: Case, *, grade: int, by: Actor, at: datetime, text: str = "") -> None:
        if not 1 <= grade <= 5:
            raise Unfit
        self.history.move(case, "rate", by=by, at=at)
        case.grade, case.verdict = grade, text
        self._say(events.CaseRated(case=case, grade=grade_label(grade)), by, at)

    def lapse(self, case: Case, *, at: datetime) -> None:
        self.history.move(case, "lapse", by=SYSTEM, at=at)
        self._say(events.CaseUnrated(case=case), SYSTEM, at)

    def dispute(self, case: Case, *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(case, "dispute" if case.lead_id else "reopen", by=by, at=at)
        case.checked_by = case.handled_by = None
        case.grade, case.verdict = None, ""
        case.reopened += 1
        self._say(events.CaseDisputed(case=case, reason=reasons.needed(reason)), by, at)

    def enter_livelihood(
        self, case: Case, *, problem: str, money_fen: int, finished_on: date, by: Actor, at: datetime,
        confirmed_at: datetime | None = None,
    ) -> None:  # fmt: skip
        """What it cost; the resident's word stands with it where there was one."""
        if money_fen < 0 or not problem or finished_on > today(at):
            raise Unfit
        entry = LivelihoodEntry(
            case=case, problem=problem, money_fen=money_fen, finished_on=finished_on, entered_by_id=by.principal_id,
            entered_at=at, is_confirmed=case.grade in good_grades() if confirmed_at else None,
            confirmed_at=confirmed_at,
        )  # fmt: skip
        self.entries.append(entry)
        self._say(events.LivelihoodEntered(case=case, money=f"{money_fen / 100:,.2f}"), by, at)
