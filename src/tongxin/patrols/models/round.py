from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.addresses import address
from tongxin.kernel.clock import Limit
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.validity import holding_on
from tongxin.organizations.models import Organization
from tongxin.patrols.models.place import PatrolPlace
from tongxin.patrols.models.plan import Checked, PatrolPlan
from tongxin.patrols.models.team import PatrolMember
from tongxin.people.models import Person


class PatrolRoundQuerySet(ScopedQuerySet):
    def for_walker(self, person_id: int, *, on: date) -> Self:
        """Rounds of the teams on whose roster the person stands that day."""
        mine = PatrolMember.objects.filter(holding_on(on), person_id=person_id, team=OuterRef("team"))
        return self.filter(Exists(mine))

    def open(self) -> Self:
        return self.filter(step="open")

    def ended(self) -> Self:
        return self.exclude(step="open")

    def counted(self, at: datetime) -> Self:
        """Rounds that should have been walked by now: walked or missed ones, and open ones past their date. Those that
        were called off are not counted."""
        return self.filter(Q(step__in=("done", "missed")) | Q(step="open", due_at__lte=at))

    def with_progress(self) -> Self:
        """Each with `places`, `seen` and `broken`: how many there are, were looked at, and what was found."""
        return self.annotate(
            places=Count("stops", distinct=True),
            seen=Count("stops", filter=Q(stops__seen_at__isnull=False), distinct=True),
            broken=Count("stops__results", filter=Q(stops__results__is_fine=False), distinct=True),
        )


class PatrolRound(Travelling, Checked):
    """One round of a plan, laid by the clock on its day; the team owes it until its date. One a day and plan."""

    scope = by_area(organization="team__path", owner="keeper_id")

    plan = models.ForeignKey(
        PatrolPlan, models.PROTECT, db_index=False, related_name="rounds", verbose_name=_("巡查计划")
    )
    on = models.DateField(_("应巡日期"))
    name = models.CharField(_("名称"), max_length=60)
    keeper = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("组织巡查"))
    team = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="patrol_rounds", verbose_name=_("巡查队伍")
    )
    walk_amount = models.PositiveSmallIntegerField(_("时限"))
    walk_unit = models.CharField(_("时限单位"), max_length=20)
    laid_at = models.DateTimeField(_("下达时间"))
    due_at = models.DateTimeField(_("到期时间"))
    reason = models.CharField(_("取消原因"), max_length=120, blank=True)

    objects: ClassVar = PatrolRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("巡查轮次")
        constraints = [
            models.UniqueConstraint(fields=["plan", "on"], name="patrol_round_once_a_day"),
            models.CheckConstraint(
                name="patrol_round_called_off_with_reason", condition=~Q(step="called_off") | ~Q(reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="patrol_round_in_area"),
            models.Index(fields=["team", "-on"], name="patrol_round_of_team"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"

    def get_absolute_url(self) -> str:
        return address("patrols:round", self.pk)

    @property
    def number(self) -> str:
        return _t("巡 %(year)d-%(number)05d") % {"year": self.on.year, "number": self.pk}

    @property
    def day(self) -> str:
        return _t("%(month)d月%(day)d日") % {"month": self.on.month, "day": self.on.day}

    @property
    def walk_limit(self) -> Limit:
        return Limit(self.walk_amount, self.walk_unit)

    @property
    def is_in_time(self) -> bool:
        """Whether it was walked by its date."""
        return self.step == "done" and self.step_at <= self.due_at


class RoundWalker(models.Model):
    """Who said to come along on a round: the shift of a patrol. Whoever stands on the roster may walk without it."""

    round = models.ForeignKey(
        PatrolRound, models.CASCADE, db_index=False, related_name="walkers", verbose_name=_("巡查轮次")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("队员"))
    said_at = models.DateTimeField(_("报名时间"))

    class Meta:
        verbose_name = _("这一轮的队员")
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="round_walker_once")]

    def __str__(self) -> str:
        return self.person.name


class RoundStop(models.Model):
    """One place of a round: when and by whom it was looked at, or why it could not be."""

    round = models.ForeignKey(
        PatrolRound, models.CASCADE, db_index=False, related_name="stops", verbose_name=_("巡查轮次")
    )
    place = models.ForeignKey(
        PatrolPlace, models.PROTECT, db_index=False, related_name="visits", verbose_name=_("巡查点")
    )
    number = models.PositiveSmallIntegerField(_("顺序"))
    seen_at = models.DateTimeField(_("查看时间"), null=True)
    seen_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("查看人"))
    why_not = models.CharField(_("没能查看的原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("查看")
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="round_stop_once"),
            models.UniqueConstraint(fields=["round", "number"], name="round_stop_one_at_a_number"),
            models.CheckConstraint(
                name="round_stop_seen_by_somebody",
                condition=Q(seen_at=None, seen_by=None, why_not="") | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["place", "-seen_at"], name="round_stop_of_place")]

    def __str__(self) -> str:
        return f"{self.number}. {self.place}"
