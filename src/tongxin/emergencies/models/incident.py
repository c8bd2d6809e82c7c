from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.cases.models import Case
from tongxin.emergencies.models.plan import EmergencyPlan
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.addresses import address
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization


class IncidentQuerySet(ScopedQuerySet):
    def going_on(self) -> Self:
        return self.filter(step="open")


class Incident(Travelling):
    """Something that happens now: where, of which kind, since when; until the all-clear, and then its review.

    Who was there is written nowhere: no participants, nothing about persons.
    """

    scope = by_area(owner="desk_id")

    title = models.CharField(_("什么事"), max_length=80)
    kind = models.CharField(_("情形"), max_length=40)
    is_drill = models.BooleanField(_("演练"), default=False)
    plan = models.ForeignKey(
        EmergencyPlan, models.PROTECT, null=True, related_name="incidents", verbose_name=_("按哪个预案")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("地点"))
    place = models.CharField(_("具体位置"), max_length=120, blank=True)
    desk = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("处置组织"))
    started_at = models.DateTimeField(_("开始时间"))
    opened_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("启动人"))
    cleared_at = models.DateTimeField(_("解除时间"), null=True)
    cleared_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("解除人"))
    outcome = models.CharField(_("处置结果"), max_length=500, blank=True)
    review = models.TextField(_("复盘"), max_length=2000, blank=True)
    reviewed_at = models.DateTimeField(_("复盘时间"), null=True)
    reviewed_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("复盘人"))
    cases = models.ManyToManyField(Case, through="IncidentCase", related_name="incidents")

    objects: ClassVar = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("应急事件")
        constraints = [
            models.CheckConstraint(
                name="incident_cleared_says_who",
                condition=~Q(step__in=("cleared", "closed")) | Q(cleared_at__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="incident_cleared_after_start",
                condition=Q(cleared_at=None) | Q(cleared_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="incident_closed_is_reviewed",
                condition=~Q(step="closed") | ~Q(review="") & Q(reviewed_at__isnull=False),
            ),
            models.CheckConstraint(name="incident_open_is_not_cleared", condition=~Q(step="open") | Q(cleared_at=None)),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="incident_in_area"),
            models.Index(fields=["area_path"], name="incident_going_on", condition=Q(step="open")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("emergencies:incident", self.pk)

    @property
    def number(self) -> str:
        return _t("应 %(year)d-%(number)04d") % {"year": self.started_at.year, "number": self.pk}

    @property
    def kind_label(self) -> str:
        return terms.label("emergency_kinds", self.kind)

    @property
    def where(self) -> str:
        return f"{self.area.name} {self.place}".strip()

    def minutes(self, at: datetime) -> int:
        """How long it has been going on, or went on."""
        return max(int(((self.cleared_at or at) - self.started_at).total_seconds() // 60), 0)


class IncidentTask(models.Model):
    """A step of the plan as it was when the incident began, and when it was done."""

    incident = models.ForeignKey(
        Incident, models.CASCADE, db_index=False, related_name="tasks", verbose_name=_("应急事件")
    )
    number = models.PositiveSmallIntegerField(_("顺序"))
    text = models.CharField(_("做什么"), max_length=200)
    by_whom = models.CharField(_("哪个岗位"), max_length=60, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True)

    class Meta:
        verbose_name = _("处置步骤")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="incident_task_in_order")]

    def __str__(self) -> str:
        return self.text


class LogLine(models.Model):
    """One line of the incident log. It is only ever added: the database refuses to change or delete one."""

    class Of(models.TextChoices):
        SAID = "said", _("记录")
        STARTED = "started", _("启动")
        TASK = "task", _("步骤")
        CALL = "call", _("召集")
        CASE = "case", _("诉求")
        CLEARED = "cleared", _("解除")

    incident = models.ForeignKey(
        Incident, models.PROTECT, db_index=False, related_name="lines", verbose_name=_("应急事件")
    )
    of = models.CharField(_("类别"), max_length=10, choices=Of, default=Of.SAID)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("记录人"))
    text = models.CharField(_("内容"), max_length=500)

    class Meta:
        verbose_name = _("事件日志")
        constraints = [models.CheckConstraint(name="log_line_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["incident", "-id"], name="log_of_incident")]

    def __str__(self) -> str:
        return self.text


class IncidentCase(models.Model):
    """A case that the incident raised, or that belongs to it."""

    incident = models.ForeignKey(
        Incident, models.CASCADE, db_index=False, related_name="links", verbose_name=_("应急事件")
    )
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("诉求"))

    class Meta:
        verbose_name = _("关联诉求")
        constraints = [models.UniqueConstraint(fields=["incident", "case"], name="incident_case_once")]
