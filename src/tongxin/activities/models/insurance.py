from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.models import Principal
from tongxin.organizations.models import Organization


class PolicyQuerySet(models.QuerySet):
    def holding(self, first: date, last: date) -> "PolicyQuerySet":
        """Those that hold on every day from the first to the last."""
        return self.filter(valid_from__lte=first, valid_to__gte=last)


class Policy(models.Model):
    """An accident insurance policy that somebody has seen on paper (regulation on volunteering arts. 12-17).

    It says for how many persons it holds, never for whom: a list of the insured is the insurer's.
    """

    holder = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="accident_policies", verbose_name=_("投保组织")
    )
    insurer = models.CharField(_("保险公司"), max_length=60)
    number = models.CharField(_("保单号"), max_length=60)
    covers = models.CharField(_("保障内容"), max_length=120)
    persons = models.PositiveIntegerField(_("保障人数"), null=True, blank=True)
    valid_from = models.DateField(_("保期自"))
    valid_to = models.DateField(_("保期至"))
    seen_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("核验人"))
    noted_at = models.DateTimeField(_("登记时间"))

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("意外险保单")
        constraints = [
            models.UniqueConstraint(fields=["holder", "insurer", "number"], name="policy_noted_once"),
            models.CheckConstraint(name="policy_ends_after_begin", condition=Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="policy_for_somebody", condition=Q(persons__isnull=True) | Q(persons__gt=0)),
            models.CheckConstraint(name="policy_says_what", condition=~Q(insurer="") & ~Q(number="") & ~Q(covers="")),
        ]

    def __str__(self) -> str:
        return f"{self.insurer} {self.number}"

    @property
    def words(self) -> str:
        """What one chooses it by: whose, for how many, until when."""
        many = _t("保 %d 人") % self.persons if self.persons else _t("不限人数")
        return f"{self} · {many} · {self.valid_from:%Y-%m-%d} — {self.valid_to:%Y-%m-%d}"

    def holds(self, first: date, last: date) -> bool:
        return self.valid_from <= first and last <= self.valid_to


class Insurable(models.Model):
    """A task that may be dangerous, and the policy that stands behind those who do it."""

    dangers = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("人身危险"))
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="insured_%(class)s_set",
        verbose_name=_("意外险保单"),
    )  # fmt: skip
    # That the host was told of the missing policy; a new policy makes the slate clean.
    insurance_reminded_at = models.DateTimeField(_("提醒投保时间"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_uninsured(self) -> bool:
        """Whether it is dangerous and nobody has shown a policy for it."""
        return bool(self.dangers) and self.policy_id is None

    @property
    def danger_labels(self) -> list[str]:
        return [terms.label("danger_kinds", danger) for danger in self.dangers]

    def danger_words(self, *, is_insured: bool | None = None) -> Any:
        """The dangers and whether there is insurance, for everybody; None where there is no danger."""
        if not self.dangers:
            return None
        insured = not self.is_uninsured if is_insured is None else is_insured
        said = _t("已投保意外险") if insured else _t("尚未投保意外险")
        return f"{'、'.join(self.danger_labels)}；{said}"


#: Dangerous without a policy, in the terms of the tables.
UNINSURED = Q(policy__isnull=True, dangers__len__gt=0)
