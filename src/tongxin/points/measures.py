"""What the reports say of points, as the profile has it on a day."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.kernel import rules
from tongxin.kernel.measures import measure
from tongxin.points.queries import YEAR_MINIMUM


@measure("points_year_minimum", _("全年积分不少于"))
def points_year_minimum(on: date) -> int:
    """The minimum that holds on the day (MHK-36); nothing where the profile sets none."""
    rule = rules.find(YEAR_MINIMUM, on=on)
    return int(rule.value) if rule else 0
