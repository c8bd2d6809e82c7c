"""The hotline: a call is written down, and a consultation is answered and closed while the caller is on the line."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases import catalogue
from tongxin.cases.actions.closing import rate
from tongxin.cases.actions.taking_in import accept, answer, report
from tongxin.cases.models import Case
from tongxin.cases.queries.places import Spot
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Unfit


@transaction.atomic
def take_call(
    *, text: str, spot: Spot, line: str, by: Actor, at: datetime, category: str = "", said_back: str = "",
    grade: int | None = None, is_accepted: bool = False, **said: Any,
) -> Case:  # fmt: skip
    """Write down a call. With `said_back` it is answered on the spot, with a grade of the caller's it is closed too.

    `said` holds any of kind, place, caller_name, caller_phone, hides_caller, urgent, reporter_id.
    """
    if grade is not None and not said_back.strip():
        raise Unfit(_("还没有答复，不能登记评价。"))
    if not category:
        proposed = catalogue.suggest(text, on=today(at), path=spot.placed.area.path, most=1)
        category = proposed[0].code if proposed else ""
    case = report(text=text, channel=line, placed=spot.placed, category=category, by=by, at=at, **said)
    if said_back.strip():
        answer(case=case, answer=said_back, by=by, at=at)
        if grade is not None:
            rate(case=case, grade=grade, by=by, at=at)
    elif is_accepted and category:
        accept(case=case, by=by, at=at)
    return case
