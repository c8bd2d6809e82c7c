from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import Enrolment, PostClaim, ServicePost
from tongxin.kernel.records import Event


class EnrolmentRequested(Event):
    enrolment: Enrolment
    subject_name: str
    host: str
    says = _("{subject_name}向{host}申请报到")


class EnrolmentAgreed(Event):
    enrolment: Enrolment
    home: str
    says = _("{home}同意报到，组织关系不变")


class EnrolmentConfirmed(Event):
    enrolment: Enrolment
    host: str
    says = _("{by}确认报到，组织关系不变")


class EnrolmentRefused(Event):
    enrolment: Enrolment
    reason: str
    says = _("{by}未确认报到：{reason}")


class EnrolmentWithdrawn(Event):
    enrolment: Enrolment
    reason: str
    says = _("报到申请已撤回：{reason}")


class EnrolmentEnded(Event):
    enrolment: Enrolment
    reason: str
    says = _("报到结束：{reason}")


class EnrolmentRenewed(Event):
    enrolment: Enrolment
    until: str
    says = _("报到续期至 {until}")


class EnrolmentCompleted(Event):
    """The member said or changed what was to be shown or offered: identity, skills, service wishes."""

    enrolment: Enrolment
    wishes: list[str]
    says = _("更新了亮明身份与服务意愿")


class PostPublished(Event):
    post: ServicePost
    places: int
    says = _("{by}发布了服务岗位，{places} 个名额")


class PostCorrected(Event):
    post: ServicePost
    places: int
    says = _("{by}更改了岗位，{places} 个名额")


class PostInsured(Event):
    post: ServicePost
    policy: str
    says = _("{by}登记了这个岗位的意外险：{policy}")


class PostInsuranceMissing(Event):
    post: ServicePost
    state: str
    says = _("有人身危险，{state}，已提醒社区")


class PostClosed(Event):
    post: ServicePost
    says = _("{by}停止了岗位认领")


class PostClaimed(Event):
    claim: PostClaim
    subject_name: str
    says = _("{subject_name}认领了岗位")


class PostClaimConfirmed(Event):
    claim: PostClaim
    says = _("{by}确认到岗")


class PostClaimRefused(Event):
    claim: PostClaim
    reason: str
    says = _("{by}未确认认领：{reason}")


class PostReleased(Event):
    claim: PostClaim
    reason: str
    says = _("放弃了岗位：{reason}")


class PostServiceEnded(Event):
    claim: PostClaim
    reason: str
    says = _("在岗结束：{reason}")
