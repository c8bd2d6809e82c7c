"""What can be said of a wish afterwards. None of it names the wisher."""

from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models.wish import Wish
from tongxin.kernel.records import Event


class WishRecorded(Event):
    wish: Wish
    channel: str
    says = _("{by}登记了微心愿（{channel}）")


class WishTold(Event):
    wish: Wish
    says = _("心愿人本人提出了微心愿")


class WishCorrected(Event):
    wish: Wish
    says = _("微心愿的内容已更正")


class WishApproved(Event):
    wish: Wish
    says = _("{by}审核通过，公开待认领")


class WishRefused(Event):
    wish: Wish
    reason: str
    says = _("{by}未予通过：{reason}")


class WishClaimed(Event):
    wish: Wish
    claimer: str
    says = _("{claimer}认领了微心愿")


class WishReturned(Event):
    wish: Wish
    claimer_id: int
    reason: str
    says = _("认领已退回，心愿重新公开：{reason}")


class WishDelivered(Event):
    wish: Wish
    says = _("{by}报告已送达")


class WishNotReceived(Event):
    wish: Wish
    reason: str
    says = _("尚未收到：{reason}")


class WishConfirmed(Event):
    wish: Wish
    who: str
    says = _("{who}确认心愿已实现")


class WishThanked(Event):
    wish: Wish
    thanks: str
    erase_on: str
    says = _("已向认领人答谢，姓名与地址将于 {erase_on} 删除")


class WishWithdrawn(Event):
    wish: Wish
    reason: str
    claimer_id: int | None
    says = _("微心愿已撤回：{reason}")


class WishExpired(Event):
    wish: Wish
    says = _("公开期满无人认领")


class WishErased(Event):
    wish: Wish
    says = _("姓名、电话与地址已按期删除")
