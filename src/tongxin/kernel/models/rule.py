from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.validity import Valid, ends_after_begin


class Rule(Valid):
    """A number that a law, a city or an organization sets: value, unit, source, term and the area it holds in.

    `scope_path` is the path of an area; empty for the whole installation. A changed number is a new row.
    """

    key = models.CharField(_("规则"), max_length=60)
    value = models.JSONField(_("值"))
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    label = models.CharField(_("名称"), max_length=80, blank=True)
    source = models.CharField(_("依据"), max_length=200)
    is_example = models.BooleanField(_("示例"), default=False)
    scope_path = models.CharField(_("适用范围"), max_length=200, blank=True, db_collation="C")

    class Meta:
        verbose_name = _("规则")
        constraints = [
            ends_after_begin("rule_ends_after_begin"),
            models.UniqueConstraint(fields=["key", "scope_path", "valid_from"], name="rule_one_per_scope_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.key} = {self.value} {self.unit}"


class StepSetting(Valid):
    """How one step of a procedure is called, how long it may take and who holds it, in one area and term."""

    procedure = models.CharField(_("流程"), max_length=30)
    step = models.CharField(_("步骤"), max_length=30)
    scope_path = models.CharField(_("适用范围"), max_length=200, blank=True, db_collation="C")
    label = models.CharField(_("步骤名称"), max_length=40, blank=True)
    amount = models.PositiveSmallIntegerField(_("时限"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=12, default="working_day")
    holder_role = models.CharField(_("经办岗位"), max_length=40, blank=True)
    source = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("步骤设置")
        constraints = [
            ends_after_begin("step_setting_ends_after_begin"),
            models.UniqueConstraint(
                fields=["procedure", "step", "scope_path", "valid_from"], name="step_setting_one_per_scope_and_day"
            ),
        ]
