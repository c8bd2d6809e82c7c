"""Venues live: centres with their rooms, branches that hold their theme days there, and the cast's own halls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from demo.actors import actors
from demo.cast import Cast
from demo.days import Days, evening
from demo.picker import Picker
from demo.population import SINCE, Population, Townspeople, fill_posts
from demo.sizes import Sizes
from demo.texts import ActivityText, load_activities
from tongxin.activities.bulk import Came, Held, hold_many
from tongxin.activities.models import Attendance
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.organizations.bulk import NewOrganization, NewPost, affiliate_many, found_many
from tongxin.organizations.models import Organization
from tongxin.venues import actions as venues
from tongxin.venues import managing, returning
from tongxin.venues.bulk import Used, use_many
from tongxin.venues.models import Venue

THEME_DAY = "theme_day"
CHUNK = 2500
#: Kinds of places from the top down, and how much floor a centre has there (square meters).
FLOORS = {"city": 3200, "county": 1600, "street": 700, "township": 600, "community": 300, "village": 240}
#: Rooms of a centre: name, kind, share of the floor, what is in it.
ROOMS = (
    ("多功能厅", "hall", 30, ("projector", "audio", "stage", "air_conditioning")),
    ("党员活动室", "members_room", 15, ("projector", "screen", "wifi")),
    ("会议室", "meeting_room", 10, ("whiteboard", "video_meeting", "wifi")),
    ("阅览室", "reading_room", 15, ("wifi", "drinking_water")),
)
#: Open on working days until nine, at weekends by day, on holidays shut.
WORKDAY, WEEKEND = [(8 * 60 + 30, 21 * 60)], [(9 * 60, 17 * 60)]
HOURS = dict.fromkeys((1, 2, 3, 4, 5, 8), WORKDAY) | dict.fromkeys((6, 7), WEEKEND)
#: When sessions begin; each lasts an hour and a half.
SLOTS = (time(9), time(10, 45), time(14, 30), time(16, 15), time(19))
MINUTES = 90
BELOW = {"community": ("community_branch", "社区"), "village": ("village_branch", "村")}
ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch with its secretary and the members who are known by name."""

    organization: Organization
    secretary: Actor
    members: tuple[int, ...]


class VenueLife:
    """Draws centres, branches and sessions; nothing is in two places, no room is taken twice."""

    def __init__(self, population: Population, days: Days, picker: Picker, until: datetime, home: Area | None) -> None:
        self.population, self.days, self.picker, self.until, self.home = population, days, picker, until, home
        self.names = population.names
        self.near: dict[str, list[str]] = {}
        self.taken: set[tuple[int, date, time]] = set()
        self.working = [day for day in days.days[22:] if day <= today(until) - timedelta(days=3)]

    def play(self, sizes: Sizes, townspeople: Townspeople, *, at: datetime) -> Iterator[int]:
        """Centres, then branches, then the sessions of their theme days; yields how many sessions are written."""
        if not terms.usable("organization_kinds", "service_center"):
            return
        rooms = self._open_centers(sizes["service_centres"], at)
        branches = self._branches(sizes["theme_day_branches"], townspeople, at)
        texts = [text for text in load_activities() if text.kind == THEME_DAY and text.place == "center"]
        if not texts or not terms.usable("activity_kinds", THEME_DAY):
            return
        count = max(sizes["theme_day_sessions"], len(branches))
        drawn = sorted(
            (self._session(branch, text, rooms) for branch, text in self._pairs(branches, texts, count)),
            key=lambda pair: pair[0].made_at,
        )
        for start in range(0, len(drawn), CHUNK):
            yield self._write(drawn[start : start + CHUNK])

    def _write(self, part: Sequence[tuple[Used, Held]]) -> int:
        keys = use_many([used for used, _held in part])
        held = [replace(each, booking_id=key) for (_used, each), key in zip(part, keys, strict=True)]
        hold_many(held, at=self.until)
        return len(part)

    def _pairs(
        self, branches: list[Branch], texts: list[ActivityText], count: int
    ) -> Iterator[tuple[Branch, ActivityText]]:  # fmt: skip
        return zip(self.picker.evenly(branches, count), self.picker.evenly(texts, count), strict=True)

    # Centres

    def _open_centers(self, count: int, at: datetime) -> dict[str, list[Venue]]:
        """The rooms of the centres by the path of the place."""
        places = self._center_places(count)
        new = [NewOrganization("service_center", f"{place.name}党群服务中心", place) for place in places]
        owners = found_many(new, on=SINCE, by=SYSTEM, at=at)
        return {owner.area_path: self._center(owner, at) for owner in owners}

    def _center_places(self, count: int) -> list[Area]:
        """The city and its counties first, then the story's community, then streets and communities all over."""
        allowed = terms.need("organization_kinds", "service_center").data["area_kinds"]
        there = Area.objects.filter(valid_to=None, kind__in=[kind for kind in FLOORS if kind in allowed])
        by_kind: dict[str, list[Area]] = {kind: [] for kind in FLOORS}
        for place in there.order_by("code", "pk"):
            by_kind[place.kind].append(place)
        top = [*by_kind["city"], *by_kind["county"]]
        below = self.picker.some([*by_kind["street"], *by_kind["township"]], count)
        rest = self.picker.some(by_kind["community"] or by_kind["village"], count)
        home = [self.home] if self.home else []
        return list({place.pk: place for place in (*home, *top, *below, *rest)}.values())[:count]

    def _center(self, owner: Organization, at: datetime) -> list[Venue]:
        floor = FLOORS[owner.area.kind] + 10 * self.picker.between(0, 12)
        center = managing.register(
            owner=owner, area=owner.area, name=owner.name, kind="service_center", capacity=max(floor // 3, 60),
            floor_area=floor, equipment=["accessible", "drinking_water"], address="一楼服务大厅",
            rules="用完请关灯关窗，桌椅归位。", liability="请看护好随行的老人和孩子。", buffer_minutes=10, by=SYSTEM,
            at=at,
        )  # fmt: skip
        managing.set_hours(venue=center, hours=HOURS, by=SYSTEM, at=at)
        managing.open_up(venue=center, by=SYSTEM, at=at)
        return [
            managing.divide(
                whole=center, name=name, kind=kind, capacity=max(center.capacity * share // 60, 20),
                floor_area=floor * share // 100, equipment=list(equipment), buffer_minutes=10, by=SYSTEM, at=at,
            )
            for name, kind, share, equipment in ROOMS
        ]  # fmt: skip

    # Branches

    def _branches(self, count: int, townspeople: Townspeople, at: datetime) -> list[Branch]:
        """The branches of the units, and below the communities and villages as many more as are wanted."""
        units = [(unit.branch, unit.head_id, unit.members[:2]) for unit in self.population.units[:count]]
        new = list(self._more(count - len(units)))
        founded = found_many(new, on=SINCE, by=SYSTEM, at=at)
        people = townspeople.register([branch.area for branch in founded for _n in (1, 2)], self.population, at)
        pairs = [(branch, people[2 * n : 2 * n + 2]) for n, branch in enumerate(founded)]
        affiliate_many([(key, branch) for branch, keys in pairs for key in keys], on=SINCE, by=SYSTEM, at=at)
        names = self.population.names
        fill_posts([NewPost(keys[0], names[keys[0]], branch, "branch_secretary") for branch, keys in pairs], at)
        acting = actors(today(self.until), ("branch_secretary",))
        known = [*units, *((branch, keys[0], keys) for branch, keys in pairs)]
        return [
            Branch(branch, acting[head], tuple(dict.fromkeys((head, *members))))
            for branch, head, members in known
            if head in acting
        ]

    def _more(self, count: int) -> Iterator[NewOrganization]:
        """First, second, third branches below what leads a community or village, place by place."""
        homes = [
            (organization, BELOW[organization.area.kind][0])
            for organization in self.population.leading.values()
            if organization.area.kind in BELOW and _may_stand_below(BELOW[organization.area.kind][0], organization.kind)
        ]
        for number in range(len(ORDINALS) if homes else 0):
            for above, kind in homes:
                if count <= 0:
                    return
                count -= 1
                yield NewOrganization(kind, f"{above.area.name}第{ORDINALS[number]}党支部", above.area, above)

    # Sessions

    def _session(self, branch: Branch, text: ActivityText, rooms: dict[str, list[Venue]]) -> tuple[Used, Held]:
        room, begins_at = self._free(branch, rooms)
        ends_at = begins_at + timedelta(minutes=MINUTES)
        made_at = begins_at - timedelta(days=self.picker.between(2, 20), minutes=self.picker.between(5, 300))
        came = self.picker.between(6, min(room.capacity, 30))
        by = branch.secretary
        used = Used(room, text.title, THEME_DAY, came, begins_at, ends_at, made_at, by, came)
        held = Held(
            title=text.title, kinds=[THEME_DAY], host=branch.organization, area=room.area, place=room.full_name,
            begins_at=begins_at, ends_at=ends_at, planned_at=made_at, by=by, audience="members",
            came=[
                Came(key, self.names.get(key, by.name), begins_at, Attendance.How.RECORDER, by.for_somebody(key))
                for key in branch.members[:1]
            ],
            confirmed_at=ends_at + timedelta(hours=self.picker.between(1, 40)),
        )  # fmt: skip
        return used, held

    def _free(self, branch: Branch, rooms: dict[str, list[Venue]]) -> tuple[Venue, datetime]:
        """A room of the nearest centre on a day when the branch is nowhere else."""
        path = branch.organization.area_path
        if path not in self.near:
            self.near[path] = sorted(rooms, key=lambda place: -len(_shared(path, place)))[:3]
        near = self.near[path]
        while True:
            room = self.picker.one(rooms[self.picker.one(near)])
            day, slot = self.picker.one(self.working), self.picker.one(SLOTS)
            mine = (-branch.organization.pk, day, time(0))
            if (room.pk, day, slot) not in self.taken and mine not in self.taken:
                self.taken |= {(room.pk, day, slot), mine}
                return room, evening(day, slot, 0)[0]


def _may_stand_below(kind: str, above: str) -> bool:
    term = terms.find("organization_kinds", kind)
    return term is not None and term.is_active and above in term.data.get("parents", ())


def _shared(one: str, other: str) -> str:
    """The line of places that two paths have in common."""
    both = []
    for mine, yours in zip(one.split("/"), other.split("/"), strict=False):
        if mine != yours:
            break
        both.append(mine)
    return "/".join(both)


def open_halls(cast: Cast, *, at: datetime) -> None:
    """The halls of the cast's units, with what is asked for and booked in them on the day of the demonstration."""
    made = at - timedelta(days=60)
    school = {day: [(17 * 60 + 30, 21 * 60)] for day in (1, 2, 3, 4, 5, 8)} | dict.fromkeys((6, 7, 9), WEEKEND)
    hall = _hall(cast, "unit", cast.liaison, made, HOURS, name="办公楼一层会议厅", kind="hall", capacity=80,
                 floor_area=160, equipment=["projector", "audio", "chairs"], needs_approval=True, buffer_minutes=30,
                 rules="自带饮水，不动讲台设备；用完请关投影。", liability="会议厅有台阶，请留意老人。")  # fmt: skip
    for name in ("东半厅", "西半厅"):
        managing.divide(whole=hall, name=name, capacity=36, floor_area=78, needs_approval=True, buffer_minutes=30,
                        equipment=["chairs"], by=cast.liaison, at=made)  # fmt: skip
    court = _hall(cast, "school", cast.school_liaison, made, school, name="操场篮球场", kind="ball_court", capacity=40,
                  floor_area=600, liability="运动有风险，请自备护具；意外先报学校门卫。")  # fmt: skip
    ahead = [_day(at, number) for number in range(1, 15)]
    friday = next(day for day in ahead if day.weekday() == 4)
    saturday = next(day for day in ahead if day.weekday() == 5)
    branch = cast.organizations["branch"].principal
    venues.book(venue=hall, booker=branch, contact=cast.people["branch_secretary"], title="十二月主题党日",
                purpose=THEME_DAY, people=40, begins_at=_at(friday, 9), ends_at=_at(friday, 11),
                by=cast.branch_secretary, at=at - timedelta(hours=20))  # fmt: skip
    resident = cast.people["resident"].principal
    begins = _at(saturday, 10)
    returning.book_series(venue=court, booker=resident, title="老年太极拳", purpose="culture_sport", people=25,
                          begins_at=begins, ends_at=begins + timedelta(hours=1, minutes=30),
                          rule=returning.rule_of("weekly", begins, saturday + timedelta(days=14)), by=cast.resident,
                          at=at - timedelta(days=2))  # fmt: skip


def _hall(
    cast: Cast, owner: str, by: Actor, at: datetime, hours: dict[int, list[tuple[int, int]]], **said: object
) -> Venue:
    venue = managing.register(owner=cast.organizations[owner], area=cast.home, by=by, at=at, **said)
    managing.set_hours(venue=venue, hours=hours, by=by, at=at)
    managing.open_up(venue=venue, by=by, at=at)
    return venue


def _day(at: datetime, number: int) -> date:
    return today(at) + timedelta(days=number)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)
