from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Activity
from tongxin.areas.models import Area
from tongxin.exchange.models.need import Need
from tongxin.exchange.models.resource import Offer, Resource
from tongxin.funds.models import Budget
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.organizations.models import Organization


class ProjectQuerySet(ScopedQuerySet):
    def standing(self) -> Self:
        """Projects that count: those refused or withdrawn do not."""
        return self.exclude(step__in=("refused", "withdrawn"))

    def public(self) -> Self:
        return self.standing().exclude(step="proposed")

    def finished(self) -> Self:
        return self.filter(step__in=("appraisal", "closed"))


class Project(Travelling):
    """What comes of needs and resources together: partners, a term, what counts as done, a budget (YX-39)."""

    scope = by_area(owner="partners__organization_id")

    title = models.CharField(_("名称"), max_length=60)
    text = models.TextField(_("做什么"), max_length=2000, blank=True)
    field = models.CharField(_("领域"), max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("实施地点"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="hosted_projects", verbose_name=_("承办组织"))
    lead = models.ForeignKey(Organization, models.PROTECT, related_name="led_projects", verbose_name=_("牵头单位"))
    begins_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    acceptance = models.TextField(_("验收标准"), max_length=1000)
    result = models.TextField(_("完成情况"), max_length=2000, blank=True)
    budget = models.OneToOneField(Budget, models.PROTECT, null=True, blank=True, related_name="project")
    proposed_at = models.DateTimeField(_("提出时间"))
    needs = models.ManyToManyField(Need, through="ProjectNeed", related_name="projects")
    resources = models.ManyToManyField(Resource, through="ProjectResource", related_name="projects")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("项目")
        constraints = [
            models.CheckConstraint(
                name="project_ends_after_begin",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(name="project_says_what_is_done", condition=~Q(acceptance="")),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="project_in_area"),
            models.Index(fields=["step", "area_path"], name="project_at_step"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchange:project", args=[self.pk])

    @property
    def number(self) -> str:
        return f"项 {self.proposed_at.year}-{self.pk:04d}"

    @property
    def field_label(self) -> str:
        return terms.label("fields", self.field)

    def proposers(self) -> list[int]:
        """Who asked for it: the proposers of the cited needs and of those joined into them. One query."""
        cited = Q(projects=self) | Q(joined_into__projects=self)
        rows = Need.objects.filter(cited, proposer__isnull=False)
        return list(rows.values_list("proposer_id", flat=True).distinct())

    def partner_ids(self) -> list[int]:
        return list(self.partners.values_list("organization_id", flat=True))  # type: ignore[attr-defined]


class ProjectNeed(models.Model):
    """That a project answers a need. A need is carried by one running project at a time; a failed one lets it go."""

    project = models.ForeignKey(Project, models.CASCADE, db_index=False, related_name="need_links")
    need = models.ForeignKey(Need, models.PROTECT, related_name="project_links")
    let_go = models.BooleanField(_("已退回"), default=False)

    class Meta:
        verbose_name = _("回应的需求")
        constraints = [
            models.UniqueConstraint(fields=["project", "need"], name="project_need_once"),
            models.UniqueConstraint(fields=["need"], condition=Q(let_go=False), name="project_need_carried_once"),
        ]


class ProjectResource(models.Model):
    """That a project uses a resource, through the offer that its owner answered where there is one."""

    project = models.ForeignKey(Project, models.CASCADE, db_index=False, related_name="resource_links")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="project_links")
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("使用的资源")
        constraints = [models.UniqueConstraint(fields=["project", "resource"], name="project_resource_once")]


class ProjectPartner(models.Model):
    """One organization in a project and as what kind of partner (MHK-47)."""

    project = models.ForeignKey(Project, models.CASCADE, db_index=False, related_name="partners")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="partnerships")
    kind = models.CharField(_("伙伴类别"), max_length=40)

    class Meta:
        verbose_name = _("项目伙伴")
        constraints = [
            models.UniqueConstraint(fields=["project", "organization"], name="project_partner_once"),
            models.CheckConstraint(name="project_partner_has_kind", condition=~Q(kind="")),
        ]

    @property
    def kind_label(self) -> str:
        return terms.label("partner_kinds", self.kind)


class ProjectActivity(models.Model):
    """That an activity belongs to a project: its places, sign-ups and check-ins are the activity's own."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="activity_links")
    activity = models.OneToOneField(Activity, models.PROTECT, related_name="project_link")

    class Meta:
        verbose_name = _("项目活动")


class Appraisal(models.Model):
    """How one of those concerned found the result, once per project and person. No row means not rated, never good."""

    project = models.ForeignKey(Project, models.CASCADE, db_index=False, related_name="appraisals")
    by = models.ForeignKey(Principal, models.PROTECT, related_name="appraisals", verbose_name=_("评价人"))
    grade = models.PositiveSmallIntegerField(_("评价"))
    text = models.CharField(_("意见"), max_length=500, blank=True)
    at = models.DateTimeField(_("评价时间"))

    class Meta:
        verbose_name = _("评价")
        constraints = [
            models.UniqueConstraint(fields=["project", "by"], name="appraisal_once_per_person"),
            models.CheckConstraint(name="appraisal_grade_one_to_five", condition=Q(grade__gte=1, grade__lte=5)),
        ]

    @property
    def grade_label(self) -> str:
        found = [
            term.label for term in terms.terms("appraisal_grades").values() if term.data.get("value") == self.grade
        ]
        return found[0] if found else str(self.grade)
