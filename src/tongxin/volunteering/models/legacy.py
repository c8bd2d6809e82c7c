from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class LegacyServiceQuerySet(ScopedQuerySet):
    def confirmed(self) -> Self:
        return self.filter(step="confirmed")

    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)


class LegacyService(Travelling):
    """Service before the platform kept any record, entered from paper with its proof and confirmed by a second person.

    It is told in years and never enters the ledger of hours (YX-50: fifty-seven years of free haircuts).
    """

    scope = by_area(owner="person_id")

    person = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="legacy_service", verbose_name=_("志愿者")
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("登记组织"))
    text = models.CharField(_("做了什么"), max_length=200)
    since_on = models.DateField(_("自"))
    until_on = models.DateField(_("至"))
    about = models.BooleanField(_("日期为大致时间"), default=False)
    proof = models.CharField(_("凭证"), max_length=300)
    kept_at = models.CharField(_("原件存放处"), max_length=120, blank=True)
    entered_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))
    confirmed_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("复核人"))
    confirmed_at = models.DateTimeField(_("复核时间"), null=True)
    answer = models.CharField(_("复核意见"), max_length=200, blank=True)

    objects: ClassVar = LegacyServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("系统启用前的服务")
        constraints = [
            models.CheckConstraint(name="legacy_ends_after_begin", condition=Q(until_on__gte=F("since_on"))),
            models.CheckConstraint(name="legacy_has_proof", condition=~Q(proof="")),
            # Four eyes: who entered it never confirms it.
            models.CheckConstraint(
                name="legacy_confirmed_by_another",
                condition=~Q(step="confirmed")
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("entered_by"))),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="legacy_in_area"),
            models.Index(fields=["person", "step"], name="legacy_of_person"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("volunteering:legacy", args=[self.pk])

    @property
    def number(self) -> str:
        return f"旧 {self.entered_at.year}-{self.pk:04d}"

    @property
    def years(self) -> int:
        """Whole years from the first day to the last, both included."""
        return whole_years(self.since_on, self.until_on)


def whole_years(since: date, until: date) -> int:
    day_after = date.fromordinal(until.toordinal() + 1)
    before_birthday = (day_after.month, day_after.day) < (since.month, since.day)
    return day_after.year - since.year - int(before_birthday)
