"""Activities and volunteers as the reports count them."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.activities import queries
from tongxin.kernel.measures import measure

CHECK_IN = "enrolment_activity"


@measure("check_in_activities", _("双报到活动"))
def check_in_activities(on: date) -> int:
    """Activities of that kind that took place and were confirmed (YX-38)."""
    return queries.count_activities(kind=CHECK_IN, until=on).activities


@measure("volunteers", _("注册志愿者"))
def volunteers(on: date) -> int:
    """Persons, in however many teams (YX-49)."""
    return queries.count_volunteers(on=on).volunteers


@measure("member_volunteers", _("党员志愿者"))
def member_volunteers(on: date) -> int:
    """Those who were Party members when they joined; counted apart from the others (GY-34)."""
    return queries.count_volunteers(on=on).members


@measure("other_volunteers", _("其他志愿者"))
def other_volunteers(on: date) -> int:
    return queries.count_volunteers(on=on).others
