"""The way of a booking: asked or booked at once, waiting, offered, confirmed again, used."""

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import Predicate, nobody
from tongxin.kernel.procedures import Move, Procedure, Step
from tongxin.venues.access import may_approve, may_serve, may_use
from tongxin.venues.models import Booking

user = may_use | may_serve
asks_first = Predicate(lambda actor, it: it.venue.needs_approval, "the venue asks for approval")
at_once = Predicate(lambda actor, it: not it.venue.needs_approval, "the venue asks for no approval")

BOOKING = Procedure(
    "booking",
    _("场地预约"),
    page="venues:booking",
    steps=[
        Step("asked", _("待审批"), holder="owner_id", skipped="is_unasked"),
        Step("waiting", _("候补"), main=False),
        Step("offered", _("空出待确认"), holder="booker_id", main=False),
        Step("booked", _("已约定")),
        Step("to_confirm", _("待再次确认"), holder="booker_id", main=False),
        Step("in_use", _("使用中")),
        Step("used", _("已使用"), end=True),
        Step("missed", _("未到场"), end=True, main=False),
        Step("refused", _("未同意"), end=True, main=False),
        Step("cancelled", _("已取消"), end=True, main=False),
        Step("called_off", _("场地方取消"), end=True, main=False),
        Step("lapsed", _("过期让出"), end=True, main=False),
    ],
    moves=[
        Move("approve", "asked", "booked", may_approve, _("同意"), primary=True),
        Move("refuse", "asked", "refused", may_approve, _("不同意"), asks_reason=True),
        Move("queue", "asked", "waiting", nobody, _("候补")),
        Move("offer", "waiting", "offered", nobody, _("空出")),
        Move("accept", "offered", "booked", user & at_once, _("接受"), primary=True),
        Move("apply", "offered", "asked", user & asks_first, _("接受并送审"), primary=True),
        Move("ask_again", "booked", "to_confirm", nobody, _("请再次确认")),
        Move("reconfirm", "to_confirm", "booked", user, _("仍要使用"), primary=True),
        Move("lapse", ("asked", "waiting", "offered", "to_confirm"), "lapsed", nobody, _("让出")),
        Move("check_in", ("booked", "to_confirm"), "in_use", user, _("登记到场"), primary=True),
        Move("log", "in_use", "used", user, _("使用完毕"), page="venues:log", primary=True),
        Move("end", "in_use", "used", nobody, _("使用结束")),
        Move("miss", ("booked", "to_confirm"), "missed", nobody, _("未到场")),
        Move("cancel", ("asked", "waiting", "offered", "booked", "to_confirm"), "cancelled", user, _("取消预约")),
        Move(
            "call_off", ("asked", "waiting", "offered", "booked", "to_confirm", "in_use"), "called_off", may_approve,
            _("场地方取消"), asks_reason=True,
        ),
    ],
)  # fmt: skip

Booking.procedure = BOOKING
