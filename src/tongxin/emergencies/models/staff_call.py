from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.emergencies.models.incident import Incident
from tongxin.emergencies.models.plan import CallOutEntry
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.addresses import address
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.people.models import Person


class StaffCallQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.exclude(step="released")


class StaffCall(Travelling):
    """Somebody on duty who was called to an incident: acknowledged with one tap, arrived, or not reached."""

    # Only for whom it is: the desk reaches it through the incident.
    scope = by_area(owner="person_id")

    incident = models.ForeignKey(
        Incident, models.CASCADE, db_index=False, related_name="calls", verbose_name=_("应急事件")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="staff_calls", verbose_name=_("被召集人")
    )
    entry = models.ForeignKey(CallOutEntry, models.PROTECT, null=True, related_name="+", verbose_name=_("名单"))
    task = models.CharField(_("到场做什么"), max_length=60)
    called_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("召集人"))
    called_at = models.DateTimeField(_("召集时间"))
    acknowledged_at = models.DateTimeField(_("确认时间"), null=True)
    arrived_at = models.DateTimeField(_("到达时间"), null=True)

    objects: ClassVar = StaffCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("应急召集")
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="staff_call_once"),
            models.CheckConstraint(
                name="staff_call_arrived_says_when",
                condition=~Q(step="arrived") | Q(arrived_at__isnull=False, acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="staff_call_acknowledged_says_when",
                condition=~Q(step="acknowledged") | Q(acknowledged_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="staff_call_of_person")]

    def __str__(self) -> str:
        return str(self.incident)

    def get_absolute_url(self) -> str:
        return address("emergencies:my-call", self.pk)
