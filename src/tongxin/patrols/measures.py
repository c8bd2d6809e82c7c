"""What reports count of patrols."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tongxin.kernel.measures import measure
from tongxin.patrols.models import Defect, PatrolPlace, PatrolRound


@measure("patrol_rounds_due", _("应巡轮次"))
def rounds_due(on: date) -> int:
    """Rounds that were walked or missed up to the day, the denominator of those done. Called off ones are not due."""
    return PatrolRound.objects.filter(step__in=("done", "missed"), on__lte=on).count()


@measure("patrol_rounds", _("完成的巡查轮次"))
def rounds_done(on: date) -> int:
    """Rounds of which every stop was written down (BL-33, MHK-45)."""
    return PatrolRound.objects.filter(step="done", on__lte=on).count()


@measure("patrol_defects_mended", _("巡查发现并修好的问题"))
def defects_mended(on: date) -> int:
    """Defects whose case was dealt with (GY-58)."""
    return Defect.objects.filter(state=Defect.State.MENDED).count()


@measure("safety_facilities", _("在册安全设施"))
def safety_facilities(on: date) -> int:
    """Things that keep people safe and are looked at on rounds (GY-58)."""
    return PatrolPlace.objects.in_use().facilities().count()
