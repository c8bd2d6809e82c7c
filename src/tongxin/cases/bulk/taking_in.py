"""Taking in: reported, accepted, declined, answered on the spot, taken back, joined, passed up."""

from datetime import datetime
from typing import Any

from tongxin.cases import events
from tongxin.cases.actions.joining import NotATwin
from tongxin.cases.actions.letters import new_reply
from tongxin.cases.actions.taking_in import file_under, new_case
from tongxin.cases.bulk.past import Past
from tongxin.cases.models import OPEN, Case
from tongxin.cases.queries.letters import CHANNEL as LETTER
from tongxin.kernel import reasons, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit
from tongxin.organizations.models import Organization


class TakenIn(Past):
    def report(self, *, channel: str, by: Actor, at: datetime, **said: Any) -> Case:
        usual: dict[str, Any] = {"kind": "help", "category": "", "title": "", "reporter_id": None}
        usual |= {"caller_name": "", "caller_phone": ""}
        case = new_case(channel=channel, by=by, at=at, **(usual | said))
        self.cases.append(case)
        self.history.start(case, at=at)
        self._say(events.CaseReported(case=case, channel=terms.label("case_channels", channel)), by, at)
        if channel == LETTER:
            reply = new_reply(case, at)
            self.replies.append(reply)
            self._letters[id(case)] = [reply]
            self.history.start(reply, at=at)
        return case

    def accept(self, case: Case, *, by: Actor, at: datetime, category: str = "") -> None:
        file_under(case, category or case.category, at)
        self.history.move(case, "accept", by=by, at=at)
        self._say(events.CaseAccepted(case=case, category=case.category_label), by, at)

    def decline(self, case: Case, *, reason: str, by: Actor, at: datetime) -> None:
        term = terms.need("case_decline_reasons", reason)
        self.history.move(case, "decline", by=by, at=at)
        self._replied(case, at)
        instead = str(term.data.get("instead", ""))
        self._say(events.CaseDeclined(case=case, reason=term.label, instead=instead), by, at)

    def answer(self, case: Case, *, answer: str, by: Actor, at: datetime, category: str = "") -> None:
        if not answer.strip():
            raise Unfit
        if category:
            file_under(case, category, at)
        case.answer, case.handled_by_id = answer, by.principal_id or None
        self.history.move(case, "answer", by=by, at=at)
        self._replied(case, at)
        self._say(events.CaseAnswered(case=case, answer=answer), by, at)

    def withdraw(self, case: Case, *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(case, "withdraw", by=by, at=at)
        self._replied(case, at, "settle")
        self._say(events.CaseWithdrawn(case=case, reason=reasons.needed(reason)), by, at)

    def void(self, case: Case, *, reason: str, by: Actor, at: datetime) -> None:
        self.history.move(case, "void", by=by, at=at)
        self._replied(case, at, "settle")
        self._say(events.CaseVoided(case=case, reason=reasons.needed(reason)), by, at)

    def join(self, case: Case, *, into: Case, by: Actor, at: datetime) -> None:
        if case is into or into.step not in OPEN or into.community_path != case.community_path:
            raise NotATwin
        self.history.move(case, "join", by=by, at=at)
        case.joined_into = into
        into.voices += case.voices
        self.twins.append(case)
        if letters := self._letters.pop(id(case), []):
            self._letters.setdefault(id(into), []).extend(letters)
        self._say(events.CaseJoined(case=case, into=into), by, at)
        self._say(events.CaseGainedVoice(case=into, voices=into.voices), by, at)

    def pass_up(self, case: Case, *, to: Organization, reason: str, by: Actor, at: datetime) -> None:
        """A grid hands it to the desk around, which had it from the first."""
        self._say(events.CasePassedUp(case=case, to=to, reason=reasons.needed(reason)), by, at)
