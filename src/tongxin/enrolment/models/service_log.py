"""The service log: what the community writes of who checked in, beside what was confirmed of activities (MHK-37)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Attendance
from tongxin.enrolment.models.enrolment import Enrolment
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.models import Principal


class ServiceLogQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        return self.filter(struck_at__isnull=True)


class ServiceLogEntry(models.Model):
    """One line that the community wrote. With an attendance it is a remark on what was confirmed there and counts no
    time of its own; without one it tells of a service that was no activity. Confirmed activities need no line."""

    scope = by_area(organization="enrolment__home_organization__path", owner="enrolment__subject_id")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, db_index=False, related_name="log", verbose_name=_("报到"))
    attendance = models.ForeignKey(Attendance, models.PROTECT, null=True, related_name="+", verbose_name=_("活动签到"))
    on = models.DateField(_("日期"))
    text = models.CharField(_("服务情况"), max_length=300)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), null=True)
    area_path = models.CharField(max_length=200, db_collation="C")
    written_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("填写人"))
    written_at = models.DateTimeField(_("填写时间"))
    struck_at = models.DateTimeField(_("撤销时间"), null=True)
    struck_reason = models.CharField(_("撤销原因"), max_length=120, blank=True)

    objects: ClassVar = ServiceLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务日志")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "attendance"],
                name="service_log_one_remark_per_attendance",
                condition=Q(attendance__isnull=False, struck_at__isnull=True),
            ),
            models.CheckConstraint(
                name="service_log_counts_no_activity_twice",
                condition=Q(attendance__isnull=True) | Q(minutes__isnull=True),
            ),
            models.CheckConstraint(name="service_log_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="service_log_struck_with_a_reason", condition=Q(struck_at__isnull=True) | ~Q(struck_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="service_log_in_area"),
            models.Index(fields=["enrolment", "on"], name="service_log_of_enrolment"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
