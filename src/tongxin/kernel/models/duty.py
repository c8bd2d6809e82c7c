from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.clock import Due
from tongxin.kernel.models.principal import Principal


class DutyQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def held_by(self, principal_ids: tuple[int, ...]) -> Self:
        return self.filter(holder_id__in=principal_ids)

    def late(self, at: datetime) -> Self:
        """Overdue is a question: open and running past its due date, or closed after it."""
        open_late = Q(closed_at__isnull=True, paused_at__isnull=True, due_at__lt=at)
        return self.filter(open_late | Q(closed_at__gt=F("due_at")))


class Duty(models.Model):
    """What one holder owes to one thing by one date. A step lays one; lateness lays another on the superior."""

    class Kind(models.TextChoices):
        STEP = "step", _("办理")
        URGE = "urge", _("督办")

    kind = models.CharField(_("类别"), max_length=8, choices=Kind, default=Kind.STEP)
    procedure = models.CharField(_("流程"), max_length=30)
    step = models.CharField(_("步骤"), max_length=30)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title = models.CharField(_("事项"), max_length=160)
    holder = models.ForeignKey(Principal, models.PROTECT, related_name="duties", verbose_name=_("责任主体"))
    role = models.CharField(_("经办岗位"), max_length=40, blank=True)
    area_path = models.CharField(max_length=200, db_collation="C")
    laid_at = models.DateTimeField(_("开始"))
    due_at = models.DateTimeField(_("期限"), null=True)
    due_data = models.JSONField(default=dict)
    provisional = models.BooleanField(_("暂定"), default=False)
    look_at = models.DateTimeField(_("下次检查"), null=True)
    paused_at = models.DateTimeField(_("暂停"), null=True)
    pause_reason = models.CharField(_("暂停原因"), max_length=120, blank=True)
    pauses = models.JSONField(default=list)
    closed_at = models.DateTimeField(_("办结"), null=True)
    outcome = models.CharField(max_length=30, blank=True)
    urges = models.ForeignKey("self", models.CASCADE, db_index=False, null=True, related_name="urged_by")
    level = models.PositiveSmallIntegerField(_("上送层级"), default=0)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("待办")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"],
                condition=Q(closed_at__isnull=True, kind="step"),
                name="duty_one_open_per_subject",
            ),
            models.UniqueConstraint(
                fields=["urges", "level"], condition=Q(urges__isnull=False), name="duty_urged_once_per_level"
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], name="duty_to_look_at", condition=Q(look_at__isnull=False)),
            models.Index(fields=["holder", "due_at"], name="duty_open_of_holder", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["area_path"], name="duty_open_in_area", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["subject_type", "subject_id"], name="duty_of_subject"),
        ]

    def is_late(self, at: datetime) -> bool:
        if self.due_at is None or self.paused_at:
            return False
        return self.due_at < (self.closed_at or at)

    @property
    def due(self) -> Due | None:
        return Due.from_data(self.due_at, self.due_data, self.provisional) if self.due_at else None
