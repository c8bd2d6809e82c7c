"""The path of one side's opinion: asked, given and sealed, opened for both; or missed when the date has come,
or dropped with the agreement."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tongxin.assessment import access
from tongxin.assessment.models import Opinion
from tongxin.kernel.access import nobody
from tongxin.kernel.procedures import Move, Procedure, Step

OPINION = Procedure(
    "opinion",
    _("双向评价"),
    steps=[
        Step("asked", _("待评价"), holder="rater_id"),
        Step("given", _("已密封")),
        Step("opened", _("已开封"), end=True),
        Step("missed", _("未评价"), end=True, main=False),
        Step("dropped", _("不再评价"), end=True, main=False),
    ],
    moves=[
        Move(
            "give",
            "asked",
            to="given",
            by=access.gives,
            label=_("提交评价"),
            primary=True,
            page="assessment:give",
        ),
        Move("revise", "given", to="given", by=access.gives, label=_("改写评价"), page="assessment:give"),
        Move("open", "given", to="opened", by=nobody, label=_("开封")),
        Move("miss", "asked", to="missed", by=nobody, label=_("到期未评")),
        Move("drop", ("asked", "given"), to="dropped", by=nobody, label=_("停止")),
    ],
)
Opinion.procedure = OPINION


@OPINION.on_late("asked")
def rest(opinion: Opinion, at: datetime) -> None:
    """The date has come and nothing climbs the tree: `actions.close_over` opens the round on the same beat."""
