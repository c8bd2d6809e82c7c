"""What can be said afterwards: of a venue, its closures and agreements, and of a booking on its way."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.records import Event


class VenueRegistered(Event):
    venue: Any
    says = _("{by}登记了场地")


class VenueChanged(Event):
    venue: Any
    changes: str
    says = _("{by}修改了{changes}")


class HoursSet(Event):
    venue: Any
    says = _("{by}设定了开放时间")


class VenueOpened(Event):
    venue: Any
    says = _("{by}开放了预约")


class VenueShut(Event):
    venue: Any
    reason: str
    says = _("{by}停止了预约：{reason}")


class VenueClosed(Event):
    venue: Any
    stretch: str
    reason: str
    called_off: int
    says = _("{by}登记停用 {stretch}：{reason}，取消预约 {called_off} 个")


class ClosureLifted(Event):
    venue: Any
    stretch: str
    says = _("{by}撤销了停用 {stretch}")


class AgreementSigned(Event):
    venue: Any
    user: str
    document: str
    says = _("{by}登记了与{user}的共用协议（{document}）")


class AgreementEnded(Event):
    venue: Any
    user: str
    reason: str
    says = _("{by}终止了与{user}的共用协议：{reason}")


class SignPermitted(Event):
    venue: Any
    sign: str
    document: str
    says = _("{by}登记了挂牌许可“{sign}”（{document}）")


class SignTakenDown(Event):
    venue: Any
    sign: str
    says = _("{by}登记摘牌“{sign}”")


class BookingAsked(Event):
    booking: Any
    venue: str
    when: str
    says = _("{by}申请预约，等管理单位审批")


class BookingMade(Event):
    booking: Any
    venue: str
    when: str
    says = _("{by}预约了场地")


class BookingQueued(Event):
    booking: Any
    venue: str
    when: str
    says = _("{by}加入了候补")


class BookingApproved(Event):
    booking: Any
    venue: str
    when: str
    says = _("{by}同意了预约")


class BookingRefused(Event):
    booking: Any
    venue: str
    reason: str
    says = _("{by}没有同意预约：{reason}")


class PlaceOffered(Event):
    booking: Any
    venue: str
    when: str
    says = _("场地空出来了，请候补的预约方确认")


class OfferAccepted(Event):
    booking: Any
    venue: str
    says = _("{by}接受了空出来的场地")


class ReconfirmationAsked(Event):
    booking: Any
    venue: str
    when: str
    says = _("请预约方再次确认是否仍要使用")


class Reconfirmed(Event):
    booking: Any
    venue: str
    says = _("{by}再次确认要使用")


class BookingLapsed(Event):
    booking: Any
    venue: str
    when: str
    says = _("没有在期限内确认，场地已让出")


class BookingMoved(Event):
    booking: Any
    venue: str
    when: str
    says = _("{by}改到{when}")


class BookingCancelled(Event):
    booking: Any
    venue: str
    says = _("{by}取消了预约")


class BookingCalledOff(Event):
    booking: Any
    venue: str
    when: str
    reason: str
    says = _("{by}取消了这次预约：{reason}")


class UseBegun(Event):
    booking: Any
    venue: str
    says = _("{by}登记到场，开始使用")


class UseLogged(Event):
    booking: Any
    venue: str
    came: int
    says = _("{by}登记使用完毕，实到 {came} 人")


class UseEnded(Event):
    booking: Any
    venue: str
    says = _("时间到，使用结束")


class NoShow(Event):
    booking: Any
    venue: str
    when: str
    says = _("到时无人到场，场地已释放")


class SeriesBooked(Event):
    series: Any
    venue: str
    made: int
    missed: int
    says = _("{by}定期预约：约上 {made} 次，{missed} 次没有约上")
