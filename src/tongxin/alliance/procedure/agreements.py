"""The paths of an agreement and of what falls due under it."""

from django.utils.translation import gettext_lazy as _

from tongxin.alliance import access
from tongxin.alliance.models import Agreement, Instrument
from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step

AGREEMENT = Procedure(
    "agreement",
    _("共建协议"),
    steps=[
        Step("draft", _("起草"), holder="drafter_id", skipped="is_renewal"),
        Step("sent", _("待对方签署"), holder="addressee_id"),
        Step("signed", _("双方已签署")),
        Step("in_force", _("生效中")),
        Step(
            "ending",
            _("即将到期"),
            holder="host_id",
            role="community_secretary",
            limit="term_left",
            skipped="was_never_ending",
        ),
        Step("fulfilled", _("履行完毕"), end=True),
        Step("ended", _("已结束"), end=True, main=False),
        Step("withdrawn", _("中途退出"), end=True, main=False),
        Step("called_off", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move("send", "draft", to="sent", by=access.signs & access.drafter, label=_("签署并送对方"), primary=True),
        Move("sign", "sent", to="signed", by=access.signs & access.addressee, label=_("签署"), primary=True),
        Move("return", "sent", to="draft", by=access.manages & access.addressee, label=_("退回修改"), asks_reason=True),
        Move(
            "call_off",
            ("draft", "sent", "signed"),
            to="called_off",
            by=access.manages & access.drafter,
            label=_("撤回"),
            asks_reason=True,
        ),
        Move("begin", "signed", to="in_force", by=nobody, label=_("生效")),
        Move("warn", "in_force", to="ending", by=nobody, label=_("到期提醒")),
        Move("renew", ("in_force", "ending"), to="in_force", by=access.signs & access.either, label=_("续签")),
        Move(
            "fulfil",
            ("in_force", "ending"),
            to="fulfilled",
            by=access.signs & access.community_side,
            label=_("履约评议"),
            page="alliance:review-agreement",
        ),
        Move(
            "end",
            ("in_force", "ending"),
            to="ended",
            by=access.signs & access.community_side,
            label=_("提前结束"),
            asks_reason=True,
        ),
        Move(
            "withdraw",
            ("signed", "in_force", "ending"),
            to="withdrawn",
            by=access.signs & access.unit_side,
            label=_("中途退出"),
            asks_reason=True,
        ),
        Move("lapse", ("in_force", "ending"), to="ended", by=nobody, label=_("到期")),
    ],
)
Agreement.procedure = AGREEMENT

INSTRUMENT = Procedure(
    "instrument",
    _("四项制度"),
    steps=[
        Step("due", _("待落实"), holder="holder_id"),
        Step("done", _("已落实"), end=True),
        Step("dropped", _("不再需要"), end=True, main=False),
    ],
    moves=[
        Move("settle", "due", to="done", by=access.manages & access.either, label=_("记为已落实"), primary=True),
        Move("drop", "due", to="dropped", by=nobody, label=_("不再需要")),
    ],
)
Instrument.procedure = INSTRUMENT
