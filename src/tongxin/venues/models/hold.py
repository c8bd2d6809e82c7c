from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.models import Principal
from tongxin.venues.models.booking import Booking
from tongxin.venues.models.venue import Venue


class Closure(models.Model):
    """A stretch in which a venue, with all its parts, cannot be booked: repairs, a fair, an emergency."""

    venue = models.ForeignKey(Venue, models.PROTECT, db_index=False, related_name="closures", verbose_name=_("场地"))
    begins_at = models.DateTimeField(_("自"))
    ends_at = models.DateTimeField(_("至"))
    reason = models.CharField(_("原因"), max_length=120)
    by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    lifted_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("停用")
        constraints = [
            models.CheckConstraint(name="closure_ends_after_begin", condition=Q(ends_at__gt=models.F("begins_at")))
        ]
        indexes = [models.Index(fields=["venue", "begins_at"], name="closure_of_venue")]

    def __str__(self) -> str:
        return self.reason


class Hold(models.Model):
    """What is taken: some numbers of space for a stretch of time, by a booking or a closure.

    The law of the room is the exclusion here: nothing that shares space may share time, however many ask at once. The
    stretch of a booking goes on through its venue's buffer; a booking that ends gives its hold back.
    """

    booking = models.OneToOneField(Booking, models.CASCADE, null=True, related_name="hold")
    closure = models.OneToOneField(Closure, models.CASCADE, null=True, related_name="hold")
    space = BigIntegerRangeField()
    during = DateTimeRangeField()

    class Meta:
        verbose_name = _("占用")
        constraints = [
            ExclusionConstraint(name="hold_one_at_a_time", expressions=[("space", "&&"), ("during", "&&")]),
            models.CheckConstraint(
                name="hold_of_one_thing",
                condition=Q(booking__isnull=False, closure__isnull=True)
                | Q(booking__isnull=True, closure__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_of_something", condition=Q(space__isempty=False) & Q(during__isempty=False)
            ),
        ]
        # Who asks for an hour of the whole city begins with the hour.
        indexes = [GistIndex(fields=["during"], name="hold_by_time")]
