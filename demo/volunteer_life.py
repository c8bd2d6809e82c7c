"""Volunteering lives: thousands of public-benefit batches in the communities, and what the cast's volunteers do."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from demo import student_life
from demo.activity_life import HOWS
from demo.cast import Cast
from demo.days import Days, evening
from demo.picker import Picker
from demo.project_life import Crowd
from demo.texts import ActivityText, load_activities
from tongxin.activities import actions as activities
from tongxin.activities.bulk import Came, Held, hold_many
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.clock import CHINA, today
from tongxin.people import actions as people
from tongxin.volunteering import queries
from tongxin.volunteering.actions import certificates, hours, legacy, qualifications, shifts, spots, stories
from tongxin.volunteering.actions import teams as volunteer_teams
from tongxin.volunteering.queries import PUBLIC_BENEFIT

CHUNK = 2000
#: The other days of the week come less often than Saturday and Sunday.
WEEKEND = 0.5
#: At so many of the batches the recorder wrote down who helped.
LISTED = 0.6


class BatchLife:
    """Public-benefit batches: each is one held session, with the volunteers whom the recorder wrote down (YX-18)."""

    def __init__(self, crowd: Crowd, days: Days, picker: Picker, until: datetime) -> None:
        self.crowd, self.days, self.picker, self.until = crowd, days, picker, until
        self.texts = [text for text in load_activities() if text.kind == PUBLIC_BENEFIT]
        self.busy: set[tuple[int, date]] = set()

    def play(self, count: int) -> Iterator[int]:
        """So many batches besides those that other activities are already; yields how many are written."""
        if not terms.usable("activity_kinds", PUBLIC_BENEFIT):
            return
        wanted = max(count - queries.batches().count(), 0)
        places = self.crowd.population.communities
        drawn = zip(self.picker.evenly(self.texts, wanted), self.picker.evenly(places, wanted), strict=True)
        held = sorted((self._held(text, place) for text, place in drawn), key=lambda each: each.planned_at)
        for start in range(0, len(held), CHUNK):
            hold_many(held[start : start + CHUNK], at=self.until)
            yield len(held[start : start + CHUNK])

    def _held(self, text: ActivityText, place: Area) -> Held:
        begins_at, ends_at = evening(self._day(), text.begins, text.hours * 60)
        worker = self.crowd.worker_of(place)
        came = [
            Came(
                key, self.crowd.population.names[key], begins_at - timedelta(minutes=self.picker.between(0, 15)),
                list(HOWS)[1], worker.for_somebody(key),
            )
            for key in self._free(place, today(begins_at))
        ]  # fmt: skip
        return Held(
            title=text.title, kinds=[PUBLIC_BENEFIT], area=place, place=self.crowd.spot(text.place),
            host=self.crowd.population.leading[place.pk], begins_at=begins_at, ends_at=ends_at,
            planned_at=begins_at - timedelta(days=self.picker.between(3, 15)), by=worker, came=came,
            confirmed_at=ends_at + timedelta(hours=self.picker.between(1, 40)),
        )  # fmt: skip

    def _day(self) -> date:
        first, last = self.days.days[22], self.days.days[-1] - timedelta(days=3)
        day = first + timedelta(days=self.picker.between(0, (last - first).days))
        if self.picker.chance(WEEKEND) and day > first + timedelta(days=7):
            day -= timedelta(days=(day.weekday() - 5) % 7)
        return day

    def _free(self, place: Area, day: date) -> list[int]:
        """A volunteer of the place who is not busy that day."""
        wanted = self.picker.some(self.crowd.residents[place.pk], 1 if self.picker.chance(LISTED) else 0)
        free = [key for key in wanted if (key, day) not in self.busy and key in self.crowd.population.names]
        self.busy |= {(key, day) for key in free}
        return free


REPORTS = [
    # who, to whom, working days ago, hours, theme, what; the last one waits to be confirmed
    ("resident", "team", 20, 2.0, "others", "陪三栋独居老人复诊取药"),
    ("resident", "team", 12, 1.5, "others", "教邻居用手机预约挂号"),
    ("member", "team", 8, 2.0, "nature", "清理院墙外的枯枝"),
    ("resident", "team", 3, 2.5, "society", "周末在路口劝导骑车戴头盔"),
]


def play_present(cast: Cast, days: Days, *, at: datetime) -> None:
    """The volunteers of the cast's community in the middle of things, all of it by deeds."""
    present = Present(cast, days, at)
    present.gather_team()
    student_life.gather(cast, at=at)
    present.report_hours()
    present.certify()
    present.remember()
    present.honour_community()
    present.arrange_shifts()
    present.tend_spots()


class Present:
    """What the cast does as volunteers."""

    def __init__(self, cast: Cast, days: Days, at: datetime) -> None:
        self.cast, self.days, self.at = cast, days, at
        self.picker = Picker("volunteers")

    def ago(self, working_days: int, hour: int = 17) -> datetime:
        return self.days.moment(len(self.days) - working_days, self.picker).replace(hour=hour, minute=0)

    def gather_team(self) -> None:
        """A team below the team, and two papers that its leader has seen."""
        team, leader = self.cast.organizations["team"], self.cast.leader
        volunteer_teams.found_below(team=team, name="葫芦藤理发小队", by=leader, at=self.ago(90))
        for name, kind, proof in (
            ("member", "first_aid", "红十字救护员证"),
            ("resident", "road_safety", "交警大队培训"),
        ):
            qualifications.enter(
                person=self.cast.people[name], kind=kind, proof=proof, valid_from=today(self.ago(80)), by=leader,
                at=self.ago(80, 18),
            )  # fmt: skip

    def report_hours(self) -> None:
        for name, to, number, length, theme, text in REPORTS:
            begins = self.ago(number, 14)
            row = hours.report(
                person=self.cast.people[name], organization=self.cast.organizations[to], theme=theme, text=text,
                begins_at=begins, ends_at=begins + timedelta(hours=length), freely=True, by=self.cast.actor(name),
                at=begins + timedelta(hours=length, minutes=20),
            )  # fmt: skip
            if text != REPORTS[-1][-1]:
                hours.confirm(report=row, by=self.cast.leader, at=row.reported_at + timedelta(hours=2))

    def certify(self) -> None:
        """One certificate was issued, another one was asked for."""
        since = today(self.at).replace(month=1, day=1)
        for name, number in (("resident", 6), ("member", 1)):
            asked = self.ago(number, 9)
            row = certificates.ask(
                person=self.cast.people[name], issuer=self.cast.organizations["team"],
                since=min(since, today(self.ago(40))), until=today(asked), by=self.cast.actor(name), at=asked,
            )  # fmt: skip
            if name == "resident":
                certificates.issue(
                    certificate=row, responsible="沈玉芳", contact="社区服务中心 0877-12345",
                    by=self.cast.leader, at=asked + timedelta(hours=3),
                )  # fmt: skip

    def remember(self) -> None:
        """An old barber of many years: entered from paper, seen by a second person, told by his own consent."""
        cast, at = self.cast, self.ago(60)
        barber = people.register(name="郑守义", area=cast.home, by=cast.worker, at=at)
        row = legacy.enter(
            person=barber, text="每周三为居民义务理发", since_on=date(1961, 3, 5), until_on=date(2018, 3, 4),
            about=True, proof="街道办 2018 年证明一份，附老照片三张", kept_at="社区档案柜 2-14", by=cast.worker, at=at,
        )  # fmt: skip
        legacy.confirm(legacy=row, by=cast.secretary, at=at + timedelta(hours=1))
        legacy.enter(
            person=cast.people["resident"], text="楼道读报小组", since_on=date(1998, 6, 1), until_on=date(2019, 5, 31),
            proof="小组签到本两册", by=cast.worker, at=self.ago(2),
        )  # fmt: skip
        for name, title in (("resident", "楼道里的读报声"), ("member", "换灯泡的小孙")):
            story = stories.write(
                person=cast.people[name], title=title, shown_name=f"{cast.people[name].name[0]}师傅",
                text="不声不响做了许多年，邻居们都记着。", by=cast.worker, at=self.ago(30),
            )  # fmt: skip
            if name == "member":
                stories.agree(story=story, by=cast.member, at=self.ago(29))
        stories.enter_honour(
            bearer=cast.people["member"].principal, title="市级最美志愿者", level="city", awarded_by="市文明办",
            awarded_on=date(2025, 3, 5), proof="市文明〔2025〕3号", area_path=cast.home.path, by=cast.worker,
            at=self.ago(50),
        )  # fmt: skip

    def honour_community(self) -> None:
        """The community's own honour, public because the community says so."""
        party, at = self.cast.organizations["party"], self.ago(40)
        honour = stories.enter_honour(
            bearer=party.principal, title="最美志愿服务社区", level="province", awarded_by="省文明办",
            awarded_on=date(2025, 3, 5), proof="省文明〔2025〕7号", area_path=party.area_path, by=self.cast.worker,
            at=at,
        )  # fmt: skip
        stories.show_honour(honour=honour, shown=True, by=self.cast.secretary, at=at + timedelta(hours=1))

    def arrange_shifts(self) -> None:
        """An activity next week with positions; one seat is to be given away and somebody would take it."""
        cast, at = self.cast, self.ago(2)
        begins = (self.at + timedelta(days=10)).astimezone(CHINA).replace(hour=9, minute=0, second=0, microsecond=0)
        activity = activities.plan(
            title="义诊与义剪进小区", kinds=["volunteering"], theme="others", host=cast.organizations["party"],
            area=cast.home, place="三栋前空地", begins_at=begins, ends_at=begins + timedelta(hours=3), is_open=True,
            by=cast.worker, at=at,
        )  # fmt: skip
        guide = shifts.plan(activity=activity, name="引导", seats=3, by=cast.worker, at=at)
        shifts.plan(activity=activity, name="急救点", seats=1, qualifications=["first_aid"], by=cast.worker, at=at)
        seat = shifts.take(shift=guide, person=cast.people["member"], by=cast.member, at=self.ago(1, 9))
        offer = shifts.offer(holding=seat, note="临时要去外地", by=cast.member, at=self.ago(1, 10))
        shifts.take_offer(offer=offer, person=cast.people["resident"], by=cast.resident, at=self.ago(1, 11))

    def tend_spots(self) -> None:
        """Two spots, one of them adopted; a gift that was thanked for and one that waits."""
        cast, at = self.cast, self.ago(25)
        bed = spots.open_spot(
            area=cast.home, name="三栋门前花坛", kind="green", text="浇水、拔草，夏天每周两次", by=cast.worker, at=at
        )
        spots.open_spot(area=cast.home, name="北门读报栏", kind="wall", text="换报纸、擦玻璃", by=cast.worker, at=at)
        spots.adopt(spot=bed, shows_name=True, by=cast.resident, at=self.ago(24))
        gift = spots.contribute(
            person=cast.people["resident"], kind="plant", text="三角梅六盆", spot=bed, shows_name=True,
            by=cast.resident, at=self.ago(23),
        )  # fmt: skip
        spots.receive(contribution=gift, by=cast.worker, at=self.ago(22))
        spots.thank(contribution=gift, thanks="门前好看多了，谢谢您。", by=cast.worker, at=self.ago(21))
        spots.contribute(
            person=cast.people["other_member"],
            kind="books",
            text="儿童绘本二十本",
            by=cast.other_member,
            at=self.ago(1),
        )
