from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import spell_moment, today
from tongxin.kernel.models import Duty, Principal
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization
from tongxin.people.models import Person
from tongxin.venues.models.venue import Venue


class Series(models.Model):
    """Bookings that return: the rule in the words of iCalendar (RRULE); each day is a booking of its own."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="series", verbose_name=_("场地"))
    booker = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("预约方"))
    title = models.CharField(_("用途"), max_length=80)
    rule = models.CharField(_("重复规则"), max_length=120)
    begins_at = models.DateTimeField(_("首次开始"))
    ends_at = models.DateTimeField(_("首次结束"))

    class Meta:
        verbose_name = _("定期预约")

    def __str__(self) -> str:
        return self.title


class BookingQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """What lies in the actor's reach, and what was booked in the actor's own name, wherever it lies."""
        own = Q(booker_id__in=actor.own_ids) | Q(contact_id=actor.principal_id)
        return self.filter(Booking.scope.condition(actor) | own)

    def of(self, actor: Actor) -> Self:
        """Booked by the actor or in the name of the actor's organization."""
        return self.filter(Q(booker_id__in=actor.own_ids) | Q(contact_id=actor.principal_id))

    def holding(self) -> Self:
        return self.filter(step__in=Booking.HOLDING)

    def coming(self, at: datetime) -> Self:
        return self.filter(step__in=Booking.ALIVE, ends_at__gt=at)

    def used(self) -> Self:
        return self.filter(step="used")

    def sessions(self) -> Self:
        """Theme days and the like that took place in a centre, by the purposes that count as such (YX-17)."""
        counted = [term.code for term in terms.terms("venue_purposes").values() if term.data.get("session")]
        within = models.Exists(Venue.objects.centers().filter(space__overlap=models.OuterRef("space")))
        return self.used().filter(purpose__in=counted, venue__in=Venue.objects.filter(within))


class Booking(Travelling):
    """Somebody's claim to a venue for a stretch of time, and afterwards the log of its use."""

    #: The steps in which it keeps others out, and those in which it may still come to that.
    HOLDING = ("asked", "offered", "booked", "to_confirm", "in_use", "used")
    ALIVE = ("asked", "waiting", "offered", "booked", "to_confirm", "in_use")

    scope = by_area(organization="venue__owner__path", owner="booker_id")

    venue = models.ForeignKey(Venue, models.PROTECT, db_index=False, related_name="bookings", verbose_name=_("场地"))
    booker = models.ForeignKey(Principal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("预约方"))
    contact = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="venue_bookings", verbose_name=_("联系人")
    )
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="bookings", verbose_name=_("定期预约"))
    title = models.CharField(_("用途"), max_length=80)
    purpose = models.CharField(_("用途类别"), max_length=40)
    people = models.PositiveIntegerField(_("人数"))
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    made_at = models.DateTimeField(_("预约时间"))
    reconfirmed_at = models.DateTimeField(_("再次确认时间"), null=True)
    checked_in_at = models.DateTimeField(_("到场时间"), null=True)
    came = models.PositiveIntegerField(_("实到人数"), null=True)
    log = models.CharField(_("使用记录"), max_length=300, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("场地预约")
        constraints = [
            models.CheckConstraint(name="booking_ends_after_begin", condition=Q(ends_at__gt=F("begins_at"))),
            models.CheckConstraint(name="booking_for_somebody", condition=Q(people__gt=0)),
            models.CheckConstraint(
                name="booking_used_was_checked_in",
                condition=~Q(step__in=("in_use", "used")) | Q(checked_in_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["venue", "begins_at"], name="booking_of_venue"),
            models.Index(fields=["area_path", "-begins_at"], name="booking_in_area"),
            models.Index(fields=["booker", "-begins_at"], name="booking_of_booker"),
            models.Index(
                fields=["begins_at"],
                name="booking_alive",
                condition=Q(step__in=("asked", "waiting", "offered", "booked", "to_confirm", "in_use")),
            ),
            models.Index(fields=["purpose", "venue"], name="booking_used", condition=Q(step="used")),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.venue.full_name}）"

    def get_absolute_url(self) -> str:
        return reverse("venues:booking", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("约 %(year)d-%(number)04d") % {"year": today(self.made_at).year, "number": self.pk}

    @property
    def owner_id(self) -> int:
        """Who answers for the venue, and owes the answer to whoever asks for it."""
        return self.venue.owner_id

    @property
    def owner(self) -> Organization:
        return self.venue.owner

    @property
    def day(self) -> date:
        return today(self.begins_at)

    @property
    def during(self) -> DateTimeTZRange:
        """From the beginning to the end of the buffer."""
        return DateTimeTZRange(self.begins_at, self.ends_at + timedelta(minutes=self.venue.buffer_minutes), "[)")

    @property
    def is_alive(self) -> bool:
        return self.step in self.ALIVE

    @property
    def is_unasked(self) -> bool:
        """Nobody approves it: the owner was never asked, and where it still waits for a place, will not be."""
        if self.step in ("waiting", "offered"):
            return not self.venue.needs_approval
        return not Duty.objects.about(self).filter(step="asked").exists()

    @property
    def purpose_label(self) -> str:
        return terms.label("venue_purposes", self.purpose)

    @property
    def when(self) -> str:
        return f"{spell_moment(self.begins_at)}–{spell_moment(self.ends_at)}"
