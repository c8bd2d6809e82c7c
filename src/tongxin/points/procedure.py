"""The way of an objection: raised, answered, closed; or withdrawn. Times and role holders are data of the profile."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step
from tongxin.points.access import may_answer, may_object
from tongxin.points.models import Objection

OBJECTION = Procedure(
    "objection",
    _("积分异议"),
    steps=[
        Step("raised", _("已提出"), holder="host_id"),
        Step("answered", _("已答复"), holder="person_id"),
        Step("closed", _("办结"), end=True),
        Step("withdrawn", _("撤回"), end=True, main=False),
    ],
    moves=[
        Move("answer", "raised", to="answered", by=may_answer, label=_("答复"), primary=True, page="points:answer"),
        Move("accept", "answered", to="closed", by=may_object, label=_("我已知道"), primary=True),
        Move("rest", "answered", to="closed", by=nobody, label=_("到期办结")),
        Move("withdraw", "raised", to="withdrawn", by=may_object, label=_("撤回异议")),
    ],
)
Objection.procedure = OBJECTION
