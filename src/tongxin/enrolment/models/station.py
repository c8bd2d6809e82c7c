from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class AssemblyStation(models.Model):
    """The members' desk of a community: where they check in, who is on duty, whom to call out (GY-32). One each."""

    scope = by_area()

    area = models.ForeignKey(Area, models.PROTECT, related_name="assembly_stations", verbose_name=_("社区"))
    area_path = models.CharField(max_length=200, db_collation="C")
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("设立组织"))
    place = models.CharField(_("地点"), max_length=80)
    opening = models.CharField(_("开放时间"), max_length=80)
    opened_on = models.DateField(_("设立日期"))
    closed_on = models.DateField(_("撤并日期"), null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("党员集结站")
        constraints = [
            models.UniqueConstraint(
                fields=["area"], name="assembly_station_one_in_a_community", condition=Q(closed_on__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["area_path", "-id"], name="assembly_station_in_area")]

    def __str__(self) -> str:
        return f"{self.area.name}{self._meta.verbose_name}"

    def get_absolute_url(self) -> str:
        return reverse("enrolment:station", args=[self.pk])


class StationShiftQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(left_at__isnull=True)

    def between(self, first: date, last: date) -> Self:
        return self.filter(day__range=(first, last))


class StationShift(models.Model):
    """Who is on duty at the station on a day, by part of the day. Whoever took it may leave it."""

    station = models.ForeignKey(
        AssemblyStation, models.PROTECT, db_index=False, related_name="shifts", verbose_name=_("集结站")
    )
    day = models.DateField(_("日期"))
    part = models.CharField(_("时段"), max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, related_name="station_shifts", verbose_name=_("值守人"))
    left_at = models.DateTimeField(_("退出时间"), null=True)

    objects: ClassVar = StationShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("集结站值守")
        constraints = [
            # Nobody stands in two places, or twice in one, in the same part of a day.
            models.UniqueConstraint(
                fields=["person", "day", "part"], name="station_shift_once", condition=Q(left_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["station", "day"], name="station_shift_of_day")]

    def __str__(self) -> str:
        return f"{self.station} {self.day:%m-%d} {self.part_label}"

    def get_absolute_url(self) -> str:
        return reverse("enrolment:my-member-year")

    @property
    def part_label(self) -> str:
        return terms.label("station_parts", self.part)


class CallOut(models.Model):
    """A call to the members who checked in: who can come and help. Coming is free; not answering counts nothing."""

    scope = by_area()

    station = models.ForeignKey(AssemblyStation, models.PROTECT, related_name="calls", verbose_name=_("集结站"))
    area_path = models.CharField(max_length=200, db_collation="C")
    text = models.CharField(_("需要做什么"), max_length=200)
    wish = models.CharField(_("服务意愿"), max_length=30, blank=True)
    begins_at = models.DateTimeField(_("集合时间"))
    place = models.CharField(_("集合地点"), max_length=80)
    called_at = models.DateTimeField(_("发出时间"))
    called = models.PositiveIntegerField(_("通知人数"))

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("集结通知")
        indexes = [models.Index(fields=["area_path", "-id"], name="call_out_in_area")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("enrolment:call-out", args=[self.pk])


class CallOutAnswer(models.Model):
    """That a member was called, and whether he or she comes; None while nothing was said."""

    call = models.ForeignKey(
        CallOut, models.PROTECT, db_index=False, related_name="answers", verbose_name=_("集结通知")
    )
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="calls", verbose_name=_("党员"))
    comes = models.BooleanField(_("能来"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("集结答复")
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="call_out_answered_once_by_one")]
        indexes = [models.Index(fields=["person", "-id"], name="call_out_of_person")]
