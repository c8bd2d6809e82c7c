"""Merging: when a community is merged into another one, what stands there follows it: check-ins, posts with their
claims, promises, honor posts, the station, reports on their way. What was done there stays where it was done and still
counts."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from tongxin.areas.events import AreaMerged
from tongxin.enrolment.merging_events import CheckInMoved, CommunityTakenOver
from tongxin.enrolment.models import (
    HELD,
    AssemblyStation,
    Enrolment,
    FormerPlace,
    HonorPost,
    PostClaim,
    Promise,
    PromiseRound,
    ServicePost,
)
from tongxin.enrolment.procedure import ENROLMENT, POST_CLAIM
from tongxin.enrolment.promise_procedure import PROMISE
from tongxin.enrolment.reports import following
from tongxin.kernel import duties
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.procedures import Procedure, Travelling
from tongxin.kernel.records import listens, record
from tongxin.organizations.following import Merger, mergers_of

#: Steps at which a promise is over, so that it stays where it was made.
OVER = ("rated", "ended", "withdrawn")


@listens(AreaMerged)
def hear_of_merger(row: Record) -> None:
    follow_merges(at=row.at)


def follow_merges(*, at: datetime) -> int:
    """Move what still stands at communities that were merged; returns how many communities. May run at any time.

    Heard from the deed that merges, and run daily for mergers whose day comes later.
    """
    mergers = mergers_of(_left_behind(today(at)), at=at)
    for merger in mergers:
        _move(merger)
    return len(mergers)


def _left_behind(day: date) -> set[int]:
    """Communities that no longer stand and at which something still does."""
    gone = {"area__valid_to__lt": day}
    standing = (
        Enrolment.objects.active().filter(**gone).values_list("area_id"),
        _posts().filter(**gone).values_list("area_id"),
        Promise.objects.exclude(step__in=OVER).filter(**gone).values_list("area_id"),
        AssemblyStation.objects.filter(closed_on=None, **gone).values_list("area_id"),
        HonorPost.objects.current().filter(community__valid_to__lt=day).values_list("community_id"),
        following.unsent().filter(**gone).values_list("area_id"),
    )
    return {key for rows in standing for (key,) in rows.distinct()}


@transaction.atomic
def _move(merger: Merger) -> None:
    check_ins = _locked(Enrolment.objects.active(), merger)
    for row in check_ins:
        _move_check_in(row, merger)
    posts = _move_posts(merger)
    _move_promises(merger)
    _move_honors(merger)
    _move_station(merger)
    following.move_along(gone=merger.gone, into=merger.into, host=merger.host, at=merger.at)
    said = CommunityTakenOver(
        host=merger.host, before=merger.gone.name, check_ins=len(check_ins), posts=posts, until=f"{merger.on:%Y-%m-%d}"
    )
    record(said, by=SYSTEM, at=merger.at)


def _move_check_in(row: Enrolment, merger: Merger) -> None:
    FormerPlace.objects.create(enrolment=row, area=merger.gone, area_path=merger.gone.path, until=merger.on)
    row.area, row.area_path = merger.into, merger.into.path
    if not row.goes_to_unit:
        row.host = merger.host
    row.save(update_fields=["area", "area_path", "host"])
    _lay_again(ENROLMENT, row, merger.at)
    said = CheckInMoved(enrolment=row, before=merger.gone.name, after=merger.into.name, since=f"{merger.on:%Y-%m-%d}")
    record(said, by=SYSTEM, at=merger.at)


def _posts() -> QuerySet[ServicePost]:
    """Posts that may be claimed or are held."""
    held = PostClaim.objects.filter(step__in=HELD).values("post")
    return ServicePost.objects.filter(Q(closed_on=None) | Q(pk__in=held))


def _move_posts(merger: Merger) -> int:
    posts = list(_posts().filter(area=merger.gone).values_list("pk", flat=True))
    ServicePost.objects.filter(pk__in=posts).update(area=merger.into, area_path=merger.into.path, host=merger.host)
    for claim in PostClaim.objects.held().select_for_update(of=("self",)).filter(post__in=posts).order_by("pk"):
        claim.area_path, claim.host_id = merger.into.path, merger.host.pk
        claim.save(update_fields=["area_path", "host"])
        _lay_again(POST_CLAIM, claim, merger.at)
    return len(posts)


def _move_promises(merger: Merger) -> None:
    rounds = PromiseRound.objects.filter(area=merger.gone, rate_until__gte=merger.on)
    rounds.update(area=merger.into, area_path=merger.into.path, host=merger.host)
    for promise in _locked(Promise.objects.exclude(step__in=OVER), merger):
        promise.area, promise.area_path, promise.host = merger.into, merger.into.path, merger.host
        promise.save(update_fields=["area", "area_path", "host"])
        _lay_again(PROMISE, promise, merger.at)


def _move_honors(merger: Merger) -> None:
    for row in HonorPost.objects.current().filter(community=merger.gone).select_related("area").order_by("pk"):
        area = merger.into if row.area_id == merger.gone.pk else row.area
        same = HonorPost.objects.current().filter(person=row.person_id, area=area, kind=row.kind).exclude(pk=row.pk)
        if same.exists():
            HonorPost.objects.filter(pk=row.pk).update(valid_to=max(merger.on, row.valid_from))
        else:
            HonorPost.objects.filter(pk=row.pk).update(
                community=merger.into, area=area, area_path=area.path, host=merger.host
            )


def _move_station(merger: Merger) -> None:
    """The station goes along, or closes where the other community has one; its coming shifts go on there."""
    station = AssemblyStation.objects.filter(area=merger.gone, closed_on=None).first()
    there = AssemblyStation.objects.filter(area=merger.into, closed_on=None).first()
    if station is None:
        return
    if there is None:
        station.area, station.area_path, station.host = merger.into, merger.into.path, merger.host
        station.save(update_fields=["area", "area_path", "host"])
    else:
        station.shifts.standing().filter(day__gte=merger.on).update(station=there)  # type: ignore[attr-defined]
        station.closed_on = merger.on
        station.save(update_fields=["closed_on"])


def _locked(rows: QuerySet[Any], merger: Merger) -> list[Any]:
    return list(rows.select_for_update(of=("self",)).filter(area=merger.gone).order_by("pk"))


def _lay_again(procedure: Procedure, subject: Travelling, at: datetime) -> None:
    """Who takes over owes the step from now on; a step that nobody owes stays as it is."""
    if procedure.step(subject.step).holder:
        duties.close(subject, outcome="merged", at=at)
        procedure.start(subject, by=SYSTEM, at=at)
