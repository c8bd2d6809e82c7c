"""Refusals of this room, in the community's words."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.errors import Refused, Unfit


class NotOpen(Refused):
    sentence = _("这项活动现在不能报名：报名尚未开放、已截止，或活动已取消。")


class NotForYou(Refused):
    status = 403
    sentence = _("这项活动面向党员。如您是党员而系统里没有组织关系，请联系所在党支部或社区。")


class NotForMinors(Refused):
    status = 403
    sentence = _("这项任务有人身危险，不安排未成年人参加。欢迎看看别的活动。")


class MinorsThere(Unfit):
    sentence = _("有 %d 位未成年人已经报名，有人身危险的任务不能安排他们参加；请先与监护人说明，并代为退出。")


class SignedAlready(Refused):
    sentence = _("您已经报过名，没有重复登记。")


class TimeClash(Refused):
    sentence = _("这个时间您已报名别的活动，一个人同一时间只能参加一项。")


class NoOffer(Refused):
    status = 410
    sentence = _("这个名额已不在保留期内，已转给下一位。您仍可重新候补。")


class NotSignedUp(Refused):
    sentence = _("这项活动名额有限，您还没有报名成功，请到签到处由记录员登记。")


class WrongCode(Unfit):
    sentence = _("签到码不对，请看现场屏幕上的六位数字。")


class CodeExpired(Refused):
    status = 410
    sentence = _("这个签到码已经过期，请用现场屏幕上的新码。")


class TooManyTries(Refused):
    status = 429
    sentence = _("签到码错了太多次，请稍等一会儿再试，或请记录员登记。")


class CameTooLate(Refused):
    status = 410
    sentence = _("这次离线签到隔了太久才上传，请找活动记录员补登。")


class WrongPass(Unfit):
    sentence = _("这张入场码不是本系统的，或已过期，请让本人重新打开。")


class NoPosition(Unfit):
    sentence = _("没有拿到手机的位置，没有登记。请用签到码，或请现场的记录员登记。")


class PositionTooVague(Unfit):
    sentence = _("手机这次的位置不够准，说不清您在不在现场，没有登记。请用签到码，或请现场的记录员登记。")


class TooFar(Refused):
    sentence = _("手机的位置不在活动地点附近，没有登记。人在现场的，请用签到码，或请记录员登记。")


class NotByPosition(Refused):
    sentence = _("这项活动不按手机位置签到，请用签到码，或请现场的记录员登记。")


class NotNow(Refused):
    sentence = _("现在不在签到时间内，请在活动开始前后签到，或由记录员补登。")


class CheckedInAlready(Refused):
    sentence = _("已经签到过，没有重复登记。")


class Uninsured(Refused):
    sentence = _("这项任务有人身危险，主办方还没有登记意外险，暂不能上岗签到。请找主办方。")


class NotCounted(Refused):
    sentence = _("这项任务的意外险只保报上名的人。请先让他报上名（名额要够），再登记到场。")


class PolicyTooShort(Unfit):
    sentence = _("这张保单没有保到每一天，请登记保期够的保单。")


class PolicyTooSmall(Unfit):
    sentence = _("这张保单保的人数不够，请减少名额，或登记人数够的保单。")


class PolicyElsewhere(Refused):
    sentence = _(
        "这个保单号已经登记过，保期、人数或保障内容和这里填的不一样，而且别的任务也在用它。"
        "请从已登记的保单里选，或核对保单号。"
    )


class TooFewPlaces(Unfit):
    sentence = _("名额不能少于已经报名的人数，请先与报名者商量。")


class PlaceBookedAlready(Refused):
    sentence = _("这项活动已经约了场地；要换的话，请先取消原来的预约。")


class Settled(Refused):
    sentence = _("活动已经确认，不能再改；有误请用更正。")
