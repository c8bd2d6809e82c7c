"""Own reports of hours: reported by the volunteer, confirmed by the organizer, booked in the ledger of hours."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tongxin.activities.models import Activity, Attendance
from tongxin.kernel import rules, terms
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import CHINA, today
from tongxin.kernel.errors import NotYours, Unfit
from tongxin.kernel.records import record
from tongxin.organizations.models import Organization
from tongxin.people.minors import ACTIVITIES, check_guardian
from tongxin.people.models import Person
from tongxin.points import actions as points
from tongxin.points.models import HOURS, hours_of
from tongxin.volunteering import queries
from tongxin.volunteering.errors import NotFree, NotOrganizer, OverTheDay, TimeBooked
from tongxin.volunteering.events import HoursConfirmed, HoursRefused, HoursReported, HoursWithdrawn
from tongxin.volunteering.models import HourReport
from tongxin.volunteering.procedure import HOUR_REPORT

PER_DAY, WITHIN = "hours.per_day_maximum", "hours.report_within_days"


@transaction.atomic
def report(
    *,
    person: Person,
    organization: Organization,
    theme: str,
    text: str,
    begins_at: datetime,
    ends_at: datetime,
    freely: bool,
    by: Actor,
    at: datetime,
    minutes: int | None = None,
    place: str = "",
) -> HourReport:
    """Report time served outside any activity, at most from beginning to end; breaks make `minutes` fewer.

    Raises NotFree (art. 25), GuardianNeeded, NotOrganizer, OverTheDay, TimeBooked, Unfit.
    """
    check_self(person, by)
    terms.need("volunteer_themes", theme)
    if not freely:
        raise NotFree
    if not queries.organizers_for(person, on=today(at)).filter(pk=organization.pk).exists():
        raise NotOrganizer
    check_guardian(person, ACTIVITIES, on=today(begins_at))
    path = organization.area_path
    given = _checked(text=text, begins_at=begins_at, ends_at=ends_at, minutes=minutes, path=path, at=at)
    _lock(person.pk)
    row = HourReport(
        person=person, organization=organization, theme=theme, text=text.strip(), place=place.strip(),
        begins_at=begins_at, ends_at=ends_at, reported_minutes=given, reported_at=at, step="reported", step_at=at,
        area_path=path,
    )  # fmt: skip
    _check_day(row, given, at)
    check_no_activity(row)
    _insert(row)
    HOUR_REPORT.start(row, by=by, at=at)
    record(HoursReported(report=row, minutes=given), by=by, at=at)
    return row


@transaction.atomic
def confirm(*, report: HourReport, by: Actor, at: datetime, minutes: int | None = None) -> None:
    """Confirm the time or less of it; it is booked in the same transaction. Raises OverTheDay, TimeBooked, Unfit."""
    _lock(report.person_id)
    with HOUR_REPORT.moving(report, "confirm", by=by, at=at):
        report.minutes = report.reported_minutes if minutes is None else minutes
        if not 0 < report.minutes <= report.reported_minutes:
            raise Unfit(_("确认的时长应大于 0，且不超过自报的 %s 小时。") % hours_of(report.reported_minutes))
        _check_day(report, report.minutes, at)
        check_no_activity(report)
    record(HoursConfirmed(report=report, text=report.text, minutes=report.minutes or 0), by=by, at=at)
    points.award(HoursConfirmed, [report], at=at)


@transaction.atomic
def refuse(*, report: HourReport, reason: str, by: Actor, at: datetime) -> None:
    if not reason.strip():
        raise Unfit(_("请写明原因，志愿者会看到。"))
    with HOUR_REPORT.moving(report, "refuse", by=by, at=at):
        report.answer = reason.strip()[:200]
    record(HoursRefused(report=report, text=report.text, reason=report.answer), by=by, at=at)


@transaction.atomic
def withdraw(*, report: HourReport, by: Actor, at: datetime) -> None:
    with HOUR_REPORT.moving(report, "withdraw", by=by, at=at):
        pass
    record(HoursWithdrawn(report=report), by=by, at=at)


def check_no_activity(row: HourReport) -> None:
    """What was attended is booked from the activity; the same hour never counts twice."""
    attended = Attendance.objects.standing().filter(
        person_id=row.person_id, activity__begins_at__lt=row.ends_at, activity__ends_at__gt=row.begins_at
    )
    clash = attended.exclude(activity__status=Activity.Status.CANCELLED).select_related("activity").first()
    if clash:
        raise TimeBooked(_("这段时间您参加了“%s”，时长从活动里计，不用另报。") % clash.activity)


def most_minutes(on: date, path: str) -> int:
    return int(rules.value(PER_DAY, on=on, path=path)) * 60


def _checked(*, text: str, begins_at: datetime, ends_at: datetime, minutes: int | None, path: str, at: datetime) -> int:
    if not text.strip():
        raise Unfit(_("请写明做了什么。"))
    if ends_at <= begins_at:
        raise Unfit(_("结束时间须晚于开始时间。"))
    if ends_at > at:
        raise Unfit(_("还没有发生的服务不能报时长，请在结束后再报。"))
    within = int(rules.value(WITHIN, on=today(at), path=path))
    if begins_at < at - timedelta(days=within):
        raise Unfit(_("只能报 %d 天以内的服务；更早的请带纸质材料到社区窗口登记。") % within)
    length = int((ends_at - begins_at).total_seconds() // 60)
    given = length if minutes is None else minutes
    if not 0 < given <= length:
        raise Unfit(_("时长应大于 0，且不超过从开始到结束的 %s 小时。") % hours_of(length))
    most = most_minutes(today(begins_at), path)
    if length > most:
        raise OverTheDay(_("一次最多 %s 小时。跨越多天的服务请分天报。") % hours_of(most))
    return given


def _check_day(row: HourReport, minutes: int, at: datetime) -> None:
    """What is booked on the day, what waits, and this one together stay below the maximum of a day."""
    most = most_minutes(row.day, row.area_path)
    booked = HOURS.balance(holder_id=row.person_id, since=row.day, until=row.day)
    begin = datetime.combine(row.day, datetime.min.time(), CHINA)
    waiting = HourReport.objects.waiting(row.person_id).filter(
        begins_at__gte=begin, begins_at__lt=begin + timedelta(days=1)
    )
    other = waiting.exclude(pk=row.pk).aggregate(sum=Coalesce(Sum("reported_minutes"), 0))["sum"]
    if booked + other + minutes > most:
        raise OverTheDay(
            _("这一天已有 %(there)s 小时，一日上限是 %(most)s 小时。")
            % {"there": hours_of(booked + other), "most": hours_of(most)}
        )


def check_self(person: Person, by: Actor) -> None:
    """Oneself, or at the counter of the place for who stands there."""
    own = by.principal_id == person.pk and by.on_behalf_of_id in (None, person.pk)
    at_desk = by.on_behalf_of_id == person.pk and by.steers.along == "area" and by.steers.covers(person.area_path)
    if not (own and by.holds("activities.join")) and not (at_desk and "activities.record" in by.office):
        raise NotYours


def _lock(person_id: int) -> None:
    """One person's hours are counted one after the other."""
    Person.objects.select_for_update().get(pk=person_id)


def _insert(row: HourReport) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "hour_report_no_overlap" not in str(error):
            raise
        raise TimeBooked(_("这段时间您已经报过时长，请勿重复。")) from error
