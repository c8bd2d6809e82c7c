"""The alliance lives: agreements with their promises and systems, pairings, campaigns, bodies, asks both ways."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from demo.days import Days
from demo.picker import Picker
from demo.population import Unit
from demo.project_life import YUAN, Crowd
from demo.reading import read
from demo.sizes import Sizes
from tongxin.activities.models import Activity
from tongxin.alliance.actions import agreements, asks, bodies, giving, groups, pairings
from tongxin.alliance.actions.agreements import NewItem
from tongxin.alliance.bulk import NewAgreement, NewPairing, keep_systems, pair_many, sign_many
from tongxin.alliance.models import Agreement, AgreementItem, Campaign, Instrument
from tongxin.areas.models import Area
from tongxin.exchange.models import Project
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.models import Principal
from tongxin.organizations import actions as organizations
from tongxin.organizations.models import Organization
from tongxin.people.models import Person

#: How promises stand, by hundredths.
STATES = {"open": 30, "doing": 38, "kept": 24, "partly": 6, "not_kept": 2}


class AllianceLife:
    """What units and communities have between them, up to `until`."""

    def __init__(self, crowd: Crowd, days: Days, picker: Picker, until: datetime) -> None:
        self.crowd, self.days, self.picker, self.until = crowd, days, picker, until
        self.texts = read("alliance.toml")
        self.population = crowd.population
        self.signed: list[Agreement] = []

    def ago(self, working_days: int, after: datetime | None = None) -> datetime:
        return self.days.moment(len(self.days) - working_days, self.picker, after)

    def live(self, sizes: Sizes) -> None:
        """As large as the report says, where it says so."""
        self.sign("agreement", sizes["agreements"])
        self.sign("commitment", sizes["commitment_units"])
        self.pair(sizes["paired_units"], sizes["paired_members"])
        self.gather()
        self.give(24)
        self.ask(8)
        self.file(6)

    # Agreements

    def sign(self, kind: str, count: int) -> None:
        """`count` units bound to their community, each for one to three years from its day of signing."""
        new = [self._agreement(kind, unit) for unit in self.population.units[:count]]
        rows = sign_many(sorted(new, key=lambda each: each.at))
        self.signed += rows
        self._report(rows)
        keep_systems(rows, until=self.until, note=self._seen_to, by=self._who)
        agreements.keep_terms(at=self.until)

    def _agreement(self, kind: str, unit: Unit) -> NewAgreement:
        at = self.ago(self.picker.between(5, 240))
        years = self.picker.weighted([1, 2, 3], [55, 25, 20])
        place = unit.community
        return NewAgreement(
            kind=kind, unit=unit.organization, area=place, host=self.population.leading[place.pk], at=at,
            valid_to=today(at) + timedelta(days=365 * years - 1), items=tuple(self._items()),
            by_unit=self.crowd.liaison_of[unit.organization.pk], by_community=self.crowd.secretary_of(place),
            contact=self.population.names[unit.liaison_id], is_public=self.picker.chance(0.7),
        )  # fmt: skip

    def _items(self) -> Iterator[NewItem]:
        """Two or three promises of the unit, one or two of the community."""
        for side, most in (("unit", 3), ("community", 2)):
            for part in self.picker.some(self.texts[side], self.picker.between(most - 1, most)):
                yield NewItem(side, part["field"], self.picker.one(part["texts"]))

    def _report(self, rows: Sequence[Agreement]) -> None:
        """How far promises have come; those of the last weeks have hardly begun."""
        fresh = self.until - timedelta(days=30)
        items = AgreementItem.objects.filter(agreement__in=rows, agreement__step_at__lt=fresh)
        told: dict[tuple[str, int], list[int]] = {}
        for key in items.order_by("pk").values_list("pk", flat=True):
            state = self.picker.weighted(list(STATES), list(STATES.values()))
            told.setdefault((state, self.picker.between(1, 5) * 4), []).append(key)
        for (state, days), keys in told.items():
            if state != "open":
                AgreementItem.objects.filter(pk__in=keys).update(state=state, state_at=self.ago(days))

    def _seen_to(self, row: Instrument) -> str:
        """What fell due long ago was mostly seen to."""
        age = (today(self.until) - row.period).days
        if age < 15 or self.picker.chance(0.04):
            return ""
        return self.picker.one(self.texts[row.kind]["notes"])

    def _who(self, row: Instrument) -> Actor:
        if row.side == "unit":
            return self.crowd.liaison_of[row.agreement.unit_id]
        return self.crowd.worker_of(row.agreement.area)

    # Pairings

    def pair(self, units: int, members: int) -> None:
        """So many units with a community's Party organization, and so many members with one another."""
        campaigns = self._campaigns()
        own = campaigns.get("organization")
        kinds = ("village_firm", "unit_community", "cross_industry")
        new = [
            self._pairing("organization", self.picker.one(kinds), unit.organization.pk, self._partner(unit), unit, own)
            for unit in self.population.units[:units]
        ]
        everybody = self.population.members[: members + members % 2]
        first, second = everybody[: len(everybody) // 2], everybody[len(everybody) // 2 :]
        with_whom = campaigns.get("member")
        for (one, unit), (other, _home) in zip(first, second, strict=True):
            kind = "expert_village" if with_whom and self.picker.chance(0.1) else "member_member"
            new.append(self._pairing("member", kind, one, other, unit, with_whom if kind != "member_member" else None))
        keys = {key for each in new for key in each[:2]}
        known = Principal.objects.in_bulk(keys)
        pair_many([self._built(each, known) for each in new])

    def _partner(self, unit: Unit) -> int:
        return self.population.leading[unit.community.pk].pk

    def _pairing(
        self, level: str, kind: str, first: int, second: int, unit: Unit, campaign: Campaign | None
    ) -> tuple[int, int, dict[str, Any]]:
        at = self.ago(self.picker.between(3, 200))
        texts = self.texts["pairing"]
        rest = {
            "level": level, "kind": kind, "area": unit.community, "host": self.population.leading[unit.community.pk],
            "at": at, "valid_to": today(self.until) + timedelta(days=self.picker.between(20, 500)),
            "aim": self.picker.one(texts["aims"]), "plan": self.picker.one(texts["plans"]), "campaign": campaign,
        }  # fmt: skip
        return first, second, rest

    def _built(self, told: tuple[int, int, dict[str, Any]], known: dict[int, Principal]) -> NewPairing:
        first, second, rest = told
        return NewPairing(first=known[first], second=known[second], **rest)

    def _campaigns(self) -> dict[str, Campaign]:
        """The city's named campaigns; pairs of a layer go to the first of that layer."""
        root = next((area for area in self._above(self.population.communities[0]) if area.pk in self._leads), None)
        if root is None:
            return {}
        found: dict[str, Campaign] = {}
        begins = self.days.days[max(len(self.days) - 260, 0)]
        for term in terms.terms("pairing_campaigns").values():
            made = pairings.open_campaign(
                name=term.label, kind="pairings", owner=self._leads[root.pk], area=root, target=term.data.get("target"),
                valid_from=begins, by=SYSTEM, at=self.ago(260),
            )  # fmt: skip
            found.setdefault(term.data.get("level", ""), made)
        for term in list(terms.terms("campaigns").values())[:3]:
            self._brand(term.label, root, begins)
        return found

    def _brand(self, name: str, root: Area, begins: date) -> None:
        campaign = pairings.open_campaign(
            name=name, kind="activities", owner=self._leads[root.pk], area=root, valid_from=begins, by=SYSTEM,
            at=self.ago(260),
        )  # fmt: skip
        rows = Activity.objects.filter(status="confirmed", area_path__startswith=root.path, begins_at__date__gte=begins)
        for activity in self.picker.some(list(rows.order_by("pk")[:300]), 12):
            pairings.tie_activity(campaign=campaign, activity=activity, by=SYSTEM, at=self.until)

    @property
    def _leads(self) -> dict[int, Organization]:
        return self.population.leading

    def _above(self, place: Area) -> list[Area]:
        return place.lineage()

    # Alliance bodies, industries, contributions

    def gather(self) -> None:
        """A body for the city, for some streets and communities, with members and a secretary unit each."""
        places = self.population.communities[:3]
        streets = {place.parent_id: place.parent for place in places if place.parent}
        root = self._above(places[0])[0]
        made: dict[int, Organization] = {}
        for area in (root, *(street for street in streets.values() if street), *places):
            parent = next((made[pk] for pk in reversed(area.ancestor_ids()[:-1]) if pk in made), None)
            kinds = terms.need("organization_kinds", "alliance").data["area_kinds"]
            if area.pk in made or area.kind not in kinds:
                continue
            made[area.pk] = organizations.found(
                kind="alliance", name=f"{area.name}党建联盟", area=area, parent=parent, on=self.days.days[0], by=SYSTEM,
                at=self.ago(len(self.days)),
            )  # fmt: skip
            self._admit(made[area.pk])
        self._set_lines()

    def _admit(self, alliance: Organization) -> None:
        near = [unit for unit in self.population.units if unit.community.path.startswith(alliance.area_path)][:8]
        on = today(self.ago(200))
        for number, unit in enumerate(near):
            part = ("secretary", "chair", "member")[min(number, 2)]
            bodies.admit(
                alliance=alliance, organization=unit.organization, part=part, on=on, by=SYSTEM, at=self.ago(200)
            )
        at = (self.until.astimezone(CHINA) + timedelta(days=6)).replace(hour=15, minute=0, second=0, microsecond=0)
        bodies.make_entry(
            alliance=alliance, title="联盟联席会议", begins_at=at, ends_at=at + timedelta(hours=2),
            place="党群服务中心", by=SYSTEM, at=self.ago(3),
        )  # fmt: skip

    def _set_lines(self) -> None:
        projects = list(Project.objects.filter(step="running").order_by("pk")[:9])
        for number, told in enumerate(self.texts["line"]):
            line = bodies.set_line(**told, on=self.days.days[0], by=SYSTEM, at=self.ago(200))
            for project in projects[number::3]:
                bodies.tie_project(line=line, project=project, by=SYSTEM, at=self.until)

    def give(self, count: int) -> None:
        """Money and things for what people live by."""
        for number in range(count):
            unit, told = self.picker.one(self.population.units), self.picker.one(self.texts["giving"])
            in_kind = number % 4 == 3
            at = self.ago(self.picker.between(2, 220))
            giving.contribute(
                organization=unit.organization, area=unit.community, matter=told["matter"],
                kind="goods" if in_kind else "cash", given_on=today(at), by=SYSTEM, at=at,
                amount=None if in_kind else self.picker.between(10, 300) * 100 * YUAN,
                precision="about" if number % 5 == 0 else "exact", quantity=told["quantity"] if in_kind else "",
            )  # fmt: skip

    # Asks both ways, groups on file

    def ask(self, count: int) -> None:
        """What communities asked of their partners, and what partners asked, at every step."""
        for number, agreement in enumerate(self.picker.some(self.signed, count)):
            worker, liaison = self.crowd.worker_of(agreement.area), self.crowd.liaison_of[agreement.unit_id]
            told = self.texts["ask"][number % len(self.texts["ask"])]
            row = asks.ask(unit=agreement.unit, area=agreement.area, by=worker, at=self.ago(9), **told)
            if number % 4:
                asks.accept(ask=row, in_charge=liaison.name, by=liaison, at=self.ago(7))
            if number % 4 > 1:
                asks.report(ask=row, result="已办好。", by=liaison, at=self.ago(4))
            if number % 4 > 2:
                asks.confirm(ask=row, by=worker, at=self.ago(3))
            self._help(number, agreement, worker, liaison)

    def _help(self, number: int, agreement: Agreement, worker: Actor, liaison: Actor) -> None:
        told = self.texts["request"][number % len(self.texts["request"])]
        row = asks.ask_help(
            unit=agreement.unit, area=agreement.area, title=told["title"], text=told["text"], place=told["place"],
            by=liaison, at=self.ago(4),
        )  # fmt: skip
        if number % 3:
            asks.take(request=row, by=worker, at=self.ago(3, row.step_at))
            asks.answer(request=row, answer=told["answer"], by=worker, at=self.ago(2, row.step_at))
        if number % 3 > 1:
            asks.confirm_help(request=row, by=liaison, at=self.ago(1, row.step_at))

    def file(self, count: int) -> None:
        """Groups of residents on file, and teams that grow up."""
        leaders = [self.crowd.residents[place.pk][0] for place in self.population.communities[:count]]
        people = Person.objects.in_bulk(leaders)
        for number, (place, person) in enumerate(zip(self.population.communities, people.values(), strict=False)):
            told = self.texts["group"][number % len(self.texts["group"])]
            filing = groups.ask_filing(
                name=f"{place.name}{told['name']}", area=place, leader=person, people=8 + 3 * number, does=told["does"],
                venue_need=told["venue"], by=SYSTEM, at=self.ago(30 + number),
            )  # fmt: skip
            if number % 3 != 2:
                groups.accept(filing=filing, by=self.crowd.worker_of(place), at=self.ago(25))
        stages = list(terms.terms("incubation_stages"))
        for number, team in enumerate(self.population.teams[:count]):
            stage = stages[number % len(stages)]
            groups.reach_stage(organization=team, stage=stage, on=today(self.ago(90)), by=SYSTEM, at=self.ago(90))
