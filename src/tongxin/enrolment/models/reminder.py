from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person


class MonthReminder(models.Model):
    """That a member was reminded of the month's service; once a month, to the member alone, and nothing follows."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("党员"))
    month = models.DateField(_("月份（首日）"))
    at = models.DateTimeField(_("提醒时间"))

    class Meta:
        verbose_name = _("每月服务提醒")
        constraints = [
            models.UniqueConstraint(fields=["month", "person"], name="month_reminder_once"),
            models.CheckConstraint(name="month_reminder_of_a_whole_month", condition=Q(month__day=1)),
        ]
