"""The paths of what community and units ask of each other, and of a group put on file."""

from django.utils.translation import gettext_lazy as _

from tongxin.alliance import access
from tongxin.alliance.models import CooperationAsk, GroupFiling, PartnerRequest
from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step

ASK = Procedure(
    "cooperation_ask",
    _("请单位配合"),
    steps=[
        Step("asked", _("待单位答复"), holder="unit_id", role="unit_liaison"),
        Step("accepted", _("单位办理中"), holder="unit_id", role="unit_liaison"),
        Step("reported", _("待社区确认"), holder="host_id", role="community_worker"),
        Step("closed", _("已完成"), end=True),
        Step("declined", _("单位无法配合"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move(
            "accept", "asked", to="accepted", by=access.answers & access.unit_side, label=_("接下"), primary=True,
            page="alliance:accept-ask",
        ),
        Move(
            "decline", "asked", to="declined", by=access.answers & access.unit_side, label=_("无法配合"),
            asks_reason=True,
        ),
        Move(
            "report", "accepted", to="reported", by=access.answers & access.unit_side, label=_("报告办理情况"),
            primary=True, page="alliance:report-ask",
        ),
        Move("confirm", "reported", to="closed", by=access.asks & access.community_side, label=_("确认完成"),
             primary=True),
        Move(
            "give_back", "reported", to="accepted", by=access.asks & access.community_side, label=_("请继续办理"),
            asks_reason=True,
        ),
        Move(
            "withdraw", ("asked", "accepted"), to="withdrawn", by=access.asks & access.community_side, label=_("撤回"),
            asks_reason=True,
        ),
    ],
)  # fmt: skip
CooperationAsk.procedure = ASK

REQUEST = Procedure(
    "partner_request",
    _("单位求助"),
    steps=[
        Step("asked", _("待受理"), holder="host_id", role="community_worker"),
        Step("taken", _("已受理"), holder="host_id", role="community_worker"),
        Step("assigned", _("办理中"), holder="handler_id"),
        Step("answered", _("待单位确认"), holder="unit_id", role="unit_liaison"),
        Step("closed", _("办结"), end=True),
        Step("declined", _("不属受理范围"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move("take", "asked", to="taken", by=access.asks & access.community_side, label=_("受理"), primary=True),
        Move(
            "assign", ("taken", "assigned"), to="assigned", by=access.asks & access.community_side, label=_("交办"),
            primary=True, page="alliance:assign-request",
        ),
        Move(
            "answer", ("taken", "assigned"), to="answered", by=access.handler, label=_("答复单位"), primary=True,
            page="alliance:answer-request",
        ),
        Move(
            "decline", ("asked", "taken"), to="declined", by=access.asks & access.community_side,
            label=_("说明不能受理"), asks_reason=True,
        ),
        Move("confirm", "answered", to="closed", by=access.answers & access.unit_side, label=_("问题已解决"),
             primary=True),
        Move(
            "reopen", "answered", to="assigned", by=access.answers & access.unit_side, label=_("还没解决"),
            asks_reason=True,
        ),
        Move("lapse", "answered", to="closed", by=nobody, label=_("到期未确认，办结")),
        Move(
            "withdraw", ("asked", "taken"), to="withdrawn", by=access.answers & access.unit_side, label=_("撤回"),
            asks_reason=True,
        ),
    ],
)  # fmt: skip
PartnerRequest.procedure = REQUEST

FILING = Procedure(
    "group_filing",
    _("群众组织备案"),
    steps=[
        Step("filed", _("待备案"), holder="host_id", role="community_worker"),
        Step("on_file", _("已备案")),
        Step("ended", _("已终止"), end=True),
        Step("refused", _("未予备案"), end=True, main=False),
    ],
    moves=[
        Move("accept", "filed", to="on_file", by=access.files & access.community_side, label=_("备案"), primary=True),
        Move(
            "refuse", "filed", to="refused", by=access.files & access.community_side, label=_("不予备案"),
            asks_reason=True,
        ),
        Move(
            "end", "on_file", to="ended", by=access.leader | (access.files & access.community_side), label=_("终止"),
            asks_reason=True,
        ),
    ],
)  # fmt: skip
GroupFiling.procedure = FILING
