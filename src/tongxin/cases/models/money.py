from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models.case import Case
from tongxin.kernel.actor import Actor
from tongxin.kernel.models import Principal
from tongxin.organizations.models import Organization


class LivelihoodQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """Those whose case is in sight."""
        return self.filter(case__in=Case.objects.visible_to(actor))


class LivelihoodEntry(models.Model):
    """What a livelihood matter cost and when it was finished; the reporter's own word stands beside it (MHK-49)."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="livelihood", verbose_name=_("案件"))
    problem = models.CharField(_("问题"), max_length=200)
    money_fen = models.PositiveBigIntegerField(_("投入资金"), default=0)
    finished_on = models.DateField(_("完成日期"), null=True)
    entered_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))
    is_confirmed = models.BooleanField(_("居民确认"), null=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)

    objects: ClassVar = LivelihoodQuerySet.as_manager()

    class Meta:
        verbose_name = _("民生事项")
        constraints = [
            models.CheckConstraint(name="livelihood_says_what", condition=~Q(problem="")),
            models.CheckConstraint(
                name="livelihood_confirmed_has_time",
                condition=Q(is_confirmed=None, confirmed_at=None)
                | Q(is_confirmed__isnull=False, confirmed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["finished_on"], name="livelihood_finished_on")]

    def __str__(self) -> str:
        return self.problem

    @property
    def owner(self) -> Organization:
        """Who dealt with it: the lead, or the desk that did without one."""
        return self.case.lead or self.case.desk

    @property
    def word(self) -> tuple[str, str]:
        """What the resident said of it, with the tone of a badge."""
        if self.is_confirmed is None:
            return _t("居民还没有确认"), "neutral"
        return (_t("居民已确认"), "good") if self.is_confirmed else (_t("居民不认可"), "late")
