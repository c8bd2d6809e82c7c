"""A year of members: rounds of promises from making to rating, and a station in each community where members came."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from demo.days import Days
from demo.picker import Picker
from demo.project_life import Crowd
from demo.service_life import person_actor
from demo.texts import PromiseText, load_posts, load_promises
from tongxin.areas.models import Area
from tongxin.enrolment.actions import MEMBER
from tongxin.enrolment.bulk import NewClaim, claim_many
from tongxin.enrolment.models import Enrolment, PromiseRound, ServicePost
from tongxin.enrolment.promise_actions import open_round
from tongxin.enrolment.year_bulk import NewPromise, NewServicePost, open_stations, promise_many, publish_many
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today

#: Rounds of promises: title, and how many days before the present they begin; each lasts 150 days to its last rating.
ROUNDS = (("上半年承诺", 330), ("迎七一承诺", 170), ("岁末承诺", 70))
#: How residents find it, by hundredths.
GRADES = {"kept": 80, "partly": 14, "unseen": 6}


@dataclass(frozen=True)
class Dates:
    """The days of one round."""

    begins: date

    @property
    def make_until(self) -> date:
        return self.begins + timedelta(days=30)

    @property
    def keep_until(self) -> date:
        return self.begins + timedelta(days=110)

    @property
    def rate_until(self) -> date:
        return self.begins + timedelta(days=150)


class YearLife:
    """Plays the rounds one after the other; what lies beyond the present has not happened yet."""

    def __init__(self, crowd: Crowd, days: Days, picker: Picker, until: datetime) -> None:
        self.crowd, self.days, self.picker, self.until = crowd, days, picker, until
        self.enrolled = list(Enrolment.objects.confirmed().filter(kind=MEMBER).select_related("area").order_by("pk"))

    # Posts, where a report counts the claims

    def take_posts(self, claims: int) -> None:
        """As many claims as the report counts: each member takes one, some a second, in posts of their community."""
        there: dict[int, list[Enrolment]] = {}
        for row in self.enrolled:
            there.setdefault(row.area_id, []).append(row)
        second = max(claims - len(self.enrolled), 0) / max(len(self.enrolled), 1) * 1.1
        taken = [self._turns(rows, second) for rows in there.values()]
        wanted: list[tuple[datetime, NewClaim]] = []
        for posts, turns in zip(self._offer(taken), taken, strict=True):
            wanted += [
                (self._soon_after(row.requested_at), NewClaim(row.subject_id, posts[number])) for row, number in turns
            ]
        wanted = sorted(wanted[:claims], key=lambda each: each[0])
        for first in range(0, len(wanted), 4000):
            part = wanted[first : first + 4000]
            claim_many([claim for _at, claim in part], by=SYSTEM, at=part[-1][0])

    def _turns(self, rows: Sequence[Enrolment], second: float) -> list[tuple[Enrolment, int]]:
        """Who takes which of the posts of one community, by number; a second one is another post."""
        count = max(3, round(len(rows) * (1 + second) / 12))
        people = {row.subject_id: row for row in rows}
        return [
            (row, (number + turn) % count)
            for number, row in enumerate(people.values())
            for turn in range(2 if self.picker.chance(second) else 1)
        ]

    def _offer(self, taken: Sequence[Sequence[tuple[Enrolment, int]]]) -> list[list[ServicePost]]:
        """The posts of each community, with a place or two to spare, published before anybody came."""
        texts = [text for text in load_posts() if terms.usable("service_post_kinds", text.kind)]
        new: list[NewServicePost] = []
        for turns in taken:
            held = Counter(number for _row, number in turns)
            for number, text in enumerate(self.picker.evenly(texts, max(held) + 1)):
                places = held[number] + self.picker.between(1, 2)
                area = turns[0][0].area
                new.append(NewServicePost(area, text.kind, text.title, text.text, places, text.hours, text.junction))
        at = self.days.moment(0, self.picker)
        made = iter(publish_many(new, valid_from=today(at), by=SYSTEM, at=at))
        return [[next(made) for _n in range(max(number for _row, number in turns) + 1)] for turns in taken]

    def _soon_after(self, at: datetime) -> datetime:
        day = self.days.number_of(at) + self.picker.between(1, 25)
        return self.days.moment(min(day, len(self.days) - 1), self.picker, at)

    # Stations

    def open_stations(self) -> None:
        places = {row.area_id: row.area for row in self.enrolled}
        at = self.days.moment(20, self.picker)
        new = [(area, "党群服务中心一楼", "周一至周六 9:00—17:30") for area in places.values()]
        open_stations(new, on=today(at), by=SYSTEM, at=at)

    # Promises

    def promise(self, count: int) -> None:
        texts, root = load_promises(), Area.objects.filter(parent=None, valid_to=None).order_by("pk")[0]
        for title, ago in ROUNDS:
            dates = Dates(today(self.until) - timedelta(days=ago))
            opened_at = self.days.moment(self.days.number_of(self.until - timedelta(days=ago + 3)), self.picker)
            round = open_round(
                title=f"{dates.begins.year} 年{title}", area=root, begins_on=dates.begins, make_until=dates.make_until,
                keep_until=dates.keep_until, rate_until=dates.rate_until, by=SYSTEM, at=opened_at,
            )  # fmt: skip
            begin = self.until - timedelta(days=ago)
            early = [row for row in self.enrolled if row.requested_at < begin]
            makers = {row.subject_id: row for row in self.picker.some(early, count // len(ROUNDS))}
            new = [self._promise(row, round, dates, texts) for row in makers.values()]
            promise_many([each for each in new if each], round=round, until=self.until)

    def _promise(
        self, row: Enrolment, round: PromiseRound, dates: Dates, texts: Sequence[PromiseText]
    ) -> NewPromise | None:
        """One promise: some wait, some stay private, most are kept and rated."""
        picker, text = self.picker, self.picker.one(texts)
        made = self._moment(dates.begins + timedelta(days=picker.between(1, 27)))
        if made is None:
            return None
        reviewed = self._moment(today(made) + timedelta(days=picker.between(1, 6)), made)
        public = self._moment(today(reviewed) + timedelta(days=1), reviewed) if reviewed else None
        published = public if picker.chance(0.8) else None
        kept = self._moment(dates.keep_until - timedelta(days=picker.between(2, 45)), published or reviewed)
        kept = kept if reviewed and picker.chance(0.85) else None
        ratings = self._ratings(row, kept, dates) if kept and published else []
        return NewPromise(
            enrolment=row, member=self._member(row), reviewer=self.crowd.worker_of(row.area), text=text.text,
            made_at=made, reviewed_at=reviewed, published_at=published, kept_at=kept,
            kept_note=text.done if kept else "", closed_at=self._moment(dates.rate_until + timedelta(days=4)),
            ratings=ratings,
        )  # fmt: skip

    def _ratings(self, row: Enrolment, kept: datetime, dates: Dates) -> list[tuple[int, str, datetime]]:
        neighbors = [key for key in self.crowd.residents.get(row.area_id, ()) if key != row.subject_id]
        found = []
        for rater in self.picker.some(neighbors, self.picker.between(0, 5)):
            at = self._moment(today(kept) + timedelta(days=self.picker.between(1, 12)), kept)
            if at is not None and today(at) <= dates.rate_until:
                found.append((rater, self.picker.weighted(list(GRADES), list(GRADES.values())), at))
        return found

    def _moment(self, day: date, after: datetime | None = None) -> datetime | None:
        """In office hours of that day or the next working one; None where that has not come."""
        noon = datetime.combine(day, datetime.min.time(), self.until.tzinfo) + timedelta(hours=12)
        number = self.days.number_of(noon)
        if today(noon) >= today(self.until) or number >= len(self.days) - 1:
            return None
        at = self.days.moment(number + (self.days.days[number] < day), self.picker, after)
        return at if at < self.until else None

    def _member(self, row: Enrolment) -> Actor:
        return person_actor(row.subject_id, self.crowd.population.names.get(row.subject_id, ""), row.area)
