"""Emergencies live: every leading community has a plan that is reviewed each year and a drill that was closed; the
cast finds an incident going on and a plan whose review is late. All of it made by deeds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from demo.cast import Cast
from demo.days import Days
from demo.picker import Picker
from demo.project_life import Crowd
from demo.reading import read
from tongxin.areas.models import Area
from tongxin.emergencies import actions as emergencies
from tongxin.emergencies.actions.plans import NewStep
from tongxin.emergencies.models import EmergencyPlan, Incident
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.organizations.hosting import Placed, place
from tongxin.people.models import Person

#: So many communities of a city keep a plan in the demonstration, besides the cast's own.
COMMUNITIES = 3
#: Working days ago: when a plan was written, reviewed for the first time, and tried.
WRITTEN, REVIEWED, DRILLED = 330, 120, 90


class EmergencyLife:
    """Plans and drills of a few communities, at working days of the past."""

    def __init__(self, days: Days, picker: Picker) -> None:
        self.days, self.picker = days, picker
        self.texts: Sequence[dict[str, Any]] = read("emergencies.toml")["plans"]

    def ago(self, working_days: int) -> datetime:
        return self.days.moment(len(self.days) - working_days, self.picker)

    def live(self, crowd: Crowd, *, besides: Area | None) -> None:
        """A plan, its review and a closed drill in the first communities of the city."""
        places = [each for each in crowd.population.communities if each != besides][:COMMUNITIES]
        for number, area in enumerate(places):
            text = self.texts[number % len(self.texts)]
            worker, secretary = crowd.worker_of(area), crowd.secretary_of(area)
            plan = self.plan(text, area, worker, secretary, written=WRITTEN)
            self.list_two(plan, worker, secretary)
            emergencies.review_plan(plan=plan, note="核对了名单和物资，步骤不变。", by=secretary, at=self.ago(REVIEWED))
            self.drill(text, plan, area, worker, secretary)

    def plan(self, text: dict[str, Any], area: Area, worker: Actor, secretary: Actor, *, written: int) -> EmergencyPlan:
        at = self.ago(written)
        plan = emergencies.write_plan(
            title=text["title"], kinds=text["kinds"], keeper_id=_host(area, at).host_id or 0, area=area,
            purpose=text["purpose"], steps=[NewStep(what, who) for who, what in text["steps"]], by=worker, at=at,
        )  # fmt: skip
        emergencies.approve(plan=plan, by=secretary, at=at + timedelta(days=2))
        return plan

    def list_two(self, plan: EmergencyPlan, worker: Actor, secretary: Actor) -> None:
        at = plan.step_at + timedelta(hours=1)
        for order, (actor, task) in enumerate(((secretary, "现场带班"), (worker, "值班、记日志")), start=1):
            person = Person.objects.get(pk=actor.principal_id)
            phone = f"154{self.picker.between(10_000_000, 99_999_999)}"
            emergencies.list_staff(plan=plan, person=person, order=order, task=task, phone=phone, by=worker, at=at)

    def drill(self, text: dict[str, Any], plan: EmergencyPlan, area: Area, worker: Actor, secretary: Actor) -> Incident:
        at = self.ago(DRILLED)
        incident = emergencies.open_incident(
            title=text["drill"], kind=text["kinds"][0], placed=_host(area, at), plan=plan, is_drill=True, by=worker,
            at=at,
        )  # fmt: skip
        self.answer(incident, worker, secretary, at)
        for number, line in enumerate(text["lines"], start=1):
            emergencies.log(incident=incident, text=line, by=worker, at=at + timedelta(minutes=6 * number))
        for number in range(1, len(text["steps"]) + 1):
            emergencies.tick(incident=incident, number=number, by=worker, at=at + timedelta(minutes=4 * number))
        end = at + timedelta(minutes=40)
        emergencies.clear(incident=incident, outcome=text["outcome"], by=secretary, at=end)
        emergencies.review(incident=incident, text=text["review"], by=secretary, at=end + timedelta(days=1))
        return incident

    def answer(self, incident: Incident, worker: Actor, secretary: Actor, at: datetime) -> None:
        """Both are called and come."""
        for call in incident.calls.all():
            who = secretary if call.person_id == secretary.principal_id else worker
            emergencies.acknowledge(call=call, by=who, at=at + timedelta(minutes=2))
            emergencies.arrive(call=call, by=who, at=at + timedelta(minutes=self.picker.between(6, 15)))


def play_emergencies(cast: Cast, days: Days, *, at: datetime) -> None:
    """The cast: a plan of which the review is late, one that holds, a closed drill, and an incident that goes on."""
    life = EmergencyLife(days, Picker("present emergencies"))
    flood, crowd = life.texts
    life.list_two(life.plan(crowd, cast.home, cast.worker, cast.secretary, written=290), cast.worker, cast.secretary)
    plan = life.plan(flood, cast.home, cast.worker, cast.secretary, written=150)
    life.list_two(plan, cast.worker, cast.secretary)
    yang = cast.people["counter"]
    emergencies.list_staff(
        plan=plan, person=Person.objects.get(pk=yang.pk), order=3, task="开放安置点", phone="15400002345",
        by=cast.worker, at=plan.step_at + timedelta(hours=2),
    )  # fmt: skip
    life.drill(flood, plan, cast.home, cast.worker, cast.secretary)
    _burst_pipe(cast, plan, flood, at - timedelta(minutes=25))


def _burst_pipe(cast: Cast, plan: EmergencyPlan, text: dict[str, Any], at: datetime) -> None:
    """Water on the road since a few minutes: one is there, one comes, one has not answered yet."""
    incident = emergencies.open_incident(
        title="3 号楼前水管爆裂，路面积水", kind="outage", placed=_host(cast.home, at), where="3 号楼前", plan=plan,
        by=cast.worker, at=at,
    )  # fmt: skip
    calls = {call.person_id: call for call in incident.calls.all()}
    emergencies.acknowledge(call=calls[cast.people["secretary"].pk], by=cast.secretary, at=at + timedelta(minutes=2))
    worker = calls[cast.people["worker"].pk]
    emergencies.arrive(call=worker, by=cast.worker, at=at + timedelta(minutes=8))
    emergencies.log(incident=incident, text="总闸已关，路口放了警示牌", by=cast.worker, at=at + timedelta(minutes=10))
    emergencies.tick(incident=incident, number=1, by=cast.worker, at=at + timedelta(minutes=11))
    emergencies.raise_case(incident=incident, text=text["task"], by=cast.worker, at=at + timedelta(minutes=15))


def _host(area: Area, at: datetime) -> Placed:
    found = place(area.pk, on=today(at))
    if found is None:
        raise LookupError(f"{area} was not there on {today(at)}")
    return found
