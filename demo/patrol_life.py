"""Patrols live: in a few communities teams walk their rounds, and what they found is the cases that came in by patrol.

No case is made here: the demonstration's cases of that channel get the round on which they were found.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from demo.picker import Picker
from demo.project_life import Crowd
from tongxin.areas.models import Area
from tongxin.cases.models import Case
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import CHINA, Limit, today
from tongxin.kernel.histories import History
from tongxin.organizations.models import Organization
from tongxin.patrols import actions as patrols
from tongxin.patrols.bulk import Found, PatrolsPast
from tongxin.patrols.models import PatrolPlace, PatrolPlan
from tongxin.patrols.returning import days
from tongxin.people.models import Person

#: So many communities have a weekly patrol, at least so many where few cases came by one, and so many look at their
#: old houses.
WEEKLY, LEAST, MONTHLY = 8, 3, 5
#: Weeks of the weekly ones, and months of the others.
WEEKS, MONTHS = 52, 20
#: So many places of a route are of cases.
MOST = 50
#: Of a hundred rounds so many are missed, and so many walked late.
MISSED, LATE = 0.05, 0.08
HOUSES = ("老宅门楼", "四合院", "旧祠堂", "染坊旧址", "老戏台", "旧粮仓")
FACILITIES = (
    ("消火栓", "hydrant"), ("路灯", "lamp"), ("岸边救生圈", "life_ring"), ("东门护栏", "gate"),
    ("消防通道", "passage"),
)  # fmt: skip
STANDINGS = ("retired_member", "retired_cadre", "retired_member", "volunteer", "member")
#: Words of a case and the check under which somebody on a round puts them; the first that fits.
FITTING = (
    ("lighting", ("灯", "照明", "黑")), ("electric", ("线", "电", "插座", "充电")),
    ("passage", ("楼道", "通道", "堆", "门")), ("ground", ("",)),
)  # fmt: skip


class PatrolLife:
    """Plans, rosters and past rounds of a few communities."""

    def __init__(self, crowd: Crowd, picker: Picker, until: datetime) -> None:
        self.crowd, self.picker, self.until = crowd, picker, until
        self.past = PatrolsPast(History(until=until))

    def play(self) -> int:
        """Make it all; returns how many rounds there are."""
        found = self._cases()
        places = self.crowd.population.communities
        weekly = sorted(places, key=lambda place: (-len(found.get(place.path, ())), place.path))[:WEEKLY]
        busy = [place for place in weekly if place.path in found]
        for place in busy if len(busy) > LEAST else weekly[:LEAST]:
            self._weekly(place, found.get(place.path, [])[:MOST])
        others = [place for place in places if place not in weekly]
        for place in self.picker.some(others, min(MONTHLY, len(others))):
            self._monthly(place)
        return self.past.write()

    def _cases(self) -> dict[str, list[Case]]:
        """Cases of the channel patrol that no round knows yet, by community, the oldest first."""
        since = self.until - timedelta(weeks=WEEKS - 1)
        rows = Case.objects.filter(channel="patrol", raised_at__gte=since, parent=None).select_related("joined_into")
        found: dict[str, list[Case]] = defaultdict(list)
        for case in rows.order_by("raised_at", "pk"):
            found[case.community_path].append(case)
        return found

    # One community

    def _weekly(self, place: Area, cases: Sequence[Case]) -> None:
        first = today(self.until) - timedelta(weeks=WEEKS)
        points = [self._point(place, *each, at=self._at(first, 8)) for each in FACILITIES]
        spots = [self._point(place, self._named(case, n), "crossing", at=self._at(first, 8))
                 for n, case in enumerate(cases, start=1)]  # fmt: skip
        plan = self._plan(place, f"{place.name}平安巡查", "hazards", "week", Limit(3), first, [*points, *spots])
        at_spot = {spot.pk: case for spot, case in zip(spots, cases, strict=True)}
        self._rounds(plan, place, [*points, *spots], at_spot)

    def _monthly(self, place: Area) -> None:
        day = today(self.until).replace(day=1)
        for _month in range(MONTHS):
            day = (day - timedelta(days=1)).replace(day=1)
        names = self.picker.some(HOUSES, 3)
        houses = [self._point(place, f"{place.name}{name}", "old_house", at=self._at(day, 7)) for name in names]
        plan = self._plan(place, f"{place.name}老宅月月看", "old_houses", "month_start", Limit(5), day, houses)
        self._rounds(plan, place, houses, {})

    def _rounds(self, plan: PatrolPlan, place: Area, places: Sequence[PatrolPlace], cases: dict[int, Case]) -> None:
        """Every round of the plan but the next one; a case falls into the round of which it came."""
        so_far = days(plan.rule, first=plan.valid_from, since=plan.valid_from, until=today(self.until))
        # Before six in the morning the round of the day has not begun, and the one before it has not ended.
        on_days = [on for on in so_far if self._at(on, 6) <= self.until]
        last = on_days[-1]
        left = dict(cases)
        for on, following in pairwise(on_days):
            laid_at, end = self._at(on, 6), self._at(following, 6)
            own = {key: case for key, case in left.items() if laid_at + timedelta(hours=1) < case.raised_at < end}
            for key in own:
                del left[key]
            if not own and self.picker.chance(MISSED):
                self.past.miss(plan=plan, places=places, on=on, laid_at=laid_at, missed_at=end)
                continue
            begin = self._begin(laid_at, end)
            seen = [
                own[spot.pk].raised_at if spot.pk in own else min(begin + timedelta(minutes=6 * n), end)
                for n, spot in enumerate(places)
            ]  # fmt: skip
            found = {key: Found(_fitting(case), case.text or case.title, case) for key, case in own.items()}
            self.past.walk(
                plan=plan, places=places, on=on, laid_at=laid_at, by=self._walker(place), seen=seen, found=found
            )
        # The clock lays the newest by itself, as on any day.
        PatrolPlan.objects.filter(pk=plan.pk).update(next_on=last)

    def _begin(self, laid_at: datetime, end: datetime) -> datetime:
        """Mostly on the day itself in the morning, now and then a day or two later, sometimes after the date."""
        late = timedelta(days=6 if self.picker.chance(LATE) else self.picker.between(0, 2))
        begin = laid_at + late + timedelta(hours=2, minutes=self.picker.between(0, 240))
        return min(begin, end - timedelta(hours=8))

    def _plan(
        self, place: Area, name: str, checklist: str, every: str, limit: Limit, first: date, route: list[PatrolPlace]
    ) -> PatrolPlan:
        leading = self.crowd.population.leading[place.pk]
        team = self._team(place) or leading
        at = self._at(first, 5)
        self._enlist(team, place, first, at)
        return patrols.make_plan(
            name=name, checklist=checklist, area=place, team=team, every=every, limit=limit, valid_from=first,
            keeper=leading, route=route[:60], by=SYSTEM, at=at,
        )  # fmt: skip

    def _enlist(self, team: Organization, place: Area, on: date, at: datetime) -> None:
        people = self._people(place)
        for person, standing in zip(people, STANDINGS, strict=False):
            patrols.join_patrol(team=team, person=person, standing=standing, on=on, by=SYSTEM, at=at)

    def _people(self, place: Area) -> list[Person]:
        """Volunteers who live there; where there are few, some of the others."""
        near = self.crowd.population.residents.get(place.pk, [])
        others = self.picker.some(self.crowd.population.volunteers, len(STANDINGS))
        keys = [*near, *others][: len(STANDINGS)]
        return list(Person.objects.filter(pk__in=keys).order_by("pk"))

    def _team(self, place: Area) -> Organization | None:
        neighbors = self.crowd.population.neighbors_of(place)
        return next((each for each in neighbors if each.family == "volunteer"), None)

    def _walker(self, place: Area) -> Actor:
        return self.crowd.worker_of(place)

    def _point(self, place: Area, name: str, kind: str, *, at: datetime) -> PatrolPlace:
        return patrols.enter_place(kind=kind, name=name[:60], area=place, by=SYSTEM, at=at)

    def _named(self, case: Case, number: int) -> str:
        return f"{(case.place or '路段')[:50]}（{number}）"

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), CHINA)


def _fitting(case: Case) -> str:
    """Under which check of the list of hazards the words of the case fall."""
    text = f"{case.title}{case.text}"
    return next(code for code, words in FITTING if any(word in text for word in words))


def has_lists() -> bool:
    """Whether the city's profile has the lists that are used here."""
    return all(terms.usable("patrol_checklists", code) for code in ("hazards", "old_houses"))


def walk_city(crowd: Crowd, picker: Picker, *, at: datetime) -> None:
    """Let the patrols of the city live, where its profile has their lists."""
    if has_lists():
        PatrolLife(crowd, picker, at).play()
