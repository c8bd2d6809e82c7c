from django.utils.translation import gettext_lazy as _

from tongxin.assessment.models import Appraisal
from tongxin.kernel.records import Event


class AppraisalBegun(Event):
    appraisal: Appraisal
    closes: str
    says = _("开启双向评价，{closes}截止；双方都提交或到期才开封")


class OpinionGiven(Event):
    """Says that a side has spoken, and nothing of what it said."""

    appraisal: Appraisal
    side: str
    says = _("{side}已提交评价，密封保存")


class OpinionMissed(Event):
    appraisal: Appraisal
    side: str
    says = _("{side}到期没有评价")


class AppraisalOpened(Event):
    appraisal: Appraisal
    given: int
    says = _("已开封，双方都能看到（收到 {given} 份）")


class AppraisalDropped(Event):
    """Says that a round stopped; what one side had given was erased unread."""

    appraisal: Appraisal
    reason: str
    says = _("随协议停止（{reason}），已交的意见未开封即删除")
