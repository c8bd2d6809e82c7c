from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.cases.models.case import Case
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.addresses import address
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization


class Call(Travelling):
    """A body that the desk called to a case: it must report in, says what it did, and is graded (C07-6)."""

    scope = by_area(owner="organization_id")

    case = models.ForeignKey(Case, models.CASCADE, related_name="calls", verbose_name=_("案件"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="case_calls", verbose_name=_("被召集单位")
    )
    desk = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("召集组织"))
    asks = models.CharField(_("请其做什么"), max_length=300, blank=True)
    called_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("召集人"))
    called_at = models.DateTimeField(_("召集时间"))
    reported_in_at = models.DateTimeField(_("报到时间"), null=True)
    reported_in_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("报到人"))
    answer = models.CharField(_("办理情况"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    grade = models.PositiveSmallIntegerField(_("评价"), null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("召集")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organization"],
                condition=Q(step__in=["called", "present"]),
                name="call_once_open_per_body",
            ),
            models.CheckConstraint(
                name="call_answered_after_report_in",
                condition=~Q(step__in=("present", "answered", "graded")) | Q(reported_in_at__isnull=False),
            ),
            models.CheckConstraint(
                name="call_grade_when_graded",
                condition=Q(step="graded", grade__gte=1, grade__lte=5) | (~Q(step="graded") & Q(grade=None)),
            ),
        ]
        indexes = [models.Index(fields=["organization", "-id"], name="call_of_body")]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        return address("cases:case", self.case_id)


class Extension(models.Model):
    """More time for handling: who asks does not grant it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="extensions", verbose_name=_("案件"))
    asked_by = models.ForeignKey(Principal, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    asked_at = models.DateTimeField(_("申请时间"))
    amount = models.PositiveSmallIntegerField(_("延长"))
    reason = models.CharField(_("理由"), max_length=200)
    answered_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    is_granted = models.BooleanField(_("同意"), null=True)
    answer_reason = models.CharField(_("答复说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("延期申请")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(answered_at=None), name="extension_one_open_per_case"),
            models.CheckConstraint(name="extension_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="extension_granted_by_another", condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="extension_answer_is_whole",
                condition=Q(answered_at=None, is_granted=None, answered_by=None)
                | Q(answered_at__isnull=False, is_granted__isnull=False, answered_by__isnull=False),
            ),
        ]
