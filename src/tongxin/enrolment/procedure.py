"""The paths of a check-in and of a claimed post. Both end with a reason; neither moves the formal relation."""

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment import access
from tongxin.enrolment.models import Enrolment, PostClaim
from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step

ENROLMENT = Procedure(
    "enrolment",
    _("报到"),
    steps=[
        Step("requested", _("已申请"), holder="answerer_id", role="community_worker"),
        Step("confirmed", _("已报到")),
        Step("ended", _("已结束"), end=True),
        Step("refused", _("未确认"), end=True, main=False),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move(
            "agree",
            "requested",
            to="requested",
            by=access.home & access.home_asked,
            label=_("同意报到"),
            primary=True,
        ),
        Move(
            "object",
            "requested",
            to="refused",
            by=access.home & access.home_asked,
            label=_("不同意报到"),
            asks_reason=True,
        ),
        Move(
            "confirm",
            "requested",
            to="confirmed",
            by=access.host & access.home_content,
            label=_("确认报到"),
            primary=True,
        ),
        Move("refuse", "requested", to="refused", by=access.host, label=_("不予确认"), asks_reason=True),
        Move(
            "withdraw",
            "requested",
            to="withdrawn",
            by=access.subject | access.desk,
            label=_("撤回申请"),
            asks_reason=True,
        ),
        Move("end", "confirmed", to="ended", by=access.subject | access.host, label=_("结束报到"), asks_reason=True),
        Move("lapse", "confirmed", to="ended", by=nobody, label=_("期满结束")),
    ],
)
Enrolment.procedure = ENROLMENT

POST_CLAIM = Procedure(
    "post_claim",
    _("岗位认领"),
    steps=[
        Step("claimed", _("已认领"), holder="host_id", role="community_worker"),
        Step("active", _("在岗")),
        Step("ended", _("已结束"), end=True),
        Step("refused", _("未确认"), end=True, main=False),
        Step("released", _("已放弃"), end=True, main=False),
    ],
    moves=[
        Move("confirm", "claimed", to="active", by=access.post_host, label=_("确认到岗"), primary=True),
        Move("refuse", "claimed", to="refused", by=access.post_host, label=_("不予确认"), asks_reason=True),
        Move(
            "release",
            ("claimed", "active"),
            to="released",
            by=access.subject | access.post_desk,
            label=_("放弃岗位"),
            asks_reason=True,
        ),
        Move("end", "active", to="ended", by=access.post_host, label=_("结束在岗"), asks_reason=True),
        Move("fall", ("claimed", "active"), to="ended", by=nobody, label=_("随报到结束")),
    ],
)
PostClaim.procedure = POST_CLAIM
