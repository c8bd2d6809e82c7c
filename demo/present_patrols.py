"""The present of the cast's patrols: the old houses at the start of each month, and hydrants and lanes every week."""

from datetime import date, datetime, time, timedelta

from demo.cast import Cast
from demo.days import Days
from demo.picker import Picker
from tongxin.areas.models import Area
from tongxin.cases import actions as cases
from tongxin.cases.models import Case
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, Limit, today
from tongxin.organizations.models import Organization
from tongxin.patrols import actions as patrols
from tongxin.patrols.models import PatrolPlace, PatrolPlan, PatrolRound

#: Name, kind, where.
HOUSES = (
    ("戴家老宅", "old_house", "老街 17 号"),
    ("四合院门楼", "old_house", "老街 32 号"),
    ("染坊旧址", "old_house", "水井巷 5 号"),
)
ROUND = (
    ("三栋东侧消火栓", "hydrant", "三栋与四栋之间"),
    ("北门照明灯", "lamp", "小区北门"),
    ("水塘边救生圈", "life_ring", "休闲水塘南岸"),
    ("五栋消防通道", "passage", "五栋一单元门前"),
)
ROSTER = (("member", "retired_member"), ("other_member", "retired_cadre"), ("resident", "volunteer"))


def play_patrols(cast: Cast, days: Days, *, at: datetime) -> None:
    """Two plans of the volunteer team, one round behind it, one to walk, and something broken on its way."""
    _Patrol(cast, days, at).play()


class _Patrol:
    def __init__(self, cast: Cast, days: Days, at: datetime) -> None:
        self.cast, self.days, self.at, self.picker = cast, days, at, Picker("present patrols")
        self.team = Organization.objects.get(pk=cast.organizations["team"].pk)
        self.keeper = Organization.objects.get(pk=cast.organizations["party"].pk)

    def play(self) -> None:
        for name, standing in ROSTER:
            patrols.join_patrol(
                team=self.team, person=self.cast.people[name], standing=standing, on=self._ago(60), by=self.cast.leader,
                at=self._moment(60),
            )  # fmt: skip
        self._old_houses()
        self._facilities()

    def _old_houses(self) -> None:
        """Last month's round was walked, and this month's; the next one is announced."""
        first = (today(self.at).replace(day=1) - timedelta(days=1)).replace(day=1)
        plan = self._plan("老宅月月看", "old_houses", "month_start", Limit(5), first, HOUSES)
        lately = patrols.lay(plan_id=plan.pk, at=self._at(first, 8))
        assert lately is not None
        self._walk(lately, self._at(first, 10), {1: {"insects": "西边柱脚有一小堆新木屑，手按发软"}})
        self._settle(Case.objects.get(channel="patrol", title__startswith="戴家老宅"), self._at(first, 11))
        self._lay_and_walk(plan, self._at(today(self.at).replace(day=1), 8))

    def _lay_and_walk(self, plan: PatrolPlan, at: datetime) -> None:
        lately = patrols.lay(plan_id=plan.pk, at=at) if at < self.at else None
        if lately is not None:
            self._walk(lately, at + timedelta(hours=2), {})

    def _settle(self, case: Case, at: datetime) -> None:
        """The community itself is at it, and waits for somebody who knows about white ants."""
        worker, keeper = self.cast.actor("worker", at), self.keeper
        cases.accept(case=case, category="five_livelihood", by=worker, at=at)
        cases.dispatch(case=case, lead=keeper, by=worker, at=at + timedelta(minutes=10))
        cases.take(case=case, by=worker, at=at + timedelta(minutes=12))
        reason = "白蚁防治所排到下个月来看，柱脚先撒了药"
        cases.pause_case(case=case, reason=reason, by=worker, at=at + timedelta(hours=2))

    def _send(self, case: Case, at: datetime) -> None:
        """The power company is at it."""
        worker = self.cast.actor("worker", at)
        cases.accept(case=case, category="five_livelihood", by=worker, at=at)
        unit = Organization.objects.get(pk=self.cast.organizations["unit"].pk)
        cases.dispatch(case=case, lead=unit, by=worker, at=at + timedelta(minutes=20))

    def _facilities(self) -> None:
        """Weekly, with the round of today half walked."""
        first = today(self.at) - timedelta(days=7)
        plan = self._plan("小区安全设施周周查", "safety_facilities", "week", Limit(3), first, ROUND)
        before = patrols.lay(plan_id=plan.pk, at=self._at(first, 8))
        assert before is not None
        self._walk(before, self._at(first, 9), {2: {"works": "到晚上八点还没有亮"}})
        sent = self._at(first, 11)
        self._send(Case.objects.get(channel="patrol", title__startswith="北门照明灯"), sent)
        begun = max(self.at - timedelta(hours=2), self._at(today(self.at), 0))
        now = patrols.lay(plan_id=plan.pk, at=begun)
        assert now is not None
        self._walk(now, begun, {}, stops=1)

    def _plan(
        self, name: str, checklist: str, every: str, limit: Limit, first: date, places: tuple[tuple[str, str, str], ...]
    ) -> PatrolPlan:
        at = self._at(first, 7)
        route = [self._place(*each, at=at) for each in places]
        return patrols.make_plan(
            name=name, checklist=checklist, area=self.cast.home, team=self.team, every=every, limit=limit,
            valid_from=first, keeper=self.keeper, route=route, by=self.cast.actor("worker", at), at=at,
        )  # fmt: skip

    def _place(self, name: str, kind: str, where: str, *, at: datetime) -> PatrolPlace:
        area = Area.objects.get(pk=self.cast.grid.pk)
        return patrols.enter_place(
            kind=kind, name=name, area=area, where=where, by=self.cast.actor("worker", at), at=at
        )

    def _walk(
        self, patrol_round: PatrolRound, at: datetime, broken: dict[int, dict[str, str]], stops: int = 99
    ) -> None:
        for stop in list(patrol_round.stops.order_by("number"))[:stops]:  # type: ignore[attr-defined]
            words = broken.get(stop.number, {})
            said = [
                patrols.Said(check.code, check.code not in words, words.get(check.code, ""))
                for check in patrol_round.checklist
            ]
            patrols.mark(stop=stop, said=said, by=self._walker(at), at=at + timedelta(minutes=7 * stop.number))

    def _walker(self, at: datetime) -> Actor:
        return self.cast.actor("member", at)

    def _ago(self, number: int) -> date:
        return today(self._moment(number))

    def _moment(self, number: int) -> datetime:
        return self.days.moment(len(self.days) - number, self.picker)

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), CHINA)
