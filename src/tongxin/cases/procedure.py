"""The way of a case, and of a body that is called to one. Labels, limits and roles come from the profile."""

from django.utils.translation import gettext_lazy as _

from tongxin.cases.access import (
    alone,
    has_lead,
    may_accept,
    may_call,
    may_check,
    may_close,
    may_dispatch,
    may_handle,
    may_rate,
    may_void,
    not_ruled,
    reporter,
)
from tongxin.cases.models import Call, Case, LetterReply
from tongxin.kernel.access import Predicate, in_office, is_own, nobody
from tongxin.kernel.procedures import Move, Procedure, Step

called = in_office("cases.handle") & is_own("organization_id")
no_lead = Predicate(lambda actor, it: it.lead_id is None, "was not dispatched")

#: The desk accepts and dispatches, one body leads, somebody who neither dispatched nor handled it checks, the desk
#: closes, and the reporter has the last word. Limits of the lead are kept with the case when it is dispatched.
CASE = Procedure(
    "case",
    _("诉求"),
    page="cases:case",
    steps=[
        Step("reported", _("待受理"), holder="desk_id"),
        Step("accepted", _("待派遣"), holder="desk_id"),
        Step("dispatched", _("待接单"), holder="lead_id", limit="respond_limit"),
        Step("handling", _("处置中"), holder="lead_id", limit="handle_limit"),
        Step("checking", _("待核查"), holder="checking_id"),
        Step("closing", _("待结案"), holder="desk_id"),
        Step("appraisal", _("待评价"), holder="concerned_id"),
        Step("closed", _("办结"), end=True),
        Step("declined", _("不予受理"), end=True, main=False),
        Step("joined", _("并入"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
        Step("void", _("作废"), end=True, main=False),
    ],
    moves=[
        Move("accept", "reported", "accepted", may_accept, _("受理"), primary=True, page="cases:accept"),
        Move("decline", "reported", "declined", may_accept, _("不予受理"), page="cases:decline"),
        Move("answer", ("reported", "accepted"), "appraisal", may_accept, _("当场答复"), page="cases:answer"),
        Move("dispatch", "accepted", "dispatched", may_dispatch, _("派遣"), primary=True, page="cases:dispatch"),
        Move("take", "dispatched", "handling", may_handle, _("接单"), primary=True),
        Move(
            "send_back", ("dispatched", "handling"), "accepted", may_handle & not_ruled, _("退回"), asks_reason=True
        ),
        Move(
            "report_done", "handling", "checking", may_handle, _("报告办妥"), primary=True, page="cases:report-done"
        ),
        Move("pass_check", "checking", "closing", may_check, _("核查"), primary=True, page="cases:check"),
        Move("check_again", "closing", "checking", nobody, _("抽中复核")),
        Move("fail_check", "checking", "handling", may_check, _("退回返工"), asks_reason=True),
        Move("close", "closing", "appraisal", may_close, _("结案"), primary=True),
        Move("send_again", "closing", "handling", may_close, _("退回返工"), asks_reason=True),
        Move("rate", "appraisal", "closed", may_rate, _("评价"), primary=True, page="cases:rate"),
        Move("lapse", "appraisal", "closed", nobody, _("到期未评价")),
        Move(
            "dispute", ("appraisal", "closed"), "handling", may_rate & has_lead, _("不认可，重新办理"),
            asks_reason=True,
        ),
        Move(
            "reopen", ("appraisal", "closed"), "accepted", may_rate & no_lead, _("不认可，重新办理"), asks_reason=True
        ),
        Move("join", ("reported", "accepted"), "joined", may_accept, _("并入相同诉求"), page="cases:join"),
        Move("join_own", "reported", "joined", reporter, _("与邻居反映的一起办"), page="cases:my-case"),
        Move("part", "joined", "reported", reporter | may_accept, _("单独办理"), asks_reason=True),
        Move("withdraw", ("reported", "accepted"), "withdrawn", reporter & alone, _("撤回"), asks_reason=True),
        Move("void", ("reported", "accepted"), "void", may_void & alone, _("作废"), asks_reason=True),
    ],
)  # fmt: skip

#: "The street blows the whistle, the departments report in": each called body owes its coming and its answer.
CALL = Procedure(
    "case_call",
    _("召集"),
    page="cases:case",
    steps=[
        Step("called", _("待报到"), holder="organization_id"),
        Step("present", _("已报到"), holder="organization_id"),
        Step("answered", _("待评价"), holder="desk_id"),
        Step("graded", _("已评价"), end=True),
        Step("called_off", _("已取消"), end=True, main=False),
    ],
    moves=[
        Move("report_in", "called", "present", called, _("报到"), primary=True),
        Move("answer", "present", "answered", called, _("答复办理情况"), primary=True),
        Move("grade", "answered", "graded", may_call, _("评价")),
        Move("call_off", ("called", "present"), "called_off", may_call, _("取消召集"), asks_reason=True),
    ],
)  # fmt: skip

#: A letter is answered by its day, however far the matter itself has come.
LETTER_REPLY = Procedure(
    "letter_reply",
    _("来信答复"),
    page="cases:case",
    steps=[
        Step("owed", _("待答复来信"), holder="desk_id", limit="reply_limit"),
        Step("replied", _("已答复"), end=True),
        Step("settled", _("不需答复"), end=True, main=False),
    ],
    moves=[
        Move("reply", "owed", "replied", nobody, _("已答复")),
        Move("settle", "owed", "settled", nobody, _("来信人撤回或作废")),
    ],
)

Case.procedure, Call.procedure, LetterReply.procedure = CASE, CALL, LETTER_REPLY
