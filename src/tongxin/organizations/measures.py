"""Organizations and posts as the reports count them, on a day."""

from datetime import date

from django.utils.translation import gettext_lazy as _

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
