"""The monthly minimum of agencies that check in with a community: a reminder and a line in the report (CD-27).

It concerns organizations, never persons; a month without service is said once to the organization, and that is all.
"""

from collections.abc import Iterator
from datetime import date, datetime

from tongxin.enrolment.models import Enrolment
from tongxin.enrolment.reports import gathering
from tongxin.enrolment.reports.events import MonthWithoutService
from tongxin.enrolment.reports.gathering import Gathered
from tongxin.kernel import rules
from tongxin.kernel.actor import SYSTEM
from tongxin.kernel.clock import today
from tongxin.kernel.models import Record
from tongxin.kernel.records import record_many
from tongxin.organizations.models import Organization, OrganizationLink

MINIMUM, REMIND_DAY = "service.minimum", "service.remind_day"
#: The kind of project partner that an agency of Party or state counts as.
AGENCY = "agency"


def minimum(*, on: date, path: str = "") -> int | None:
    """How many times a month an agency serves in its community, or None where the city asks for nothing."""
    rule = rules.find(MINIMUM, on=on, path=path)
    return int(rule.value) if rule and rule.unit == "time_per_month" else None


def is_agency(organization: Organization, on: date) -> bool:
    """An agency of Party or state, or the Party organization of one."""
    if organization.partner_kind == AGENCY:
        return True
    behind = OrganizationLink.objects.on(on).filter(kind="host_unit", source=organization, target__isnull=False)
    return any(tie.target and tie.target.partner_kind == AGENCY for tie in behind.select_related("target"))


def remind(*, at: datetime) -> int:
    """Tell each agency once a month, from the day of the rule on, that nothing was confirmed so far. Run daily."""
    day = today(at)
    rule = rules.find(REMIND_DAY, on=day)
    if rule is None or day.day < int(rule.value) or minimum(on=day) is None:
        return 0
    month = f"{day:%Y-%m}"
    behind = list(_behind(day, month))
    told = set(
        Record.objects.filter(
            kind=MonthWithoutService.kind, data__month=month, subject_id__in=[each.pk for each in behind]
        ).values_list("subject_id", flat=True)
    )
    fresh = [each for each in behind if each.pk not in told]
    record_many(
        [MonthWithoutService(enrolment=each, month=month, place=each.area.name) for each in fresh], by=SYSTEM, at=at
    )
    return len(fresh)


def _behind(day: date, month: str) -> Iterator[Enrolment]:
    held = gathering.enrolments_between(day.replace(day=1), day, path="")
    gathered: Gathered = gathering.gather(held, since=day.replace(day=1), until=day)
    for pair in gathered.pairs.values():
        least = minimum(on=day, path=pair.area.path)
        for enrolment in pair.units:
            if least is None or enrolment.step != "confirmed" or not is_agency(pair.home, day):
                continue
            served = set().union(*(each.months.get(month, set()) for each in [pair, *pair.behind]))
            if len(served) < least:
                yield enrolment
