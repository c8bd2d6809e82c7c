"""Hands: who speaks for a community, who leads a case, and who is called to help."""

from dataclasses import dataclass

from demo.case_centers import BODIES, Centers
from demo.picker import Picker
from demo.project_life import Crowd
from demo.service_life import person_actor
from tongxin.areas.models import Area
from tongxin.kernel.actor import Actor
from tongxin.organizations.models import Organization

#: Who leads where the matter is not one of the police, by hundredths.
LEADS = {"office": 40, "unit": 32, "desk": 28}
#: Parts of the codes of categories that are matters of the police.
ORDER = ("public_order", "parking", "stall", "sign")


@dataclass(frozen=True)
class Hands:
    crowd: Crowd
    centers: Centers
    picker: Picker

    def speaker(self, community: Area) -> Actor:
        """A resident."""
        key = self.picker.one(self.crowd.residents[community.pk])
        return person_actor(key, self.crowd.population.names.get(key, ""), community)

    def lead(self, category: str, community: Area, *, other_than: Organization | None) -> tuple[Organization, Actor]:
        """The police for order, else the street, a unit of the community, or the community itself."""
        kind = self.picker.weighted(list(LEADS), list(LEADS.values()))
        found = None
        if any(word in category for word in ORDER) and self.picker.chance(0.85):
            found = self.centers.body(community, "police_station")
        elif kind == "office":
            found = self.centers.body(community, "street_office")
        elif kind == "unit":
            found = self._unit(community)
        if found is None or found[0] == other_than:
            return self.crowd.population.leading[community.pk], self.crowd.worker_of(community)
        return found

    def helpers(self, community: Area, lead: Organization | None) -> tuple[tuple[Organization, Actor], ...]:
        """Bodies that come when they are called, beside the lead."""
        bodies = [self.centers.body(community, kind) for kind in BODIES]
        found = {each[0].pk: each for each in (*bodies, self._unit(community)) if each and each[0] != lead}
        return tuple(found.values())

    def _unit(self, community: Area) -> tuple[Organization, Actor] | None:
        units = [each for each in self.crowd.population.neighbors_of(community) if each.pk in self.crowd.liaison_of]
        if not units:
            return None
        unit = self.picker.one(units)
        return unit, self.crowd.liaison_of[unit.pk]
