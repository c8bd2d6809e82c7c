"""Leaving: what a dissolved organization offered is no longer on the list, and nobody waits for its answer."""

from datetime import datetime

from django.utils.translation import gettext as _

from tongxin.exchange import actions
from tongxin.exchange.models import Offer, Resource
from tongxin.exchange.procedure import RESOURCE
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.records import listens
from tongxin.organizations.events import OrganizationEnded


@listens(OrganizationEnded)
def hear_of_end(row: Record) -> None:
    leave_the_gone(at=row.at)


def leave_the_gone(*, at: datetime) -> int:
    """Heard from the deed that dissolves, and run daily for those whose day comes later. What was promised into a
    project is for those who run the project to replace."""
    day, reason = today(at), _("单位已撤销")
    asked = list(Offer.objects.filter(step="offered", resource__owner__valid_to__lt=day).order_by("pk"))
    for offer in asked:
        actions.withdraw_offer(offer=offer, reason=reason, by=SYSTEM, at=at)
    given = list(Resource.objects.filter(step__in=RESOURCE.open_steps(), owner__valid_to__lt=day).order_by("pk"))
    for resource in given:
        actions.end(resource=resource, reason=reason, by=SYSTEM, at=at)
    return len(asked) + len(given)
