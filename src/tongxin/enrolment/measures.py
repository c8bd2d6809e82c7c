"""Check-ins as the reports count them: those that a host confirmed and that hold (YX-38)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.enrolment.models import Enrolment
from tongxin.kernel.measures import measure


@measure("checked_in_organisations", _("报到单位"))
def checked_in_organizations(on: date) -> int:
    return _checked_in("unit_to_community")


@measure("checked_in_members", _("报到党员"))
def checked_in_members(on: date) -> int:
    return _checked_in("member_to_community")


def _checked_in(kind: str) -> int:
    return Enrolment.objects.confirmed().filter(kind=kind).values("subject").distinct().count()
