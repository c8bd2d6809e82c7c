"""The path of a pairing: asked, agreed by both, running, reviewed."""

from django.utils.translation import gettext_lazy as _

from tongxin.alliance import access
from tongxin.alliance.models import Pairing
from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step

PAIRING = Procedure(
    "pairing",
    _("结对"),
    steps=[
        Step("proposed", _("待双方同意"), holder="waits_for_id"),
        Step("running", _("结对中")),
        Step("review", _("待小结"), holder="host_id", role="community_worker"),
        Step("closed", _("已小结"), end=True),
        Step("declined", _("未同意"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
        Step("ended", _("提前结束"), end=True, main=False),
    ],
    moves=[
        Move("agree", "proposed", to="proposed", by=access.asked_partner, label=_("同意结对"), primary=True),
        Move("begin", "proposed", to="running", by=nobody, label=_("双方同意")),
        Move("decline", "proposed", to="declined", by=access.partner, label=_("不同意"), asks_reason=True),
        Move("withdraw", "proposed", to="withdrawn", by=access.proposer, label=_("撤回"), asks_reason=True),
        Move("leave", ("running", "review"), to="ended", by=access.partner, label=_("结束结对"), asks_reason=True),
        Move(
            "close",
            ("running", "review"),
            to="closed",
            by=access.partner | access.pairing_desk,
            label=_("写小结"),
            page="alliance:review-pairing",
        ),
        Move("ask_review", "running", to="review", by=nobody, label=_("到期")),
    ],
)
Pairing.procedure = PAIRING
