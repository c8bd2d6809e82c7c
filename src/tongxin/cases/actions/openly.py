"""Openly: a resident reports without any desk, with photos, and may join what neighbors reported before."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db import transaction

from tongxin.cases import catalogue
from tongxin.cases.access import link_holder, reporter
from tongxin.cases.actions.joining import join
from tongxin.cases.actions.photos import add_photos
from tongxin.cases.actions.taking_in import report
from tongxin.cases.models import Case, Photo
from tongxin.cases.pictures import Picture
from tongxin.cases.queries.places import Spot
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import NotYours

CHANNEL = "online"


def report_openly(
    *, text: str, spot: Spot, by: Actor, at: datetime, category: str = "", pictures: Sequence[Picture] = (),
    into: Case | None = None, channel: str = CHANNEL, **said: Any,
) -> Case:  # fmt: skip
    """Report a matter as the one who saw it. Without a category the words of the text propose one; the desk decides.

    `said` holds any of kind, place, caller_name, caller_phone, hides_caller.
    """
    if not category:
        proposed = catalogue.suggest(text, on=today(at), path=spot.placed.area.path, most=1)
        category = proposed[0].code if proposed else ""
    point: dict[str, Any] = {"longitude": spot.longitude, "latitude": spot.latitude, "datum": spot.datum}
    # A report alone is one statement, and needs no transaction around it.
    with transaction.atomic() if pictures or into else nullcontext():
        case = report(
            text=text, channel=channel, placed=spot.placed, category=category, by=by, at=at,
            reporter_id=by.principal_id or None, **point, **said,
        )  # fmt: skip
        add_photos(case=case, pictures=pictures, of=Photo.Of.REPORT, by=by, at=at)
        if into is not None:
            join_own(case=case, into=into, by=by if by.principal_id else link_holder(case.pk), at=at)
    return case


@transaction.atomic
def join_own(*, case: Case, into: Case, by: Actor, at: datetime) -> None:
    """The reporter says that it is what neighbors reported; only what everybody may see can be joined like this."""
    if not (reporter(by, case) and into.is_public and into.step != "reported"):
        raise NotYours
    join(case=case, into=into, by=by, at=at, move="join_own")
