"""What can be said afterwards of a plan, its list, an incident, a call. Never a phone, never a participant."""

from django.utils.translation import gettext_lazy as _

from tongxin.emergencies.models import EmergencyPlan, Incident, StaffCall
from tongxin.kernel.records import Event


class PlanWritten(Event):
    plan: EmergencyPlan
    steps: int
    says = _("{by}起草了预案，共 {steps} 步")


class PlanChanged(Event):
    plan: EmergencyPlan
    steps: str
    says = _("{by}修改了预案：{steps}")


class PlanApproved(Event):
    plan: EmergencyPlan
    review_on: str
    says = _("{by}批准启用，{review_on} 前复核")


class PlanReviewed(Event):
    plan: EmergencyPlan
    note: str
    review_on: str
    says = _("{by}完成复核：{note}。下次 {review_on} 前")


class PlanRevised(Event):
    plan: EmergencyPlan
    reason: str
    says = _("{by}开始修订：{reason}")


class PlanEnded(Event):
    plan: EmergencyPlan
    reason: str
    says = _("{by}停用了预案：{reason}")


class StaffListed(Event):
    plan: EmergencyPlan
    name: str
    task: str
    says = _("{by}把{name}列入召集名单：{task}")


class StaffUnlisted(Event):
    plan: EmergencyPlan
    name: str
    erase_on: str
    says = _("{by}把{name}移出召集名单，号码 {erase_on} 删除")


class StaffDeparted(Event):
    plan: EmergencyPlan
    name: str
    erase_on: str
    says = _("{name}已不任职，移出召集名单，号码 {erase_on} 删除")


class PhoneErased(Event):
    plan: EmergencyPlan
    name: str
    says = _("{name}的应急电话已按期删除")


class IncidentOpened(Event):
    incident: Incident
    what: str
    plan: str
    says = _("{by}启动应急处置：{what}{plan}")


class IncidentCleared(Event):
    incident: Incident
    outcome: str
    says = _("{by}宣布解除：{outcome}")


class IncidentReviewed(Event):
    incident: Incident
    says = _("{by}写了复盘")


class IncidentCalledOff(Event):
    incident: Incident
    reason: str
    says = _("{by}取消：误报，{reason}")


class IncidentLinked(Event):
    incident: Incident
    case: str
    says = _("{by}关联诉求 {case}")


class CallOutMade(Event):
    """That staff were called and how many; who it was stands in the call of each."""

    incident: Incident
    people: int
    says = _("{by}召集 {people} 名值守人员到场")


class StaffCalled(Event):
    call: StaffCall
    what: str
    where: str
    task: str
    says = _("{by}召集到场：{task}")


class StaffAcknowledged(Event):
    call: StaffCall
    says = _("{by}确认收到")


class StaffArrived(Event):
    call: StaffCall
    says = _("{by}登记到场")


class StaffNotReached(Event):
    call: StaffCall
    says = _("{by}登记没有联系上")


class StaffReleased(Event):
    call: StaffCall
    what: str
    says = _("应急处置“{what}”已解除")
