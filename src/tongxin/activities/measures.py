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
