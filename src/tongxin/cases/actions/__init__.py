"""The deeds of a case, by the stage they belong to."""

from tongxin.cases.actions.calling import answer_call, call, call_off, grade_call, report_in
from tongxin.cases.actions.checking import fail_check, pass_check
from tongxin.cases.actions.closing import close, dispute, lapse, rate, send_again
from tongxin.cases.actions.configuring import (
    end_category,
    note_trial,
    set_category,
    switch_routing,
    write_routing,
)
from tongxin.cases.actions.dispatching import dispatch, dispatch_many, pass_on, send_back, split, take
from tongxin.cases.actions.following import follow
from tongxin.cases.actions.gridwork import pass_up, raise_for, solve, take_up
from tongxin.cases.actions.grouping import join_many, name_group
from tongxin.cases.actions.handling import (
    answer_extension,
    ask_extension,
    ask_reporter,
    note,
    pause_case,
    reply,
    report_done,
    resume_case,
)
from tongxin.cases.actions.joining import join, part
from tongxin.cases.actions.money import enter_livelihood
from tongxin.cases.actions.supervising import acknowledge, escalate, urge, urge_many
from tongxin.cases.actions.taking_in import accept, answer, correct, decline, report, void, withdraw
from tongxin.cases.actions.waking import wake

__all__ = [
    "accept",
    "acknowledge",
    "answer",
    "answer_call",
    "answer_extension",
    "ask_extension",
    "ask_reporter",
    "call",
    "call_off",
    "close",
    "correct",
    "decline",
    "dispatch",
    "dispatch_many",
    "dispute",
    "end_category",
    "enter_livelihood",
    "escalate",
    "fail_check",
    "follow",
    "grade_call",
    "join",
    "join_many",
    "lapse",
    "name_group",
    "note",
    "note_trial",
    "part",
    "pass_check",
    "pass_on",
    "pass_up",
    "pause_case",
    "raise_for",
    "rate",
    "reply",
    "report",
    "report_done",
    "report_in",
    "resume_case",
    "send_again",
    "send_back",
    "set_category",
    "solve",
    "split",
    "switch_routing",
    "take",
    "take_up",
    "urge",
    "urge_many",
    "void",
    "wake",
    "withdraw",
    "write_routing",
]
