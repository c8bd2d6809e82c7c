from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.addresses import address
from tongxin.kernel.clock import Limit
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.sealing import SealedField
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin, never_twice
from tongxin.organizations.models import Organization, Post
from tongxin.people.models import Person


class PlanQuerySet(ScopedQuerySet):
    def in_force(self) -> Self:
        return self.filter(step="in_force")

    def around(self, path: str) -> Self:
        """Plans of the place itself and of those around it: what may be started there."""
        steps = path.rstrip("/").split("/")
        return self.filter(area_path__in=["/".join(steps[:n]) + "/" for n in range(1, len(steps) + 1)])


class EmergencyPlan(Travelling):
    """What a place does when something happens: for which kinds, in which steps, who is called; reviewed every year."""

    scope = by_area(owner="keeper_id")

    title = models.CharField(_("预案名称"), max_length=80)
    kinds: Any = ArrayField(models.CharField(max_length=40), verbose_name=_("适用情形"))
    keeper = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("责任组织"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("适用区域"))
    purpose = models.CharField(_("什么情况下启动"), max_length=500)
    written_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("起草人"))
    written_at = models.DateTimeField(_("起草时间"))
    reviewed_on = models.DateField(_("最近复核"), null=True)
    review_on = models.DateField(_("下次复核"), null=True)
    review_days = models.PositiveSmallIntegerField(_("复核周期（天）"), default=0)

    objects: ClassVar = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("应急预案")
        constraints = [
            models.CheckConstraint(name="emergency_plan_has_kind", condition=Q(kinds__len__gt=0)),
            models.CheckConstraint(
                name="emergency_plan_in_force_has_review",
                condition=~Q(step="in_force")
                | Q(
                    reviewed_on__isnull=False,
                    review_on__isnull=False,
                    review_days__gt=0,
                    review_on__gt=models.F("reviewed_on"),
                ),
            ),
            models.UniqueConstraint(
                fields=["area", "title"], condition=~Q(step="ended"), name="emergency_plan_named_once"
            ),
        ]
        indexes = [models.Index(fields=["area_path", "-id"], name="emergency_plan_in_area")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("emergencies:plan", self.pk)

    @property
    def kinds_label(self) -> str:
        return "、".join(terms.label("emergency_kinds", code) for code in self.kinds)

    @property
    def number(self) -> str:
        return _t("预 %(year)d-%(number)04d") % {"year": self.written_at.year, "number": self.pk}

    @property
    def review_limit(self) -> Limit | None:
        """How long until the next review is due, counted from the last one."""
        return Limit(self.review_days, "day") if self.review_days else None


class PlanStep(models.Model):
    """One thing to do, in its order, and which post does it; never a person's name."""

    plan = models.ForeignKey(
        EmergencyPlan, models.CASCADE, db_index=False, related_name="steps", verbose_name=_("预案")
    )
    number = models.PositiveSmallIntegerField(_("顺序"))
    text = models.CharField(_("做什么"), max_length=200)
    by_whom = models.CharField(_("哪个岗位"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("处置步骤")
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_step_in_order")]

    def __str__(self) -> str:
        return self.text


class EntryQuerySet(ValidQuerySet):
    def of_staff(self, on: date) -> Self:
        """Of those who still hold a post on the day."""
        return self.filter(Exists(Post.objects.on(on).filter(person=OuterRef("person"))))

    def to_erase(self, on: date) -> Self:
        """Ended entries whose number has to go."""
        return self.filter(erase_on__lte=on, phone__isnull=False)


class CallOutEntry(Valid):
    """Somebody on duty who is called when the plan is started, and as what; staff at a post, never residents.

    The phone is kept sealed, every look is recorded, and it is erased on `erase_on`, some days after the entry ended.
    """

    plan = models.ForeignKey(EmergencyPlan, models.CASCADE, related_name="entries", verbose_name=_("预案"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("值守人员"))
    order = models.PositiveSmallIntegerField(_("召集顺序"))
    task = models.CharField(_("到场做什么"), max_length=60)
    phone = SealedField(verbose_name=_("应急电话"))
    erase_on = models.DateField(_("号码删除日期"), null=True)

    objects: ClassVar = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("召集名单")
        ordering = ["order", "pk"]
        constraints = [
            ends_after_begin("call_out_entry_ends_after_begin"),
            never_twice("call_out_entry_once", "plan_id", "person_id"),
            models.CheckConstraint(name="call_out_entry_in_order", condition=Q(order__gte=1, order__lte=99)),
            models.CheckConstraint(
                name="call_out_entry_ended_is_erased",
                condition=Q(valid_to=None) | Q(phone=None) | Q(erase_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["erase_on"], name="call_out_to_erase", condition=Q(phone__isnull=False))]

    def __str__(self) -> str:
        return f"{self.person.name} · {self.task}"

    def last_until(self, day: date, *, kept_days: int) -> None:
        """The entry ends on that day; its number goes so many days later."""
        self.valid_to, self.erase_on = day, day + timedelta(days=kept_days)
