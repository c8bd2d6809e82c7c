"""The ways of this room's things. Times and holders of the steps are data of the profile."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step
from tongxin.volunteering import access
from tongxin.volunteering.models import Certificate, Contribution, HourReport, LegacyService, SeatOffer, Story

HOUR_REPORT = Procedure(
    "hour_report",
    _("时长报告"),
    steps=[
        Step("reported", _("待确认"), holder="organization_id", role="volunteer_team_leader"),
        Step("confirmed", _("已入账"), end=True),
        Step("refused", _("未确认"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move(
            "confirm", "reported", to="confirmed", by=access.may_confirm_hours, label=_("确认时长"), primary=True,
            page="volunteering:confirm-hours",
        ),
        Move(
            "refuse", "reported", to="refused", by=access.may_confirm_hours, label=_("不予确认"), asks_reason=True
        ),
        Move("withdraw", "reported", to="withdrawn", by=access.reporter, label=_("撤回")),
    ],
)  # fmt: skip
HourReport.procedure = HOUR_REPORT

CERTIFICATE = Procedure(
    "certificate",
    _("志愿服务记录证明"),
    steps=[
        Step("requested", _("已申请"), holder="issuer_id"),
        Step("issued", _("已出具")),
        Step("revoked", _("已撤销"), end=True, main=False),
        Step("refused", _("未出具"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move(
            "issue", "requested", to="issued", by=access.may_certify, label=_("出具证明"), primary=True,
            page="volunteering:issue-certificate",
        ),
        Move("refuse", "requested", to="refused", by=access.may_certify, label=_("不能出具"), asks_reason=True),
        Move("withdraw", "requested", to="withdrawn", by=access.reporter, label=_("撤回申请")),
        Move("revoke", "issued", to="revoked", by=access.may_certify, label=_("撤销证明"), asks_reason=True),
    ],
)  # fmt: skip
Certificate.procedure = CERTIFICATE

LEGACY = Procedure(
    "legacy_service",
    _("系统启用前的服务"),
    steps=[
        Step("entered", _("待复核"), holder="host_id", role="community_secretary"),
        Step("confirmed", _("已复核"), end=True),
        Step("refused", _("未通过"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move(
            "confirm", "entered", to="confirmed", by=access.may_check_legacy, label=_("复核无误"), primary=True
        ),
        Move("refuse", "entered", to="refused", by=access.may_check_legacy, label=_("退回"), asks_reason=True),
        Move("withdraw", "entered", to="withdrawn", by=access.may_keep, label=_("撤回登记")),
    ],
)  # fmt: skip
LegacyService.procedure = LEGACY

SEAT_OFFER = Procedure(
    "seat_offer",
    _("让班"),
    steps=[
        Step("offered", _("等人接班")),
        Step("taken", _("有人接班，待确认"), holder="host_id", role="volunteer_team_leader"),
        Step("confirmed", _("已换人"), end=True),
        Step("declined", _("未同意"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
        Step("lapsed", _("到时无人接班"), end=True, main=False),
    ],
    moves=[
        Move("take", "offered", to="taken", by=access.free_taker, label=_("我来接班"), primary=True),
        Move("leave", "taken", to="offered", by=access.taker, label=_("不接了")),
        Move("confirm", "taken", to="confirmed", by=access.may_arrange, label=_("同意换人"), primary=True),
        Move("decline", "taken", to="declined", by=access.may_arrange, label=_("不同意"), asks_reason=True),
        Move("withdraw", ("offered", "taken"), to="withdrawn", by=access.giver, label=_("不让了，我自己去")),
        Move("lapse", ("offered", "taken"), to="lapsed", by=nobody, label=_("到时无人接班")),
    ],
)
SeatOffer.procedure = SEAT_OFFER

STORY = Procedure(
    "story",
    _("先进事迹"),
    steps=[
        Step("asked", _("等本人同意"), holder="person_id"),
        Step("published", _("已公开")),
        Step("refused", _("本人不同意"), end=True, main=False),
        Step("withdrawn", _("已撤下"), end=True, main=False),
    ],
    moves=[
        Move("agree", "asked", to="published", by=access.reporter, label=_("我同意公开"), primary=True),
        Move("refuse", "asked", to="refused", by=access.reporter, label=_("不同意公开")),
        Move(
            "withdraw", ("asked", "published"), to="withdrawn", by=access.reporter | access.may_keep, label=_("撤下"),
        ),
    ],
)  # fmt: skip
Story.procedure = STORY

CONTRIBUTION = Procedure(
    "contribution",
    _("居民贡献"),
    steps=[
        Step("offered", _("待接收"), holder="host_id", role="community_worker"),
        Step("received", _("已接收"), holder="host_id", role="community_worker"),
        Step("thanked", _("已致谢"), end=True),
        Step("declined", _("婉谢"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move("receive", "offered", to="received", by=access.may_keep, label=_("已收到"), primary=True),
        Move("decline", "offered", to="declined", by=access.may_keep, label=_("婉谢"), asks_reason=True),
        Move("thank", "received", to="thanked", by=access.may_keep, label=_("致谢"), primary=True, asks_reason=True),
        Move("withdraw", "offered", to="withdrawn", by=access.giver, label=_("撤回")),
    ],
)
Contribution.procedure = CONTRIBUTION
