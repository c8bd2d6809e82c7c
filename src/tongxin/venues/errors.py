"""Refusals of this room, in the community's words."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.errors import Refused, Unfit


class HallTaken(Refused):
    sentence = _("这个场地在这段时间已经有人约了，请换个时间，或加入候补。")


class NotOpen(Refused):
    sentence = _("这个场地在这段时间不开放。")


class NotBookable(Refused):
    sentence = _("这个场地现在不接受预约。")


class NotForYou(Refused):
    status = 403
    sentence = _("这个场地不对您开放预约，请看“谁可以预约”，或联系管理单位。")


class TooSmall(Unfit):
    sentence = _("人数超过了场地可容纳的人数，请换大一点的场地。")


class QuotaSpent(Refused):
    sentence = _("您手上的预约已经到了上限，用掉或取消一个后再约。")


class BookedMeanwhile(Refused):
    sentence = _("这段时间已有预约，停用前请先看清要取消哪些。")


class ClosedAlready(Refused):
    sentence = _("这段时间里这个场地（或它的一部分）已经登记停用。")


class CannotDivide(Refused):
    sentence = _("这个场地不能再分出更多部分。")


class NotNow(Refused):
    sentence = _("现在还不到使用时间，开始前后才能登记到场。")


class NoSign(Refused):
    sentence = _("这块牌子不在准许清单里，或这里的牌子已到上限，不能加挂。")
