"""The exchange lives: what units offer, what communities need, and what became of it in two years.

Every resource and every need has a fate that is drawn before it is played, so that the figures come out exactly.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle

from demo.days import Days
from demo.picker import Picker
from demo.population import Population, Unit
from demo.project_life import Crowd, ProjectLife
from demo.texts import NeedText, ResourceText, Window, load_needs, load_remarks, load_resources
from tongxin.areas.models import Area
from tongxin.exchange.bulk import ExchangePast
from tongxin.exchange.models import Need, Resource
from tongxin.exchange.queries import Placed
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.histories import History

#: How often a need comes through a channel.
CHANNELS = {
    "household_visit": 36, "symposium": 9, "grid_worker": 12, "counter": 15, "phone": 8, "hotline": 5, "mailbox": 3,
    "joint_meeting": 5, "unit": 7,
}  # fmt: skip
#: Channels through which nobody in particular speaks.
NOBODY = {"symposium", "grid_worker", "joint_meeting"}
#: Of a hundred needs that no project carries: how far they came.
UNMET = {"registered": 14, "verified": 14, "matching": 42, "asked": 12, "paused": 6, "failed": 12}
#: Beside a hundred needs that stand, so many that do not.
FALLEN = {"withdrawn": 4, "declined": 2}


@dataclass(frozen=True)
class Wanted:
    """How many of each are to stand in the end."""

    resources: int
    needs: int
    projects: int


class ExchangeLife:
    """Plays resources, then needs with their projects."""

    def __init__(self, crowd: Crowd, days: Days, picker: Picker, until: datetime) -> None:
        self.crowd, self.days, self.picker = crowd, days, picker
        self.past = ExchangePast(History(until=until))
        self.projects = ProjectLife(self.past, crowd, days, picker.child("projects"))
        self.remarks = load_remarks()
        self.channels = {code: weight for code, weight in CHANNELS.items() if terms.usable("need_channels", code)}
        self.texts = {kind: cycle(texts) for kind, texts in _needs_by_kind(picker.child("texts")).items()}
        self.kinds = cycle(picker.some(list(self.texts), len(self.texts)))
        self.free: list[tuple[Resource, int]] = []
        self.queue: list[tuple[Resource, int]] = []

    @property
    def population(self) -> Population:
        return self.crowd.population

    def play(self, wanted: Wanted) -> None:
        """Play everything and write it in the order of time."""
        self._play_resources(wanted.resources)
        carried = min(wanted.needs, max(wanted.projects, round(wanted.projects * 1.08)))
        doubled = carried - wanted.projects
        for number in range(wanted.projects):
            self._play_project(with_two=number < doubled)
        for fate in self._fates(UNMET, wanted.needs - carried):
            self._play_unmet(fate)
        for fate, share in FALLEN.items():
            for _ in range(round(wanted.needs * share / 100)):
                self._play_fallen(fate)
        self._end_some()
        self.write()

    def write(self) -> None:
        past = self.past
        past.resources.sort(key=lambda resource: resource.valid_from)
        past.needs.sort(key=lambda need: need.raised_at)
        past.offers.sort(key=lambda offer: offer.offered_at)
        past.projects.sort(key=lambda project: project.proposed_at)
        self.projects.funds.budgets.sort(key=lambda budget: budget.opened_at)
        self.projects.funds.save()
        past.save()
        past.history.write()

    # Resources

    def _play_resources(self, count: int) -> None:
        by_group: dict[str, list[Unit]] = {}
        for unit in self.population.units:
            by_group.setdefault(unit.group, []).append(unit)
        owners = {group: cycle(self.picker.some(units, len(units))) for group, units in by_group.items()}
        anybody = cycle(self.picker.some(self.population.units, len(self.population.units)))
        texts = [text for text in load_resources() if terms.usable("kinds", text.kind)]
        for text in self.picker.evenly(texts, count):
            unit = next(owners.get(text.owner, anybody))
            # Most are on the list before the needs come; some are new.
            number = self.picker.between(0, len(self.days) * 3 // 5 if self.picker.chance(0.8) else len(self.days) - 3)
            self._play_resource(text, unit, number)

    def _play_resource(self, text: ResourceText, unit: Unit, number: int) -> None:
        liaison, at = self.crowd.actors[unit.liaison_id], self.days.moment(number, self.picker)
        resource = self.past.enter_resource(
            owner=unit.organization, placed=self._placed(unit.community), by=liaison, at=at, title=text.title,
            kind=text.kind, capacity=text.capacity, unit=text.unit,
            text=text.text, reach=text.reach, field="", valid_from=None, valid_to=None, **_window(text.window),
        )  # fmt: skip
        published = self.days.moment(number + self.picker.between(0, 2), self.picker, at)
        self.past.publish(resource, by=liaison, at=published)
        self.free.append((resource, self.days.number_of(published)))

    def _end_some(self) -> None:
        """Nothing lasts forever: a few that nobody took are paused or ended."""
        unused = [resource for resource, _number in self.free if not resource.taken]
        for resource in self.picker.some(unused, len(unused) // 12):
            liaison = self.crowd.liaison_of[resource.owner_id]
            at = self.days.moment(len(self.days) - self.picker.between(1, 40), self.picker, resource.step_at)
            if self.picker.chance(0.5):
                self.past.pause_resource(resource, reason="设备检修，暂停一段时间", by=liaison, at=at)
            else:
                self.past.end_resource(resource, reason="单位搬迁，不再提供", by=liaison, at=at)

    # Needs

    def _play_project(self, *, with_two: bool) -> None:
        """A resource that was answered: needs of its kind within its reach, an offer, a project."""
        resource, since = self._next_resource()
        delays = [self._delay(4), self._delay(2), self._delay(3), self._delay(4), self._delay(4)]
        first = since + 1
        latest = max(len(self.days) - 1 - sum(delays), first)
        begin = self.picker.between(min(first, latest), latest)
        community = self._community_within(resource)
        needs = [self._matched(resource.kind, community, begin, delays) for _ in range(1 + with_two)]
        at = max(need.step_at for need in needs)
        self.projects.play(needs, resource, begin + sum(delays[:2]), delays[2:], at)

    def _matched(self, kind: str, community: Area, begin: int, delays: Sequence[int]) -> Need:
        need = self._raise(community, begin, kind)
        self._verify(need, begin + delays[0])
        if self.picker.chance(0.03):
            self._join_twin(need, begin + delays[0])
        self._match(need, begin + delays[0] + delays[1])
        return need

    def _play_unmet(self, fate: str) -> None:
        last = len(self.days) - 1
        fresh = self.picker.between(0, 4)
        if fate in ("registered", "verified"):
            self._raise_and_verify(last - fresh, verified=fate == "verified")
            return
        old = self.picker.between(0, 8) if self.picker.chance(0.6) else self.picker.between(15, 160)
        begin = max(last - old - 5, 0)
        need = self._raise(self.picker.one(self.population.communities), begin)
        self._verify(need, begin + 2)
        self._match(need, begin + 3)
        if fate == "asked":
            self._ask_in_vain(need, begin + 5)
        elif fate == "failed":
            for resource in self._others(need, 1, begin + 4):
                self.projects.fail(need, resource, begin + 4)
        elif fate == "paused":
            reason = self.picker.one(list(self.remarks["pause"]))
            words = self.picker.one(self.remarks["pause"][reason])
            at = self.days.moment(begin + 5, self.picker, need.step_at)
            self.past.pause_need(need, reason=words, by=self._worker(need), at=at)

    def _raise_and_verify(self, number: int, *, verified: bool) -> None:
        need = self._raise(self.picker.one(self.population.communities), max(number, 0))
        if verified:
            self._verify(need, number + 1)

    def _ask_in_vain(self, need: Need, number: int) -> None:
        """Somebody was asked and said no, with a reason; the need stays visible."""
        for resource in self._others(need, 1, number):
            at = self.days.moment(number, self.picker, need.step_at)
            offer = self.past.offer(need=need, resource=resource, by=self._worker(need), at=at)
            answered = self.days.moment(number + self.picker.between(1, 3), self.picker, at)
            self.projects.decline(offer, answered)

    def _play_fallen(self, fate: str) -> None:
        number = self.picker.between(0, len(self.days) - 8)
        need = self._raise(self.picker.one(self.population.communities), number)
        later = number + self.picker.between(1, 4)
        at = self.days.moment(later, self.picker, need.step_at)
        key = self.picker.one([key for key in self.remarks[_OCCASION[fate]] if key not in ("cash", "over_cap")])
        words = self.picker.one(self.remarks[_OCCASION[fate]][key])
        if fate == "withdrawn":
            self.past.withdraw_need(need, reason=words, by=self._worker(need), at=at)
        else:
            self.past.decline(need, reason=words, by=self._worker(need), at=at)

    def _join_twin(self, need: Need, number: int) -> None:
        """The same was said by somebody else, and travels with the first."""
        twin = self._raise(need.area, number, need.kind, like=need)
        at = self.days.moment(number, self.picker, max(need.step_at, twin.step_at))
        self.past.join(twin, into=need, by=self._worker(need), at=at)

    def _raise(self, community: Area, number: int, kind: str = "", like: Need | None = None) -> Need:
        text = next(self.texts[kind or next(self.kinds)])
        channel = self.picker.weighted(list(self.channels), list(self.channels.values()))
        worker = self.crowd.worker_of(community)
        proposer_id = None if channel in NOBODY else self.picker.one(self.crowd.residents[community.pk])
        by = worker.for_somebody(proposer_id) if proposer_id and channel in ("counter", "phone") else worker
        return self.past.raise_need(
            title=like.title if like else text.title, channel=channel, kind=text.kind, field=text.field,
            text=like.text if like else text.text, placed=self._placed(community), proposer_id=proposer_id,
            place=self.crowd.spot(text.place), households=text.households or None,
            quantity=text.quantity, unit=text.unit, by=by,
            at=self.days.moment(number, self.picker, like.raised_at if like else None), **_window(text.window),
        )  # fmt: skip

    def _verify(self, need: Need, number: int) -> None:
        self.past.verify(need, by=self._worker(need), at=self.days.moment(number, self.picker, need.step_at))

    def _match(self, need: Need, number: int) -> None:
        self.past.start_matching(need, by=self._worker(need), at=self.days.moment(number, self.picker, need.step_at))

    def _next_resource(self) -> tuple[Resource, int]:
        """A resource that was published in time, each once before any comes twice, as long as it has some left."""
        if not self.queue:
            early = [each for each in self.free if each[1] < len(self.days) - 24]
            self.queue = [each for each in self.picker.some(early, len(early)) if each[0].left > 0]
        return self.queue.pop()

    def _others(self, need: Need, count: int, number: int) -> list[Resource]:
        fitting = [
            resource
            for resource, since in self.free
            if resource.kind == need.kind and since < number and resource.left > 0
            and need.area_path.startswith(resource.reach_path)
        ]  # fmt: skip
        return self.picker.some(fitting, count)

    def _community_within(self, resource: Resource) -> Area:
        within = [area for area in self.population.communities if area.path.startswith(resource.reach_path)]
        return self.picker.one(within)

    def _placed(self, community: Area) -> Placed:
        return Placed(community, community.path, self.population.leading[community.pk].pk)

    def _worker(self, need: Need) -> Actor:
        return self.crowd.worker_of(need.area)

    def _delay(self, usual: int) -> int:
        """Working days until something is done: mostly in time, now and then late."""
        return self.picker.between(usual, usual * 3) if self.picker.chance(0.1) else self.picker.between(0, usual)

    def _fates(self, shares: dict[str, int], count: int) -> Iterator[str]:
        for _ in range(count):
            yield self.picker.weighted(list(shares), list(shares.values()))


_OCCASION = {"withdrawn": "withdraw", "declined": "refuse"}


def _needs_by_kind(picker: Picker) -> dict[str, list[NeedText]]:
    found: dict[str, list[NeedText]] = {}
    texts = [text for text in load_needs() if terms.usable("kinds", text.kind)]
    for text in picker.some(texts, len(texts)):
        found.setdefault(text.kind, []).append(text)
    return found


def _window(window: Window | None) -> dict[str, object]:
    if window is None:
        return {}
    return {
        "weekdays": "".join(str(day) for day in window.days), "opens": window.begins, "closes": window.until,
    }  # fmt: skip
