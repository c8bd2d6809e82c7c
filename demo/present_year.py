"""The present of the cast's year: a round of promises, the station with its roster, posts of honor, open cards."""

from datetime import datetime, timedelta

from demo.cast import Cast
from demo.days import Days
from demo.picker import Picker
from tongxin.areas.models import Area
from tongxin.enrolment import card_actions as cards
from tongxin.enrolment import promise_actions as promises
from tongxin.enrolment import station_actions as stations
from tongxin.enrolment.models import AssemblyStation, PromiseRound
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import CHINA, today
from tongxin.people import actions as people

ROUND = "葫田邻里承诺"


def play_year(cast: Cast, days: Days, *, at: datetime) -> None:
    """Let the cast be in the middle of a round: one promise waits for residents, one for its review."""
    year = _Year(cast, days, at)
    round = year.open_round()
    year.promise(round)
    year.staff_station()
    year.give_honors()


class _Year:
    def __init__(self, cast: Cast, days: Days, at: datetime) -> None:
        self.cast, self.days, self.at = cast, days, at
        self.picker = Picker("present year")

    def ago(self, working_days: int) -> datetime:
        return self.days.moment(len(self.days) - working_days, self.picker)

    def open_round(self) -> PromiseRound:
        begun = self.ago(40)
        return promises.open_round(
            title=ROUND, area=self.cast.home, begins_on=today(begun), make_until=today(self.at) + timedelta(days=10),
            keep_until=today(self.at) + timedelta(days=20), rate_until=today(self.at) + timedelta(days=40),
            by=self.cast.secretary, at=begun,
        )  # fmt: skip

    def promise(self, round: PromiseRound) -> None:
        cast = self.cast
        mine = promises.promise(
            round=round, person=cast.people["member"], area=cast.home, text="每月给小区做一次用电安全检查",
            spot=self._grid(), by=cast.member, at=self.ago(38),
        )  # fmt: skip
        promises.approve(promise=mine, by=cast.worker, at=self.ago(37))
        promises.publish(promise=mine, by=cast.member, at=self.ago(36))
        promises.keep(promise=mine, note="查了三个单元，换掉老化插座五个", by=cast.member, at=self.ago(8))
        for number, grade in enumerate(("kept", "kept", "partly")):
            neighbor = people.register(name=f"老邻居{'子丑寅'[number]}", area=cast.home, by=SYSTEM, at=self.ago(8))
            promises.rate(promise=mine, rater=neighbor, grade=grade, by=cast.counter, at=self.ago(6 - number))
        promises.promise(
            round=round, person=cast.people["branch_secretary"], area=cast.home, text="每周三晚上在读书角值守两小时",
            by=cast.branch_secretary, at=self.ago(1),
        )  # fmt: skip

    def staff_station(self) -> None:
        cast = self.cast
        station = AssemblyStation.objects.filter(area=cast.home, closed_on=None).first()
        station = station or stations.open_station(
            area=cast.home, place="党群服务中心一楼", opening="周一至周六 9:00—17:30", by=cast.worker, at=self.ago(30)
        )
        for number, name in enumerate(("member", "branch_secretary", "member")):
            stations.take_shift(
                station=station, day=today(self.at) + timedelta(days=number + 1), part="morning",
                person=cast.people[name], by=cast.worker, at=self.ago(1),
            )  # fmt: skip
        morning = (self.at.astimezone(CHINA) + timedelta(days=2)).replace(hour=8, minute=30, second=0, microsecond=0)
        stations.call_out(
            station=station, text="雨后清理北门积水，工具站里有", place="党群服务中心门前", begins_at=morning,
            by=cast.worker, at=self.ago(1),
        )  # fmt: skip

    def give_honors(self) -> None:
        cast = self.cast
        stations.give_honor(
            kind="responsibility_area", person=cast.people["member"], area=self._grid(), does="每周走一遍，看消防通道",
            by=cast.secretary, at=self.ago(60),
        )  # fmt: skip
        stations.give_honor(
            kind="pioneer", person=cast.people["branch_secretary"], area=cast.home, does="便民窗口接待",
            by=cast.secretary, at=self.ago(60),
        )  # fmt: skip
        cards.switch(person=cast.people["member"], item="honors", shown=True, by=cast.member, at=self.ago(59))

    def _grid(self) -> Area:
        return self.cast.grid
