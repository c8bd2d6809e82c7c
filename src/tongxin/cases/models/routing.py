from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin
from tongxin.organizations.models import Organization


class RoutingRule(Valid):
    """Who is proposed to handle a case: by category, place and time. The first rule that fits answers (C07-2)."""

    label = models.CharField(_("名称"), max_length=60)
    order = models.PositiveSmallIntegerField(_("顺序"))
    categories: Any = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("类别"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("范围"))
    area_path = models.CharField(max_length=200, db_collation="C")
    weekdays = models.CharField(_("星期"), max_length=7, blank=True)
    opens = models.TimeField(_("几点起"), null=True, blank=True)
    closes = models.TimeField(_("几点止"), null=True, blank=True)
    lead = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主办单位")
    )
    lead_kind = models.CharField(_("主办单位类型"), max_length=40, blank=True)
    is_on = models.BooleanField(_("启用"), default=False)
    tested_at = models.DateTimeField(_("试算时间"), null=True)
    is_example = models.BooleanField(_("示例"), default=False)

    objects: ClassVar[Any] = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("派遣规则")
        constraints = [
            ends_after_begin("routing_ends_after_begin"),
            models.CheckConstraint(
                name="routing_says_to_whom",
                condition=Q(lead__isnull=False, lead_kind="") | (Q(lead=None) & ~Q(lead_kind="")),
            ),
            models.CheckConstraint(name="routing_tested_before_on", condition=Q(is_on=False) | ~Q(tested_at=None)),
            models.CheckConstraint(
                name="routing_hours_are_two",
                condition=Q(opens=None, closes=None)
                | (Q(opens__isnull=False, closes__isnull=False) & ~Q(closes=F("opens"))),
            ),
        ]
        indexes = [models.Index(fields=["order"], name="routing_in_order", condition=Q(is_on=True))]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("cases:routing-rule", args=[self.pk])

    @property
    def lead_kind_label(self) -> str:
        return terms.label("organization_kinds", self.lead_kind)
