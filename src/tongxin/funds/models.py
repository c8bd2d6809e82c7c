from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.organizations.models import Organization


class FundSource(models.Model):
    """Money that somebody gives in a year, with a limit or without one. `drawn` is kept by the database itself.

    A trigger adds each line to `drawn` and takes withdrawn ones off; the constraint then refuses what goes too far.
    """

    scope = by_area(owner="keeper_id")

    kind = models.CharField(_("来源类别"), max_length=30)
    name = models.CharField(_("名称"), max_length=120)
    payer = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("出资单位"))
    keeper = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="+", verbose_name=_("管理组织")
    )
    area_path = models.CharField(max_length=200, db_collation="C")
    year = models.PositiveSmallIntegerField(_("年度"))
    amount = models.BigIntegerField(_("额度（分）"), null=True)
    drawn = models.BigIntegerField(_("已安排（分）"), default=0)
    opened_at = models.DateTimeField(_("登记时间"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("资金来源")
        constraints = [
            models.CheckConstraint(name="fund_source_amount_positive", condition=Q(amount=None) | Q(amount__gt=0)),
            models.CheckConstraint(
                name="fund_source_not_overdrawn",
                condition=Q(drawn__gte=0) & (Q(amount=None) | Q(drawn__lte=F("amount"))),
            ),
            models.UniqueConstraint(fields=["keeper", "year", "name"], name="fund_source_named_once_a_year"),
        ]
        indexes = [models.Index(fields=["area_path", "year"], name="fund_source_in_area")]

    def __str__(self) -> str:
        return f"{self.name}（{self.year}）"

    def get_absolute_url(self) -> str:
        return reverse("funds:sources")

    @property
    def kind_label(self) -> str:
        return terms.label("fund_sources", self.kind)

    @property
    def public_label(self) -> str:
        """How the public is told of it: 财政投入, 党费补助."""
        term = terms.find("fund_sources", self.kind)
        return str((term.data.get("public") if term else "") or self.kind_label)

    @property
    def left(self) -> int | None:
        """Fen that can still be drawn; None without a limit."""
        return None if self.amount is None else self.amount - self.drawn


class Budget(models.Model):
    """The money of one project: its lines, each from one source."""

    scope = by_area(owner="owner_id")

    title = models.CharField(_("事项"), max_length=160)
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("承担组织"))
    area_path = models.CharField(max_length=200, db_collation="C")
    opened_at = models.DateTimeField(_("登记时间"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("预算")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funds:budget", args=[self.pk])


class LineQuerySet(models.QuerySet):
    def standing(self) -> "LineQuerySet":
        """Lines that count: not withdrawals, and not withdrawn."""
        return self.filter(withdraws=None, withdrawn_by=None)


class BudgetLine(models.Model):
    """One sum for one purpose from one source; or the withdrawal of such a line. Never changed, never deleted."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="lines", verbose_name=_("预算"))
    source = models.ForeignKey(FundSource, models.PROTECT, related_name="lines", verbose_name=_("资金来源"))
    purpose = models.CharField(_("用途"), max_length=120)
    amount = models.BigIntegerField(_("金额（分）"))
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, related_name="withdrawn_by")
    at = models.DateTimeField(_("时间"))

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("预算项")
        constraints = [models.CheckConstraint(name="budget_line_amount_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return self.purpose
