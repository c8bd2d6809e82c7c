"""Calling: other bodies are asked to come, report in, answer and are graded."""

from datetime import datetime

from django.utils.translation import gettext as _

from tongxin.cases import events
from tongxin.cases.access import may_call
from tongxin.cases.actions.calling import grade_label
from tongxin.cases.bulk.past import Past
from tongxin.cases.models import Call, Case
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotYours
from tongxin.organizations.models import Organization


class Called(Past):
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
