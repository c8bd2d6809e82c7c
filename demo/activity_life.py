"""Activities live: planned, signed up for, attended, confirmed; a few called off, some still to come."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from demo.days import Days, evening
from demo.insured import Policies
from demo.picker import Picker
from demo.project_life import Crowd
from demo.service_life import person_actor
from demo.texts import ActivityText, load_activities
from tongxin.activities.bulk import Came, Held, Signed, hold_many
from tongxin.activities.models import Attendance, SignUp
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today

#: The kind that the reports count (YX-38).
CHECK_IN = "enrolment_activity"
How, State = Attendance.How, SignUp.State
#: So many of the dangerous ones that are still to come have their policy noted already.
INSURED_AHEAD = 0.6
HOWS = {How.CODE: 60, How.RECORDER: 30, How.COUNTER: 10}
CHUNK = 500


class ActivityLife:
    """Draws activities for the communities; members who checked in there and volunteers of the place come."""

    def __init__(
        self, crowd: Crowd, days: Days, picker: Picker, until: datetime, enrolled: dict[int, list[tuple[int, datetime]]]
    ) -> None:
        self.crowd, self.days, self.picker, self.until = crowd, days, picker, until
        names = crowd.population.names
        self.members = {place: [(key, at) for key, at in there if key in names] for place, there in enrolled.items()}
        self.busy: set[tuple[int, date]] = set()
        self.policies, self.insuring = Policies(), picker.child("insurance")
        self.texts = [text for text in load_activities() if terms.usable("activity_kinds", text.kind)]

    def play(self, count: int, *, people: int) -> Iterator[int]:
        """`count` confirmed ones, some called off beside them, some to come; yields how many are written.

        About `people` come to each.
        """
        places = self.crowd.population.communities
        drawn = zip(self.picker.evenly(self.texts, count), self.picker.evenly(places, count), strict=True)
        held = [self._held(text, place, people) for text, place in drawn]
        extra = self.picker.evenly(self.texts, count // 40 + 1)
        held += [self._called_off(text, self.picker.one(places)) for text in extra]
        held += [
            self._to_come(text, self.picker.one(places)) for text in self.picker.evenly(self.texts, count // 25 + 2)
        ]
        held.sort(key=lambda each: each.planned_at)
        for start in range(0, len(held), CHUNK):
            part = held[start : start + CHUNK]
            hold_many(part, at=self.until)
            yield len(part)

    def _held(self, text: ActivityText, place: Area, people: int) -> Held:
        day = self._past_day(3)
        begins_at, ends_at = self._times(text, day)
        worker = self.crowd.worker_of(place)
        crowd = self._free_people(place, day, self.picker.between(people // 2, people + people // 2))
        planned_at = begins_at - timedelta(days=self.picker.between(5, 20))
        sign_ups, came = [], []
        for key in crowd:
            signed_at = planned_at + (begins_at - planned_at) * self.picker.amount(0.05, 0.95)
            person, there = self._person(key, place), not self.picker.chance(0.07)
            state = State.WITHDRAWN if not there and self.picker.chance(0.4) else State.SIGNED
            absence = "ill" if not there and state == State.SIGNED and self.picker.chance(0.5) else ""
            sign_ups.append(Signed(key, signed_at, person, state, absence))
            if there:
                came.append(self._came(person, worker, begins_at))
        limit = max(text.places, len(crowd)) if self.picker.chance(0.7) else None
        confirmed_at = ends_at + timedelta(hours=self.picker.between(1, 60))
        return self._make(text, place, begins_at, ends_at, planned_at, limit, sign_ups, came, confirmed_at=confirmed_at)

    def _came(self, person: Actor, worker: Actor, begins_at: datetime) -> Came:
        how = self.picker.weighted(list(HOWS), list(HOWS.values()))
        by = person if how == How.CODE else worker.for_somebody(person.principal_id)
        at = begins_at + timedelta(minutes=self.picker.between(-20, 25))
        return Came(person.principal_id, person.name, at, how, by)

    def _called_off(self, text: ActivityText, place: Area) -> Held:
        begins_at, ends_at = self._times(text, self._past_day(3))
        planned_at, reason = begins_at - timedelta(days=9), self.picker.one(("暴雨黄色预警", "场地临时检修"))
        return self._make(
            text, place, begins_at, ends_at, planned_at, text.places, [], [],
            cancelled_at=begins_at - timedelta(hours=20), cancel_reason=reason,
        )  # fmt: skip

    def _to_come(self, text: ActivityText, place: Area) -> Held:
        day = today(self.until) + timedelta(days=self.picker.between(1, 20))
        begins_at, ends_at = self._times(text, day)
        planned_at = self.days.moment(len(self.days) - self.picker.between(2, 8), self.picker)
        last = min(self.until, begins_at) - timedelta(minutes=5)
        crowd = self._free_people(place, day, self.picker.between(0, max(text.places // 3, 2)))
        sign_ups = [
            Signed(key, planned_at + (last - planned_at) * self.picker.amount(0.05, 0.95), self._person(key, place))
            for key in crowd
        ]
        return self._make(text, place, begins_at, ends_at, planned_at, max(text.places, len(crowd)), sign_ups, [])

    def _make(
        self, text: ActivityText, place: Area, begins_at: datetime, ends_at: datetime, planned_at: datetime,
        places: int | None, sign_ups: list[Signed], came: list[Came], *, confirmed_at: datetime | None = None,
        cancelled_at: datetime | None = None, cancel_reason: str = "",
    ) -> Held:  # fmt: skip
        host, by = self.crowd.population.leading[place.pk], self.crowd.worker_of(place)
        dangers = [danger for danger in text.dangers if terms.usable("danger_kinds", danger)]
        insured = dangers and (confirmed_at or self.insuring.chance(INSURED_AHEAD))
        kinds = [CHECK_IN, text.kind] if terms.usable("activity_kinds", CHECK_IN) else [text.kind]
        return Held(
            title=text.title, kinds=list(dict.fromkeys(kinds)), area=place, place=self.crowd.spot(text.place),
            host=host, begins_at=begins_at, ends_at=ends_at, planned_at=planned_at, dangers=dangers,
            policy=self.policies.of(host, today(begins_at).year, by=by, at=planned_at) if insured else None,
            by=by, places=places, sign_ups=sign_ups, came=came, confirmed_at=confirmed_at,
            cancelled_at=cancelled_at, cancel_reason=cancel_reason,
        )  # fmt: skip

    def _past_day(self, before: int) -> date:
        """Any day of the history, weekends more often than their share."""
        first, last = self.days.days[22], self.days.days[-1] - timedelta(days=before)
        day = first + timedelta(days=self.picker.between(0, (last - first).days))
        if self.picker.chance(0.4):
            day -= timedelta(days=(day.weekday() - 5) % 7 if day > first + timedelta(days=7) else 0)
        return day

    def _times(self, text: ActivityText, day: date) -> tuple[datetime, datetime]:
        return evening(day, text.begins, text.hours * 60)

    def _free_people(self, place: Area, day: date, count: int) -> list[int]:
        """Members who had checked in by then first, then people of the place; nobody at two activities on one day."""
        members = [key for key, at in self.members.get(place.pk, ()) if today(at) <= day]
        around = members or [key for key, _at in self.members.get(place.pk, ())]
        wanted = [*self.picker.some(around, count * 2 // 3), *self.picker.some(self.crowd.residents[place.pk], count)]
        free = [key for key in dict.fromkeys(wanted) if (key, day) not in self.busy][:count]
        self.busy |= {(key, day) for key in free}
        return free

    def _person(self, key: int, place: Area) -> Actor:
        return person_actor(key, self.crowd.population.names[key], place)
