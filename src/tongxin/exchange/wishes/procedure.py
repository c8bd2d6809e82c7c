"""The path of a micro-wish: written down, approved, claimed by one, delivered, confirmed, thanked (MHK-46)."""

from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models.wish import Wish
from tongxin.kernel.access import holds, is_self, nobody, serves_area
from tongxin.kernel.procedures import Move, Procedure, Step

wisher = is_self("wisher_id")
claimer = is_self("claimer_id")
recorder = holds("wishes.record") & serves_area
approver = holds("wishes.approve") & serves_area
confirmer = holds("wishes.confirm") & serves_area

WISH = Procedure(
    "wish",
    _("微心愿"),
    steps=[
        Step("recorded", _("登记"), holder="host_id", role="community_secretary"),
        Step("approved", _("待认领"), holder="host_id", role="community_worker"),
        Step("claimed", _("已认领"), holder="claimer_id"),
        Step("delivered", _("已送达"), holder="host_id", role="community_worker"),
        Step("confirmed", _("已确认"), holder="host_id", role="community_worker"),
        Step("thanked", _("已答谢"), end=True),
        Step("refused", _("未通过"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
        Step("expired", _("到期未认领"), end=True, main=False),
    ],
    moves=[
        Move("approve", "recorded", to="approved", by=approver, label=_("审核通过"), primary=True),
        Move("refuse", "recorded", to="refused", by=approver, label=_("不予通过"), asks_reason=True),
        Move("claim", "approved", to="claimed", by=holds("wishes.claim"), label=_("认领"), primary=True),
        Move("give_back", "claimed", to="approved", by=claimer, label=_("退回认领"), asks_reason=True),
        Move("lapse", "claimed", to="approved", by=nobody, label=_("逾期退回")),
        Move("deliver", "claimed", to="delivered", by=claimer, label=_("已经送达"), primary=True),
        Move("confirm", "delivered", to="confirmed", by=wisher | confirmer, label=_("确认已实现"), primary=True),
        Move("miss", "delivered", to="claimed", by=wisher | confirmer, label=_("还没收到"), asks_reason=True),
        Move(
            "thank",
            "confirmed",
            to="thanked",
            by=wisher | confirmer,
            label=_("答谢"),
            primary=True,
            page="exchange:thank-wish",
        ),
        Move(
            "withdraw",
            ("recorded", "approved", "claimed"),
            to="withdrawn",
            by=wisher | recorder,
            label=_("撤回"),
            asks_reason=True,
        ),
        Move("expire", "approved", to="expired", by=nobody, label=_("公开期满")),
    ],
)
Wish.procedure = WISH
