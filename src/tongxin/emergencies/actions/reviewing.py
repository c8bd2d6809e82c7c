"""The written review: what went well, what did not, what changes; about deeds and things, not about persons."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.cases.masking import masked
from tongxin.emergencies import events
from tongxin.emergencies.models import Incident
from tongxin.emergencies.procedure import INCIDENT
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Unfit
from tongxin.kernel.records import record


@transaction.atomic
def review(*, incident: Incident, text: str, by: Actor, at: datetime) -> None:
    """Close the incident with what was learned from it."""
    if not text.strip():
        raise Unfit(_("请写复盘：哪些做得好、哪些要改、预案改不改。"))
    with INCIDENT.moving(incident, "review", by=by, at=at):
        incident.review, incident.reviewed_at = masked(text.strip())[:2000], at
        incident.reviewed_by_id = by.principal_id or None
    record(events.IncidentReviewed(incident=incident), by=by, at=at)
