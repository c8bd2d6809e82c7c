from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import Enrolment
from tongxin.kernel.records import Event
from tongxin.organizations.models import Organization


class CheckInMoved(Event):
    enrolment: Enrolment
    before: str
    after: str
    since: str
    says = _("{before}于 {since} 并入{after}，报到随之转到{after}，组织关系不变")


class CommunityTakenOver(Event):
    """What a community took over from one that was merged into it."""

    host: Organization
    before: str
    check_ins: int
    posts: int
    until: str
    says = _("接收{before}的报到 {check_ins} 条、服务岗位 {posts} 个")
