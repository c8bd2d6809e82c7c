"""Questions across the register: gaps, mismatches, counts."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.organizations.models import Organization, OrganizationLink, Post


def areas_without_branch(*, kind: str, within: Area, on: date) -> QuerySet[Area]:
    """Places of a kind (grids, buildings) that no Party organization is tied to or sits in (CD-05, MHK-11)."""
    bound = OrganizationLink.objects.on(on).filter(kind="grid", area=OuterRef("pk"))
    seated = Organization.objects.of_family("party").on(on).filter(area=OuterRef("pk"))
    places = Area.objects.on(on).below(within).filter(kind=kind)
    return places.filter(~Exists(bound) & ~Exists(seated)).order_by("path")


def organizations_off_grid(*, within: Area, on: date) -> QuerySet[Organization]:
    """Grid-level Party organizations that are tied to no grid: the other half of the mismatch report (BL-04)."""
    kinds = [code for code, term in terms.terms("organization_kinds").items() if term.data.get("belongs_on") == "grid"]
    bound = OrganizationLink.objects.on(on).filter(kind="grid", source=OuterRef("pk"))
    branches = Organization.objects.on(on).in_area(within.path).filter(kind__in=kinds)
    return branches.filter(~Exists(bound)).exclude(area__kind="grid").order_by("path")


def count_by_kind(*, kinds: Iterable[str], on: date, within: Area | None = None) -> dict[str, int]:
    """How many organizations of each kind there were on a day (CD-02)."""
    found = Organization.objects.on(on).filter(kind__in=list(kinds))
    if within:
        found = found.in_area(within.path)
    counted = dict(found.values_list("kind").annotate(count=Count("pk")).order_by())
    return {kind: counted.get(kind, 0) for kind in kinds}


def part_time_members(*, on: date, within: Area | None = None) -> QuerySet[Post]:
    """Posts held part-time on a day, at any level (YX-35)."""
    roles = [term.data["role"] for term in terms.terms("part_time_roles").values()]
    posts = Post.objects.on(on).filter(role__in=roles)
    return posts.filter(area__path__startswith=within.path) if within else posts


def count_areas_by_kind(*, within: Area, on: date) -> dict[str, int]:
    """How many places of each kind lie within an area on a day (CD-01)."""
    rows = Area.objects.on(on).below(within).values_list("kind").annotate(count=Count("pk")).order_by()
    return dict(rows)
