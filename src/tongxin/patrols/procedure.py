"""The way of a round: laid on its day, walked stop by stop, or missed when the next one is due."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step
from tongxin.patrols.access import may_run
from tongxin.patrols.models import PatrolRound

#: Walking is written down stop by stop by who stands on the roster; the last stop ends the round, so that nobody can
#: call a round walked. The limit is that of the plan on the day on which the round was laid.
ROUND = Procedure(
    "patrol_round",
    _("巡查"),
    page="patrols:round",
    steps=[
        Step("open", _("待巡查"), holder="team_id", limit="walk_limit"),
        Step("done", _("已巡查"), end=True),
        Step("missed", _("未巡查"), end=True, main=False),
        Step("called_off", _("已取消"), end=True, main=False),
    ],
    moves=[
        Move("finish", "open", "done", nobody, _("巡查完成")),
        Move("miss", "open", "missed", nobody, _("未巡查")),
        Move("catch_up", "missed", "done", nobody, _("手机补传后巡查完成")),
        Move("call_off", "open", "called_off", may_run, _("取消这一轮"), asks_reason=True),
    ],
)  # fmt: skip

PatrolRound.procedure = ROUND
