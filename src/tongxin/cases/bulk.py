"""The bulk form of the deeds of a case, for histories: the same checks, rights, limits, records and duties.

Cases are moved in memory at moments of the past and written at once. The constraints of the tables hold as ever.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.cases import catalogue, events
from tongxin.cases.access import may_call
from tongxin.cases.actions.calling import grade_label
from tongxin.cases.actions.checking import SHARE, Draw, lot_of
from tongxin.cases.actions.closing import good_grades
from tongxin.cases.actions.dispatching import NotInForce, hand_to
from tongxin.cases.actions.handling import ProofMissing, may_work
from tongxin.cases.actions.joining import NotATwin
from tongxin.cases.actions.letters import new_reply
from tongxin.cases.actions.taking_in import file_under, new_case
from tongxin.cases.models import OPEN, Call, Case, Check, LetterReply, LivelihoodEntry, Photo
from tongxin.cases.pictures import Picture
from tongxin.cases.queries.letters import CHANNEL as LETTER
from tongxin.kernel import reasons, rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.bulk import numbers
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.histories import History, save_all
from tongxin.kernel.procedures import spell_limit
from tongxin.organizations.models import Organization

#: So many keys of checks are drawn at a time: the lot of a check is known only with its key.
AHEAD = 500


@dataclass
class CasesPast:
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

    # Taking in

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

    def _replied(self, case: Case, at: datetime, move: str = "reply") -> None:
        """Those who wrote of the matter have their answer, or need none."""
        for reply in self._letters.pop(id(case), []):
            if move == "reply" or reply.case is case:
                self.history.move(reply, move, by=SYSTEM, at=at)
                reply.replied_at = at if move == "reply" else None

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

    # Dispatching and handling

    def dispatch(
        self, case: Case, *, lead: Organization, by: Actor, at: datetime, limit: Limit | None = None,
        checker_id: int | None = None, is_ruled: bool = False, assisting: Sequence[Organization] = (), asks: str = "",
    ) -> list[Call]:  # fmt: skip
        """Hand it to the lead, with the limits of its category as they were on that day."""
        if not lead.holds_on(today(at)):
            raise NotInForce
        hand_to(case, lead, limit, by, at)
        case.checker_id, case.is_ruled = checker_id, is_ruled
        case.bodies = sorted({*case.bodies, lead.pk})
        self.history.move(case, "dispatch", by=by, at=at)
        others = "、".join(each.name for each in assisting)
        event = events.CaseDispatched(
            case=case, lead=lead.name, assisting=_("协办：%s") % others if others else "",
            limit=spell_limit(case.handle_limit),
        )  # fmt: skip
        self._say(event, by, at)
        return [self.call(case, body=each, asks=asks, by=by, at=at) for each in assisting]

    def take(self, case: Case, *, by: Actor, at: datetime) -> None:
        self.history.move(case, "take", by=by, at=at)
        self._say(events.CaseTaken(case=case), by, at)

    def send_back(self, case: Case, *, reason: str, by: Actor, at: datetime) -> None:
        lead = case.lead.name if case.lead else ""
        self.history.move(case, "send_back", by=by, at=at)
        case.lead, case.checker = None, None
        case.returned += 1
        self._say(events.CaseSentBack(case=case, lead=lead, reason=reasons.needed(reason)), by, at)

    def note(self, case: Case, *, text: str, by: Actor, at: datetime) -> None:
        if not may_work(by, case):
            raise NotYours
        self._say(events.CaseNoted(case=case, text=text), by, at)

    def pause(self, case: Case, *, reason: str, by: Actor, at: datetime) -> None:
        """Stop the clock, to the end of the history."""
        if not may_work(by, case):
            raise NotYours
        self.history.pause(case, reason=reason, by=by, at=at)

    def rest(self, case: Case, *, reason: str, by: Actor, since: datetime, until: datetime) -> None:
        """Stop the clock for a while."""
        if not may_work(by, case):
            raise NotYours
        self.history.rest(case, reason=reason, by=by, since=since, until=until)

    def add_photo(self, case: Case, picture: Picture, *, of: str, by: Actor, at: datetime) -> None:
        content = b64encode(picture.content).decode()
        photo = Photo(
            case=case, of=of, media_type=picture.media_type, size=len(picture.content), content=content,
            added_by_id=by.principal_id or None, added_at=at,
        )  # fmt: skip
        self.photos.append(photo)
        if of == Photo.Of.PROOF:
            self._proven.add(id(case))

    def report_done(self, case: Case, *, answer: str, by: Actor, at: datetime) -> None:
        if not answer.strip():
            raise Unfit
        category = catalogue.find(case.category, on=today(at), path=case.area_path)
        if category and category.asks_proof and id(case) not in self._proven:
            raise ProofMissing
        self.history.move(case, "report_done", by=by, at=at)
        self._replied(case, at)
        case.answer, case.handled_by_id = answer, by.principal_id or None
        self._say(events.CaseReportedDone(case=case, answer=answer), by, at)

    # Checking

    def pass_check(self, case: Case, *, by: Actor, at: datetime, on_site: bool = True, note: str = "") -> bool:
        """It was done. Returns whether the lot wants another one to look again; then it waits for that."""
        self.history.move(case, "pass_check", by=by, at=at)
        is_second, case.checked_by_id = case.checked_by_id is not None, by.principal_id
        looked = self._check(case, by, at, passed=True, on_site=on_site, is_second=is_second, note=note)
        drawn = None if is_second else self._draw(looked, case)
        where, said = _("到现场") if on_site else _("未到现场"), asdict(drawn) if drawn else {}
        self._say(events.CaseChecked(case=case, note=note, where=where, drawn=said), by, at)
        if drawn is None or not drawn.wants_another:
            return False
        self.history.move(case, "check_again", by=SYSTEM, at=at)
        self._say(events.CaseDrawnAgain(case=case), SYSTEM, at)
        return True

    def fail_check(self, case: Case, *, reason: str, by: Actor, at: datetime, on_site: bool = True) -> None:
        self.history.move(case, "fail_check", by=by, at=at)
        is_second, case.checked_by = case.checked_by_id is not None, None
        case.reworked += 1
        self._check(case, by, at, passed=False, on_site=on_site, is_second=is_second, note=reason)
        self._say(events.CaseReworked(case=case, reason=reasons.needed(reason)), by, at)

    def _check(
        self, case: Case, by: Actor, at: datetime, *, passed: bool, on_site: bool, is_second: bool, note: str
    ) -> Check:
        if not self._keys:
            self._keys = numbers(Check, AHEAD)[::-1]
        looked = Check(
            pk=self._keys.pop(), case=case, by_id=by.principal_id, at=at, passed=passed, on_site=on_site,
            is_second=is_second, note=note,
        )  # fmt: skip
        self.checks.append(looked)
        return looked

    def _draw(self, looked: Check, case: Case) -> Draw:
        """As for a check before the first seal: that of a history that was not sealed while it went on."""
        share = int(rules.value(SHARE, on=today(looked.at), path=case.area_path))
        return Draw(seal=0, check=looked.pk, number=lot_of(b"", looked.pk), share=share)

    # Closing

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

    # Calling

    def call(self, case: Case, *, body: Organization, asks: str, by: Actor, at: datetime) -> Call:
        if not may_call(by, case):
            raise NotYours
        made = Call(
            case=case, organization=body, desk_id=case.desk_id, asks=asks, called_by_id=by.principal_id, called_at=at,
            area_path=case.area_path, step="called", step_at=at,
        )  # fmt: skip
        case.bodies = sorted({*case.bodies, body.pk})
        self.calls.append(made)
        self.history.start(made, at=at)
        asked = asks or _("到场协同办理")
        self._say(events.BodyCalled(case=case, body=body.name, asks=asked), by, at)
        self._say(events.BodyMustCome(call=made, asks=asked), by, at)
        return made

    def report_in(self, call: Call, *, by: Actor, at: datetime) -> None:
        self.history.move(call, "report_in", by=by, at=at)
        call.reported_in_at, call.reported_in_by_id = at, by.principal_id
        self._say(events.BodyReportedIn(case=call.case, body=call.organization.name), by, at)

    def answer_call(self, call: Call, *, answer: str, by: Actor, at: datetime) -> None:
        self.history.move(call, "answer", by=by, at=at)
        call.answer, call.answered_at = answer, at
        self._say(events.BodyAnswered(case=call.case, body=call.organization.name, answer=answer), by, at)

    def grade_call(self, call: Call, *, grade: int, by: Actor, at: datetime) -> None:
        self.history.move(call, "grade", by=by, at=at)
        call.grade = grade
        said = events.BodyGraded(case=call.case, body=call.organization.name, grade=grade_label(grade))
        self._say(said, by, at)

    def _say(self, event: Any, by: Actor, at: datetime) -> None:
        self.history.say(event, by=by, at=at)
