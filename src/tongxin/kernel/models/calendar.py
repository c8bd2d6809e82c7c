from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year whose holidays and make-up workdays have been announced."""

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    source = models.CharField(_("依据"), max_length=200)
    confirmed_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("已公布的年历")


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday on a weekday, or a make-up workday on a weekend."""

    day = models.DateField(_("日期"), primary_key=True)
    works = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("特殊日期")
