"""Partnering: which organization's cases go to another Open311 server, and sending again what was not taken."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tongxin.cases.access import may_configure
from tongxin.cases.events import HandoverSentAgain
from tongxin.cases.models import Handover, Partner
from tongxin.cases.setting_events import PartnerSet
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import AlreadyMoved, NotYours
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization


@transaction.atomic
def set_partner(
    *, organization: Organization, address: str, jurisdiction: str, api_key: str, services: Mapping[str, str],
    is_on: bool, by: Actor, at: datetime,
) -> Partner:  # fmt: skip
    """Say where the cases go that are dispatched to an organization; an empty key leaves the one that is kept."""
    _need(by, organization)
    said = {"address": address, "jurisdiction": jurisdiction, "services": dict(services), "is_on": is_on}
    if api_key:
        said["api_key"] = api_key
    fresh = {"failing_since": None, "problem": "", "rests_until": None}
    partner, _is_new = Partner.objects.update_or_create(
        organization=organization, defaults=said | fresh, create_defaults=said | {"opened_at": at}
    )
    record(PartnerSet(partner=partner, address=address, is_on=is_on), by=by, at=at)
    return partner


@transaction.atomic
def send_again(*, handover: Handover, by: Actor, at: datetime) -> None:
    """Try once more what the other side did not take."""
    _need(by, handover.partner.organization)
    refused = Handover.objects.filter(pk=handover.pk, state=Handover.State.REFUSED)
    if not refused.update(state=Handover.State.WAITING, tries=0, next_at=at, problem=""):
        raise AlreadyMoved
    record(HandoverSentAgain(case=handover.case, partner=str(handover.partner)), by=by, at=at)


def _need(by: Actor, organization: Organization) -> None:
    if not may_configure(by, organization) or not organization.area_path.startswith(by.area_path):
        raise NotYours
