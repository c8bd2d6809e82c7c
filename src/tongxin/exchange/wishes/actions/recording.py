"""A wish is written down, corrected, approved or refused, withdrawn; one that nobody claims runs out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.exchange.models.wish import Wish
from tongxin.exchange.wishes.actions.claiming import return_claim
from tongxin.exchange.wishes.actions.wishers import (
    check_open_wishes,
    forget_clear_text,
    sealed_identity,
    set_erasure,
    unnamed,
    unnamed_if_wisher,
)
from tongxin.exchange.wishes.actions.wording import check_value, checked_text
from tongxin.exchange.wishes.events import (
    WishApproved,
    WishCorrected,
    WishExpired,
    WishRecorded,
    WishRefused,
    WishTold,
    WishWithdrawn,
)
from tongxin.exchange.wishes.procedure import WISH
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.reasons import needed
from tongxin.kernel.records import record
from tongxin.organizations.actions import nearest_party_organization
from tongxin.people.models import Person


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
    told = checked_text(title, detail, reviewed)
    check_value(value_fen, area, at)
    host = nearest_party_organization(area)
    if host is None:
        raise Unfit(_("“%s”还没有承办的党组织，暂时不能登记。") % area.name)
    identity = sealed_identity(name, phone, address, wisher)
    check_open_wishes(identity, area, at)
    wish = Wish.objects.create(
        **told, **identity, kind=kind, area=area, area_path=area.path, host=host, value_fen=value_fen, channel=channel,
        recorded_at=at, step="recorded", step_at=at,
    )  # fmt: skip
    forget_clear_text(wish)
    WISH.start(wish, by=by, at=at)
    if is_own:
        record(WishTold(wish=wish), by=unnamed(by), at=at)
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
    check_value(value_fen, locked.area, at)
    told = checked_text(title, detail, reviewed)
    Wish.objects.filter(pk=wish.pk).update(**told, kind=kind, value_fen=value_fen)
    wish.refresh_from_db()
    record(WishCorrected(wish=wish), by=unnamed_if_wisher(wish, by), at=at)


@transaction.atomic
def approve(*, wish: Wish, by: Actor, at: datetime) -> None:
    """Let the wish be seen, without identity, by everybody."""
    with WISH.moving(wish, "approve", by=by, at=at):
        pass
    record(WishApproved(wish=wish), by=by, at=at)


@transaction.atomic
def refuse(*, wish: Wish, reason: str, by: Actor, at: datetime) -> None:
    with WISH.moving(wish, "refuse", by=by, at=at):
        set_erasure(wish, at)
    record(WishRefused(wish=wish, reason=needed(reason)), by=by, at=at)


@WISH.on_late("approved")
@transaction.atomic
def expire(wish: Wish, at: datetime) -> None:
    """The clock: nobody claimed it within the public term."""
    with WISH.moving(wish, "expire", by=SYSTEM, at=at):
        set_erasure(wish, at)
    record(WishExpired(wish=wish), by=SYSTEM, at=at)


@transaction.atomic
def withdraw(*, wish: Wish, reason: str, by: Actor, at: datetime) -> None:
    claimer_id = None
    with WISH.moving(wish, "withdraw", by=by, at=at):
        if wish.claimer_id:
            claimer_id = return_claim(wish, _("心愿已撤回"), at)
        set_erasure(wish, at)
    said = WishWithdrawn(wish=wish, reason=needed(reason), claimer_id=claimer_id)
    record(said, by=unnamed_if_wisher(wish, by), at=at)
