"""Population: the organizations of a city from its top down to each community, its resident units, their branches,
members and posts, and its volunteers. All of them invented, none twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from demo.persons import invent_names
from demo.picker import Picker
from demo.shapes import deepen, forms_of, type_communities
from demo.sizes import Sizes
from demo.texts import load_teams
from demo.units import UnitName, unit_names
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM
from tongxin.organizations.appointments import appoint, appoint_part_time
from tongxin.organizations.bulk import NewOrganization, NewPost, affiliate_many, appoint_many, found_many, link_many
from tongxin.organizations.models import Organization, Post
from tongxin.people.bulk import NewPerson, register_many
from tongxin.people.models import Person

#: The first day of the organizations, before any history of the demonstration begins.
SINCE = date(2024, 1, 1)
#: So many members in a unit where there must be many of them: not yet a branch that has to be divided.
PER_UNIT = 45
#: And so many volunteers in a team, where a report counts the volunteers and not their teams.
PER_TEAM = 400
#: The kind of a team whose volunteers are members.
MEMBERS_TEAM = "member_volunteer_team"

#: kind of place -> kind of the Party organization that leads it and its name
LEADING = {
    "city": ("city_committee", "中共{name}委员会"),
    "county": ("county_committee", "中共{name}委员会"),
    "street": ("street_work_committee", "中共{name}工作委员会"),
    "township": ("township_committee", "中共{name}委员会"),
    "village": ("village_general_branch", "{name}党总支"),
}


@dataclass
class Unit:
    """A resident unit with its branch, the community where it lies and the people who answer for it."""

    organization: Organization
    branch: Organization
    community: Area
    group: str
    liaison_id: int = 0
    head_id: int = 0
    members: list[int] = field(default_factory=list)


@dataclass
class Population:
    """Who and what there is, for the rooms that let them live."""

    communities: list[Area]
    leading: dict[int, Organization]
    secretaries: dict[int, int] = field(default_factory=dict)
    workers: dict[int, int] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    teams: list[Organization] = field(default_factory=list)
    member_teams: list[Organization] = field(default_factory=list)
    volunteers: list[int] = field(default_factory=list)
    helping: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    residents: dict[int, list[int]] = field(default_factory=dict)
    _neighbors: dict[int, list[Organization]] = field(default_factory=dict)

    def neighbors_of(self, place: Area) -> list[Organization]:
        """The units and teams that sit in a community."""
        if not self._neighbors:
            for organization in [*(unit.organization for unit in self.units), *self.teams]:
                self._neighbors.setdefault(organization.area_id, []).append(organization)
        return self._neighbors.get(place.pk, [])

    @property
    def members(self) -> list[tuple[int, Unit]]:
        return [(person_id, unit) for unit in self.units for person_id in unit.members]


class Townspeople:
    """Draws invented people in turn, so that no two share a name by accident of being drawn twice."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.drawn = 0

    def register(self, places: list[Area], population: Population, at: datetime) -> list[int]:
        """Register one invented person in each of `places`."""
        names = list(invent_names(count=len(places), seed=self.seed, first=self.drawn))
        self.drawn += len(places)
        new = [NewPerson(name=name, area=place) for name, place in zip(names, places, strict=True)]
        keys = register_many(new, by=SYSTEM, at=at)
        population.names.update(zip(keys, names, strict=True))
        return keys


def populate(*, city: str, sizes: Sizes, picker: Picker, at: datetime) -> Population:
    """Found, register and appoint; in bulk, under the same constraints as at the desk."""
    townspeople = Townspeople(city)
    communities = list(Area.objects.filter(valid_to=None, kind="community").select_related("parent").order_by("code"))
    leading = _found_leading(list(forms_of(communities, sizes)), at)
    population = Population(communities=_communities(leading), leading=leading)
    type_communities(communities, picker.child("types"), on=SINCE, at=at)
    deepen([leading[place.pk] for place in population.communities], on=SINCE, at=at)
    _staff_communities(population, townspeople, at)
    # Where a report counts volunteers who are members, so many members there are, in as many more units.
    helping = sizes["member_volunteers"] if "member_volunteers" in sizes.figures else 0
    _settle_units(population, sizes, helping // PER_UNIT, picker.child("units"), at)
    reported = "agency_members_checked_in" in sizes.figures
    agency_members = sizes["agency_members_checked_in"] if reported else 0
    members = max(sizes["checked_in_members"], helping)
    _fill_branches(population, townspeople, members, picker.child("members"), at, agency_members)
    population.helping = [person_id for person_id, _unit in population.members[:helping]]
    _appoint_part_time(population, sizes["part_time_members"], at)
    _gather_volunteers(population, townspeople, sizes, picker.child("volunteers"), at)
    return population


def _communities(leading: dict[int, Organization]) -> list[Area]:
    """Communities that take check-ins, those with a leading organization; villages where there is no other."""
    hosts = Area.objects.hosts().filter(valid_to=None, pk__in=leading).select_related("parent").order_by("code")
    urban = [area for area in hosts if area.kind == "community"]
    return urban or list(hosts)


def _found_leading(forms: Sequence[tuple[Area, str, str]], at: datetime) -> dict[int, Organization]:
    """The Party organization that leads each place, level by level, parents before children."""
    kinds = {place: (kind, name) for place, kind, name in forms}
    for place in Area.objects.filter(valid_to=None, kind__in=LEADING):
        kind, name = LEADING[place.kind]
        kinds[place] = (kind, name.format(name=place.name))
    there = Organization.objects.filter(kind__in={kind for kind, _name in kinds.values()}).select_related("area")
    leading = {organization.area_id: organization for organization in there}
    for depth in sorted({place.depth for place in kinds}):
        level = sorted((place for place in kinds if place.depth == depth and place.pk not in leading), key=_code)
        new = [_leading(place, *kinds[place], leading) for place in level]
        made = found_many(new, on=SINCE, by=SYSTEM, at=at)
        leading |= {organization.area_id: organization for organization in made}
    return leading


def _code(place: Area) -> str:
    return place.code


def _leading(place: Area, kind: str, name: str, leading: dict[int, Organization]) -> NewOrganization:
    """Under the nearest one above that may lead it; other places may lie between."""
    allowed = terms.need("organization_kinds", kind).data.get("parents", [])
    above = [leading[pk] for pk in reversed(place.ancestor_ids()[:-1]) if pk in leading]
    return NewOrganization(kind, name, place, next((each for each in above if each.kind in allowed), None))


def _staff_communities(population: Population, townspeople: Townspeople, at: datetime) -> None:
    """A secretary and a worker for each community, and one resident who speaks up; those who are there stay."""
    for role, held in (("community_secretary", population.secretaries), ("community_worker", population.workers)):
        there = Post.objects.on(SINCE).filter(role=role, area__in=population.communities)
        held.update(there.values_list("area_id", "person_id"))
        places = [place for place in population.communities if place.pk not in held]
        people = townspeople.register(places, population, at)
        held.update((place.pk, person) for place, person in zip(places, people, strict=True))
        posts = [
            NewPost(person, population.names[person], population.leading[place.pk], role)
            for place, person in zip(places, people, strict=True)
        ]
        fill_posts(posts, at)
    everywhere = population.communities
    for place, resident in zip(everywhere, townspeople.register(everywhere, population, at), strict=True):
        population.residents[place.pk] = [resident]


def fill_posts(posts: Sequence[NewPost], at: datetime) -> None:
    """In bulk, but one by one to an office that brings another with it (ex officio)."""
    followed = {rule.data["from_role"] for rule in terms.terms("ex_officio").values()}
    appoint_many([post for post in posts if post.role not in followed], on=SINCE, by=SYSTEM, at=at)
    single = [post for post in posts if post.role in followed]
    people = Person.objects.in_bulk([post.person_id for post in single])
    for post in single:
        person = people[post.person_id]
        appoint(person=person, organization=post.organization, role=post.role, on=SINCE, by=SYSTEM, at=at)


def _settle_units(population: Population, sizes: Sizes, more: int, picker: Picker, at: datetime) -> None:
    """Resident units in the communities of their county, each with a branch that it hosts."""
    streets: dict[str, dict[str, list[Area]]] = {}
    for community in population.communities:
        street = community.parent
        county = street.parent if street and street.kind in ("street", "township") else street
        if street and county:
            streets.setdefault(_short(county.name), {}).setdefault(_short(street.name), []).append(community)
    named = unit_names(
        streets={county: list(below) for county, below in streets.items()},
        count=max(sizes["checked_in_organisations"], sizes["part_time_members"], more),
        picker=picker,
    )
    placed = [(unit, _place(unit, streets, picker)) for unit in named]
    units = found_many([NewOrganization(u.kind, u.name, place) for u, place in placed], on=SINCE, by=SYSTEM, at=at)
    branches = found_many([_branch(unit.name, place, population) for unit, place in placed], on=SINCE, by=SYSTEM, at=at)
    link_many("host_unit", list(zip(branches, units, strict=True)), on=SINCE, by=SYSTEM, at=at)
    population.units = [
        Unit(organization=organization, branch=branch, community=place, group=name.group)
        for organization, branch, (name, place) in zip(units, branches, placed, strict=True)
    ]


def _place(unit: UnitName, streets: dict[str, dict[str, list[Area]]], picker: Picker) -> Area:
    below = streets[unit.county]
    return picker.one(below[unit.street] if unit.street in below else picker.one(list(below.values())))


def _branch(name: str, place: Area, population: Population) -> NewOrganization:
    """A unit's branch stands under the committee of its county, or under the nearest one that may lead it."""
    allowed = terms.need("organization_kinds", "unit_branch").data["parents"]
    above = [population.leading[pk] for pk in reversed(place.ancestor_ids()) if pk in population.leading]
    return NewOrganization("unit_branch", f"{name}党支部", place, next(o for o in above if o.kind in allowed))


def _fill_branches(
    population: Population, townspeople: Townspeople, count: int, picker: Picker, at: datetime, agency_members: int = 0
) -> None:
    """Members with their formal relation, a secretary and a liaison in each branch."""
    units = population.units
    homes = _homes(units, max(count, 2 * len(units)), agency_members)
    keys = townspeople.register([unit.community for unit in homes], population, at)
    for key, unit in zip(keys, homes, strict=True):
        unit.members.append(key)
    affiliate_many([(key, unit.branch) for key, unit in zip(keys, homes, strict=True)], on=SINCE, by=SYSTEM, at=at)
    posts = []
    for unit in units:
        unit.head_id, unit.liaison_id = unit.members[0], unit.members[1]
        posts.append(NewPost(unit.head_id, population.names[unit.head_id], unit.branch, "branch_secretary"))
        posts.append(NewPost(unit.liaison_id, population.names[unit.liaison_id], unit.organization, "unit_liaison"))
    fill_posts(posts, at)


def _homes(units: Sequence[Unit], count: int, agency_members: int) -> list[Unit]:
    """The unit of each member, in turn; where a report counts the members of agencies, so many of them there."""
    agencies = [unit for unit in units if unit.organization.partner_kind == "agency"]
    others = [unit for unit in units if unit.organization.partner_kind != "agency"]
    if not (agency_members and agencies and others):
        return [units[n % len(units)] for n in range(count)]
    there = max(min(agency_members, count - 2 * len(others)), 2 * len(agencies))
    return [agencies[n % len(agencies)] for n in range(there)] + [others[n % len(others)] for n in range(count - there)]


def _appoint_part_time(population: Population, count: int, at: datetime) -> None:
    """Heads of units' Party organizations sit part-time on the committee of their community (YX-35)."""
    sources = list(terms.terms("part_time_sources"))
    people = Person.objects.in_bulk([unit.head_id for unit in population.units[:count]])
    for unit in population.units[:count]:
        appoint_part_time(
            person=people[unit.head_id],
            organization=population.leading[unit.community.pk],
            part="member",
            source=_source(unit, sources),
            from_organization=unit.organization,
            letter=f"聘〔{SINCE.year}〕{unit.branch.pk}号",
            on=SINCE,
            by=SYSTEM,
            at=at,
        )


def _source(unit: Unit, sources: list[str]) -> str:
    wanted = {"agency": "department", "private_firm": "private_firm", "social_organization": "social_organization"}
    source = wanted.get(unit.organization.kind, "unit")
    return source if source in sources else sources[0]


def _gather_volunteers(
    population: Population, townspeople: Townspeople, sizes: Sizes, picker: Picker, at: datetime
) -> None:
    """Volunteer organizations spread over the communities, and the registered volunteers."""
    texts, counted = load_teams(), sizes["member_volunteer_teams"] if "member_volunteer_teams" in sizes.figures else 0
    # Where a report counts the teams of members they are made apart.
    patterns = [pattern for pattern in texts.patterns if not (counted and pattern.kind == MEMBERS_TEAM)]
    weights = [pattern.weight for pattern in patterns]
    count = sizes["volunteer_organisations"]
    if "volunteer_organisations" not in sizes.figures:
        count = max(count, sizes["volunteers"] // PER_TEAM)
    new: dict[tuple[int, str], NewOrganization] = {}
    while len(new) < count:
        place = picker.one(population.communities)
        pattern = picker.weighted(patterns, weights)
        name = pattern.name.format(area=place.name, brand=picker.one(texts.brands))
        new.setdefault((place.pk, name), NewOrganization(pattern.kind, name, place))
    population.teams = found_many(list(new.values()), on=SINCE, by=SYSTEM, at=at)
    if counted:
        named = next(pattern for pattern in texts.patterns if pattern.kind == MEMBERS_TEAM).name
        places = picker.some(population.communities, counted)
        teams = [NewOrganization(MEMBERS_TEAM, named.format(area=place.name), place) for place in places]
        population.member_teams = found_many(teams, on=SINCE, by=SYSTEM, at=at)
    homes = [population.teams[n % len(population.teams)].area for n in range(sizes["volunteers"])]
    population.volunteers = townspeople.register(homes, population, at)


def _short(name: str) -> str:
    for ending in ("街道", "自治县", "区", "县", "市", "镇", "乡"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def spread(population: Population) -> Iterator[tuple[int, Organization]]:
    """Each volunteer with the team of the place that he or she was registered in; members come after the others, or
    stand in the teams of members where a report does not count them apart."""
    standing = iter(() if population.helping else [person_id for person_id, _unit in population.members])
    for number, person_id in enumerate(population.volunteers):
        team = population.teams[number % len(population.teams)]
        yield (next(standing, person_id) if team.kind == MEMBERS_TEAM else person_id), team
    teams = population.member_teams or population.teams
    for number, person_id in enumerate(population.helping):
        yield person_id, teams[number % len(teams)]
