from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.kernel import terms
from tongxin.kernel.clock import Limit
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin


def _hash() -> Func:
    # The words of a keyword stand in the order of the alphabet, as a migration writes them; else they differ for ever.
    words = Func(F("code"), Value("|"), F("scope_path"), arg_joiner=" || ", template="(%(expressions)s)")
    return Func(words, Value(0), function="hashtextextended")


def _same_text() -> Func:
    """One point of a range for each pair of code and place: equal pairs overlap, so that no extension is needed."""
    return Func(_hash(), _hash(), Value("[]"), function="int8range", output_field=models.Field())


def _term() -> Func:
    return Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField())


class Category(Valid):
    """What a case is about, with the limits that hold there: when it is filed, until when handled, when closed.

    The row of the most specific place wins; a changed limit is a new row from a day on.
    """

    code = models.CharField(_("代码"), max_length=40)
    label = models.CharField(_("名称"), max_length=60)
    group = models.CharField(_("目录"), max_length=40)
    parent = models.CharField(_("上级类别"), max_length=40, blank=True)
    words = models.CharField(_("提示词"), max_length=300, blank=True)
    filing_condition = models.CharField(_("立案条件"), max_length=200, blank=True)
    closing_condition = models.CharField(_("结案条件"), max_length=200, blank=True)
    respond_amount = models.PositiveSmallIntegerField(_("接单时限"), null=True, blank=True)
    respond_unit = models.CharField(_("接单时限单位"), max_length=20, blank=True)
    handle_amount = models.PositiveSmallIntegerField(_("处置时限"), null=True, blank=True)
    handle_unit = models.CharField(_("处置时限单位"), max_length=20, blank=True)
    is_urgent = models.BooleanField(_("紧急"), default=False)
    asks_proof = models.BooleanField(_("办结须附证明"), default=False)
    is_public = models.BooleanField(_("可在公开地图显示"), default=False)
    number = models.PositiveSmallIntegerField(_("顺序"), default=0)
    scope_path = models.CharField(max_length=200, blank=True, db_collation="C")
    source = models.CharField(_("来源"), max_length=120, blank=True)
    is_example = models.BooleanField(_("示例"), default=False)

    objects: ClassVar[Any] = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("案件类别")
        constraints = [
            ends_after_begin("case_category_ends_after_begin"),
            ExclusionConstraint(
                name="case_category_once_a_day",
                expressions=[(_same_text(), "&&"), (_term(), "&&")],
                violation_error_message=_("这一类别在这段时间已有一条有效设置。"),
            ),
            models.CheckConstraint(
                name="case_category_limits_have_units",
                condition=(Q(respond_amount=None) | ~Q(respond_unit="")) & (Q(handle_amount=None) | ~Q(handle_unit="")),
            ),
        ]
        indexes = [models.Index(fields=["group", "number"], name="case_category_in_group")]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("cases:category", args=[self.pk])

    @property
    def respond_limit(self) -> Limit | None:
        return Limit(self.respond_amount, self.respond_unit) if self.respond_amount is not None else None

    @property
    def handle_limit(self) -> Limit | None:
        return Limit(self.handle_amount, self.handle_unit) if self.handle_amount is not None else None

    @property
    def group_label(self) -> str:
        return terms.label("case_catalogues", self.group)

    def is_open_on(self, day: date) -> bool:
        return self.holds_on(day)
