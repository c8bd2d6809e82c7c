"""Who is told of what happens to a booking: the owner of what is asked, the booker of the answer."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice
from tongxin.venues import events
from tongxin.venues.models import Booking


def _booker(record: Record, booking: Any) -> list[int | None]:
    """An organization through the one who booked for it, or its posts where nobody is named."""
    return [booking.contact_id or booking.booker_id]


def _owner(record: Record, booking: Any) -> list[int]:
    return [booking.owner_id]


def _on_phone(record: Record, booking: Booking) -> str:
    return reverse("venues:my-booking", args=[booking.pk])


NOTICES = [
    Notice(events.BookingAsked, to=_owner, says=_("{by}申请使用{venue}，{when}，请审批。")),
    Notice(events.BookingMade, to=_owner, says=_("{by}预约了{venue}，{when}。"), name="owner"),
    Notice(events.BookingCancelled, to=_owner, says=_("{by}取消了对{venue}的预约。")),
    Notice(events.BookingApproved, to=_booker, says=_("您预约的{venue}（{when}）已同意。"), link=_on_phone),
    Notice(events.BookingRefused, to=_booker, says=_("您预约的{venue}没有获得同意：{reason}"), link=_on_phone),
    Notice(
        events.PlaceOffered, to=_booker, says=_("您候补的{venue}（{when}）空出来了，请尽快确认。"), link=_on_phone
    ),
    Notice(
        events.ReconfirmationAsked, to=_booker, says=_("您预约的{venue}（{when}）快到了，请再次确认是否使用。"),
        link=_on_phone,
    ),
    Notice(
        events.BookingLapsed, to=_booker, says=_("您预约的{venue}（{when}）没有在期限内确认，已让给别人。"),
        link=_on_phone,
    ),
    Notice(
        events.BookingCalledOff, to=_booker, says=_("您预约的{venue}（{when}）被场地方取消：{reason}"), link=_on_phone
    ),
    Notice(events.BookingMoved, to=_owner, says=_("{venue}的预约改到{when}。")),
    Notice(
        events.NoShow, to=_booker, says=_("您预约的{venue}（{when}）到时没有人到场，已释放给别人使用。"), link=_on_phone
    ),
]  # fmt: skip
