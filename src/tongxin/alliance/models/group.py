from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.exchange.models import Project
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.clock import today
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.validity import Valid, ends_after_begin, never_twice
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class GroupFiling(Travelling):
    """A self-organized group of residents put on file with the community: 备案, which is no registration (BL-19)."""

    scope = by_area(owner="leader_id")

    name = models.CharField(_("名称"), max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="group_filings", verbose_name=_("社区"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("备案组织"))
    leader = models.ForeignKey(Person, models.PROTECT, related_name="led_groups", verbose_name=_("负责人"))
    people = models.PositiveSmallIntegerField(_("人数"))
    does = models.CharField(_("开展什么活动"), max_length=500)
    venue_need = models.CharField(_("场地需要"), max_length=200, blank=True)
    organization = models.OneToOneField(
        Organization, models.PROTECT, null=True, related_name="filing", verbose_name=_("备案的组织")
    )
    asked_at = models.DateTimeField(_("提出时间"))
    filed_on = models.DateField(_("备案日期"), null=True)
    end_reason = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("群众组织备案")
        constraints = [
            models.CheckConstraint(
                name="group_on_file_is_an_organization",
                condition=~Q(step__in=("on_file", "ended")) | Q(organization__isnull=False, filed_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["area", "name"], name="group_filed_once", condition=Q(step__in=("filed", "on_file"))
            ),
            models.CheckConstraint(name="group_has_people", condition=Q(people__gt=0)),
        ]
        indexes = [models.Index(fields=["area_path", "-id"], name="group_filing_in_area")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("alliance:group", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("备 %(year)d-%(number)04d") % {"year": today(self.asked_at).year, "number": self.pk}


class GroupGrant(models.Model):
    """Money or support that a group on file was given."""

    filing = models.ForeignKey(GroupFiling, models.CASCADE, related_name="grants")
    amount = models.BigIntegerField(_("金额"))
    source = models.CharField(_("来源"), max_length=60)
    purpose = models.CharField(_("用途"), max_length=200)
    given_on = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("扶持")
        constraints = [models.CheckConstraint(name="group_grant_positive", condition=Q(amount__gt=0))]


class Incubation(Valid):
    """At which stage of its growing up a social organization is, and when (YX-36)."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="incubations", verbose_name=_("社会组织")
    )
    stage = models.CharField(_("阶段"), max_length=40)
    note = models.CharField(_("情况"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("孵化阶段")
        constraints = [
            ends_after_begin("incubation_ends_after_begin"),
            never_twice("incubation_one_stage_a_day", "organization_id"),
        ]

    @property
    def stage_label(self) -> str:
        return terms.label("incubation_stages", self.stage)


class SocietyLink(Valid):
    """Community, social organization and social worker together in one project: 三社联动 (YX-36)."""

    project = models.ForeignKey(
        Project, models.CASCADE, db_index=False, related_name="society_links", verbose_name=_("项目")
    )
    community = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("社区"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="society_links", verbose_name=_("社会组织")
    )
    worker = models.ForeignKey(Person, models.PROTECT, related_name="society_links", verbose_name=_("社工"))

    class Meta:
        verbose_name = _("三社联动")
        constraints = [
            ends_after_begin("society_link_ends_after_begin"),
            models.UniqueConstraint(fields=["project", "organization", "worker"], name="society_link_once"),
        ]
