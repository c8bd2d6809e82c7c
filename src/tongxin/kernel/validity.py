"""Validity: rows that hold from one day to another, asked as of any day. `valid_to` is the last day included."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class ValidQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        return self.filter(holding_on(day))

    def current(self) -> Self:
        """Rows without an end; for the present use `on(today)` where an end in the future may be set."""
        return self.filter(valid_to__isnull=True)


def holding_on(day: date, prefix: str = "") -> Q:
    """The condition that a row (reached through `prefix`) holds on `day`."""
    begun = Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


class Valid(models.Model):
    """A fact with a term."""

    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True)

    objects: ClassVar[Any] = ValidQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def ends_after_begin(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
        violation_error_message=_("结束日期不能早于开始日期。"),
    )


def never_twice(name: str, *columns: str, condition: Q | None = None) -> ExclusionConstraint:
    """At no day may two rows with the same integer `columns` hold at once.

    Equality inside the exclusion is written as an overlap of one-point ranges, so that no extension is needed.
    """
    same: list[tuple[Any, str]] = [(_point(column), "&&") for column in columns]
    return ExclusionConstraint(
        name=name,
        expressions=[*same, (_term(), "&&")],
        condition=condition,
        violation_error_message=_("同一时间内已有一条有效记录。"),
    )


def _point(column: str) -> Func:
    return Func(F(column), F(column), Value("[]"), function="int8range", output_field=models.Field())


def _term() -> Func:
    return Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange", output_field=DateRangeField())
