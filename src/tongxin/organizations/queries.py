"""Questions across the register: levels, gaps, mismatches, counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Term
from tongxin.organizations.models import Organization, OrganizationLink, Post, RegionRole
from tongxin.people.models import Person


def grids_without_branch(*, within: Area, on: date) -> QuerySet[Area]:
    """Grids that no Party organization of any kind is tied to or sits in (BL-04, CD-05)."""
    return places_without(kinds=None, place_kind="grid", within=within, on=on)


def places_without(*, kinds: Iterable[str] | None, place_kind: str, within: Area, on: date) -> QuerySet[Area]:
    """Places of one kind in which no Party organization of these kinds sits and to which none is tied."""
    bound = OrganizationLink.objects.on(on).filter(kind="grid", area=OuterRef("pk"))
    seated = Organization.objects.of_family("party").on(on).filter(area=OuterRef("pk"))
    if kinds is not None:
        bound = bound.filter(source__kind__in=list(kinds))
        seated = seated.filter(kind__in=list(kinds))
    places = Area.objects.on(on).below(within).filter(kind=place_kind)
    return places.filter(~Exists(bound) & ~Exists(seated)).order_by("path")


def organizations_off_grid(*, within: Area, on: date) -> QuerySet[Organization]:
    """Grid-level Party organizations that are tied to no grid: the other half of the mismatch report (BL-04)."""
    kinds = [code for code, term in terms.terms("organization_kinds").items() if term.data.get("belongs_on") == "grid"]
    bound = OrganizationLink.objects.on(on).filter(kind="grid", source=OuterRef("pk"))
    branches = Organization.objects.on(on).in_area(within.path).filter(kind__in=kinds)
    return branches.filter(~Exists(bound)).exclude(area__kind="grid").order_by("path")


@dataclass(frozen=True)
class Level:
    """One level of the city's Party tree: how many organizations stand on it, and which places have none."""

    term: Term
    count: int
    place_kind: str
    places: int
    missing: int
    #: The first of those places.
    gaps: list[Area]


#: So many places without an organization are named; the number is always whole.
NAMED_GAPS = 200


def levels(*, within: Area, on: date) -> list[Level]:
    """The levels from top to bottom, as many as the profile has (MHK-11, CD-06)."""
    found = []
    for term in sorted(terms.terms("party_levels").values(), key=lambda term: term.number):
        kinds = term.data.get("kinds", [])
        place_kind = _place_kind(kinds)
        places = Area.objects.on(on).below(within).filter(kind=place_kind)
        gaps = places_without(kinds=kinds, place_kind=place_kind, within=within, on=on)
        count = sum(count_by_kind(kinds=kinds, on=on, within=within).values())
        found.append(Level(term, count, place_kind, places.count(), gaps.count(), list(gaps[:NAMED_GAPS])))
    return found


def _place_kind(kinds: list[str]) -> str:
    """The kind of place that one organization of these kinds should stand for."""
    data = [term.data for kind in kinds if (term := terms.find("organization_kinds", kind))]
    belongs = [each["belongs_on"] for each in data if each.get("belongs_on")]
    known = terms.terms("area_kinds")
    stands = [kind for each in data for kind in reversed(each.get("area_kinds", [])) if kind in known]
    return next(iter([*belongs, *stands]), "")


def count_by_kind(*, kinds: Iterable[str], on: date, within: Area | None = None) -> dict[str, int]:
    """How many organizations of each kind there were on a day (CD-02)."""
    kinds = list(kinds)
    found = Organization.objects.on(on).filter(kind__in=kinds)
    if within:
        found = found.in_area(within.path)
    counted = dict(found.values_list("kind").annotate(count=Count("pk")).order_by())
    return {kind: counted.get(kind, 0) for kind in kinds}


@dataclass(frozen=True)
class Reconciliation:
    """Organizations by form against the places they stand for: the parts, their sum, the places, and who differs."""

    parts: dict[str, int]
    places: int
    without: list[Area]
    several: list[Area]

    @property
    def total(self) -> int:
        return sum(self.parts.values())

    @property
    def agrees(self) -> bool:
        return self.total == self.places and not self.without and not self.several


def reconcile(*, kinds: Iterable[str], places: QuerySet[Area], within: Area, on: date) -> Reconciliation:
    """Check that each of the places has exactly one organization of the kinds: 4 + 323 + 42 = 369 (CD-02)."""
    kinds = list(kinds)
    counted = (
        places.annotate(
            bodies=Count(
                "organizations",
                filter=Q(organizations__kind__in=kinds, organizations__valid_from__lte=on)
                & (Q(organizations__valid_to=None) | Q(organizations__valid_to__gte=on)),
            )
        )
        .exclude(bodies=1)
        .order_by("path")
    )
    off = list(counted[:NAMED_GAPS])
    inside = Organization.objects.on(on).filter(kind__in=kinds, area__in=places)
    parts = dict(inside.values_list("kind").annotate(count=Count("pk")).order_by())
    return Reconciliation(
        parts={kind: parts.get(kind, 0) for kind in kinds},
        places=places.count(),
        without=[area for area in off if not area.bodies],  # type: ignore[attr-defined]
        several=[area for area in off if area.bodies],  # type: ignore[attr-defined]
    )


def part_time_members(*, on: date, within: Area | None = None) -> QuerySet[Post]:
    """Posts held part-time on a day, at any level (YX-35)."""
    roles = [term.data["role"] for term in terms.terms("part_time_roles").values()]
    posts = Post.objects.on(on).filter(role__in=roles)
    return posts.filter(area__path__startswith=within.path) if within else posts


def part_time_counts(*, on: date, rows: QuerySet[Post] | None = None) -> list[tuple[str, str, int]]:
    """Part-time members by level (kind of place) and source, most first (BL-31, CD-11, YX-35)."""
    rows = part_time_members(on=on) if rows is None else rows
    counted = rows.values_list("area__kind", "source").annotate(n=Count("pk")).order_by("area__kind", "-n")
    return list(counted)


def network(*, area: Area, on: date) -> dict[str, list[RegionRole]]:
    """Who plays which part in the regional network of an area: core, base, participant (GY-07)."""
    found: dict[str, list[RegionRole]] = {code: [] for code in terms.terms("region_roles")}
    for part in RegionRole.objects.on(on).filter(area=area).select_related("organization").order_by("valid_from"):
        found.setdefault(part.role, []).append(part)
    return found


@dataclass(frozen=True)
class CrossPosts:
    """A person with posts in several organizations, and the pairs of roles that may not go together."""

    person: Person
    posts: list[Post]
    conflicts: list[tuple[Post, Post]]

    @property
    def count(self) -> int:
        return len(self.posts)


def shown_to(actor: Actor) -> Q:
    """Which posts somebody is shown: a role that is hidden from above is shown at its own level and below (C01-3)."""
    hidden = [term.code for term in _hidden_roles()]
    below = Q(area__path__startswith=actor.area_path) & ~Q(area__path=actor.area_path)
    return ~(Q(role__in=hidden) & below) if hidden and actor.area_path else Q()


def told_below(actor: Actor, organization: Organization) -> Q | None:
    """Of an organization further down the records that do not name who holds such a role; None: all of them."""
    if organization.area_path == actor.area_path or not organization.area_path.startswith(actor.area_path or "-"):
        return None
    return Q(data__role__isnull=True) | ~Q(data__role__in=[term.label for term in _hidden_roles()])


def _hidden_roles() -> list[Term]:
    return [term for term in terms.terms("roles").values() if term.data.get("hidden_above")]


def cross_posts(*, by: Actor, on: date) -> list[CrossPosts]:
    """Who holds posts in two or more organizations on a day, within what the actor sees (BL-27)."""
    several = (
        Post.objects.on(on)
        .values("person")
        .annotate(n=Count("organization", distinct=True))
        .filter(n__gte=2)
        .values("person")
    )
    seen = Organization.objects.on(on).visible_to(by).values("pk")
    persons = Post.objects.on(on).filter(person__in=several, organization__in=seen).values("person")
    posts = Post.objects.on(on).filter(shown_to(by), person__in=persons)
    posts = posts.select_related("person", "organization", "area")
    held: dict[Person, list[Post]] = {}
    for post in posts.order_by("person__pinyin", "person_id", "valid_from"):
        held.setdefault(post.person, []).append(post)
    return [CrossPosts(person, theirs, conflicts(theirs)) for person, theirs in held.items()]


def conflicts(posts: list[Post]) -> list[tuple[Post, Post]]:
    """Pairs of posts held at once whose roles exclude each other."""
    pairs = [(one, other) for n, one in enumerate(posts) for other in posts[n + 1 :]]
    return [pair for pair in pairs if _exclude_each_other(*pair)]


def _exclude_each_other(one: Post, other: Post) -> bool:
    barred = {post.role: set(_excludes(post.role)) for post in (one, other)}
    return other.role in barred[one.role] or one.role in barred[other.role]


def _excludes(role: str) -> list[str]:
    term = terms.find("roles", role)
    return list(term.data.get("excludes", [])) if term else []


def leads(*, within: Area, on: date) -> QuerySet[Post]:
    """Who holds a role that stands once in each place, such as the lead of an area (BL-29)."""
    roles = [code for code, term in terms.terms("roles").items() if term.data.get("one_per_area")]
    posts = Post.objects.on(on).filter(role__in=roles, area__path__startswith=within.path)
    return posts.select_related("person", "area", "organization").order_by("area__path")
