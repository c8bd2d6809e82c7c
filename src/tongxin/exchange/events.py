"""What can be said of needs, resources, offers and projects afterwards."""

from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models import Need, Offer, Project, Resource
from tongxin.kernel.records import Event
from tongxin.organizations.models import Organization


class NeedRaised(Event):
    need: Need
    channel: str
    says = _("{by}登记了需求，来源：{channel}")


class NeedEdited(Event):
    need: Need
    changed: str
    says = _("{by}修改了需求：{changed}")


class NeedVerified(Event):
    need: Need
    says = _("{by}核实属实")


class NeedMatching(Event):
    need: Need
    says = _("{by}开始对接资源")


class NeedProposed(Event):
    need: Need
    project: Project
    says = _("{by}提出项目“{project}”")


class NeedCarried(Event):
    """The project that carries the need has moved."""

    need: Need
    project: Project
    step: str
    says = _("项目“{project}”：{step}")


class NeedLetGo(Event):
    need: Need
    project: Project
    reason: str
    says = _("项目“{project}”没有继续，需求重新对接：{reason}")


class NeedJoined(Event):
    need: Need
    into: Need
    says = _("{by}把它并入相同需求“{into}”")


class NeedGainedVoice(Event):
    need: Need
    voices: int
    says = _("又有人提出同一需求，现有 {voices} 人提出")


class NeedWithdrawn(Event):
    need: Need
    reason: str
    says = _("{by}撤回了需求：{reason}")


class NeedDeclined(Event):
    need: Need
    reason: str
    says = _("{by}不予受理：{reason}")


class ResourceEntered(Event):
    resource: Resource
    says = _("{by}登记了资源")


class ResourceEdited(Event):
    resource: Resource
    changed: str
    says = _("{by}修改了资源：{changed}")


class ResourcePublished(Event):
    resource: Resource
    says = _("{by}发布了资源")


class ResourcePaused(Event):
    resource: Resource
    reason: str
    says = _("{by}暂停提供：{reason}")


class ResourceEnded(Event):
    resource: Resource
    reason: str
    says = _("{by}结束提供：{reason}")


class OfferMade(Event):
    offer: Offer
    need: str
    amount: str
    says = _("{by}邀请提供 {amount}，用于“{need}”")


class OfferAccepted(Event):
    offer: Offer
    amount: str
    says = _("{by}接受，提供 {amount}")


class OfferPartlyAccepted(Event):
    offer: Offer
    amount: str
    says = _("{by}接受一部分，提供 {amount}")


class OfferDeclined(Event):
    offer: Offer
    reason: str
    says = _("{by}婉拒：{reason}")


class OfferWithdrawn(Event):
    offer: Offer
    reason: str
    says = _("{by}撤回邀请：{reason}")


class ProjectProposed(Event):
    project: Project
    needs: str
    resources: str
    says = _("{by}提出项目，回应：{needs}；使用：{resources}")


class ProjectApproved(Event):
    project: Project
    says = _("{by}批准了项目")


class ProjectRefused(Event):
    project: Project
    reason: str
    says = _("{by}没有批准：{reason}")


class ProjectStarted(Event):
    project: Project
    says = _("{by}开始实施")


class ProjectDelivered(Event):
    project: Project
    result: str
    says = _("{by}报告完成，申请验收")


class ProjectReworked(Event):
    project: Project
    reason: str
    says = _("{by}退回整改：{reason}")


class ProjectAccepted(Event):
    project: Project
    says = _("{by}验收通过，请有关各方评价")


class ProjectAppraised(Event):
    """Partners read the timeline too: they learn the grade, not whose it is."""

    project: Project
    grade: str
    hides_doer = True
    says = _("收到一份评价：{grade}")


class ProjectClosed(Event):
    project: Project
    rated: int
    unrated: int
    says = _("项目办结：{rated} 人已评价，{unrated} 人未评价")


class ProjectWithdrawn(Event):
    project: Project
    reason: str
    says = _("{by}撤回项目：{reason}")


class PartnerJoined(Event):
    project: Project
    organization: str
    partner: str
    says = _("{organization}作为{partner}加入项目")


class BudgetTied(Event):
    project: Project
    says = _("{by}为项目设立预算")


class ActivityTied(Event):
    project: Project
    activity: str
    says = _("{by}把活动“{activity}”列入项目")


class NeedHandedUp(Event):
    need: Need
    to: Organization
    reason: str
    says = _("{by}上报给{to}：{reason}")


class NeedHandedDown(Event):
    need: Need
    to: Organization
    reason: str
    says = _("{by}交给{to}办理：{reason}")
