from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.exchange.models import Project
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.organizations.models import Organization


class ContributionQuerySet(ScopedQuerySet):
    def fen(self) -> int:
        """The sum in money, reversals taken off; things in kind without a value do not count."""
        return int(self.aggregate(sum=Sum("amount"))["sum"] or 0)

    def standing(self) -> Self:
        """Without those that were taken back, and what took them back."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)


class Contribution(models.Model):
    """What an organization gave to one livelihood item of a place: money, goods, work (MHK-23).

    Never edited: a mistake is taken back by a row of the opposite amount that points at it.
    """

    class Precision(models.TextChoices):
        EXACT = "exact", _("准确")
        ABOUT = "about", _("约")
        MORE = "more_than", _("以上")

    scope = by_area(organization="organization__path", owner="organization_id")

    organization = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="contributions", verbose_name=_("投入单位")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="contributions", verbose_name=_("受益社区"))
    area_path = models.CharField(max_length=200, db_collation="C")
    matter = models.CharField(_("民生事项"), max_length=80)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="contributions", verbose_name=_("所属项目")
    )
    kind = models.CharField(_("投入方式"), max_length=40)
    amount = models.BigIntegerField(_("折合金额"), null=True, blank=True)
    precision = models.CharField(_("金额"), max_length=10, choices=Precision, default=Precision.EXACT)
    quantity = models.CharField(_("实物或服务"), max_length=80, blank=True)
    given_on = models.DateField(_("投入日期"))
    recorded_at = models.DateTimeField(_("登记时间"))
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    objects: ClassVar = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("投入")
        constraints = [
            models.CheckConstraint(
                name="contribution_of_something", condition=Q(amount__isnull=False) | ~Q(quantity="")
            ),
            models.CheckConstraint(
                name="contribution_positive",
                condition=Q(amount__isnull=True)
                | Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="alliance_given_in_area"),
            models.Index(fields=["organization", "-id"], name="alliance_given_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.organization.name} · {self.matter}"

    @property
    def kind_label(self) -> str:
        return terms.label("contribution_kinds", self.kind)
