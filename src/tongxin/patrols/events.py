"""What can be said of patrols afterwards."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.records import Event
from tongxin.patrols.models import Defect, PatrolMember, PatrolPlace, PatrolPlan, PatrolRound


class PlanMade(Event):
    plan: PatrolPlan
    team: str
    every: str
    says = _("{by}制定巡查计划，由{team}{every}巡查")


class PlanChanged(Event):
    plan: PatrolPlan
    changed: str
    says = _("{by}修改了{changed}，从下一轮起")


class RouteSet(Event):
    plan: PatrolPlan
    places: int
    says = _("{by}排定路线，共 {places} 处")


class PlanEnded(Event):
    plan: PatrolPlan
    on: str
    says = _("{by}结束这项计划，最后一天 {on}")


class DaysPassedOver(Event):
    plan: PatrolPlan
    days: int
    says = _("平台停了一段时间，有 {days} 轮没有下达，不计入应巡")


class RoundLaid(Event):
    patrol_round: PatrolRound
    plan: str
    due: str
    says = _("到了巡查的日子，{due}")


class StopSeen(Event):
    patrol_round: PatrolRound
    place: str
    found: str
    says = _("{by}查看了{place}：{found}")


class StopNotSeen(Event):
    patrol_round: PatrolRound
    place: str
    reason: str
    says = _("{by}没能查看{place}：{reason}")


class WalkerComes(Event):
    patrol_round: PatrolRound
    says = _("{by}这一轮来巡查")


class WalkerStaysAway(Event):
    patrol_round: PatrolRound
    says = _("{by}这一轮不来了")


class RoundWalked(Event):
    patrol_round: PatrolRound
    places: int
    broken: int
    says = _("这一轮巡查完成，{places} 处，发现问题 {broken} 个")


class RoundMissed(Event):
    patrol_round: PatrolRound
    seen: int
    places: int
    says = _("到下一轮时还没有巡完（{seen}/{places}），记为未巡查")


class RoundCalledOff(Event):
    patrol_round: PatrolRound
    reason: str
    says = _("{by}取消这一轮：{reason}")


class PlaceEntered(Event):
    place: PatrolPlace
    says = _("{by}登记巡查点")


class PlaceRetired(Event):
    place: PatrolPlace
    says = _("{by}撤销这个巡查点")


class DefectFound(Event):
    defect: Defect
    place: str
    what: str
    case: str
    says = _("{by}在{place}发现：{what}，已立案{case}")


class DefectSeenAgain(Event):
    defect: Defect
    place: str
    what: str
    says = _("{by}再次看到{place}的问题：{what}")


class DefectEnded(Event):
    defect: Defect
    state: str
    says = _("随案件了结：{state}")


class DefectOpenAgain(Event):
    defect: Defect
    says = _("案件重新办理，仍待修")


class PatrollerJoined(Event):
    member: PatrolMember
    team: str
    says = _("{by}登记为{team}的巡查队员")


class PatrollerLeft(Event):
    member: PatrolMember
    team: str
    says = _("{by}登记退出{team}的巡查")
