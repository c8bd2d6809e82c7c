"""Following: a body that was dissolved, or a place that was merged, leaves no case behind. Whoever is there now owes
the open step, until the day on which it was due before."""

from datetime import datetime

from django.db import transaction
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tongxin.areas.events import AreaMerged, AreaMoved
from tongxin.areas.following import successor
from tongxin.cases.actions.dispatching import send_back
from tongxin.cases.actions.letters import reply_passes_on
from tongxin.cases.events import CaseTakenOver
from tongxin.cases.models import LIVE, Call, Case
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved
from tongxin.kernel.models import Duty, Record
from tongxin.kernel.records import listens, record
from tongxin.organizations.events import OrganizationEnded
from tongxin.organizations.hosting import place
from tongxin.organizations.models import Organization


@listens(OrganizationEnded, AreaMerged, AreaMoved)
def hear(row: Record) -> None:
    follow(at=row.at)


def follow(*, at: datetime) -> int:
    """Give the cases of who is gone to who is there now; returns how many. May run at any time.

    Heard from the deed that dissolves or merges, and run daily for those whose day comes later.
    """
    return _return_from_leads(at) + _free_from_checkers(at) + sum(_taken_over(pk, at) for pk in _astray(at))


def _return_from_leads(at: datetime) -> int:
    """What a dissolved body was sent goes back to the desk, to be sent to another one."""
    gone = Case.objects.filter(step__in=("dispatched", "handling"), lead__valid_to__lt=today(at)).order_by("pk")
    returned = 0
    for case in gone:
        try:
            send_back(case=case, reason=_("主办单位已撤销"), by=SYSTEM, at=at)
            returned += 1
        except AlreadyMoved:
            continue
    return returned


@transaction.atomic
def _free_from_checkers(at: datetime) -> int:
    """Where the body that was to check is no more, the desk owes the check."""
    gone = Organization.objects.filter(pk=OuterRef("checker"), valid_to__lt=today(at))
    rows = list(Case.objects.filter(Exists(gone), step__in=LIVE).select_for_update(of=("self",)).order_by("pk"))
    for case in rows:
        _steps_of(case).filter(holder=case.checker_id).update(holder=case.desk_id)
    Case.objects.filter(pk__in=[case.pk for case in rows]).update(checker=None)
    return len(rows)


def _astray(at: datetime) -> list[int]:
    """Live cases at a place that is no more or went to another community, or with a desk that is no more."""
    inside = Func(F("area_path"), F("community_path"), function="starts_with", output_field=BooleanField())
    day = today(at)
    rows = Case.objects.live().alias(is_inside=inside)
    gone = Q(area__valid_to__lt=day) | Q(desk__valid_to__lt=day) | Q(is_inside=False)
    return list(rows.filter(gone).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _taken_over(pk: int, at: datetime) -> int:
    """The place that took over, its community and, where the desk went with the old one, the desk of today."""
    case = Case.objects.select_for_update(of=("self",)).select_related("area", "desk__area").get(pk=pk)
    area, _since = successor(case.area, today(at))
    placed = place(area.pk, on=today(at)) if area else None
    if area is None or placed is None or placed.host_id is None or case.step not in LIVE:
        return 0
    stays = case.desk.holds_on(today(at)) and case.desk.area.holds_on(today(at))
    stays = stays and area.path.startswith(case.desk.area_path)
    before, case.desk_id = case.desk_id, case.desk_id if stays else placed.host_id
    case.area, case.area_path, case.community_path = area, area.path, placed.community_path
    case.bodies = sorted({*case.bodies, case.desk_id})
    case.save(update_fields=["desk", "area", "area_path", "community_path", "bodies"])
    _steps_of(case).update(area_path=area.path)
    _steps_of(case).filter(holder=before).update(holder=case.desk_id)
    Call.objects.filter(case=case).update(desk=case.desk_id, area_path=area.path)
    reply_passes_on(case, at=at)
    if case.desk_id != before:
        record(CaseTakenOver(case=case, to=case.desk), by=SYSTEM, at=at)
    return 1


def _steps_of(case: Case) -> QuerySet[Duty]:
    return Duty.objects.open().about(case).filter(kind=Duty.Kind.STEP)
