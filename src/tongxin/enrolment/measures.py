"""Check-ins and claimed posts as the reports count them, on a day."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.actions import MEMBER, UNIT
from tongxin.enrolment.models import Enrolment, PostClaim
from tongxin.kernel import terms
from tongxin.kernel.measures import measure
from tongxin.organizations.models import OrganizationLink

#: The kind of project partner that an agency of Party or state counts as.
AGENCY = "agency"


def checked_in(kind: str, on: date) -> QuerySet[Enrolment]:
    """Check-ins that were confirmed and hold on the day."""
    held = Enrolment.objects.filter(kind=kind, step__in=("confirmed", "ended"), valid_from__lte=on)
    return held.exclude(step="ended", valid_to__lt=on)


@measure("checked_in_members", _("报到党员"))
def checked_in_members(on: date) -> int:
    """Persons, who may have checked in at home and at work (YX-38)."""
    return checked_in(MEMBER, on).values("subject").distinct().count()


@measure("members_checked_in", _("报到党员"))
def members_checked_in(on: date) -> int:
    """The same under the name of other reports (MHK-33, CD-35)."""
    return checked_in_members(on)


@measure("checked_in_organisations", _("报到单位党组织"))
def checked_in_organisations(on: date) -> int:
    return checked_in(UNIT, on).values("subject").distinct().count()


@measure("agency_members_checked_in", _("报到的机关党员"))
def agency_members_checked_in(on: date) -> int:
    """Those whose home organization belongs to an agency of Party or state (CD-35)."""
    kinds = [code for code, term in terms.terms("organization_kinds").items() if term.data.get("partner") == AGENCY]
    hosted = OrganizationLink.objects.on(on).filter(kind="host_unit", target__kind__in=kinds)
    members = checked_in(MEMBER, on).filter(home_organization__in=hosted.values("source"))
    return members.values("subject").distinct().count()


@measure("posts_claimed", _("认领的岗位"))
def posts_claimed(on: date) -> int:
    """Claims that the community confirmed; one person may hold several posts (CD-35)."""
    return PostClaim.objects.filter(active_from__lte=on).count()
