"""The story of one case, told through deeds; tests begin in the middle of it.

Qian sees sacks on the road; Li of the community takes it in and sends Zhang of the power company; Wang checks.
"""

from datetime import datetime
from typing import Any

from demo.cast import Cast
from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.records import sentence
from tongxin.organizations.hosting import place

TEXT = "小区门口路灯不亮三天了，老人晚上出门看不清。"


def reported(cast: Cast, text: str = TEXT, **said: Any) -> Case:
    """Qian reported it on the phone."""
    said = {"channel": "online", "category": "component_street_lamp", "reporter_id": cast.people["resident"].pk} | said
    said.setdefault("by", cast.resident)
    placed = place(said.pop("area", cast.grid).pk, on=today(cast.at))
    return cases.report(text=text, placed=placed, at=said.pop("at", cast.at), **said)


def accepted(cast: Cast, **said: Any) -> Case:
    case = reported(cast, **said)
    cases.accept(case=case, by=cast.worker, at=cast.at)
    return case


def dispatched(cast: Cast, lead: str = "unit", **said: Any) -> Case:
    case = accepted(cast, **said)
    cases.dispatch(case=case, lead=cast.organizations[lead], by=cast.worker, at=cast.at)
    return case


def handling(cast: Cast, **said: Any) -> Case:
    case = dispatched(cast, **said)
    cases.take(case=case, by=cast.liaison, at=cast.at)
    return case


def checking(cast: Cast, **said: Any) -> Case:
    case = handling(cast, **({"category": "five_livelihood"} | said))
    cases.report_done(case=case, answer="换了灯泡，线路也查过了。", by=cast.liaison, at=cast.at)
    return case


def closing(cast: Cast, **said: Any) -> Case:
    return checked(checking(cast, **said), cast)


def appraisal(cast: Cast, **said: Any) -> Case:
    case = closing(cast, **said)
    cases.close(case=case, by=cast.worker, at=cast.at)
    return case


def checked(case: Case, cast: Cast) -> Case:
    """Checked by Wang; the draw of chance is left to the test that is about it."""
    cases.pass_check(case=case, by=cast.secretary, at=cast.at)
    case.refresh_from_db()
    if case.step == "checking":
        cases.pass_check(case=case, by=cast.coordinator, at=cast.at)
    return case


def finished(case: Case, cast: Cast) -> None:
    """From the check to the question to the reporter."""
    cases.close(case=checked(case, cast), by=cast.worker, at=cast.at)


def with_proof(case: Case, *, at: datetime) -> Case:
    case.photos.create(of="proof", media_type="image/jpeg", size=1, content="x", added_at=at)
    return case


def told(case: Case) -> list[str]:
    """The sentences of the case, the oldest first."""
    return [sentence(row) for row in Record.objects.about(case).select_related("by").order_by("id")]


def owed(case: Case) -> Duty:
    """The duty of the step it stands on."""
    return Duty.objects.open().about(case).get(kind="step")
