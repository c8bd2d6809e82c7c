from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models.activity import Activity
from tongxin.kernel.models import Principal, Rule
from tongxin.people.models import Person


class AttendanceQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Without check-ins that were taken back as mistakes."""
        return self.filter(struck_at__isnull=True)

    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False).select_related("activity")

    def waiting(self, person_id: int) -> Self:
        """What a person attended and nobody has confirmed yet."""
        return self.standing().filter(person_id=person_id, confirmed_at__isnull=True).select_related("activity")


class Attendance(models.Model):
    """One person was at one activity, never twice. Time served is the person's own report until the organizer
    confirms it (C05-8); work done on duty is attendance too, but no volunteer time."""

    class How(models.TextChoices):
        CODE = "code", _("现场动态码")
        LATER = "later", _("现场动态码，离线补传")
        RECORDER = "recorder", _("记录员登记")
        COUNTER = "counter", _("窗口登记")
        NEAR = "near", _("现场位置")
        NEAR_LATER = "near_later", _("现场位置，离线补传")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attendances", verbose_name=_("活动"))
    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="attendances", verbose_name=_("到场人")
    )
    how = models.CharField(_("签到方式"), max_length=10, choices=How)
    checked_in_at = models.DateTimeField(_("签到时间"))
    by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))
    reported_minutes = models.PositiveSmallIntegerField(_("自报时长（分钟）"), null=True)
    minutes = models.PositiveSmallIntegerField(_("确认时长（分钟）"), null=True)
    on_duty = models.BooleanField(_("本职工作"), default=False)
    is_member = models.BooleanField(_("党员"), default=False)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    struck_at = models.DateTimeField(_("撤销时间"), null=True)
    # All that is kept of a position: that it lay within so many metres, and by which rule; without one, by the
    # activity's own radius. Where somebody was is never written down (C05-4).
    within = models.PositiveIntegerField(_("在多少米内"), null=True)
    within_by = models.ForeignKey(
        Rule, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("依据的规则")
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("签到")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"], name="attendance_once", condition=Q(struck_at__isnull=True)
            ),
            models.CheckConstraint(
                name="attendance_struck_or_confirmed",
                condition=Q(struck_at__isnull=True) | Q(confirmed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="attendance_confirmed_with_minutes",
                condition=Q(confirmed_at__isnull=True) | Q(minutes__isnull=False),
            ),
            models.CheckConstraint(
                name="attendance_near_by_a_radius",
                condition=Q(how__in=("near", "near_later"), within__isnull=False)
                | (~Q(how__in=("near", "near_later")) & Q(within__isnull=True, within_by__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["person", "-checked_in_at"], name="attendance_of_person")]

    def __str__(self) -> str:
        return str(self.activity)

    def get_absolute_url(self) -> str:
        return reverse("activities:my-activity", args=[self.activity_id])

    @property
    def area_path(self) -> str:
        return self.activity.area_path

    def kinds_counting(self, ledger: str) -> list[str]:
        """Points are for Party members, hours only for what was freely offered (regulation on volunteering art. 25)."""
        if ledger == "counts_points" and not self.is_member:
            return []
        if ledger == "counts_hours" and self.on_duty:
            return []
        return self.activity.kinds_counting(ledger)
