from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.alliance.models import Agreement, Side
from tongxin.areas.models import Area
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.sealing import SealedField
from tongxin.organizations.models import Organization

#: The step of an opinion at which it can be read by both sides.
OPENED = "opened"


class AppraisalQuerySet(ScopedQuerySet):
    def sealed(self) -> "AppraisalQuerySet":
        return self.filter(opened_at__isnull=True, dropped_at__isnull=True)


class Appraisal(models.Model):
    """One round of two-way appraisal under an agreement, for a period; open until both have spoken or `closes_at`.

    A round whose agreement ends before its term is dropped: it is never opened, and what lay in it is erased.

    `given` counts the opinions that lie in it; the database keeps the count and lets nobody open the round before
    both are in or the date has come (triggers of the second migration).
    """

    scope = by_area(organization="unit__path", owner="unit_id")

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, db_index=False, related_name="appraisals", verbose_name=_("共建协议")
    )
    unit = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+", verbose_name=_("驻区单位"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("社区（街道）党组织"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("社区（街道）"))
    area_path = models.CharField(max_length=200, db_collation="C")
    period_from = models.DateField(_("自"))
    period_to = models.DateField(_("至"))
    begun_at = models.DateTimeField(_("开启时间"))
    closes_at = models.DateTimeField(_("截止时间"))
    given = models.PositiveSmallIntegerField(_("已交"), default=0, editable=False)
    opened_at = models.DateTimeField(_("开封时间"), null=True)
    dropped_at = models.DateTimeField(_("停止时间"), null=True)

    objects: ClassVar = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = _("双向评价")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "period_from"], name="appraisal_once_per_period"),
            models.UniqueConstraint(
                fields=["agreement"],
                name="appraisal_one_sealed",
                condition=Q(opened_at__isnull=True, dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="appraisal_opened_or_dropped", condition=Q(opened_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
            models.CheckConstraint(name="appraisal_ends_after_begin", condition=Q(period_to__gte=F("period_from"))),
            models.CheckConstraint(
                name="appraisal_sealed_until_both_or_date",
                condition=Q(opened_at__isnull=True) | Q(given=2) | Q(opened_at__gte=F("closes_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="appraisal_in_area"),
            models.Index(fields=["unit", "-id"], name="appraisal_of_unit"),
        ]

    def __str__(self) -> str:
        return _t("%(unit)s与%(area)s双向评价") % {"unit": self.unit.name, "area": self.area.name}

    def get_absolute_url(self) -> str:
        return reverse("assessment:appraisal", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("评 %(year)d-%(number)04d") % {"year": today(self.begun_at).year, "number": self.pk}

    @property
    def is_open(self) -> bool:
        """Whether what was said can be read."""
        return self.opened_at is not None

    def is_closed(self, at: datetime) -> bool:
        """Whether nobody may say anything more."""
        return self.is_open or self.is_dropped or at > self.closes_at

    @property
    def is_dropped(self) -> bool:
        return self.dropped_at is not None


class Opinion(Travelling):
    """What one side says of the other. The words are sealed as long as they lie here; no table holds them in clear."""

    scope = by_area(organization="rater__path", owner="rater_id")

    appraisal = models.ForeignKey(
        Appraisal, models.PROTECT, db_index=False, related_name="opinions", verbose_name=_("双向评价")
    )
    side = models.CharField(_("评价方"), max_length=10, choices=Side)
    rater = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("评价方"))
    content: Any = SealedField(_("评价"))
    given_at = models.DateTimeField(_("提交时间"), null=True)
    given_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("提交人"))
    closes_at = models.DateTimeField(_("截止时间"))

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("评价意见")
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "side"], name="opinion_one_per_side"),
            models.UniqueConstraint(
                fields=["appraisal", "given_by"], name="opinion_nobody_speaks_for_both",
                condition=Q(given_by__isnull=False),
            ),
            models.CheckConstraint(
                name="opinion_given_with_words",
                condition=Q(step__in=("asked", "missed", "dropped"), content__isnull=True, given_at__isnull=True)
                | Q(step__in=("given", "opened"), content__isnull=False, given_at__isnull=False),
            ),
            models.CheckConstraint(
                name="opinion_in_time", condition=Q(given_at__isnull=True) | Q(given_at__lte=F("closes_at"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return _t("评价%s") % self.other_name

    def get_absolute_url(self) -> str:
        return self.appraisal.get_absolute_url()

    @property
    def other_name(self) -> str:
        """Whom it is about."""
        return self.appraisal.area.name if self.side == Side.UNIT else self.appraisal.unit.name
