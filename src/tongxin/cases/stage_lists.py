"""The list of stage records behind a number: one line for each, so that there are as many as the number says."""

from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models import Case
from tongxin.cases.procedure import CASE
from tongxin.kernel.listing import Column, Listing, Order
from tongxin.kernel.models import Duty, Principal

OUTCOMES = {move.name: move.label for move in CASE.moves}


def _case(duty: Duty) -> Case:
    return Case(pk=duty.subject_id, raised_on=duty.raised_on or date.min)  # type: ignore[attr-defined]


def _holder(duty: Duty) -> str:
    """A body by its name; a person is not named where bodies are looked at."""
    return duty.holder.name if duty.holder.kind == Principal.Kind.ORGANIZATION else _t("个人")


def _outcome(duty: Duty) -> tuple[str, str]:
    if duty.closed_at is None:
        late = duty.due_at is not None and duty.paused_at is None and duty.due_at < duty.seen_at  # type: ignore[attr-defined]
        return (_t("未办，已超期"), "late") if late else (_t("未办"), "neutral")
    words = str(OUTCOMES.get(duty.outcome, duty.outcome))
    late = duty.due_at is not None and (duty.paused_at or duty.closed_at) > duty.due_at
    return (_t("%s，超期") % words, "late") if late else (words, "good")


STAGES = Listing(
    name="case_stages",
    title=_("阶段记录"),
    columns=[
        Column("number", _("编号"), lambda duty: _case(duty).number, "code"),
        Column("title", _("事项"), lambda duty: (duty.title, _case(duty).get_absolute_url()), "link"),
        Column("step", _("阶段"), lambda duty: str(CASE.step(duty.step).label)),
        Column("holder", _("责任单位"), _holder),
        Column("laid", _("开始"), lambda duty: duty.laid_at, "moment"),
        Column("due", _("期限"), lambda duty: duty.due_at, "moment"),
        Column("closed", _("完成"), lambda duty: duty.closed_at, "moment"),
        Column("outcome", _("结果"), _outcome, "badge"),
    ],
    orders=[Order("newest", _("新的在前"), "pk"), Order("oldest", _("旧的在前"), "pk", newest_first=False)],
    empty=_("这里没有阶段记录"),
    together=("holder",),
)


def shown(rows: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    raised = Case._base_manager.filter(pk=OuterRef("subject_id")).values("raised_on")[:1]
    return rows.annotate(raised_on=Subquery(raised), seen_at=Value(at, output_field=DateTimeField()))
