"""Handling: dispatched, taken, sent back, noted, paused, proven, reported done."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tongxin.cases import catalogue, events
from tongxin.cases.actions.dispatching import NotInForce, hand_to
from tongxin.cases.actions.handling import ProofMissing, may_work
from tongxin.cases.bulk.calling import Called
from tongxin.cases.models import Call, Case, Photo
from tongxin.cases.pictures import Picture
from tongxin.kernel import reasons
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import Limit, today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.procedures import spell_limit
from tongxin.organizations.models import Organization


class Handled(Called):
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
