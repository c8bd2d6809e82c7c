from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.records import Event


class OrganizationFounded(Event):
    organization: Any
    document: str
    says = _("{by}登记成立（{document}）")


class OrganizationReformed(Event):
    organization: Any
    before: str
    after: str
    document: str
    says = _("{by}经批准将{before}改设为{after}（{document}）")


class OrganizationMoved(Event):
    organization: Any
    before: str
    after: str
    document: str
    says = _("{by}将上级由{before}调整为{after}（{document}）")


class OrganizationEnded(Event):
    organization: Any
    document: str
    says = _("{by}撤销该组织（{document}）")


class OrganizationLinked(Event):
    organization: Any
    tie: str
    to: str
    says = _("{by}登记{tie}：{to}")


class OrganizationUntied(Event):
    organization: Any
    tie: str
    to: str
    says = _("{by}结束了{tie}：{to}")


class GroupJoined(Event):
    organization: Any
    person: str
    drawn_from: str
    says = _("{by}登记成员{person}（来自{drawn_from}）")


class RegionRoleGiven(Event):
    organization: Any
    area: str
    role: str
    says = _("{by}登记为{area}区域化党建的{role}")


class PersonAppointed(Event):
    organization: Any
    person: str
    role: str
    letter: str
    says = _("{by}任命{person}为{role}（{letter}）")


class PostEnded(Event):
    organization: Any
    person: str
    role: str
    reason: str
    says = _("{by}登记{person}不再担任{role}：{reason}")


class MemberAffiliated(Event):
    person: Any
    organization: str
    says = _("{by}登记组织关系在{organization}")


class DutyPhoneSet(Event):
    area: Any
    phone: str
    day: Any
    says = _("{by}公布值班电话 {phone}，自{day}起")
