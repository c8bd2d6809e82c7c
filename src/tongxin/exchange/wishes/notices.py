"""Who is told of what happens to a wish: the wisher, where registered; the claimer; the community that cares for it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.exchange.wishes import events as said
from tongxin.kernel.models import Record
from tongxin.kernel.notices import Notice, leads_to, named_by

_wisher = named_by("wisher_id")
_claimer = named_by("claimer_id")


def _last_claimer(record: Record, wish: Any) -> list[int | None]:
    return [record.data.get("claimer_id")]


_host = named_by("host_id")


def _on_phone(record: Record, wish: Any) -> str:
    return reverse("exchange:my-wish", args=[wish.pk])


_list = leads_to("exchange:my-wishes")


NOTICES = [
    Notice(said.WishRecorded, to=_host, says=_("有微心愿“{subject}”等待审核。"), role="community_secretary"),
    Notice(said.WishTold, to=_host, says=_("有微心愿“{subject}”等待审核。"), role="community_secretary"),
    Notice(said.WishApproved, to=_wisher, says=_("您的心愿“{subject}”已通过，正等人认领。"), link=_on_phone),
    Notice(said.WishRefused, to=_wisher, says=_("您的心愿“{subject}”未通过：{reason}"), link=_on_phone),
    Notice(said.WishClaimed, to=_wisher, says=_("您的心愿“{subject}”已有人认领。"), link=_on_phone, name="wisher"),
    Notice(said.WishClaimed, to=_claimer, says=_("已为您认领心愿“{subject}”，请在期限内实现。"), link=_on_phone),
    Notice(said.WishReturned, to=_last_claimer, says=_("您认领的心愿“{subject}”已退回：{reason}"), link=_list),
    Notice(said.WishReturned, to=_wisher, says=_("心愿“{subject}”重新等人认领。"), link=_on_phone, name="wisher"),
    Notice(said.WishDelivered, to=_wisher, says=_("心愿“{subject}”已送达，请确认。"), link=_on_phone),
    Notice(said.WishDelivered, to=_host, says=_("心愿“{subject}”已送达，请向心愿人确认。"), name="host"),
    Notice(said.WishNotReceived, to=_claimer, says=_("心愿“{subject}”尚未收到：{reason}"), link=_on_phone),
    Notice(said.WishConfirmed, to=_claimer, says=_("您实现的心愿“{subject}”已得到确认。"), link=_on_phone),
    Notice(said.WishThanked, to=_claimer, says=_("心愿“{subject}”的答谢：{thanks}"), link=_on_phone),
    Notice(said.WishWithdrawn, to=_last_claimer, says=_("您认领的心愿“{subject}”已撤回：{reason}"), link=_list),
    Notice(said.WishExpired, to=_wisher, says=_("心愿“{subject}”公开期满，暂无人认领。"), link=_on_phone),
]
