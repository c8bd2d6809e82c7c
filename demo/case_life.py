"""Cases live: what people report, who takes it up, who is sent, who looks whether it was done, and what it cost.

Cases are played forward from a day until they are over or the present is reached, so that what is open today is what
really would be; they are made until as many were handled as the report counts.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import cycle, islice

from demo.case_centers import Centers
from demo.case_hands import Hands
from demo.case_money import CasesWanted, Play, enter_money
from demo.case_pictures import draw_pictures
from demo.case_places import Ground
from demo.case_texts import CaseText, load_cases, load_elsewhere, load_said
from demo.case_times import TheFuture, Times
from demo.days import Days
from demo.persons import invent_people
from demo.picker import Picker
from demo.project_life import GRADES, Crowd
from demo.texts import load_remarks
from tongxin.areas.models import Area
from tongxin.cases import catalogue
from tongxin.cases.bulk import CasesPast
from tongxin.cases.models import Call, Case, Photo
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.histories import History

#: How often a case comes in by a door.
CHANNELS = {
    "online": 26, "hotline": 16, "city_hotline": 12, "counter": 12, "grid_worker": 16, "patrol": 8, "visit": 6,
    "mailbox": 4,
}  # fmt: skip
#: Doors behind which nobody in particular stands, and those where somebody calls.
IN_GRID = "grid_worker"
STAFF, CALLED = {IN_GRID, "patrol"}, {"hotline", "city_hotline"}
#: What who works a grid solves on the spot, and what is passed up, of a hundred.
ON_THE_SPOT, PASSED_UP = 70, 45
#: Of a hundred cases: what becomes of them. Most are sent to somebody; the rest is over before.
FATES = {"sent": 76, "answered": 16, "joined": 3, "declined": 2, "withdrawn": 2, "void": 1}
#: Of a hundred cases so many are of the last days, so that the desks have something to do.
FRESH, LAST_DAYS = 0.12, 12


class CaseLife:
    """Plays cases one after the other until enough were handled, and writes them in the order of time."""

    def __init__(
        self, crowd: Crowd, centers: Centers, days: Days, picker: Picker, until: datetime,
        grids: Mapping[int, Actor] | None = None,
    ) -> None:  # fmt: skip
        self.crowd, self.days, self.picker, self.until = crowd, days, picker, until
        self.hands = Hands(crowd, centers, picker.child("hands"))
        self.grids = grids or {}
        self.past = CasesPast(History(until=until))
        self.said, self.verdicts = load_said(), load_remarks()["appraisal"]
        self.ground = Ground(picker.child("ground"), until)
        self.pictures = cycle(draw_pictures())
        self.channels = {code: weight for code, weight in CHANNELS.items() if terms.usable("case_channels", code)}
        self.groups = {row.code: row.group for row in catalogue.at(on=today(until))}
        self.texts, self.elsewhere = cycle(self._drawn()), cycle(load_elsewhere())
        self.callers = cycle(islice(invent_people(count=120, seed="callers"), 120))
        self.handled: list[Play] = []
        self.times = Times(self.past.history, picker.child("times"))

    def play(self, wanted: CasesWanted) -> None:
        last = len(self.days) - 1
        while len(self.handled) < wanted.handled:
            self.times.is_fresh = self.picker.chance(FRESH)
            first = last - LAST_DAYS if self.times.is_fresh else 0
            self._play_one(self.picker.between(max(first, 0), last))
        enter_money(self.past, self.handled[: wanted.entries], wanted.money_yuan, self.crowd, self.picker)
        self.past.save()
        self.past.history.write()

    def _drawn(self) -> list[CaseText]:
        """The sentences of which the city has a category, in another order."""
        fitting = [text for text in load_cases() if text.category(self.groups)]
        return self.picker.some(fitting, len(fitting))

    # One case

    def _play_one(self, number: int) -> None:
        fate = self.picker.weighted(list(FATES), list(FATES.values()))
        text = next(self.elsewhere if fate == "declined" else self.texts)
        play = self._report(text, self.picker.one(self.crowd.population.communities), number)
        if play.text.kind == "consultation" and fate == "sent":
            fate = "answered"
        with contextlib.suppress(TheFuture):
            getattr(self, f"_{fate}")(play)
        if play.case.step in ("appraisal", "closed"):
            self.handled.append(play)

    def _report(self, text: CaseText, community: Area, number: int, like: Case | None = None) -> Play:
        channel = self.picker.weighted(list(self.channels), list(self.channels.values()))
        worker, speaker = self.crowd.worker_of(community), None
        said: dict[str, object] = {}
        if channel not in STAFF and not (channel in CALLED and self.picker.chance(0.5)):
            speaker = self.hands.speaker(community)
            said["reporter_id"] = speaker.principal_id
        elif channel in CALLED:
            caller = next(self.callers)
            said |= {"caller_name": f"{caller.name[0]}{'女士' if caller.is_woman else '先生'}",
                     "caller_phone": caller.phone, "hides_caller": self.picker.chance(0.2)}  # fmt: skip
        spot = self.ground.spot(community, self.crowd.population.leading[community.pk].pk)
        if like is not None:
            said |= {"longitude": like.longitude, "latitude": like.latitude, "datum": like.datum}
        elif spot.longitude is not None and self.picker.chance(0.85):
            said |= {"longitude": spot.longitude, "latitude": spot.latitude, "datum": "wgs84"}
        at = self._comes_in(number, like.raised_at if like else None)
        if channel == IN_GRID:
            worker = self.grids.get(spot.placed.area.pk, worker)
        case = self.past.report(
            text=text.text, title=text.title, kind=text.kind, channel=channel, category=text.category(self.groups),
            placed=replace(spot.placed, area=like.area) if like else spot.placed,
            place=like.place if like else self.crowd.spot(text.place),
            by=speaker if speaker and channel == "online" else worker, at=at, **said,
        )  # fmt: skip
        return Play(case, text, community, speaker)

    def _comes_in(self, number: int, after: datetime | None) -> datetime:
        """In office hours, now and then in the evening."""
        at = self.days.moment(number, self.picker, after)
        if after is None and self.picker.chance(0.15):
            at = datetime.combine(today(at), time(18, 30), CHINA) + timedelta(minutes=self.picker.between(0, 210))
        return at

    # Fates

    def _declined(self, play: Play) -> None:
        reason, at = play.text.codes[0], self.times.next(play.case)
        self.past.decline(play.case, reason=reason, by=self._worker(play), at=at)

    def _withdrawn(self, play: Play) -> None:
        if play.speaker is None:
            self._void(play)
            return
        self.past.withdraw(play.case, reason=self._line("withdraw"), by=play.speaker, at=self.times.next(play.case))

    def _void(self, play: Play) -> None:
        by = self.crowd.secretary_of(play.community)
        self.past.void(play.case, reason=self._line("void"), by=by, at=self.times.next(play.case))

    def _joined(self, play: Play) -> None:
        """A neighbor says the same a little later; the later one travels with the first, which is sent."""
        self._accept(play)
        number = self.days.number_of(play.case.step_at)
        twin = self._report(play.text, play.community, number, like=play.case)
        at = self.times.now(max(self.times.next(twin.case, late=0.0), play.case.step_at))
        self.past.join(twin.case, into=play.case, by=self._worker(play), at=at)
        self.times.wait(play.case, at)
        self._led(play)

    def _answered(self, play: Play) -> None:
        play.done_at = self.times.next(play.case)
        in_grid = self.grids.get(play.case.area_id) if self.picker.chance(ON_THE_SPOT / 100) else None
        by = in_grid or self._worker(play)
        self.past.answer(play.case, answer=play.text.done, by=by, at=play.done_at)
        category = catalogue.find(play.case.category, on=today(play.done_at), path=play.case.area_path)
        if in_grid and category and category.asks_proof:
            self.past.add_photo(play.case, next(self.pictures), of=Photo.Of.PROOF, by=by, at=play.done_at)
        self._appraised(play)

    def _sent(self, play: Play) -> None:
        self._accept(play)
        self._led(play)

    def _accept(self, play: Play) -> None:
        in_grid = self.grids.get(play.case.area_id)
        if in_grid and self.picker.chance(PASSED_UP / 100):
            at = self.times.next(play.case)
            desk = self.crowd.population.leading[play.community.pk]
            self.past.pass_up(play.case, to=desk, reason=self._line("pass_up"), by=in_grid, at=at)
            self.times.wait(play.case, at)
        self.past.accept(play.case, by=self._worker(play), at=self.times.next(play.case))

    def _led(self, play: Play) -> None:
        self._dispatch(play)
        if self.picker.chance(0.07):
            self._send_back(play)
            self._dispatch(play, ruled=True)
        self._handled(play)
        if self.picker.chance(0.04) and play.speaker:
            self._dispute(play)
            self._handled(play)
        self._appraised(play)

    def _dispatch(self, play: Play, *, ruled: bool = False) -> None:
        play.lead, play.handler = self.hands.lead(
            play.case.category, play.community, other_than=play.lead if ruled else None
        )
        helpers = self.hands.helpers(play.community, play.lead) if self.picker.chance(0.05) else ()
        play.helpers = () if play.helpers else helpers
        calls = self.past.dispatch(
            play.case, lead=play.lead, by=self._worker(play), at=self.times.next(play.case), is_ruled=ruled,
            assisting=[body for body, _actor in play.helpers], asks=self._line("asks") if play.helpers else "",
        )  # fmt: skip
        for call, (_body, actor) in zip(calls, play.helpers, strict=True):
            self._help(call, actor, play)

    def _help(self, call: Call, actor: Actor, play: Play) -> None:
        """The called body comes and says what it did; the desk grades it. What lies in the future has not happened."""
        try:
            self.past.report_in(call, by=actor, at=self.times.next(call))
            self.past.answer_call(call, answer=self._line("helped"), by=actor, at=self.times.next(call))
            grade = self.picker.weighted(list(GRADES), list(GRADES.values()))
            self.past.grade_call(call, grade=grade, by=self._worker(play), at=self.times.next(call))
        except TheFuture:
            return

    def _send_back(self, play: Play) -> None:
        assert play.handler is not None
        self.past.send_back(play.case, reason=self._line("send_back"), by=play.handler, at=self.times.next(play.case))

    def _handled(self, play: Play) -> None:
        """Taken, worked on, reported done, looked at; what was not done is done again."""
        case, by = play.case, play.handler
        assert by is not None
        if case.step == "dispatched":
            self.past.take(case, by=by, at=self.times.next(case))
        self._worked_on(play)
        if self.picker.chance(0.08):
            checker = self.crowd.secretary_of(play.community)
            self.past.fail_check(case, reason=self._line("rework"), by=checker, at=self.times.next(case))
            self._worked_on(play)
        self._check(play)
        if case.step == "checking":
            by_another, at = self.hands.centers.coordinator_of(play.community), self.times.next(case)
            # Where those above reach no further than the communities, nobody else looks into a grid: it waits.
            if not by_another.steers.covers(case.area_path):
                raise TheFuture
            self._passed(case, by_another, at)
        self.past.close(case, by=self._worker(play), at=self.times.next(case))

    def _worked_on(self, play: Play) -> None:
        case, by = play.case, play.handler
        assert by is not None
        if self.picker.chance(0.06):
            self._rest(case, by)
        if self.picker.chance(0.25):
            at = self.times.now(case.step_at + (self.times.next(case, late=0.0) - case.step_at) / 2)
            self.past.note(case, text=self._line("note"), by=by, at=at)
        at = self.times.next(case)
        category = catalogue.find(case.category, on=today(at), path=case.area_path)
        if category and category.asks_proof:
            self.past.add_photo(case, next(self.pictures), of=Photo.Of.PROOF, by=by, at=at)
        self.past.report_done(case, answer=play.text.done, by=by, at=at)
        play.done_at = at

    def _rest(self, case: Case, by: Actor) -> None:
        """Stopped with a reason; some still are."""
        since = self.times.now(case.step_at + timedelta(minutes=self.picker.between(20, 90)))
        due = self.past.history.due_at(case)
        if due is None or since >= due:
            return
        until = since + timedelta(days=self.picker.between(1, 9), minutes=self.picker.between(0, 200))
        if until >= self.until:
            self.past.pause(case, reason=self._line("rest"), by=by, at=since)
            raise TheFuture
        self.past.rest(case, reason=self._line("rest"), by=by, since=since, until=until)
        self.times.wait(case, until)

    def _check(self, play: Play) -> None:
        self._passed(play.case, self.crowd.secretary_of(play.community), self.times.next(play.case))

    def _passed(self, case: Case, by: Actor, at: datetime) -> None:
        self.past.pass_check(case, by=by, at=at, on_site=self.picker.chance(0.85), note=self._line("check"))

    def _dispute(self, play: Play) -> None:
        assert play.speaker is not None
        at = self.times.next(play.case, late=0.0)
        self.past.dispute(play.case, reason=self._line("dispute"), by=play.speaker, at=at)

    def _appraised(self, play: Play) -> None:
        """Rated by the reporter or at the call-back, else unrated when the time has run out."""
        case = play.case
        by = play.speaker or (self._caller(play) if case.has_caller or self.picker.chance(0.3) else None)
        if by is None or self.picker.chance(0.4):
            due = self.past.history.due_at(case)
            if due and due <= self.until:
                self.past.lapse(case, at=due)
            return
        grade = self.picker.weighted(list(GRADES), list(GRADES.values()))
        text = self.picker.one(self.verdicts[str(grade)]) if self.picker.chance(0.5) else ""
        self.past.rate(case, grade=grade, by=by, at=self.times.next(case, late=0.0), text=text)

    # Who

    def _worker(self, play: Play) -> Actor:
        return self.crowd.worker_of(play.community)

    def _caller(self, play: Play) -> Actor:
        """Who calls back; never the one who handled it."""
        worker = self._worker(play)
        handled = play.case.lead_id and worker.principal_id == play.case.handled_by_id
        return self.crowd.secretary_of(play.community) if handled else worker

    def _line(self, occasion: str) -> str:
        return self.picker.one(self.said[occasion])
