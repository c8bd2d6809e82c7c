"""Deeds of the service log: the community writes what no activity says, or a remark on one that was confirmed."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.activities.models import Activity, Attendance
from tongxin.enrolment.hosting import check_host
from tongxin.enrolment.models import Enrolment, ServiceLogEntry
from tongxin.enrolment.reports import access
from tongxin.enrolment.reports.events import ServiceLogged, ServiceLogStruck
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.errors import AlreadyMoved, NotYours, Refused, Unfit
from tongxin.kernel.records import record, record_many


class RemarkedAlready(Refused):
    sentence = gettext_lazy("这次签到已经写过说明；要改写，请先撤销原来的一条。")


class NotConfirmedYet(Refused):
    sentence = gettext_lazy("这次活动还没有确认到场，请先确认，再写说明。")


@transaction.atomic
def write(
    *, enrolment: Enrolment, on: date, text: str, by: Actor, at: datetime, minutes: int | None = None
) -> ServiceLogEntry:
    """Write what somebody did for the community beside the activities. Raises HostGone for a merged community."""
    _check(enrolment, on, by, at)
    if minutes is not None and not 0 < minutes <= 24 * 60:
        raise Unfit(_("时长应在 1 分钟到 24 小时之间；不清楚可以不填。"))
    entry = ServiceLogEntry.objects.create(
        enrolment=enrolment, on=on, text=_said(text), minutes=minutes, area_path=enrolment.area_path,
        written_by_id=by.principal_id, written_at=at,
    )  # fmt: skip
    record(ServiceLogged(entry=entry, who=enrolment.subject.name), by=by, at=at)
    return entry


@transaction.atomic
def remark(*, activity: Activity, people: Sequence[int], text: str, by: Actor, at: datetime) -> list[ServiceLogEntry]:
    """One remark on several who were at a confirmed activity; times and hours stay as they were confirmed there.

    Raises RemarkedAlready and NotConfirmedYet; whoever did not check in with the community is no part of its log.
    """
    rows = [(each, held) for each, held in attended_here(activity, by) if each.person_id in people]
    if not rows:
        raise Unfit(_("请至少选一位在本社区报到的到场党员。"))
    if any(attendance.confirmed_at is None for attendance, _held in rows):
        raise NotConfirmedYet
    entries = [
        ServiceLogEntry(
            enrolment=enrolment, attendance=attendance, on=activity.day, text=_said(text),
            area_path=enrolment.area_path, written_by_id=by.principal_id, written_at=at,
        )
        for attendance, enrolment in rows
    ]  # fmt: skip
    for _attendance, enrolment in rows:
        _check(enrolment, activity.day, by, at)
    try:
        with transaction.atomic():
            ServiceLogEntry.objects.bulk_create(entries)
    except IntegrityError as error:
        raise RemarkedAlready from error
    first, *others = [ServiceLogged(entry=each, who=each.enrolment.subject.name) for each in entries]
    record(first, by=by, at=at)
    record_many(others, by=by, at=at)
    return entries


@transaction.atomic
def strike(*, entry: ServiceLogEntry, reason: str, by: Actor, at: datetime) -> None:
    """Take a line back; it stays readable as struck, with the reason."""
    locked = ServiceLogEntry.objects.select_for_update().get(pk=entry.pk)
    if not access.writes_log(by, locked):
        raise NotYours
    if locked.struck_at:
        raise AlreadyMoved
    if not reason.strip():
        raise Unfit(_("请写明理由。"))
    entry.struck_at, entry.struck_reason = at, reason.strip()[:120]
    entry.save(update_fields=["struck_at", "struck_reason"])
    record(ServiceLogStruck(entry=entry, reason=entry.struck_reason), by=by, at=at)


def attended_here(activity: Activity, by: Actor) -> list[tuple[Attendance, Enrolment]]:
    """Who was at the activity and had checked in with a community that the actor serves, each once."""
    came = Attendance.objects.standing().filter(activity=activity)
    here = {
        each.subject_id: each
        for each in Enrolment.objects.confirmed()
        .filter(area_path__startswith=by.steers.path or "-", subject_id__in=came.values("person_id"))
        .select_related("subject", "area")
        .order_by("-pk")
        if activity.area_path.startswith(each.area_path) and (each.valid_from or date.max) <= activity.day
    }
    rows = came.filter(person_id__in=here).select_related("person").order_by("pk")
    return [(row, here[row.person_id]) for row in rows]


def _check(enrolment: Enrolment, on: date, by: Actor, at: datetime) -> None:
    if not access.writes_log(by, enrolment):
        raise NotYours
    if on > today(at):
        raise Unfit(_("日期不能晚于今天。"))
    if enrolment.valid_from is None or on < enrolment.valid_from:
        raise Unfit(_("这一天还没有报到，不能记入服务日志。"))
    if enrolment.is_over and enrolment.valid_to and on > enrolment.valid_to:
        raise Unfit(_("报到已于 %s 结束，之后的服务不能记在这条报到下。") % f"{enrolment.valid_to:%Y-%m-%d}")
    if not enrolment.goes_to_unit:
        check_host(enrolment.area, on=on)


def _said(text: str) -> str:
    if not text.strip():
        raise Unfit(_("请写明做了什么。"))
    return text.strip()[:300]
