"""The bulk form of the deeds around micro-wishes, for histories: the same rights, checks, records and duties. Name and
address whose day of erasure has passed are not written at all."""

from dataclasses import dataclass, field
from datetime import datetime, time

from tongxin.areas.models import Area
from tongxin.exchange.models.wish import Wish, WishClaim
from tongxin.exchange.wishes import events as events
from tongxin.exchange.wishes.actions.wishers import sealed_identity, set_erasure
from tongxin.exchange.wishes.actions.wording import checked_text, without_numbers
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.bulk import numbers
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import NotYours, Refused
from tongxin.kernel.histories import History, save_all
from tongxin.organizations.actions import nearest_party_organization
from tongxin.organizations.models import Organization


@dataclass
class WishPast:
    """Wishes while their history is played."""

    history: History
    wishes: list[Wish] = field(default_factory=list)
    claims: list[WishClaim] = field(default_factory=list)
    _hosts: dict[int, Organization | None] = field(default_factory=dict)

    def record_wish(
        self, *, title: str, kind: str, area: Area, name: str, address: str, detail: str, channel: str, by: Actor,
        at: datetime,
    ) -> Wish:  # fmt: skip
        if not (by.holds("wishes.record") and by.steers.covers(area.path)):
            raise NotYours
        terms.need("wish_kinds", kind)
        terms.need("need_channels", channel)
        wish = Wish(
            **checked_text(title, detail, True), **sealed_identity(name, "", address, None), kind=kind, area=area,
            area_path=area.path, host=self._host(area), channel=channel, recorded_at=at, step="recorded", step_at=at,
        )  # fmt: skip
        self.wishes.append(wish)
        self.history.start(wish, at=at)
        said = events.WishRecorded(wish=wish, channel=terms.label("need_channels", channel))
        self.history.say(said, by=by, at=at)
        return wish

    def approve(self, wish: Wish, *, by: Actor, at: datetime) -> None:
        self.history.move(wish, "approve", by=by, at=at)
        self.history.say(events.WishApproved(wish=wish), by=by, at=at)

    def claim(self, wish: Wish, *, by: Actor, at: datetime) -> None:
        before, wish.claimer_id = wish.claimer_id, by.principal_id
        try:
            self.history.move(wish, "claim", by=by, at=at)
        except Refused:
            wish.claimer_id = before
            raise
        self.claims.append(WishClaim(wish=wish, claimer_id=by.principal_id, claimed_at=at))
        self.history.say(events.WishClaimed(wish=wish, claimer=by.name), by=by, at=at)

    def deliver(self, wish: Wish, *, by: Actor, at: datetime) -> None:
        self.history.move(wish, "deliver", by=by, at=at)
        self.history.say(events.WishDelivered(wish=wish), by=by, at=at)

    def confirm(self, wish: Wish, *, by: Actor, at: datetime) -> None:
        self.history.move(wish, "confirm", by=by, at=at)
        self.history.say(events.WishConfirmed(wish=wish, who=by.name), by=by, at=at)

    def thank(self, wish: Wish, *, thanks: str, by: Actor, at: datetime) -> None:
        self.history.move(wish, "thank", by=by, at=at)
        wish.thanks = without_numbers(thanks.strip())[:200]
        set_erasure(wish, at)
        said = events.WishThanked(wish=wish, thanks=wish.thanks, erase_on=f"{wish.erase_on:%Y-%m-%d}")
        self.history.say(said, by=by, at=at)
        self._erase_in_time(wish)

    def save(self) -> None:
        """Write the rows; the history is written after them."""
        for key, wish in zip(numbers(Wish, len(self.wishes)), self.wishes, strict=True):
            wish.pk = key
        for claim in self.claims:
            claim.wish_id = claim.wish.pk
        save_all(self.wishes, self.claims)

    def _erase_in_time(self, wish: Wish) -> None:
        """What the clock did on the morning of the day."""
        if wish.erase_on is None or wish.erase_on >= today(self.history.until):
            return
        wish.wisher_name = wish.wisher_phone = wish.wisher_address = wish.wisher_print = None
        wish.erased_at = datetime.combine(wish.erase_on, time(3), CHINA)
        self.history.say(events.WishErased(wish=wish), by=SYSTEM, at=wish.erased_at)

    def _host(self, area: Area) -> Organization | None:
        if area.pk not in self._hosts:
            self._hosts[area.pk] = nearest_party_organization(area)
        return self._hosts[area.pk]
