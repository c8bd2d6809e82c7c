"""Arriving: a matter that another system hands in with its key. The same number of theirs is one case here."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongxin.cases.actions.taking_in import report
from tongxin.cases.models import Arrival, Case
from tongxin.cases.queries.places import Spot
from tongxin.kernel.actor import Actor
from tongxin.notify.models import ApiKey

CHANNEL = "open311"


def arrive(
    *, text: str, spot: Spot, category: str, key: ApiKey, their_number: str, by: Actor, at: datetime, **said: Any
) -> Case:
    """Write down what the other system says; asked twice with one number of theirs, the first case is the answer.

    `said` holds any of place, caller_name, caller_phone. Raises Unfit, NoDesk.
    """
    try:
        with transaction.atomic():
            if their_number and (known := Case.objects.filter(**_from(key, their_number)).first()):
                return known
            point: dict[str, Any] = {"longitude": spot.longitude, "latitude": spot.latitude, "datum": spot.datum}
            case = report(
                text=text, channel=CHANNEL, placed=spot.placed, category=category, by=by, at=at, **point, **said
            )
            Arrival.objects.create(case=case, key=key, their_number=their_number or None)
            return case
    except IntegrityError as error:
        # Both came at once: the other one is written now.
        if "arrival_once_per_number" in str(error):
            return Case.objects.get(**_from(key, their_number))
        raise


def _from(key: ApiKey, their_number: str) -> dict[str, Any]:
    return {"arrival__key": key, "arrival__their_number": their_number}
