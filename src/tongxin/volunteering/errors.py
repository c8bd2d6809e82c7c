"""Refusals of this room, in the community's words."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.errors import Refused, Unfit


class TimeBooked(Refused):
    sentence = _("这段时间您已经有服务时长或活动记录，同一时间不能重复计算。")


class OverTheDay(Unfit):
    sentence = _("这一天的服务时长超过了一日上限。")


class NotFree(Unfit):
    sentence = _("志愿服务须是自愿、无偿的；本职工作和指派任务不计入志愿服务时长。")


class NotOrganizer(Unfit):
    sentence = _("请选择您所在的志愿服务队，或所在社区的党组织来确认。")


class AskedAlready(Refused):
    sentence = _("同样的证明已经申请过，正在办理。")


class NothingServed(Unfit):
    sentence = _("这段时间没有已入账的志愿服务时长，请检查起止日期。")


class NoSuchCertificate(Refused):
    status = 404
    sentence = _("没有这份证明。请核对验证码；如果是别人给您的，请向出具单位核实。")


class SameHand(Refused):
    status = 403
    sentence = _("登记和复核须由两个人办理，请另一位同事复核。")


class SeatsTaken(Refused):
    sentence = _("这个岗位的席位刚刚满了，请另选一个。")


class SeatClash(Refused):
    sentence = _("这个时间您已经有别的岗位或活动。")


class NotQualified(Refused):
    status = 403


class NotYourSeat(Refused):
    sentence = _("这个席位现在不是您的，可能已经让出。")


class OfferedAlready(Refused):
    sentence = _("这个班次已经提出让班，正等人接。")


class ShiftOver(Refused):
    sentence = _("班次已经开始或活动已经结束，不能再改。")


class AdoptedAlready(Refused):
    sentence = _("这里已经有人认养了，谢谢您的心意，可以换一处。")


class QualifiedAlready(Refused):
    sentence = _("这项资质在这段时间已经登记过。")
