from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.enrolment.models.enrolment import Enrolment


class FormerPlace(models.Model):
    """Where a check-in stood until its community was merged into another one; what was done there still counts."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, db_index=False, related_name="former_places", verbose_name=_("报到")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("原社区"))
    area_path = models.CharField(max_length=200, db_collation="C")
    until = models.DateField(_("并入日期"))

    class Meta:
        verbose_name = _("原报到社区")
        constraints = [models.UniqueConstraint(fields=["enrolment", "area"], name="former_place_once")]
