"""The way of a plan, of an incident, and of somebody who is called. Labels, limits and roles come from the profile."""

from django.utils.translation import gettext_lazy as _

from tongxin.emergencies.access import answers, may_approve, may_plan, may_run, not_writer
from tongxin.emergencies.models import EmergencyPlan, Incident, StaffCall
from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step

#: A plan is owed its review all the time it is in force: the limit runs from the last one.
PLAN = Procedure(
    "emergency_plan",
    _("应急预案"),
    page="emergencies:plan",
    steps=[
        Step("draft", _("草案"), holder="keeper_id"),
        Step("in_force", _("有效"), holder="keeper_id", limit="review_limit"),
        Step("ended", _("停用"), end=True),
    ],
    moves=[
        Move("approve", "draft", "in_force", may_approve & not_writer, _("批准启用"), primary=True),
        Move(
            "review", "in_force", "in_force", may_approve, _("完成年度复核"), primary=True,
            page="emergencies:review-plan",
        ),
        Move("revise", "in_force", "draft", may_plan, _("修订"), asks_reason=True),
        Move("end", ("draft", "in_force"), "ended", may_approve, _("停用"), asks_reason=True),
    ],
)  # fmt: skip

INCIDENT = Procedure(
    "incident",
    _("应急事件"),
    page="emergencies:incident",
    steps=[
        Step("open", _("处置中"), holder="desk_id"),
        Step("cleared", _("已解除，待复盘"), holder="desk_id"),
        Step("closed", _("已复盘"), end=True),
        Step("false_alarm", _("误报"), end=True, main=False),
    ],
    moves=[
        Move("clear", "open", "cleared", may_run, _("解除"), primary=True, page="emergencies:clear"),
        Move("review", "cleared", "closed", may_run, _("写复盘"), primary=True, page="emergencies:review"),
        Move("call_off", "open", "false_alarm", may_run, _("误报，取消"), asks_reason=True),
    ],
)  # fmt: skip

#: Silence is written down as what it is, "not reached"; who comes later is still welcome.
STAFF_CALL = Procedure(
    "staff_call",
    _("应急召集"),
    page="emergencies:my-call",
    steps=[
        Step("called", _("待确认"), holder="person_id"),
        Step("acknowledged", _("已确认")),
        Step("arrived", _("已到场")),
        Step("not_reached", _("未联系上"), main=False),
        Step("released", _("已解除"), end=True),
    ],
    moves=[
        Move("acknowledge", ("called", "not_reached"), "acknowledged", answers, _("收到，马上去"), primary=True),
        Move("arrive", ("called", "acknowledged", "not_reached"), "arrived", answers, _("已到场"), primary=True),
        Move("miss", "called", "not_reached", may_run, _("没联系上")),
        Move("release", ("called", "acknowledged", "arrived", "not_reached"), "released", nobody, _("解除")),
    ],
)  # fmt: skip

EmergencyPlan.procedure, Incident.procedure, StaffCall.procedure = PLAN, INCIDENT, STAFF_CALL
