"""What may be heard of cases, by those who asked; what another system may be told at each move (MHK-15, C17-2)."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.cases import events as said
from tongxin.cases.models import Case
from tongxin.cases.queries.publishing import published, without_door
from tongxin.kernel.actor import Actor
from tongxin.kernel.digests import Hook, Line, Topic


def _cases(actor: Actor, at: datetime) -> QuerySet[Case]:
    """Public matters that the desk has taken up."""
    return published().open().exclude(step="reported").select_related("area")


def _line(case: Case) -> Line:
    """By its category, not by the words that somebody wrote."""
    where = without_door(f"{case.area.name}{case.place}")
    return Line(case.category_label, where, reverse("cases:public-case", args=[case.pk]))


TOPICS = [
    Topic(
        "cases.cases", _("身边的诉求"), news=(said.CaseAccepted, said.CaseClosed), rows=_cases, line=_line,
        codes=lambda case: [case.kind], listed_in="case_kinds", place=lambda case: case.area_path,
        owner=lambda case: case.reporter_id, help=_("已受理、可公开显示的诉求"), codes_label=_("诉求类型"),
    ),
]  # fmt: skip

#: Every move of a case has its fact, so that another system can follow it step by step.
HOOKS = [
    Hook(said.CaseReported, _("诉求已登记")),
    Hook(said.CaseAccepted, _("诉求已受理")),
    Hook(said.CaseDeclined, _("诉求不予受理")),
    Hook(said.CaseAnswered, _("诉求已当场答复")),
    Hook(said.CaseDispatched, _("案件已派遣")),
    Hook(said.CaseTaken, _("案件已接单")),
    Hook(said.CaseSentBack, _("案件已退回")),
    Hook(said.CasePassedUp, _("案件已上报")),
    Hook(said.CasePassedDown, _("案件已交下级")),
    Hook(said.CaseTakenOver, _("案件改由别的组织负责")),
    Hook(said.CaseNoted, _("案件有新进展")),
    Hook(said.CaseReportedDone, _("案件已报告办妥")),
    Hook(said.CaseChecked, _("案件核查通过")),
    Hook(said.CaseDrawnAgain, _("案件抽中复核")),
    Hook(said.CaseReworked, _("案件退回返工")),
    Hook(said.CaseClosed, _("案件已结案")),
    Hook(said.CaseRated, _("案件已评价")),
    Hook(said.CaseUnrated, _("案件到期未评价")),
    Hook(said.CaseDisputed, _("反映人不认可")),
    Hook(said.CaseJoined, _("诉求已并入")),
    Hook(said.CaseParted, _("诉求已分开单独办理")),
    Hook(said.CaseWithdrawn, _("诉求已撤回")),
    Hook(said.CaseVoided, _("诉求已作废")),
    Hook(said.ExtensionGranted, _("案件已延期")),
    Hook(said.BodyCalled, _("已召集单位到场")),
]
