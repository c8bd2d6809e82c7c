from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models.signing import the_same
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.clock import today
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization
from tongxin.people.models import Person

#: Steps at which a report takes up the person's time.
STANDING = ("reported", "confirmed")


def stretch(begin: str = "begins_at", end: str = "ends_at") -> Func:
    return Func(F(begin), F(end), Value("[)"), function="tstzrange", output_field=DateTimeRangeField())


class HourReportQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        return self.filter(step__in=STANDING)

    def confirmed(self) -> Self:
        return self.filter(step="confirmed").select_related("organization")

    def waiting(self, person_id: int) -> Self:
        return self.filter(person_id=person_id, step="reported")

    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def overlapping(self, begins_at: datetime, ends_at: datetime) -> Self:
        return self.filter(begins_at__lt=ends_at, ends_at__gt=begins_at)


class HourReport(Travelling):
    """A volunteer's own report of time served outside any activity; the organizer confirms it or less (C05-8).

    A report and what is booked from activities never overlap: among reports the table sees to it, against activities
    the deeds ask under the lock of the person.
    """

    scope = by_area(organization="organization__path", owner="person_id")

    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="hour_reports", verbose_name=_("志愿者")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="hour_reports", verbose_name=_("由谁确认")
    )
    theme = models.CharField(_("志愿主题"), max_length=40)
    text = models.CharField(_("做了什么"), max_length=200)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    reported_minutes = models.PositiveSmallIntegerField(_("自报时长（分钟）"))
    minutes = models.PositiveSmallIntegerField(_("确认时长（分钟）"), null=True)
    reported_at = models.DateTimeField(_("报告时间"))
    answer = models.CharField(_("答复"), max_length=200, blank=True)

    objects: ClassVar = HourReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("时长报告")
        constraints = [
            models.CheckConstraint(name="hour_report_ends_after_begin", condition=Q(ends_at__gt=F("begins_at"))),
            models.CheckConstraint(
                name="hour_report_minutes_within_a_day",
                condition=Q(reported_minutes__gt=0, reported_minutes__lte=1440),
            ),
            models.CheckConstraint(
                name="hour_report_confirmed_not_above",
                condition=~Q(step="confirmed") | Q(minutes__gt=0, minutes__lte=F("reported_minutes")),
            ),
            # Nobody serves at two places at once.
            ExclusionConstraint(
                name="hour_report_no_overlap",
                expressions=[(the_same("person_id"), "&&"), (stretch(), "&&")],
                condition=Q(step__in=STANDING),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="hour_report_in_area"),
            models.Index(fields=["organization", "-id"], name="hour_report_at"),
            models.Index(fields=["person", "-begins_at"], name="hour_report_of_person"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("volunteering:hour-report", args=[self.pk])

    @property
    def number(self) -> str:
        return f"时 {self.reported_at.year}-{self.pk:04d}"

    @property
    def day(self) -> date:
        return today(self.begins_at)

    @property
    def theme_label(self) -> str:
        return terms.label("volunteer_themes", self.theme)
