"""Check-ins, service posts, teams and wishes: who came, who took on what, and what was wished for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from demo.days import Days
from demo.insured import paper
from demo.picker import Picker
from demo.population import spread
from demo.project_life import Crowd
from demo.texts import load_posts, load_remarks, load_wishes
from tongxin.activities import teams
from tongxin.areas.models import Area
from tongxin.enrolment import actions as enrolment
from tongxin.enrolment import post_actions as posts
from tongxin.enrolment import post_insuring
from tongxin.enrolment.bulk import NewClaim, NewEnrolment, claim_many, enrol_many
from tongxin.enrolment.errors import EnrolledAlready
from tongxin.enrolment.models import ServicePost
from tongxin.exchange.models import Wish
from tongxin.exchange.wishes import actions as wishes
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.people.models import Person

SKILLS = ("理发", "电工", "法律咨询", "书法", "摄影", "急救", "家电维修", "儿童阅读", "乐器", "园艺", "会计", "木工")
#: What becomes of a wish, by hundredths.
WISH_FATES = {"recorded": 8, "approved": 22, "claimed": 10, "delivered": 6, "thanked": 46, "refused": 4, "withdrawn": 4}


class ServiceLife:
    """Plays one part after the other; `enrolled` says afterwards who checked in where, and when."""

    def __init__(self, crowd: Crowd, days: Days, picker: Picker, until: datetime) -> None:
        self.crowd, self.days, self.picker, self.until = crowd, days, picker, until
        self.enrolled: dict[int, list[tuple[int, datetime]]] = {}

    def join_teams(self, since: datetime) -> None:
        """Every volunteer is in the team of the place where he or she was registered."""
        pairs = ((team.pk, person_id) for person_id, team in spread(self.crowd.population))
        teams.join_many(pairs=pairs, on=today(since), by=SYSTEM, at=since)

    # Check-ins

    def check_in_units(self) -> None:
        population = self.crowd.population
        pledges = ("每季度开放一次场地", "结对帮扶两户", "派出一支维修小队", "每月一场便民服务", "节假日值守一班")
        new = [
            NewEnrolment(
                unit.organization.pk, unit.community, contact=population.names[unit.liaison_id],
                pledge=self.picker.one(pledges),
            )
            for unit in population.units
        ]  # fmt: skip
        self._enrol(new)

    def check_in_members(self, count: int) -> None:
        """Members check in where they work or where they live, over the months of one term."""
        population, picker = self.crowd.population, self.picker
        kinds = [code for code, _label in terms.choices("service_post_kinds")]
        new = []
        for person_id, unit in population.members[:count]:
            lives_elsewhere = picker.chance(0.5)
            new.append(
                NewEnrolment(
                    person_id,
                    picker.one(population.communities) if lives_elsewhere else unit.community,
                    basis="residence" if lives_elsewhere else "workplace",
                    skills=tuple(picker.some(SKILLS, picker.between(0, 2))),
                    wishes=tuple(picker.some(kinds, picker.between(0, 2))),
                    shows_identity=picker.chance(0.6),
                )
            )
        self._enrol(new)

    def _enrol(self, new: Sequence[NewEnrolment]) -> None:
        """In about twenty goes over the months, so that no term has run out yet."""
        months = int(rules.value("enrolment.renewal_months", on=today(self.until))) if _renews(self.until) else 24
        reach = min(len(self.days) - 1, (months - 2) * 21)
        goes = max(min(20, len(new) // 5), 1)
        shuffled = self.picker.some(new, len(new))
        for number in range(goes):
            at = self.days.moment(len(self.days) - 2 - reach * (goes - 1 - number) // goes, self.picker)
            part = shuffled[number::goes]
            enrol_many(part, by=SYSTEM, at=at)
            for each in part:
                self.enrolled.setdefault(each.area.pk, []).append((each.subject_id, at))

    def ask_in_vain(self, count: int) -> None:
        """Requests that were refused, withdrawn, or wait for the community; they count nowhere."""
        members = [key for key, _unit in self.crowd.population.members]
        people = Person.objects.in_bulk(self.picker.some(members, count))
        for number, person in enumerate(people.values()):
            community = self.picker.one(self.crowd.population.communities)
            day = self.picker.between(len(self.days) // 2, len(self.days) - 4)
            fresh = number % 3 == 0
            asked = self.days.moment(len(self.days) - 1 - number % 2 if fresh else day, self.picker)
            try:
                row = enrolment.enrol_member(person=person, area=community, basis="residence", by=SYSTEM, at=asked)
            except EnrolledAlready:
                continue
            answered, worker = self.days.moment(day + 2, self.picker, asked), self.crowd.worker_of(community)
            if not fresh and number % 3 == 1:
                enrolment.refuse(enrolment=row, reason="居住地不在本社区", by=worker, at=answered)
            elif not fresh:
                enrolment.withdraw(enrolment=row, reason="已在工作地报到", by=SYSTEM, at=answered)

    # Posts

    def offer_posts(self, count: int, claims: int) -> None:
        """Posts in the communities, claimed by those who checked in there."""
        places = [place for place in self.crowd.population.communities if place.pk in self.enrolled]
        made: list[tuple[ServicePost, datetime]] = []
        texts = [text for text in load_posts() if terms.usable("service_post_kinds", text.kind)]
        for text, place in zip(self.picker.evenly(texts, count), self.picker.evenly(places, count), strict=True):
            at = self.days.moment(self.picker.between(0, len(self.days) * 2 // 3), self.picker)
            post = posts.publish(
                area=place, kind=text.kind, title=text.title, duties=text.text, places=text.limit + 1,
                valid_from=today(at), hours=text.hours, at_junction=text.junction, place="党群服务中心",
                dangers=[danger for danger in text.dangers if terms.usable("danger_kinds", danger)],
                by=self.crowd.secretary_of(place), at=at,
            )  # fmt: skip
            made.append((post, at))
        self._claim(made, claims)
        self._renew([post for post, _at in made])

    def _claim(self, made: Sequence[tuple[ServicePost, datetime]], count: int) -> None:
        wanted: list[tuple[datetime, NewClaim]] = []
        for post, published in made:
            there = self.enrolled[post.area_id]
            members = [(key, at) for key, at in there if key in self.crowd.population.names]
            for key, at in self.picker.some(members, self.picker.between(0, post.places)):
                day = self.days.number_of(max(at, published)) + self.picker.between(1, 60)
                if day < len(self.days) - 1:
                    wanted.append((self.days.moment(day, self.picker), NewClaim(key, post)))
        wanted = sorted(wanted[:count], key=lambda each: each[0])
        for _month, part in groupby(wanted, key=lambda each: (each[0].year, each[0].month)):
            rows = list(part)
            for post in {claim.post.pk: claim.post for _at, claim in rows}.values():
                self._insure(post, rows[-1][0])
            claim_many([claim for _at, claim in rows], by=SYSTEM, at=rows[-1][0])

    def _insure(self, post: ServicePost, at: datetime) -> None:
        """Where it is dangerous and the policy of another year ran out, the community shows this year's."""
        if not post.is_insured_on(today(at)):
            policy = paper(post.host, today(at).year)
            post_insuring.insure(post=post, policy=policy, by=self.crowd.secretary_of(post.area), at=at)

    def _renew(self, posts: Sequence[ServicePost]) -> None:
        """Early this year most policies were renewed; where nobody did, the page says so."""
        picker, at = self.picker.child("insurance"), min(self.until.replace(month=1, day=4), self.until)
        for post in posts:
            if post.policy_id and picker.chance(0.8):
                self._insure(post, at)

    # Wishes

    def wish(self, count: int) -> None:
        """Small wishes at every step; the names behind those that came true long ago are erased."""
        thanks = load_remarks()["thanks"]["all"]
        texts = [text for text in load_wishes() if terms.usable("wish_kinds", text.kind)]
        ways = [way for way in ("counter", "phone", "household_visit") if terms.usable("need_channels", way)]
        for text in self.picker.evenly(texts, count):
            fate = self.picker.weighted(list(WISH_FATES), list(WISH_FATES.values()))
            old = fate in ("thanked", "refused", "withdrawn")
            number = self.picker.between(20, len(self.days) - 25) if old else len(self.days) - self.picker.between(2, 6)
            place, at = self.picker.one(self.crowd.population.communities), self.days.moment(number, self.picker)
            row = wishes.record_wish(
                title=text.title, kind=text.kind, area=place, name=self._somebody(place), address=self.crowd.spot(),
                detail=text.text, channel=self.picker.one(ways), reviewed=True,
                by=self.crowd.worker_of(place), at=at,
            )  # fmt: skip
            self._decide(row, fate, self.days.moment(number + 1, self.picker, at), self.picker.one(thanks))
        wishes.erase_due(at=self.until)

    def _decide(self, wish: Wish, fate: str, at: datetime, thanks: str) -> None:
        secretary, worker = self.crowd.secretary_of(wish.area), self.crowd.worker_of(wish.area)
        if fate == "refused":
            wishes.refuse(wish=wish, reason="超出微心愿的价值上限", by=secretary, at=at)
        elif fate == "withdrawn":
            wishes.withdraw(wish=wish, reason="家里人已经买到", by=worker, at=at)
        elif fate != "recorded":
            wishes.approve(wish=wish, by=secretary, at=at)
            if fate != "approved":
                self._fulfil(wish, fate, at + timedelta(minutes=40), thanks)

    def _fulfil(self, wish: Wish, fate: str, at: datetime, thanks: str) -> None:
        helper, worker = self._helper(wish.area), self.crowd.worker_of(wish.area)
        wishes.claim(wish=wish, by=helper, at=at)
        if fate != "claimed":
            wishes.deliver(wish=wish, by=helper, at=at + timedelta(minutes=50))
        if fate == "thanked":
            wishes.confirm(wish=wish, by=worker, at=at + timedelta(days=1))
            wishes.thank(wish=wish, thanks=thanks, by=worker, at=at + timedelta(days=2))

    def _helper(self, place: Area) -> Actor:
        """A member who checked in there, or one from elsewhere."""
        names = self.crowd.population.names
        keys = [key for key, _at in self.enrolled.get(place.pk, ()) if key in names]
        key = self.picker.one(keys) if keys else self.crowd.population.units[0].members[0]
        return person_actor(key, names[key], place)

    def _somebody(self, place: Area) -> str:
        return self.crowd.population.names[self.picker.one(self.crowd.residents[place.pk])]


def person_actor(key: int, name: str, place: Area) -> Actor:
    """A member without a post, doing something for himself."""
    term = terms.find("roles", "member")
    powers = frozenset(term.data.get("powers", ())) if term else frozenset()
    return Actor(principal_id=key, name=name, role="member", area_path=place.path, powers=powers)


def _renews(until: datetime) -> bool:
    return rules.find("enrolment.renewal_months", on=today(until)) is not None
