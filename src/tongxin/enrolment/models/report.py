"""Reports between host and home, their receipt and answer, the member's own report, and the run that opens them."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.enrolment.models.enrolment import Enrolment
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization


def _term_ends_after_begin(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(period_to__gte=F("period_from")))


def period_words(begin: date, end: date) -> str:
    """A whole year is called by its number, a quarter likewise; anything else by its two days."""
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    if months == 12 and begin.month == 1:
        return _t("%d 年度") % begin.year
    if months == 3 and begin.month in (1, 4, 7, 10):
        return _t("%(year)d 年第%(quarter)s季度") % {"year": begin.year, "quarter": "一二三四"[begin.month // 3]}
    return f"{begin.year} 年 {begin.month} 月{begin.day} 日至 {end.year} 年 {end.month} 月 {end.day} 日"


class ReportRun(models.Model):
    """One opening of all the reports of a period below a place; run again, it adds what is missing."""

    class Step(models.TextChoices):
        RUNNING = "running", _("正在生成")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")

    scope = by_area()

    months = models.PositiveSmallIntegerField(_("周期（月）"))
    period_from = models.DateField(_("自"))
    period_to = models.DateField(_("至"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("范围"))
    area_path = models.CharField(max_length=200, db_collation="C")
    step = models.CharField(_("进展"), max_length=10, choices=Step, default=Step.RUNNING)
    total = models.PositiveIntegerField(_("应生成"), default=0)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    opened = models.PositiveIntegerField(_("新开启"), default=0)
    by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("发起人"))
    begun_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True)
    failure = models.CharField(_("失败原因"), max_length=300, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告生成")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "months", "period_from"], name="report_run_one_at_a_time", condition=Q(step="running")
            ),
            _term_ends_after_begin("report_run_ends_after_begin"),
        ]

    def __str__(self) -> str:
        return _t("%(area)s %(period)s") % {"area": self.area.name, "period": self.period}

    def get_absolute_url(self) -> str:
        return reverse("enrolment:report-run", args=[self.pk])

    @property
    def period(self) -> str:
        return period_words(self.period_from, self.period_to)


class ReportQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """As the scope says; a receiver sees what was sent to it wherever it lies."""
        condition = Report.scope.condition(actor)
        if actor.sees.along == "organization" and actor.organization_path:
            received = ReportDelivery.objects.filter(recipient__path__startswith=actor.sees.path)
            condition |= Q(pk__in=received.values("report_id"))
        return self.filter(condition)

    def sent(self) -> Self:
        return self.filter(step="sent")


class Report(Travelling):
    """What one side tells the other of a period; both read this one record (MHK-35, CD-39).

    `area` is the community it is about, `partner` the other side; none where it is about all who checked in there.
    `content` holds the figures as they stood when it was sent: lines, sums and months (`reports.gathering`).
    """

    scope = by_area(organization="partner__path", owner="sender_id")

    kind = models.CharField(_("种类"), max_length=40)
    sender = models.ForeignKey(Organization, models.PROTECT, db_index=False, related_name="+", verbose_name=_("报送方"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("社区"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("社区党组织"))
    partner = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, null=True, related_name="+", verbose_name=_("对方")
    )
    period_from = models.DateField(_("自"))
    period_to = models.DateField(_("至"))
    note = models.TextField(_("情况说明"), max_length=1000, blank=True)
    content = models.JSONField(default=dict)
    opened_at = models.DateTimeField(_("开启时间"))
    sent_at = models.DateTimeField(_("报送时间"), null=True)
    drop_reason = models.CharField(_("不再报送的原因"), max_length=120, blank=True)

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "partner", "period_from"], name="report_once_per_period", nulls_distinct=False
            ),
            _term_ends_after_begin("report_ends_after_begin"),
            models.CheckConstraint(name="report_sent_at_a_time", condition=~Q(step="sent") | Q(sent_at__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="report_in_area"),
            models.Index(fields=["sender", "-id"], name="report_of_sender"),
            models.Index(fields=["partner", "-id"], name="report_of_partner"),
        ]

    def __str__(self) -> str:
        about = self.partner.name if self.partner else self.area.name
        return _t("%(kind)s：%(about)s %(period)s") % {"kind": self.kind_label, "about": about, "period": self.period}

    def get_absolute_url(self) -> str:
        return reverse("enrolment:report", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("告 %(year)d-%(number)04d") % {"year": today(self.opened_at).year, "number": self.pk}

    @property
    def kind_data(self) -> dict[str, Any]:
        term = terms.find("report_kinds", self.kind)
        return term.data if term else {}

    @property
    def kind_label(self) -> str:
        return terms.label("report_kinds", self.kind)

    @property
    def period(self) -> str:
        return period_words(self.period_from, self.period_to)

    @property
    def is_from_community(self) -> bool:
        return self.sender_id == self.host_id


class ReportDelivery(Travelling):
    """That a report reached one receiver: receipt and answer, each with its time."""

    scope = by_area(organization="recipient__path", owner="recipient_id")

    report = models.ForeignKey(
        Report, models.PROTECT, db_index=False, related_name="deliveries", verbose_name=_("报告")
    )
    recipient = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="+", verbose_name=_("接收方")
    )
    asks_answer = models.BooleanField(_("须答复"), default=False)
    delivered_at = models.DateTimeField(_("送达时间"))
    acknowledged_at = models.DateTimeField(_("签收时间"), null=True)
    answer = models.TextField(_("答复"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告送达")
        constraints = [
            models.UniqueConstraint(fields=["report", "recipient"], name="report_delivered_once_to_each"),
            models.CheckConstraint(
                name="report_answered_in_words",
                condition=~Q(step="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="report_read_before_it_is_answered",
                condition=Q(step__in=("delivered", "lapsed")) | Q(acknowledged_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="report_delivery_in_area"),
            models.Index(fields=["recipient", "step", "-id"], name="report_delivery_to"),
        ]

    def __str__(self) -> str:
        return str(self.report)

    def get_absolute_url(self) -> str:
        return reverse("enrolment:report", args=[self.report_id])


class MemberReportQuerySet(ScopedQuerySet):
    def sent(self) -> Self:
        return self.filter(step="sent")


class MemberReport(Travelling):
    """A member's own report of a year to home and community (YX-06). It writes itself from what was confirmed; the
    member may add words until the time is over, and nothing happens to who adds none."""

    scope = by_area(organization="home__path", owner="subject_id")

    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, db_index=False, related_name="reports", verbose_name=_("报到")
    )
    subject = models.ForeignKey(Principal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("党员"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("社区"))
    home = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="+", verbose_name=_("组织关系所在党组织")
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("社区党组织"))
    period_from = models.DateField(_("自"))
    period_to = models.DateField(_("至"))
    content = models.JSONField(default=dict)
    words = models.CharField(_("本人补充"), max_length=500, blank=True)
    opened_at = models.DateTimeField(_("开启时间"))
    sent_at = models.DateTimeField(_("报送时间"), null=True)
    home_noted_at = models.DateTimeField(_("所在党组织阅知"), null=True)
    host_noted_at = models.DateTimeField(_("社区阅知"), null=True)
    drop_reason = models.CharField(_("不再报送的原因"), max_length=120, blank=True)

    objects: ClassVar = MemberReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("党员双报告")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "period_from"], name="member_report_once_per_period"),
            _term_ends_after_begin("member_report_ends_after_begin"),
            models.CheckConstraint(
                name="member_report_noted_after_it_was_sent",
                condition=Q(step="sent") | Q(home_noted_at__isnull=True, host_noted_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="member_report_in_area"),
            models.Index(fields=["subject", "-id"], name="member_report_of_subject"),
            models.Index(fields=["home", "-id"], name="member_report_to_home"),
        ]

    def __str__(self) -> str:
        return _t("%(name)s %(period)s服务报告") % {"name": self.subject.name, "period": self.period}

    def get_absolute_url(self) -> str:
        return reverse("enrolment:member-report", args=[self.pk])

    @property
    def period(self) -> str:
        return period_words(self.period_from, self.period_to)
