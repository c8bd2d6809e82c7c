from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.addresses import address
from tongxin.kernel.clock import Limit
from tongxin.kernel.validity import Valid, ends_after_begin, holding_on
from tongxin.organizations.models import Organization
from tongxin.patrols.models.place import PatrolPlace


@dataclass(frozen=True)
class Check:
    """One thing to look at: its code in results and defects, the question, and the category of a case about it."""

    code: str
    label: str
    category: str = ""


class Checked(models.Model):
    """What is looked at, kept with the plan and with each round: an edited list changes no round that was laid."""

    checks: Any = models.JSONField(_("检查项"), default=list)

    class Meta:
        abstract = True

    @property
    def checklist(self) -> list[Check]:
        return [Check(**each) for each in self.checks]


class PatrolPlanQuerySet(ScopedQuerySet):
    def on(self, day: date) -> Self:
        return self.filter(holding_on(day))

    def due(self, day: date) -> Self:
        """Plans that owe a round by that day; one without a route owes none."""
        return self.filter(next_on__lte=day, stops__isnull=False).distinct()


class PatrolPlan(Valid, Checked):
    """What is looked at, where, how often and by whom. The rhythm is a rule in the words of iCalendar (RRULE), counted
    from the first day; `next_on` is the day of the next round, none when no more will come."""

    scope = by_area(organization="team__path", owner="keeper_id")

    name = models.CharField(_("名称"), max_length=60)
    source = models.CharField(_("采用的清单"), max_length=40, blank=True)
    advice = models.CharField(_("顺便说的养护要点"), max_length=500, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="patrol_plans", verbose_name=_("区域"))
    area_path = models.CharField(max_length=200, db_collation="C")
    keeper = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("组织巡查"))
    team = models.ForeignKey(Organization, models.PROTECT, related_name="patrol_plans", verbose_name=_("巡查队伍"))
    rule = models.CharField(_("重复规则"), max_length=80)
    walk_amount = models.PositiveSmallIntegerField(_("每轮时限"))
    walk_unit = models.CharField(_("时限单位"), max_length=20)
    next_on = models.DateField(_("下一轮"), null=True)
    places: Any = models.ManyToManyField(PatrolPlace, through="PlanStop", related_name="plans")

    objects: ClassVar[Any] = PatrolPlanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("巡查计划")
        constraints = [
            ends_after_begin("patrol_plan_ends_after_begin"),
            models.CheckConstraint(name="patrol_plan_looks_at_something", condition=~Q(checks=[])),
            models.CheckConstraint(
                name="patrol_plan_next_within_its_term",
                condition=Q(next_on=None) | Q(valid_to=None) | Q(next_on__lte=F("valid_to")),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="patrol_plan_in_area"),
            models.Index(fields=["next_on"], name="patrol_plan_next", condition=Q(next_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("patrols:plan", self.pk)

    @property
    def limit(self) -> Limit:
        return Limit(self.walk_amount, self.walk_unit)

    @property
    def source_label(self) -> str:
        return terms.label("patrol_checklists", self.source)

    def route(self) -> "Sequence[PlanStop]":
        return list(self.stops.select_related("place__area").order_by("number"))  # type: ignore[attr-defined]


class PlanStop(models.Model):
    """A place on the route of a plan, in its order."""

    plan = models.ForeignKey(
        PatrolPlan, models.CASCADE, db_index=False, related_name="stops", verbose_name=_("巡查计划")
    )
    place = models.ForeignKey(PatrolPlace, models.PROTECT, related_name="stops", verbose_name=_("巡查点"))
    number = models.PositiveSmallIntegerField(_("顺序"))

    class Meta:
        verbose_name = _("路线上的点")
        constraints = [
            models.UniqueConstraint(fields=["plan", "place"], name="plan_stop_once"),
            models.UniqueConstraint(fields=["plan", "number"], name="plan_stop_one_at_a_number"),
        ]
