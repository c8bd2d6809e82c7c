"""Exactly one claims, delivers, hears whether it came, is thanked; a claim that sleeps goes back (C04-2, C04-3)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.exchange.models.wish import CLAIMED, Wish, WishClaim
from tongxin.exchange.wishes.actions.wishers import set_erasure, unnamed_if_wisher
from tongxin.exchange.wishes.actions.wording import without_numbers
from tongxin.exchange.wishes.events import (
    WishClaimed,
    WishConfirmed,
    WishDelivered,
    WishNotReceived,
    WishReturned,
    WishThanked,
)
from tongxin.exchange.wishes.procedure import WISH
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import AlreadyMoved, Refused
from tongxin.kernel.reasons import needed
from tongxin.kernel.records import record


class ClaimedAlready(Refused):
    sentence = gettext_lazy("这个微心愿刚刚已被别人认领，请在列表里另选一个。")


class ClaimedByYou(Refused):
    sentence = gettext_lazy("您已经认领了这个心愿，不用再认领。")


class OwnWish(Refused):
    sentence = gettext_lazy("这是您自己的心愿，请让别人来认领。")


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
        claimer_id = return_claim(wish, needed(reason), at)
    record(WishReturned(wish=wish, claimer_id=claimer_id, reason=reason), by=by, at=at)


@WISH.on_late("claimed")
@transaction.atomic
def return_sleeping(wish: Wish, at: datetime) -> None:
    """The clock: a claim that slept past its limit returns to the pool; the claim stays in the history (C04-3)."""
    reason = _("认领后逾期未送达")
    with WISH.moving(wish, "lapse", by=SYSTEM, at=at):
        claimer_id = return_claim(wish, reason, at)
    record(WishReturned(wish=wish, claimer_id=claimer_id, reason=reason), by=SYSTEM, at=at)


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
    doer = unnamed_if_wisher(wish, by)
    record(WishConfirmed(wish=wish, who=doer.name), by=doer, at=at)


@transaction.atomic
def miss(*, wish: Wish, reason: str, by: Actor, at: datetime) -> None:
    """It was reported as delivered and has not arrived; the claimer is asked again."""
    with WISH.moving(wish, "miss", by=by, at=at):
        pass
    record(WishNotReceived(wish=wish, reason=needed(reason)), by=unnamed_if_wisher(wish, by), at=at)


@transaction.atomic
def thank(*, wish: Wish, thanks: str, by: Actor, at: datetime) -> None:
    """Thank the claimer, and set the day on which name and address are erased (C19-2)."""
    with WISH.moving(wish, "thank", by=by, at=at):
        wish.thanks = without_numbers(thanks.strip())[:200]
        set_erasure(wish, at)
    said = WishThanked(wish=wish, thanks=wish.thanks, erase_on=f"{wish.erase_on:%Y-%m-%d}")
    record(said, by=unnamed_if_wisher(wish, by), at=at)


def return_claim(wish: Wish, reason: str, at: datetime) -> int:
    standing = WishClaim.objects.get(wish=wish, returned_at=None)
    standing.returned_at, standing.reason = at, reason[:120]
    standing.save()
    wish.claimer = None
    return standing.claimer_id
