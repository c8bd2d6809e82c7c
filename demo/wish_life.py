"""Wishes that came true: where a report counts those who claimed one, so many members did, most of them long ago."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from demo.days import Days
from demo.picker import Picker
from demo.project_life import Crowd
from demo.service_life import person_actor
from demo.texts import load_remarks, load_wishes
from tongxin.areas.models import Area
from tongxin.exchange.measures import wish_helpers
from tongxin.exchange.models import WishClaim
from tongxin.exchange.wishes.bulk import WishPast
from tongxin.kernel import terms
from tongxin.kernel.clock import today
from tongxin.kernel.histories import History

#: Of so many a hundred the claim is a matter of these days.
RECENT = 4


class WishLife:
    """Everybody who helps fulfils one wish, of the place where he or she checked in."""

    def __init__(
        self, crowd: Crowd, days: Days, picker: Picker, until: datetime, enrolled: dict[int, list[tuple[int, datetime]]]
    ) -> None:
        self.crowd, self.days, self.picker, self.enrolled = crowd, days, picker, enrolled
        self.past = WishPast(History(until))
        self.thanks: Sequence[str] = load_remarks()["thanks"]["all"]

    def help(self, helpers: int) -> None:
        """So many persons in all, besides those who claimed one already."""
        until = self.past.history.until
        already = set(WishClaim.objects.values_list("claimer_id", flat=True))
        there = self._members(already)[: max(helpers - wish_helpers(today(until)), 0)]
        texts = [text for text in load_wishes() if terms.usable("wish_kinds", text.kind)]
        ways = [way for way in ("counter", "phone", "household_visit") if terms.usable("need_channels", way)]
        for (key, place), text in zip(there, self.picker.evenly(texts, len(there)), strict=True):
            is_recent = self.picker.between(1, 100) <= RECENT
            number = len(self.days) - 4 if is_recent else self.picker.between(20, len(self.days) - 15)
            at, worker = self.days.moment(number, self.picker), self.crowd.worker_of(place)
            wish = self.past.record_wish(
                title=text.title, kind=text.kind, area=place, name=self._somebody(place), address=self.crowd.spot(),
                detail=text.text, channel=self.picker.one(ways), by=worker, at=at,
            )  # fmt: skip
            approved = self.days.moment(number + 1, self.picker, at)
            self.past.approve(wish, by=self.crowd.secretary_of(place), at=approved)
            helper, claimed = person_actor(key, self.crowd.population.names[key], place), approved + timedelta(hours=1)
            self.past.claim(wish, by=helper, at=claimed)
            if not is_recent:
                delivered = self.days.moment(number + self.picker.between(2, 4), self.picker, claimed)
                self.past.deliver(wish, by=helper, at=delivered)
                confirmed = self.days.moment(number + 6, self.picker, delivered)
                self.past.confirm(wish, by=worker, at=confirmed)
                self.past.thank(wish, thanks=self.picker.one(self.thanks), by=worker, at=confirmed + timedelta(hours=1))
        self.past.save()
        self.past.history.write()

    def _members(self, already: set[int]) -> list[tuple[int, Area]]:
        """Members in turn by the place where they checked in, each once."""
        places = {place.pk: place for place in self.crowd.population.communities}
        found: dict[int, Area] = {}
        for place, rows in self.enrolled.items():
            for key, _at in rows:
                if place in places and key in self.crowd.population.names and key not in already:
                    found.setdefault(key, places[place])
        return self.picker.some(list(found.items()), len(found))

    def _somebody(self, place: Area) -> str:
        return self.crowd.population.names[self.picker.one(self.crowd.residents[place.pk])]
