"""Projects live: an offer and its answer, a proposal, work, acceptance and appraisal; and the crowd that does it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from demo.days import Days
from demo.picker import Picker
from demo.population import Population
from demo.texts import load_estates, load_projects, load_remarks
from tongxin.areas.models import Area
from tongxin.exchange import events
from tongxin.exchange.bulk import ExchangePast
from tongxin.exchange.models import Need, Offer, Project, Resource
from tongxin.funds.bulk import FundsPast
from tongxin.funds.models import FundSource
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.organizations.models import Organization

GRADES = {5: 45, 4: 30, 3: 15, 2: 7, 1: 3}
YUAN = 100


@dataclass
class Crowd:
    """Who acts for the communities and units of the city, who lives there, and who pays."""

    population: Population
    actors: dict[int, Actor]
    picker: Picker
    residents: dict[int, list[int]]
    sources: dict[tuple[str, int], list[FundSource]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.estates = load_estates()
        self.liaison_of = {
            unit.organization.pk: self.actors[unit.liaison_id] for unit in self.population.units if unit.liaison_id
        }

    def worker_of(self, community: Area) -> Actor:
        return self.actors[self.population.workers[community.pk]]

    def secretary_of(self, community: Area) -> Actor:
        return self.actors[self.population.secretaries[community.pk]]

    def spot(self, place: str = "estate") -> str:
        """Where exactly, in invented words: 翠湖苑小区 3 栋."""
        texts = self.estates
        estate = self.picker.one(texts.first) + self.picker.one(texts.last)
        named = {
            "courtyard": self.picker.one(texts.courtyards),
            "alley": self.picker.one(texts.lanes),
            "building": f"{estate}{self.picker.one(texts.buildings).format(n=self.picker.between(1, 28))}",
            "junction": self.picker.one(texts.junctions).format(lane=self.picker.one(texts.lanes)),
        }
        return named.get(place) or (estate if place == "estate" else f"{estate}旁的{texts.places[place]}")

    def sources_for(self, area: Area, year: int) -> list[FundSource]:
        """The sources that the authorities above the place keep for the year."""
        found = [of for (path, in_year), of in self.sources.items() if in_year == year and area.path.startswith(path)]
        return [source for of in found for source in of]


class ProjectLife:
    """Plays one project after another; what lies beyond the last day has not happened yet."""

    def __init__(self, past: ExchangePast, crowd: Crowd, days: Days, picker: Picker) -> None:
        self.past, self.crowd, self.days, self.picker = past, crowd, days, picker
        self.funds = FundsPast(past.history)
        self.texts, self.remarks = load_projects(), load_remarks()

    def play(self, needs: Sequence[Need], resource: Resource, number: int, delays: Sequence[int], at: datetime) -> None:
        """From the question to the owner until where the project stands today."""
        offer = self._agree(needs[0], resource, number, delays, at)
        number += sum(delays)
        project = self._propose(needs, [offer], number)
        self._go_on(project, needs, number)

    def fail(self, need: Need, resource: Resource, number: int) -> None:
        """A project that was not approved, or was given up; its need goes back to be matched."""
        offer = self._agree(need, resource, number, (0, 1, 1), need.step_at)
        project = self._propose([need], [offer], number + 2)
        secretary = self.crowd.secretary_of(project.area)
        at = self.days.moment(number + 4, self.picker, project.step_at)
        if self.picker.chance(0.5):
            self.past.refuse(project, [need], reason="验收标准不清，请与居民再议一次", by=secretary, at=at)
        else:
            words = self.picker.one(self.remarks["withdraw"]["no_partner"])
            self.past.withdraw_project(project, [need], reason=words, by=secretary, at=at)

    def decline(self, offer: Offer, at: datetime) -> None:
        key = self.picker.one(list(self.remarks["decline"]))
        words = self.picker.one(self.remarks["decline"][key])
        self.past.decline_offer(offer, reason=words, by=self.crowd.liaison_of[offer.resource.owner_id], at=at)

    def _agree(self, need: Need, resource: Resource, number: int, delays: Sequence[int], at: datetime) -> Offer:
        asked = self.days.moment(number + delays[0], self.picker, max(at, resource.step_at))
        worker, liaison = self.crowd.worker_of(need.area), self.crowd.liaison_of[resource.owner_id]
        offer = self.past.offer(need=need, resource=resource, by=worker, at=asked)
        answered = self.days.moment(number + delays[0] + delays[1], self.picker, asked)
        part = max(1, offer.amount * 2 // 3) if self.picker.chance(0.15) else None
        self.past.accept(offer, by=liaison, at=answered, amount=part)
        return offer

    def _propose(self, needs: Sequence[Need], offers: Sequence[Offer], number: int) -> Project:
        first = needs[0]
        after = max(*(each.step_at for each in offers), *(need.step_at for need in needs), first.raised_at)
        at = self.days.moment(number, self.picker, after)
        begins_on = today(at) + timedelta(days=self.picker.between(3, 20))
        name = self.picker.one(self.texts.names[first.kind]).format(place=self.crowd.spot())
        return self.past.propose(
            title=name, needs=needs, offers=offers, begins_on=begins_on,
            ends_on=begins_on + timedelta(days=self.picker.between(14, 120)), text=first.text,
            acceptance=self.picker.one(self.texts.acceptance_for(first.kind)), by=self.crowd.worker_of(first.area),
            at=at, partners=self._more_partners(first.area),
        )  # fmt: skip

    def _more_partners(self, area: Area) -> list[Organization]:
        around = self.crowd.population.neighbors_of(area)
        return self.picker.some(around, self.picker.between(0, 2))

    def _go_on(self, project: Project, needs: Sequence[Need], number: int) -> None:
        """Step by step, as far as the days reach."""
        steps = [self._approve, self._start, self._deliver, self._accept, self._appraise, self._close]
        waits = [self._wait(1, 5), self._wait(1, 4), self._wait(10, 55), self._wait(1, 5), 0, self._wait(4, 8)]
        for step, wait in zip(steps, waits, strict=True):
            number += wait
            if number >= len(self.days):
                return
            step(project, needs, number)

    def _wait(self, low: int, high: int) -> int:
        return self.picker.between(high, high * 2) if self.picker.chance(0.08) else self.picker.between(low, high)

    def _at(self, project: Project, number: int) -> datetime:
        return self.days.moment(number, self.picker, project.step_at)

    def _approve(self, project: Project, needs: Sequence[Need], number: int) -> None:
        at, secretary = self._at(project, number), self.crowd.secretary_of(project.area)
        self.past.approve(project, needs, by=secretary, at=at)
        if self.picker.chance(0.45):
            self._fund(project, secretary, at)

    def _fund(self, project: Project, secretary: Actor, at: datetime) -> None:
        sources = self.crowd.sources_for(project.area, today(at).year)
        if not sources:
            return
        budget = self.funds.open_budget(
            title=project.title, owner=project.host, area_path=project.area_path, by=secretary, at=at
        )
        project.budget = budget
        self.past.history.say(events.BudgetTied(project=project), by=secretary, at=at)
        whole = self.picker.between(20, 300) * 100 * YUAN
        for line in self.picker.some(self.texts.budget_lines, self.picker.between(1, 3)):
            amount = whole * self.picker.between(line.from_, line.to) // 100 // YUAN * YUAN
            self.funds.add_line(
                budget=budget, source=self.picker.one(sources), purpose=line.name, amount=amount, by=secretary, at=at
            )

    def _start(self, project: Project, needs: Sequence[Need], number: int) -> None:
        self.past.start_project(project, by=self.crowd.worker_of(project.area), at=self._at(project, number))

    def _deliver(self, project: Project, needs: Sequence[Need], number: int) -> None:
        words = self.picker.one(self.texts.progress)
        worker = self.crowd.worker_of(project.area)
        self.past.deliver(project, needs, result=words, by=worker, at=self._at(project, number))

    def _accept(self, project: Project, needs: Sequence[Need], number: int) -> None:
        secretary, worker = self.crowd.secretary_of(project.area), self.crowd.worker_of(project.area)
        if self.picker.chance(0.06):
            at = self._at(project, number)
            self.past.rework(project, needs, reason="有一处不合约定，请返工后再报", by=secretary, at=at)
            self.past.deliver(project, needs, result="返工处已补好。", by=worker, at=at + timedelta(hours=1))
        at = self.days.moment(number, self.picker, project.step_at)
        self.past.accept_project(project, needs, by=secretary, at=at)

    def _appraise(self, project: Project, needs: Sequence[Need], number: int) -> None:
        """Proposers at the desk, and the partner that gave; who does not rate stays unrated."""
        secretary = self.crowd.secretary_of(project.area)
        for proposer_id in sorted({need.proposer_id for need in needs if need.proposer_id}):
            if self.picker.chance(0.7):
                self._rate(project, needs, secretary.for_somebody(proposer_id), number)
        for liaison in self._givers(project):
            if self.picker.chance(0.4):
                self._rate(project, needs, liaison, number)

    def _rate(self, project: Project, needs: Sequence[Need], by: Actor, number: int) -> None:
        number = min(number + self.picker.between(0, 3), len(self.days) - 1)
        grade = self.picker.weighted(list(GRADES), list(GRADES.values()))
        text = self.picker.one(self.remarks["appraisal"][str(grade)]) if self.picker.chance(0.8) else ""
        at = self.days.moment(number, self.picker, project.step_at)
        self.past.appraise(project, needs, grade=grade, text=text, by=by, at=at)

    def _givers(self, project: Project) -> list[Actor]:
        owners = [link.resource.owner_id for link in self.past.used_by[id(project)]]
        return [self.crowd.liaison_of[owner_id] for owner_id in owners]

    def _close(self, project: Project, needs: Sequence[Need], number: int) -> None:
        """By the secretary in time; where nobody does, by the clock when the time to appraise is over."""
        due, at = self.past.history.due_at(project), self.days.moment(number, self.picker, project.step_at)
        rated = [said.at for said in self.past.said_of[id(project)]]
        at = max([at, *(moment + timedelta(minutes=5) for moment in rated)])
        by: Actor = self.crowd.secretary_of(project.area)
        if due and at > due:
            at, by = due, SYSTEM
        if at <= self.past.history.until:
            self.past.close(project, needs, by=by, at=at)


def years(since: date, until: datetime) -> range:
    return range(since.year, today(until).year + 1)
