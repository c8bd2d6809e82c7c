"""What can be said afterwards. Facts about one person have the sign-up or the attendance as subject, so that the
activity's own timeline stays short however many come."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.records import Event


class ActivityPlanned(Event):
    activity: Any
    says = _("{by}计划了活动")


class CoHostsInvited(Event):
    activity: Any
    host: str
    co_hosts: list[int]
    says = _("{by}请人一起办“{activity}”")


class ActivityChanged(Event):
    activity: Any
    changes: str
    says = _("{by}修改了{changes}")


class ActivityOpened(Event):
    activity: Any
    says = _("{by}开放了报名")


class SignUpClosed(Event):
    activity: Any
    says = _("{by}截止了报名")


class ActivityCancelled(Event):
    activity: Any
    reason: str
    says = _("{by}取消了活动：{reason}")


class PlaceBooked(Event):
    activity: Any
    venue: str
    says = _("{by}预约了场地：{venue}")


class PolicyNoted(Event):
    policy: Any
    says = _("{by}看过保单，登记了意外险“{policy}”")


class PolicyCorrected(Event):
    policy: Any
    says = _("{by}更正了意外险保单“{policy}”")


class ActivityInsured(Event):
    activity: Any
    policy: str
    says = _("{by}登记了这项任务的意外险：{policy}")


class InsuranceLost(Event):
    activity: Any
    policy: str
    says = _("改期后不在意外险保单“{policy}”的保期内，须重新登记意外险")


class InsuranceMissing(Event):
    activity: Any
    says = _("有人身危险，还没有登记意外险，已提醒主办方")


class ActivityConfirmed(Event):
    activity: Any
    people: int
    absent: int
    says = _("{by}确认了活动：到场 {people} 人，报名未到 {absent} 人")


class SignedUp(Event):
    sign_up: Any
    activity: Any
    says = _("{by}报名参加“{activity}”")


class PutOnWaitingList(Event):
    sign_up: Any
    activity: Any
    place: int
    says = _("{by}报名“{activity}”，候补第 {place} 位")


class PlaceOffered(Event):
    sign_up: Any
    activity: Any
    until: str
    says = _("“{activity}”有了空位，请在{until}前确认")


class PlaceAccepted(Event):
    sign_up: Any
    activity: Any
    says = _("{by}确认了“{activity}”的名额")


class PlaceDeclined(Event):
    sign_up: Any
    activity: Any
    says = _("{by}没有接受“{activity}”的名额")


class OfferLapsed(Event):
    sign_up: Any
    activity: Any
    says = _("“{activity}”的名额未在期限内确认，已转给下一位")


class SignUpAmended(Event):
    sign_up: Any
    activity: Any
    says = _("{by}修改了“{activity}”的报名")


class SignUpWithdrawn(Event):
    sign_up: Any
    activity: Any
    late: bool
    says = _("{by}退出了“{activity}”")


class AbsenceNoted(Event):
    sign_up: Any
    activity: Any
    reason: str
    says = _("{by}登记了未到原因：{reason}")


class CheckedIn(Event):
    attendance: Any
    activity: Any
    person: Any
    how: str
    says = _("{person}在“{activity}”签到（{how}）")


class AttendanceStruck(Event):
    attendance: Any
    activity: Any
    person: Any
    reason: str
    says = _("{by}撤销了{person}在“{activity}”的签到：{reason}")


class TimeReported(Event):
    attendance: Any
    activity: Any
    minutes: int
    says = _("{by}自报在“{activity}”服务 {minutes} 分钟")


class AttendanceConfirmed(Event):
    attendance: Any
    activity: Any
    minutes: int
    says = _("{by}确认参加了“{activity}”，时长 {minutes} 分钟")


class SwapAsked(Event):
    swap: Any
    offered: Any
    wanted: Any
    says = _("{by}想用“{offered}”换“{wanted}”")


class SwapAnswered(Event):
    swap: Any
    offered: Any
    wanted: Any
    answer: str
    says = _("{by}答复换班“{offered}”与“{wanted}”：{answer}")


class TeamJoined(Event):
    team_member: Any
    team: Any
    says = _("{by}加入{team}")


class TeamLeft(Event):
    team_member: Any
    team: Any
    says = _("{by}退出{team}")
