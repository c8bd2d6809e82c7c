"""Places that are looked at: entered once, taken off the routes when they are no more."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.actor import SYSTEM, Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.patrols.access import may_keep_place
from tongxin.patrols.events import PlaceEntered, PlaceRetired
from tongxin.patrols.models import Defect, PatrolPlace, PlanStop


@transaction.atomic
def enter_place(*, kind: str, name: str, area: Area, by: Actor, at: datetime, where: str = "") -> PatrolPlace:
    """Enter a point to look at. Raises Unfit for a second one of the same name in the area."""
    place = PatrolPlace(
        kind=terms.need("patrol_place_kinds", kind).code, name=name.strip(), area=area, area_path=area.path,
        where=where.strip(),
    )  # fmt: skip
    if by is not SYSTEM and not may_keep_place(by, place):
        raise NotYours
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        raise Unfit(_("%(area)s已经有叫“%(name)s”的巡查点。") % {"area": area, "name": place.name}) from error
    record(PlaceEntered(place=place), by=by, at=at)
    return place


@transaction.atomic
def retire_place(*, place: PatrolPlace, by: Actor, at: datetime) -> None:
    """The place is no more: it leaves every route. One with something still broken stays until that is settled."""
    place.refresh_from_db(from_queryset=PatrolPlace.objects.select_for_update(of=("self",)))
    if by is not SYSTEM and not may_keep_place(by, place):
        raise NotYours
    if place.retired_on:
        raise AlreadyMoved
    if Defect.objects.open().filter(place=place).exists():
        raise Unfit(_("这里还有待修的问题，等案件办结后再撤销。"))
    if PlanStop.objects.filter(place=place, plan__next_on__isnull=False).exists():
        raise Unfit(_("还有巡查计划的路线经过这里，请先改路线。"))
    place.retired_on = today(at)
    place.save(update_fields=["retired_on"])
    record(PlaceRetired(place=place), by=by, at=at)
