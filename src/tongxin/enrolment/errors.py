"""Refusals of a check-in, in the community's words."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.errors import Refused, Unfit


class EnrolledAlready(Refused):
    sentence = _("同一类型同一时间只能有一条有效报到，请先结束或撤回原来的。")


class HostGone(Refused):
    sentence = _("该社区已撤并，不能再报到。")


class NotAMember(Unfit):
    sentence = _("这种报到面向党员：此人当前没有登记组织关系，请先由所在党组织登记。")


class AwaitsHome(Refused):
    sentence = _("按本市规定，报到须先经组织关系所在党组织同意；同意后再由社区确认。")


class HomeIsHere(Unfit):
    sentence = _("此人的组织关系在本市，不按流动党员报到，请按居住地或工作地报到。")


class PostUninsured(Refused):
    sentence = _("这个岗位有人身危险，还没有在保期内的意外险保单，不能确认到岗。请先在岗位页登记意外险。")


class NotAHead(Unfit):
    sentence = _("只有社区党组织负责人可以向驻区单位报到。")
