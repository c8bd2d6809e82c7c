"""Who wishes: kept sealed, opened for the claimer while needed, erased after thanks (C04-4, C19-2, C19-3)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.exchange.models.wish import Wish
from tongxin.exchange.wishes.events import WishErased
from tongxin.kernel import rules, sealing
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import Refused, Unfit
from tongxin.kernel.records import record
from tongxin.notify.models import Notice
from tongxin.people.actions import find_by_phone
from tongxin.people.identity import person_name, phone_number, plain
from tongxin.people.models import Person


class NoLongerNeeded(Refused):
    status = 403
    sentence = gettext_lazy("只有认领人在实现心愿期间可以查看称呼和地址。")


class OpenWishAlready(Refused):
    sentence = gettext_lazy("这位心愿人还有没办完的微心愿，办完后再登记下一个。")


@dataclass(frozen=True)
class Wisher:
    """Who wishes, in clear, for the claimer's eyes."""

    name: str
    phone: str
    address: str


@transaction.atomic
def see_wisher(*, wish: Wish, purpose: str, by: Actor, at: datetime) -> Wisher:
    """Open name, phone and address for the claimer, only while needed; each look is recorded first (C04-4, C19-3).

    At the desk a worker may open them for the claimer who stands there. Raises NoLongerNeeded to anybody else.
    """
    locked = Wish.objects.select_for_update().get(pk=wish.pk)
    serves = by.on_behalf_of_id == locked.claimer_id and by.holds("wishes.record") and by.steers.covers(wish.area_path)
    if not locked.is_needed or not (by.principal_id == locked.claimer_id or serves):
        raise NoLongerNeeded
    why = _("代认领人查看：%s") % purpose.strip() if serves and purpose.strip() else purpose
    seen = [
        sealing.look(at_thing=locked, field=field, purpose=why, by=by, at=at, concerns_id=locked.wisher_id)
        for field in ("wisher_name", "wisher_phone", "wisher_address")
    ]
    return Wisher(*seen)


def erase_due(*, at: datetime, batch: int = 500) -> int:
    """Erase name, phone and address of every wish whose day has come; returns how many. Run daily (C19-2)."""
    erased = 0
    while done := _erase_batch(at, batch):
        erased += done
    return erased


@transaction.atomic
def _erase_batch(at: datetime, batch: int) -> int:
    rows = Wish.objects.to_erase(today(at)).select_for_update(skip_locked=True).order_by("pk")[:batch]
    for wish in rows:
        _forget_notices(wish)
        wish.wisher = wish.wisher_name = wish.wisher_phone = wish.wisher_address = wish.wisher_print = None
        wish.erased_at = at
        wish.save()
        record(WishErased(wish=wish), by=SYSTEM, at=at)
    return len(rows)


def _forget_notices(wish: Wish) -> None:
    # What the wisher was told would still say whose wish it was.
    told = Notice.objects.filter(record__subject_type=wish._meta.label_lower, record__subject_id=wish.pk)
    told.filter(recipient_id=wish.wisher_id).delete()


def sealed_identity(name: str, phone: str, address: str, wisher: Person | None) -> dict[str, Any]:
    name, address = person_name(name), plain(address)
    if not 2 <= len(address) <= 120:
        raise Unfit(_("请填写能找到心愿人的地址。"))
    if not phone.strip() and wisher is not None and wisher.phone:
        phone = sealing.unseal(bytes(wisher.phone))
    phone = phone_number(phone) if phone.strip() else ""
    wisher = wisher or _registered(name, phone)
    return {
        "wisher": wisher,
        "wisher_name": name,
        "wisher_phone": phone,
        "wisher_address": address,
        "wisher_print": sealing.fingerprint(phone or f"{name} {address}", purpose="wish"),
    }


def _registered(name: str, phone: str) -> Person | None:
    """The registered person behind the name and phone, who then reads who looked at them."""
    return next((person for person in find_by_phone(phone) if person.name == name), None) if phone else None


def check_open_wishes(identity: dict[str, Any], area: Area, at: datetime) -> None:
    allowed = rules.find("wish.open_per_person", on=today(at), path=area.path)
    open_now = Wish.objects.open().filter(wisher_print=identity["wisher_print"])
    if identity["wisher"]:
        open_now = open_now | Wish.objects.open().filter(wisher=identity["wisher"])
    if allowed and open_now.count() >= int(allowed.value):
        raise OpenWishAlready


def forget_clear_text(wish: Wish) -> None:
    # What was just saved is still readable in memory; reading it back gives the sealed form only.
    wish.refresh_from_db(fields=["wisher_name", "wisher_phone", "wisher_address"])


def set_erasure(wish: Wish, at: datetime) -> None:
    days = int(rules.value("wish.erase_days", on=today(at), path=wish.area_path))
    wish.erase_on = today(at) + timedelta(days=days)


def unnamed_if_wisher(wish: Wish, by: Actor) -> Actor:
    return unnamed(by) if wish.wisher_id == by.principal_id else by


def unnamed(by: Actor) -> Actor:
    # Records are never changed, so the wisher's own deeds carry no name: it would outlive the erasure.
    return replace(
        by, principal_id=0, name=_("心愿人"), post_id=None, organization_id=None, organization_path="",
        on_behalf_of_id=None,
    )  # fmt: skip
