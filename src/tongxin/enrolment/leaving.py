"""Leaving: the check-ins of a unit that was dissolved end, those of community heads and its open reports with it."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from tongxin.enrolment import actions as enrolments
from tongxin.enrolment.models import Enrolment
from tongxin.enrolment.reports import following
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens
from tongxin.organizations.events import OrganizationEnded


@listens(OrganizationEnded)
def hear_of_end(row: Record) -> None:
    leave_the_gone(at=row.at)


def leave_the_gone(*, at: datetime) -> int:
    """End what stands or waits at units that are no more; returns how many.

    Heard from the deed that dissolves, and run daily for those whose day comes later. The member of such a unit stays
    checked in: the formal relation moves by itself, and the community took the person in.
    """
    day, reason = today(at), _("单位已撤销")
    gone = Q(kind=enrolments.UNIT, home_organization__valid_to__lt=day)
    gone |= Q(kind=enrolments.HEAD, host__valid_to__lt=day)
    rows = list(Enrolment.objects.active().filter(gone).order_by("pk"))
    for enrolment in rows:
        deed = enrolments.end if enrolment.step == "confirmed" else enrolments.withdraw
        deed(enrolment=enrolment, reason=reason, by=SYSTEM, at=at)
    return len(rows) + following.leave_the_gone(at=at)
