"""Merging: when a place is merged into another one, what stands there follows it: agreements with what falls due under
them, pairings, asks both ways, groups on file, campaigns. What is over stays where it was."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongxin.alliance.actions import leaving
from tongxin.alliance.events.agreements import TakenOver
from tongxin.alliance.models import (
    IN_FORCE,
    UNDER_WAY,
    Agreement,
    Campaign,
    CooperationAsk,
    GroupFiling,
    Instrument,
    Pairing,
    PartnerRequest,
    Thread,
)
from tongxin.areas.events import AreaMerged
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.records import listens, record
from tongxin.organizations.following import Merger, mergers_of

#: What stands at a place and has its own path.
STANDING: tuple[type[Travelling], ...] = (Agreement, Pairing, CooperationAsk, PartnerRequest, GroupFiling)


@listens(AreaMerged)
def hear_of_merger(row: Record) -> None:
    follow_merges(at=row.at)


def follow_merges(*, at: datetime) -> int:
    """Move what still stands at places that were merged; returns how many places. May run at any time.

    Heard from the deed that merges, and run daily for mergers whose day comes later.
    """
    mergers = mergers_of(_left_behind(today(at)), at=at)
    for merger in mergers:
        _move(merger)
    return len(mergers)


def _left_behind(day: date) -> set[int]:
    gone = {"area__valid_to__lt": day}
    keys = {key for model in STANDING for (key,) in _open(model).filter(**gone).values_list("area_id").distinct()}
    return keys | set(_running_campaigns(day).filter(**gone).values_list("area_id", flat=True))


@transaction.atomic
def _move(merger: Merger) -> None:
    for model in STANDING:
        for thing in _open(model).filter(area=merger.gone).select_for_update(of=("self",)).order_by("pk"):
            if not _gives_way(thing, merger):
                _carry(thing, merger)
    _running_campaigns(merger.on).filter(area=merger.gone).update(area=merger.into, area_path=merger.into.path)


def _open(model: type[Travelling]) -> QuerySet[Any]:
    return model._default_manager.filter(step__in=model.procedure.open_steps())


def _running_campaigns(day: date) -> QuerySet[Campaign]:
    return Campaign.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day))


def _gives_way(thing: Travelling, merger: Merger) -> bool:
    """One agreement of a kind binds a unit and a place: where the heir has one, that one stays."""
    if not isinstance(thing, Agreement):
        return False
    for steps in (IN_FORCE, UNDER_WAY):
        same = Agreement.objects.filter(unit=thing.unit_id, area=merger.into, kind=thing.kind, step__in=steps)
        if thing.step in steps and (other := same.first()):
            reason = _("%(gone)s并入%(into)s，以%(number)s为准") % {
                "gone": merger.gone.name, "into": merger.into.name, "number": other.number,
            }  # fmt: skip
            if steps == IN_FORCE:
                leaving.end(agreement=thing, reason=reason, by=SYSTEM, at=merger.at)
            else:
                leaving.drop(thing, reason, SYSTEM, merger.at)
            return True
    return False


def _carry(thing: Travelling, merger: Merger) -> None:
    former, heir = thing.host_id, merger.host  # type: ignore[attr-defined]
    columns: dict[str, Any] = {"area": merger.into, "area_path": merger.into.path, "host": heir}
    if isinstance(thing, PartnerRequest) and thing.handler_id == former:
        columns["handler"] = heir
    if isinstance(thing, GroupFiling):
        columns["name"] = _free_name(thing, merger)
    for name, value in columns.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(columns))
    _hand_over(thing, former, merger)
    if isinstance(thing, Agreement):
        for row in Instrument.objects.filter(agreement=thing):
            Instrument.objects.filter(pk=row.pk).update(area_path=merger.into.path)
            _hand_over(row, former, merger)
    label = thing._meta.label_lower
    Thread.objects.filter(subject_type=label, subject_id=thing.pk).update(host=heir, area_path=merger.into.path)
    said = TakenOver(thing=thing, before=merger.gone.name, after=merger.into.name, since=f"{merger.on}", host=heir.name)
    record(said, by=SYSTEM, at=merger.at)


def _hand_over(thing: Travelling, former: int, merger: Merger) -> None:
    """The heir owes what the former place owed, by the same day; what others owe stays with them."""
    duties = Duty.objects.open().about(thing)
    duties.update(area_path=merger.into.path)
    duties.filter(holder_id=former).update(holder_id=merger.host.pk)


def _free_name(filing: GroupFiling, merger: Merger) -> str:
    taken = GroupFiling.objects.filter(area=merger.into, name=filing.name, step__in=("filed", "on_file")).exists()
    return f"{filing.name[:40]}（{merger.gone.name[:16]}）" if taken else filing.name
