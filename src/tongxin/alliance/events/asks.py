"""What can be said of asks between units and communities, contributions, groups on file and threads."""

from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models import (
    Contribution,
    CooperationAsk,
    GroupFiling,
    Incubation,
    Message,
    PartnerRequest,
    SocietyLink,
    Thread,
)
from tongxin.kernel.records import Event


class CooperationAsked(Event):
    ask: CooperationAsk
    host: str
    says = _("{host}请单位配合")


class CooperationAccepted(Event):
    ask: CooperationAsk
    in_charge: str
    says = _("{by}接下，由{in_charge}负责")


class CooperationDeclined(Event):
    ask: CooperationAsk
    reason: str
    says = _("{by}说明无法配合：{reason}")


class CooperationReported(Event):
    ask: CooperationAsk
    result: str
    says = _("{by}报告办理情况：{result}")


class CooperationConfirmed(Event):
    ask: CooperationAsk
    says = _("{by}确认完成")


class CooperationGivenBack(Event):
    ask: CooperationAsk
    reason: str
    says = _("{by}请继续办理：{reason}")


class CooperationWithdrawn(Event):
    ask: CooperationAsk
    reason: str
    says = _("{by}撤回：{reason}")


class HelpAsked(Event):
    request: PartnerRequest
    unit: str
    says = _("{unit}求助")


class HelpTaken(Event):
    request: PartnerRequest
    says = _("{by}受理")


class HelpAssigned(Event):
    request: PartnerRequest
    handler: str
    says = _("{by}交{handler}办理")


class HelperCalledIn(Event):
    request: PartnerRequest
    helper: str
    helper_id: int
    wants: str
    says = _("{by}会同{helper}：{wants}")


class HelperAnswered(Event):
    request: PartnerRequest
    helper: str
    answer: str
    says = _("{helper}反馈：{answer}")


class HelpAnswered(Event):
    request: PartnerRequest
    answer: str
    says = _("{by}答复单位：{answer}")


class HelpDeclined(Event):
    request: PartnerRequest
    reason: str
    says = _("{by}答复不能受理：{reason}")


class HelpConfirmed(Event):
    request: PartnerRequest
    says = _("{by}确认问题已解决")


class HelpReopened(Event):
    request: PartnerRequest
    reason: str
    says = _("{by}说还没解决：{reason}")


class HelpLapsed(Event):
    request: PartnerRequest
    says = _("单位到期未确认，办结")


class HelpWithdrawn(Event):
    request: PartnerRequest
    reason: str
    says = _("{by}撤回：{reason}")


class ContributionRecorded(Event):
    contribution: Contribution
    matter: str
    says = _("{by}登记投入：{matter}")


class ContributionTakenBack(Event):
    contribution: Contribution
    reason: str
    says = _("{by}冲销：{reason}")


class GroupAsked(Event):
    filing: GroupFiling
    leader: str
    says = _("{leader}提出备案")


class GroupOnFile(Event):
    filing: GroupFiling
    says = _("{by}备案（备案不是登记）")


class GroupRefused(Event):
    filing: GroupFiling
    reason: str
    says = _("{by}未予备案：{reason}")


class GroupEnded(Event):
    filing: GroupFiling
    reason: str
    says = _("备案终止：{reason}")


class GroupGranted(Event):
    filing: GroupFiling
    purpose: str
    says = _("{by}登记扶持：{purpose}")


class StageReached(Event):
    incubation: Incubation
    stage: str
    says = _("{by}记为“{stage}”阶段")


class SocietiesLinked(Event):
    link: SocietyLink
    project: str
    says = _("{by}在“{project}”中建立三社联动")


class ThreadOpened(Event):
    thread: Thread
    says = _("{by}开了话题")


class MessagePosted(Event):
    thread: Thread
    message: int
    says = _("{by}发言")


class MessageHidden(Event):
    message: Message
    reason: str
    says = _("{by}隐藏了发言：{reason}")


class ThreadClosed(Event):
    thread: Thread
    says = _("{by}关闭了话题")
