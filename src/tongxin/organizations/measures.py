"""Organizations and posts as the reports count them, on a day."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.measures import measure
from tongxin.organizations.models import Organization, Post


@measure("part_time_members", _("兼职委员"))
def part_time_members(on: date) -> int:
    """Persons, however many part-time posts one holds (YX-35)."""
    return Post.objects.on(on).exclude(source="").values("person").distinct().count()


@measure("volunteer_organisations", _("志愿服务组织"))
def volunteer_organizations(on: date) -> int:
    """Organizations of the volunteers' family (YX-49)."""
    return Organization.objects.on(on).of_family("volunteer").count()


@measure("member_volunteer_teams", _("党员志愿服务队"))
def member_volunteer_teams(on: date) -> int:
    """Teams of members, counted apart from the others (GY-34)."""
    return Organization.objects.on(on).filter(kind="member_volunteer_team").count()


@measure("organisation_levels", _("党组织层级"))
def organization_levels(on: date) -> int:
    """Levels of the profile on which at least one organization stands (MHK-11, CD-06)."""
    kinds = set(Organization.objects.on(on).values_list("kind", flat=True).order_by("kind").distinct())
    return sum(bool(kinds & set(level.data.get("kinds", ()))) for level in terms.terms("party_levels").values())


@measure("community_committees", _("社区党委"))
def community_committees(on: date) -> int:
    """Of the community organizations those in this form (CD-02)."""
    return Organization.objects.on(on).filter(kind="community_committee").count()


@measure("community_general_branches", _("社区党总支"))
def community_general_branches(on: date) -> int:
    return Organization.objects.on(on).filter(kind="community_general_branch").count()


@measure("community_branches", _("社区党支部"))
def community_branches(on: date) -> int:
    return Organization.objects.on(on).filter(kind="community_branch").count()
