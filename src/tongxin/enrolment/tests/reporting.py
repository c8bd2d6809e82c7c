"""A year of the cast: members checked in, served at activities, and the reports of the period were opened."""

from datetime import datetime, timedelta

from demo.cast import Cast
from tongxin.activities import actions as activities
from tongxin.activities import attending
from tongxin.activities.models import Activity
from tongxin.enrolment import actions as enrolments
from tongxin.enrolment.models import Enrolment, Report
from tongxin.enrolment.reports import opening
from tongxin.kernel.clock import CHINA, today

#: A Wednesday morning and a Saturday: at work, and outside of it.
AT_WORK, WEEKEND = datetime(2026, 9, 16, 9, 30, tzinfo=CHINA), datetime(2026, 9, 19, 9, 30, tzinfo=CHINA)
SINCE = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)


def checked_in(cast: Cast, who: str = "member", at: datetime = SINCE) -> Enrolment:
    enrolment = enrolments.enrol_member(
        person=cast.people[who], area=cast.home, basis="residence", by=cast.actor(who), at=at
    )
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=at)
    return enrolment


def unit_checked_in(cast: Cast, who: str = "unit", at: datetime = SINCE) -> Enrolment:
    enrolment = enrolments.enrol_unit(
        organization=cast.organizations[who], area=cast.home, by=cast.secretary, at=at, pledge="每季一次用电检查"
    )
    enrolments.confirm(enrolment=enrolment, by=cast.worker, at=at)
    return enrolment


def served(cast: Cast, *who: str, begins_at: datetime = WEEKEND, confirmed: bool = True, **fields: object) -> Activity:
    """An activity in the community, where those came and were confirmed."""
    planned = begins_at - timedelta(days=7)
    given = {
        "title": "小区清洁", "kinds": ["volunteering"], "host": cast.organizations["party"], "area": cast.home,
        "place": "一号院", "begins_at": begins_at, "ends_at": begins_at + timedelta(hours=2), "is_open": True,
        "by": cast.worker, "at": planned,
    } | fields  # fmt: skip
    activity = activities.plan(**given)
    for each in who:
        attending.record_attendance(
            activity=activity, person=cast.people[each], by=given["by"], at=begins_at + timedelta(minutes=5)
        )
    if confirmed:
        attending.confirm(activity=activity, by=given["by"], at=begins_at + timedelta(hours=3))
    return activity


def opened(cast: Cast, months: int = 3, at: datetime | None = None) -> dict[str, Report]:
    """The reports of the last whole period, by kind."""
    at = at or cast.at
    since, until = opening.last_period(months, on=today(at))
    run = opening.begin(area=cast.home, months=months, since=since, until=until, by=cast.secretary, at=at)
    opening.perform(run=run, at=at)
    return {each.kind: each for each in Report.objects.filter(period_from=since)}
