"""Deeds around micro-wishes: record, approve, claim by exactly one, deliver, confirm, thank, erase (MHK-46)."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.areas.models import Area
from tongxin.exchange.models.wish import CLAIMED, Wish, WishClaim
from tongxin.exchange.wish_events import (
    WishApproved,
    WishClaimed,
    WishConfirmed,
    WishCorrected,
    WishDelivered,
    WishErased,
    WishExpired,
    WishNotReceived,
    WishRecorded,
    WishRefused,
    WishReturned,
    WishThanked,
    WishTold,
    WishWithdrawn,
)
from tongxin.exchange.wish_procedure import WISH
from tongxin.kernel import rules, sealing, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record
from tongxin.notify.models import Notice
from tongxin.organizations.actions import nearest_party_organization
from tongxin.people.actions import find_by_phone
from tongxin.people.identity import person_name, phone_number, plain
from tongxin.people.models import Person

#: A phone or an identity number has no place in a text that everybody reads.
NUMBERS = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]")


class ClaimedAlready(Refused):
    sentence = gettext_lazy("这个微心愿刚刚已被别人认领，请在列表里另选一个。")


class ClaimedByYou(Refused):
    sentence = gettext_lazy("您已经认领了这个心愿，不用再认领。")


class OwnWish(Refused):
    sentence = gettext_lazy("这是您自己的心愿，请让别人来认领。")


class OpenWishAlready(Refused):
    sentence = gettext_lazy("这位心愿人还有没办完的微心愿，办完后再登记下一个。")


class OverCap(Unfit):
    sentence = gettext_lazy("微心愿应当是小件实物或小事，价值超出上限，请改走需求清单。")


class TellsTooMuch(Unfit):
    sentence = gettext_lazy("公开内容里不能有电话或证件号码，请删去。")


class SensitiveWords(Unfit):
    """The text may give away somebody's hardship; the recorder has to read it again."""


class NoLongerNeeded(Refused):
    status = 403
    sentence = gettext_lazy("只有认领人在实现心愿期间可以查看称呼和地址。")


@dataclass(frozen=True)
class Wisher:
    """Who wishes, in clear, for the claimer's eyes."""

    name: str
    phone: str
    address: str


@transaction.atomic
def record_wish(
    *,
    title: str,
    kind: str,
    area: Area,
    name: str,
    address: str,
    by: Actor,
    at: datetime,
    phone: str = "",
    detail: str = "",
    value_fen: int = 0,
    channel: str = "counter",
    reviewed: bool = False,
    wisher: Person | None = None,
) -> Wish:
    """Write a wish down, for somebody at the counter or on the phone, or one's own (then `wisher` is the actor).

    Raises Unfit with a sentence, OverCap above `wish.value_cap_fen`, SensitiveWords unless `reviewed`, and
    OpenWishAlready when the wisher has as many open wishes as `wish.open_per_person` allows.
    """
    is_own = wisher is not None and wisher.pk == by.principal_id
    if not is_own and not (by.holds("wishes.record") and by.steers.covers(area.path)):
        raise NotYours
    terms.need("wish_kinds", kind)
    terms.need("need_channels", channel)
    told = _checked_text(title, detail, reviewed)
    _check_value(value_fen, area, at)
    host = nearest_party_organization(area)
    if host is None:
        raise Unfit(_("“%s”还没有承办的党组织，暂时不能登记。") % area.name)
    identity = _sealed_identity(name, phone, address, wisher)
    _check_open_wishes(identity, area, at)
    wish = Wish.objects.create(
        **told, **identity, kind=kind, area=area, area_path=area.path, host=host, value_fen=value_fen, channel=channel,
        recorded_at=at, step="recorded", step_at=at,
    )  # fmt: skip
    _forget_clear_text(wish)
    WISH.start(wish, by=by, at=at)
    if is_own:
        record(WishTold(wish=wish), by=_unnamed(by), at=at)
    else:
        record(WishRecorded(wish=wish, channel=terms.label("need_channels", channel)), by=by, at=at)
    return wish


@transaction.atomic
def correct(
    *, wish: Wish, title: str, kind: str, detail: str, value_fen: int, by: Actor, at: datetime, reviewed: bool = False
) -> None:
    """Change what is wished for while nobody has looked at it yet. Raises AlreadyMoved after approval."""
    locked = Wish.objects.select_for_update().get(pk=wish.pk)
    if locked.step != "recorded":
        raise AlreadyMoved
    if not WISH.move("withdraw").by(by, locked):
        raise NotYours
    terms.need("wish_kinds", kind)
    _check_value(value_fen, locked.area, at)
    told = _checked_text(title, detail, reviewed)
    Wish.objects.filter(pk=wish.pk).update(**told, kind=kind, value_fen=value_fen)
    wish.refresh_from_db()
    record(WishCorrected(wish=wish), by=_unnamed_if_wisher(wish, by), at=at)


@transaction.atomic
def approve(*, wish: Wish, by: Actor, at: datetime) -> None:
    """Let the wish be seen, without identity, by everybody."""
    with WISH.moving(wish, "approve", by=by, at=at):
        pass
    record(WishApproved(wish=wish), by=by, at=at)


@transaction.atomic
def refuse(*, wish: Wish, reason: str, by: Actor, at: datetime) -> None:
    with WISH.moving(wish, "refuse", by=by, at=at):
        _set_erasure(wish, at)
    record(WishRefused(wish=wish, reason=_needed(reason)), by=by, at=at)


@transaction.atomic
def claim(*, wish: Wish, by: Actor, at: datetime) -> WishClaim:
    """Promise to fulfil the wish. Of any number who try, one succeeds; the others get ClaimedAlready (C04-2)."""
    claimer_id = by.on_behalf_of_id or by.principal_id
    try:
        with WISH.moving(wish, "claim", by=by, at=at):
            if wish.wisher_id == claimer_id:
                raise OwnWish
            wish.claimer_id = claimer_id
            row = WishClaim.objects.create(wish=wish, claimer_id=claimer_id, claimed_at=at)
    except AlreadyMoved:
        if wish.claimer_id == claimer_id:
            raise ClaimedByYou from None
        raise (ClaimedAlready if wish.step in CLAIMED else AlreadyMoved) from None
    record(WishClaimed(wish=wish, claimer=row.claimer.name), by=by, at=at)
    return row


@transaction.atomic
def give_back(*, wish: Wish, reason: str, by: Actor, at: datetime) -> None:
    """The claimer cannot keep the promise; the wish goes back to the others."""
    with WISH.moving(wish, "give_back", by=by, at=at):
        claimer_id = _return_claim(wish, _needed(reason), at)
    record(WishReturned(wish=wish, claimer_id=claimer_id, reason=reason), by=by, at=at)


@WISH.on_late("claimed")
@transaction.atomic
def return_sleeping(wish: Wish, at: datetime) -> None:
    """The clock: a claim that slept past its limit returns to the pool; the claim stays in the history (C04-3)."""
    reason = _("认领后逾期未送达")
    with WISH.moving(wish, "lapse", by=SYSTEM, at=at):
        claimer_id = _return_claim(wish, reason, at)
    record(WishReturned(wish=wish, claimer_id=claimer_id, reason=reason), by=SYSTEM, at=at)


@WISH.on_late("approved")
@transaction.atomic
def expire(wish: Wish, at: datetime) -> None:
    """The clock: nobody claimed it within the public term."""
    with WISH.moving(wish, "expire", by=SYSTEM, at=at):
        _set_erasure(wish, at)
    record(WishExpired(wish=wish), by=SYSTEM, at=at)


@transaction.atomic
def deliver(*, wish: Wish, by: Actor, at: datetime) -> None:
    with WISH.moving(wish, "deliver", by=by, at=at):
        pass
    record(WishDelivered(wish=wish), by=by, at=at)


@transaction.atomic
def confirm(*, wish: Wish, by: Actor, at: datetime) -> None:
    """The wisher, or a worker who asked the wisher, says that it has come true."""
    with WISH.moving(wish, "confirm", by=by, at=at):
        pass
    doer = _unnamed_if_wisher(wish, by)
    record(WishConfirmed(wish=wish, who=doer.name), by=doer, at=at)


@transaction.atomic
def miss(*, wish: Wish, reason: str, by: Actor, at: datetime) -> None:
    """It was reported as delivered and has not arrived; the claimer is asked again."""
    with WISH.moving(wish, "miss", by=by, at=at):
        pass
    record(WishNotReceived(wish=wish, reason=_needed(reason)), by=_unnamed_if_wisher(wish, by), at=at)


@transaction.atomic
def thank(*, wish: Wish, thanks: str, by: Actor, at: datetime) -> None:
    """Thank the claimer, and set the day on which name and address are erased (C19-2)."""
    with WISH.moving(wish, "thank", by=by, at=at):
        wish.thanks = _without_numbers(thanks.strip())[:200]
        _set_erasure(wish, at)
    said = WishThanked(wish=wish, thanks=wish.thanks, erase_on=f"{wish.erase_on:%Y-%m-%d}")
    record(said, by=_unnamed_if_wisher(wish, by), at=at)


@transaction.atomic
def withdraw(*, wish: Wish, reason: str, by: Actor, at: datetime) -> None:
    claimer_id = None
    with WISH.moving(wish, "withdraw", by=by, at=at):
        if wish.claimer_id:
            claimer_id = _return_claim(wish, _("心愿已撤回"), at)
        _set_erasure(wish, at)
    said = WishWithdrawn(wish=wish, reason=_needed(reason), claimer_id=claimer_id)
    record(said, by=_unnamed_if_wisher(wish, by), at=at)


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


def sensitive_words_in(text: str) -> list[str]:
    """Words of the list `sensitive_words` that a public text had better not contain."""
    return [word for term in terms.terms("sensitive_words").values() for word in term.data["words"] if word in text]


def cap_fen(path: str, *, on: date) -> int | None:
    """What a wish may be worth at most, in fen; None where the city sets no cap."""
    rule = rules.find("wish.value_cap_fen", on=on, path=path)
    return int(rule.value) if rule else None


def _checked_text(title: str, detail: str, reviewed: bool) -> dict[str, str]:
    title, detail = title.strip(), detail.strip()
    if not 2 <= len(title) <= 40:
        raise Unfit(_("心愿请用 2 至 40 个字说清楚。"))
    _without_numbers(title + detail)
    if not reviewed and (found := sensitive_words_in(title + detail)):
        raise SensitiveWords(
            _("内容里有“%s”，可能透露困难原因、健康等情况。公开内容只写需要什么；确认无碍请勾选“已核对”。")
            % "、".join(found)
        )
    return {"title": title, "detail": detail[:200]}


def _without_numbers(text: str) -> str:
    # Full-width digits and digits set apart by blanks are numbers too.
    if NUMBERS.search(re.sub(r"[\s-]", "", plain(text))):
        raise TellsTooMuch
    return text


def _check_value(value_fen: int, area: Area, at: datetime) -> None:
    cap = cap_fen(area.path, on=today(at))
    if value_fen < 0 or (cap is not None and value_fen > cap):
        raise OverCap


def _sealed_identity(name: str, phone: str, address: str, wisher: Person | None) -> dict[str, Any]:
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


def _check_open_wishes(identity: dict[str, Any], area: Area, at: datetime) -> None:
    allowed = rules.find("wish.open_per_person", on=today(at), path=area.path)
    open_now = Wish.objects.open().filter(wisher_print=identity["wisher_print"])
    if identity["wisher"]:
        open_now = open_now | Wish.objects.open().filter(wisher=identity["wisher"])
    if allowed and open_now.count() >= int(allowed.value):
        raise OpenWishAlready


def _forget_clear_text(wish: Wish) -> None:
    # What was just saved is still readable in memory; reading it back gives the sealed form only.
    wish.refresh_from_db(fields=["wisher_name", "wisher_phone", "wisher_address"])


def _return_claim(wish: Wish, reason: str, at: datetime) -> int:
    standing = WishClaim.objects.get(wish=wish, returned_at=None)
    standing.returned_at, standing.reason = at, reason[:120]
    standing.save()
    wish.claimer = None
    return standing.claimer_id


def _set_erasure(wish: Wish, at: datetime) -> None:
    days = int(rules.value("wish.erase_days", on=today(at), path=wish.area_path))
    wish.erase_on = today(at) + timedelta(days=days)


def _unnamed_if_wisher(wish: Wish, by: Actor) -> Actor:
    return _unnamed(by) if wish.wisher_id == by.principal_id else by


def _unnamed(by: Actor) -> Actor:
    # Records are never changed, so the wisher's own deeds carry no name: it would outlive the erasure.
    return replace(
        by, principal_id=0, name=_("心愿人"), post_id=None, organization_id=None, organization_path="",
        on_behalf_of_id=None,
    )  # fmt: skip


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Unfit(_("请写明理由。"))
    return reason.strip()[:120]
