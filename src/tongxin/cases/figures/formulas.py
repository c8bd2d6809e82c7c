"""Formulas: what stands over and under the line of each indicator, in words and as conditions on stage records.

Where cities differ in what stands under the line, a rule says which (`cases.filing_denominator`,
`cases.rework_denominator`). Nothing under the line is "no cases": neither nothing nor everything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.cases.actions.closing import good_grades
from tongxin.cases.figures import stages
from tongxin.cases.figures.stages import Period
from tongxin.kernel import rules
from tongxin.kernel.errors import Unfit

FILING, REWORK, INDEX = rules.needed("cases.filing_denominator", "cases.rework_denominator", "cases.index_parts")

#: A condition on stage records in a period, under the rules of a place.
Condition = Callable[[Period, str], Any]


@dataclass(frozen=True)
class Rate:
    """A part of a whole. Without a whole there is no rate."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def words(self) -> str:
        return _t("无案件") if self.share is None else f"{100 * self.share:.1f}%"

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.part + other.part, self.whole + other.whole)


@dataclass(frozen=True)
class Indicator:
    """One rate: `part` narrows `whole`. `more_is_better` says its direction; `group` where it stands on the page."""

    name: str
    label: Any
    group: str
    over: Any
    under: Callable[[str, date], Any] | Any
    whole: Condition
    part: Condition
    more_is_better: bool = True

    def under_words(self, path: str, on: date) -> str:
        return str(self.under(path, on) if callable(self.under) else self.under)

    def formula(self, path: str, on: date) -> str:
        return _t("%(label)s = %(over)s ÷ %(under)s") % {
            "label": self.label, "over": self.over, "under": self.under_words(path, on),
        }  # fmt: skip


#: What a city may count under the line of the filing rate, and of rework.
FILING_WHOLES: dict[str, tuple[Any, tuple[str, ...] | None]] = {
    "reports": (_("全部上报数"), None),
    "decided": (_("已作出受理决定的上报数"), ("accept", "answer", "join", "decline", "void", "withdraw")),
    "valid": (_("有效上报数"), ("accept", "answer", "join")),
}
REWORK_WHOLES: dict[str, tuple[Any, str]] = {
    "closing": (_("应结案数"), "closing"),
    "check": (_("应核查数"), "checking"),
}
VALID = ("accept", "answer", "join")


def _chosen(wholes: dict[str, Any], key: str, path: str, on: date) -> Any:
    named = str(rules.value(key, on=on, path=path))
    if named not in wholes:
        raise Unfit(_t("规则 %(key)s 的值只能是 %(known)s。") % {"key": key, "known": "、".join(wholes)})
    return wholes[named]


def _filing_whole(period: Period, path: str) -> Q:
    _label, outcomes = _chosen(FILING_WHOLES, FILING, path, period.until)
    rows = Q(step="reported") & stages.begun(period) & ~stages.handed_on()
    return rows & Q(outcome__in=outcomes) if outcomes else rows


def _rework_whole(period: Period, path: str) -> Q:
    return Q(step=_chosen(REWORK_WHOLES, REWORK, path, period.until)[1]) & stages.due(period)


def _reworked(period: Period, path: str) -> Any:
    """Of what was due for closing: what was reworked before. Of what was due for a check: what failed it."""
    if _chosen(REWORK_WHOLES, REWORK, path, period.until)[1] == "checking":
        return Q(outcome="fail_check") & stages.done_by(period)
    return stages.was_reworked(period)


def _begun(step: str) -> Condition:
    return lambda period, path: Q(step=step) & stages.begun(period) & ~stages.handed_on()


def _due(step: str) -> Condition:
    """Due at a stage. What was given back as wrong was not that body's to do, if it said so before it was late."""
    return lambda period, path: Q(step=step) & stages.due(period) & ~(Q(outcome="send_back") & stages.in_time())


def _done(period: Period, path: str) -> Q:
    return stages.done_by(period) & ~Q(outcome="send_back")


def _in_time(period: Period, path: str) -> Q:
    return stages.done_by(period) & stages.in_time()


def _outcome(*names: str) -> Condition:
    return lambda period, path: Q(outcome__in=names) & stages.done_by(period)


def _dispatched(period: Period, path: str) -> Q:
    return Q(step="dispatched") & stages.begun(period)


def _said(period: Period, path: str) -> Q:
    """The reporter said something at the end; silence is a state of its own."""
    return Q(step="appraisal", outcome__in=("rate", "dispute", "reopen")) & stages.ended(period)


def _overdue(period: Period, path: str) -> Q:
    return stages.late_open(period)


ALL = (
    Indicator("valid_report", _("有效上报率"), "intake", _("有效上报数"), _("上报数"),
              _begun("reported"), lambda period, path: Q(outcome__in=VALID)),
    Indicator("verified_in_time", _("按期核实率"), "intake", _("按期核实数"), _("应核实数"),
              _due("reported"), _in_time),
    Indicator("filing", _("立案率"), "intake", _("立案数"),
              lambda path, on: _chosen(FILING_WHOLES, FILING, path, on)[0],
              _filing_whole, lambda period, path: Q(outcome="accept")),
    Indicator("public_report", _("监督举报率"), "intake", _("其中公众举报数"), _("立案数"),
              lambda period, path: Q(step="reported", outcome="accept") & stages.ended(period),
              lambda period, path: stages.from_public()),
    Indicator("dispatched_in_time", _("按时派遣率"), "dispatch", _("按时派遣数"), _("应派遣数"),
              _due("accepted"), _in_time),
    Indicator("dispatched_rightly", _("准确派遣率"), "dispatch", _("没有被退回的派遣数"), _("派遣数"),
              _dispatched, lambda period, path: ~Q(outcome="send_back") & ~stages.sent_back_later()),
    Indicator("handled", _("处置率"), "handling", _("处置数"), _("应处置数"), _due("handling"), _done),
    Indicator("handled_in_time", _("按期处置率"), "handling", _("按期处置数"), _("应处置数"),
              _due("handling"), _in_time),
    Indicator("extended", _("延期率"), "handling", _("延期数"), _("应处置数"), _due("handling"),
              lambda period, path: stages.was_extended(), more_is_better=False),
    Indicator("overdue", _("超期未处置率"), "handling", _("超期未处置数"), _("应处置数"),
              _due("handling"), _overdue, more_is_better=False),
    Indicator("checked_in_time", _("按期核查率"), "closing", _("按期核查数"), _("应核查数"),
              _due("checking"), _in_time),
    Indicator("closed", _("结案率"), "closing", _("结案数"), _("应结案数"), _due("closing"), _outcome("close")),
    Indicator("closed_in_time", _("按期结案率"), "closing", _("按期结案数"), _("应结案数"), _due("closing"),
              lambda period, path: Q(outcome="close") & _in_time(period, path)),
    Indicator("reworked", _("返工率"), "closing", _("返工数"),
              lambda path, on: _chosen(REWORK_WHOLES, REWORK, path, on)[0],
              _rework_whole, _reworked, more_is_better=False),
    Indicator("responded", _("响应率"), "hotline", _("按时接单数"), _("应接单数"),
              lambda period, path: Q(step="dispatched") & stages.due(period), _in_time),
    Indicator("solved", _("解决率"), "hotline", _("反映人认可数"), _("回访有答复数"), _said, _outcome("rate")),
    Indicator("satisfied", _("满意率"), "hotline", _("评价满意数"), _("回访有答复数"), _said,
              lambda period, path: Q(outcome="rate") & stages.has_good_grade(good_grades())),
)  # fmt: skip

INDICATORS: dict[str, Indicator] = {each.name: each for each in ALL}
GROUPS: dict[str, Any] = {
    "intake": _("采集与立案"), "dispatch": _("派遣"), "handling": _("处置"), "closing": _("核查与结案"),
    "hotline": _("三率"),
}  # fmt: skip
