from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Activity
from tongxin.activities.models.signing import the_same
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class Shift(models.Model):
    """A position at an activity for a stretch of it: how many seats, and which qualifications one needs (C05-1)."""

    scope = by_area("activity__area_path", organization="activity__host__path")

    activity = models.ForeignKey(
        Activity, models.PROTECT, db_index=False, related_name="positions", verbose_name=_("活动")
    )
    name = models.CharField(_("岗位"), max_length=40)
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    qualifications = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("需要的资质"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("岗位班次")
        constraints = [
            models.CheckConstraint(name="shift_ends_after_begin", condition=Q(ends_at__gt=F("begins_at"))),
            models.UniqueConstraint(fields=["activity", "name", "begins_at"], name="shift_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def qualification_labels(self) -> list[str]:
        return [terms.label("qualification_kinds", kind) for kind in self.qualifications]


class Seat(models.Model):
    """One place of a shift. Who sits there stands in `SeatHolding`, one at a time."""

    shift = models.ForeignKey(Shift, models.CASCADE, db_index=False, related_name="seats")
    number = models.PositiveSmallIntegerField(_("席位"))

    class Meta:
        verbose_name = _("席位")
        constraints = [models.UniqueConstraint(fields=["shift", "number"], name="seat_once")]


class SeatHoldingQuerySet(models.QuerySet):
    def held(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def coming(self, person_id: int, at: datetime) -> Self:
        mine = self.held().filter(person_id=person_id, seat__shift__ends_at__gt=at)
        return mine.select_related("seat__shift__activity").order_by("seat__shift__begins_at")


class SeatHolding(models.Model):
    """That a person holds a seat, from when to when. One holder per seat, one seat per person and hour."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="seats", verbose_name=_("上岗人"))
    # A copy of the shift's time, so that the database can see a clash.
    during = DateTimeRangeField()
    taken_at = models.DateTimeField(_("认领时间"))
    ended_at = models.DateTimeField(_("让出时间"), null=True)

    objects: ClassVar = SeatHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("上岗")
        constraints = [
            models.UniqueConstraint(fields=["seat"], name="seat_one_holder", condition=Q(ended_at__isnull=True)),
            ExclusionConstraint(
                name="seat_holder_no_clash",
                expressions=[(the_same("person_id"), "&&"), ("during", "&&")],
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["person", "ended_at"], name="seat_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.seat.shift}"


class SeatOfferQuerySet(ScopedQuerySet):
    def alive(self) -> Self:
        return self.filter(step__in=SeatOffer.ALIVE)


class SeatOffer(Travelling):
    """A seat its holder would give away: offered, taken by one, confirmed by who answers for the activity.

    Until it is confirmed the giver keeps the seat, so that no shift stands empty by a slip.
    """

    ALIVE = ("offered", "taken")

    scope = by_area(organization="host__path", owner="giver_id")

    holding = models.ForeignKey(SeatHolding, models.PROTECT, related_name="offers", verbose_name=_("班次"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("主办组织"))
    giver = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("让出人"))
    taker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("接班人"))
    note = models.CharField(_("说明"), max_length=120, blank=True)
    offered_at = models.DateTimeField(_("提出时间"))

    objects: ClassVar = SeatOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("让班")
        constraints = [
            models.UniqueConstraint(
                fields=["holding"], name="seat_offered_once", condition=Q(step__in=["offered", "taken"])
            ),
            models.CheckConstraint(
                name="seat_offer_between_two",
                condition=Q(taker__isnull=True) | ~Q(taker=F("giver")),
            ),
            models.CheckConstraint(
                name="seat_offer_taken_by_somebody",
                condition=~Q(step__in=["taken", "confirmed"]) | Q(taker__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["area_path", "step"], name="seat_offer_in_area")]

    def __str__(self) -> str:
        return f"{self.shift.activity} · {self.shift.name}"

    def get_absolute_url(self) -> str:
        return reverse("volunteering:seat-offer", args=[self.pk])

    @property
    def shift(self) -> Shift:
        return self.holding.seat.shift

    @property
    def number(self) -> str:
        return f"让 {self.offered_at.year}-{self.pk:04d}"
