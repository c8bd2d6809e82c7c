"""Money: what a livelihood matter cost, when it was finished (MHK-49)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.access import may_close, may_handle
from tongxin.cases.actions.closing import good_grades
from tongxin.cases.events import LivelihoodEntered
from tongxin.cases.models import Case, LivelihoodEntry
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record

may_enter = may_close | may_handle


@transaction.atomic
def enter_livelihood(
    *, case: Case, problem: str, money_fen: int, by: Actor, at: datetime, finished_on: date | None = None
) -> LivelihoodEntry:
    """Write down or correct what the matter was and cost; what the resident confirmed stands until the resident says
    otherwise. Who spoke before it was written down has spoken."""
    if not may_enter(by, case):
        raise NotYours
    if not problem.strip() or money_fen < 0 or (finished_on and finished_on > today(at)):
        raise Unfit(_("请写明问题；资金不能为负，完成日期不能晚于今天。"))
    said = {
        "problem": problem.strip()[:200], "money_fen": money_fen, "finished_on": finished_on,
        "entered_by_id": by.principal_id, "entered_at": at,
    }  # fmt: skip
    entry, _made = LivelihoodEntry.objects.update_or_create(
        case=case, defaults=said, create_defaults=said | _word_given(case)
    )
    record(LivelihoodEntered(case=case, money=f"{money_fen / 100:,.2f}"), by=by, at=at)
    return entry


def _word_given(case: Case) -> dict[str, object]:
    if case.step != "closed" or case.grade is None:
        return {}
    return {"is_confirmed": case.grade in good_grades(), "confirmed_at": case.step_at}
