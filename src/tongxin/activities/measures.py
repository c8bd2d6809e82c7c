"""Activities and volunteers as the reports count them."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Activity, TeamMember
from tongxin.kernel.measures import measure

CHECK_IN = "enrolment_activity"


@measure("check_in_activities", _("双报到活动"))
def check_in_activities(on: date) -> int:
    """Activities of that kind that took place and were confirmed (YX-38)."""
    return Activity.objects.filter(kinds__contains=[CHECK_IN], status=Activity.Status.CONFIRMED).count()


@measure("volunteers", _("注册志愿者"))
def volunteers(on: date) -> int:
    """Persons, in however many teams (YX-49)."""
    return TeamMember.objects.on(on).values("person").distinct().count()


@measure("member_volunteers", _("党员志愿者"))
def member_volunteers(on: date) -> int:
    """Those who were Party members when they joined; counted apart from the others (GY-34)."""
    return TeamMember.objects.on(on).filter(is_member=True).values("person").distinct().count()


@measure("other_volunteers", _("其他志愿者"))
def other_volunteers(on: date) -> int:
    return TeamMember.objects.on(on).filter(is_member=False).values("person").distinct().count()
