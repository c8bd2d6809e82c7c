"""Centers: who stands above the communities for their cases, and the bodies in each street that handle them."""

from dataclasses import dataclass, field
from datetime import datetime

from demo.actors import ROLES, actors
from demo.population import SINCE, Population, Townspeople, fill_posts
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.organizations.bulk import NewOrganization, NewPost, found_many
from tongxin.organizations.models import Organization, Post

#: Who looks after cases at the place above a community, by its kind.
ABOVE = {
    "street": "street_coordinator", "township": "street_coordinator", "county": "county_director",
    "city": "city_planner",
}  # fmt: skip
#: Bodies of a street or township: kind and name.
BODIES = {"street_office": "{name}办事处", "police_station": "{name}派出所"}


@dataclass
class Centers:
    """By the key of the place: its coordinator, and its bodies by kind, each with somebody who answers for it."""

    coordinators: dict[int, Actor] = field(default_factory=dict)
    bodies: dict[tuple[int, str], tuple[Organization, Actor]] = field(default_factory=dict)

    def coordinator_of(self, community: Area) -> Actor:
        """The one nearest above."""
        above = reversed(community.ancestor_ids())
        return next(self.coordinators[key] for key in above if key in self.coordinators)

    def body(self, community: Area, kind: str) -> tuple[Organization, Actor] | None:
        above = reversed(community.ancestor_ids())
        return next((self.bodies[key, kind] for key in above if (key, kind) in self.bodies), None)


def staff_centers(population: Population, seed: str, *, at: datetime, until: datetime) -> Centers:
    """Appoint a coordinator above the communities where none is, and found the bodies of the streets."""
    townspeople = Townspeople(f"{seed}, centers")
    parents = {area.parent for area in population.communities if area.parent and area.parent_id in population.leading}
    above = sorted(parents, key=lambda area: area.code)
    held = _appoint(above, population, townspeople, at)
    found = _found_bodies(above, population, townspeople, at)
    known = actors(today(until), (*ROLES, *sorted(set(ABOVE.values()))))
    return Centers(
        {place: known[person] for place, person in held.items()},
        {key: (organization, known[person]) for key, (organization, person) in found.items()},
    )


def _appoint(above: list[Area], population: Population, townspeople: Townspeople, at: datetime) -> dict[int, int]:
    held: dict[int, int] = {}
    for role in sorted(set(ABOVE.values())):
        held.update(Post.objects.on(SINCE).filter(role=role, area__in=above).values_list("area_id", "person_id"))
    places = [area for area in above if area.pk not in held and area.kind in ABOVE]
    people = townspeople.register(places, population, at)
    held.update((area.pk, person) for area, person in zip(places, people, strict=True))
    fill_posts(
        [
            NewPost(person, population.names[person], population.leading[area.pk], ABOVE[area.kind])
            for area, person in zip(places, people, strict=True)
        ],
        at,
    )
    return held


def _found_bodies(
    above: list[Area], population: Population, townspeople: Townspeople, at: datetime
) -> dict[tuple[int, str], tuple[Organization, int]]:
    wanted = [(area, kind) for area in above for kind in BODIES if area.kind in _seats(kind)]
    new = [NewOrganization(kind, BODIES[kind].format(name=area.name), area) for area, kind in wanted]
    made = found_many(new, on=SINCE, by=SYSTEM, at=at)
    people = townspeople.register([area for area, _kind in wanted], population, at)
    fill_posts(
        [
            NewPost(person, population.names[person], organization, "unit_liaison")
            for person, organization in zip(people, made, strict=True)
        ],
        at,
    )
    keys = [(area.pk, kind) for area, kind in wanted]
    return dict(zip(keys, zip(made, people, strict=True), strict=True))


def _seats(kind: str) -> list[str]:
    term = terms.find("organization_kinds", kind)
    return list(term.data.get("area_kinds", [])) if term and term.is_active else []
