from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.exchange.models import Project
from tongxin.kernel import terms
from tongxin.kernel.models import Principal
from tongxin.kernel.validity import Valid, ends_after_begin, never_twice
from tongxin.organizations.models import Organization


class AllianceMember(Valid):
    """An organization in an alliance body, and as what; one of them is the secretary unit (MHK-53)."""

    class Part(models.TextChoices):
        MEMBER = "member", _("成员单位")
        CHAIR = "chair", _("牵头单位")
        SECRETARY = "secretary", _("秘书处单位")

    alliance = models.ForeignKey(Organization, models.CASCADE, related_name="alliance_members", verbose_name=_("联盟"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="alliances", verbose_name=_("单位"))
    part = models.CharField(_("担任"), max_length=10, choices=Part, default=Part.MEMBER)

    class Meta:
        verbose_name = _("联盟成员")
        constraints = [
            ends_after_begin("alliance_member_ends_after_begin"),
            models.CheckConstraint(name="alliance_not_in_itself", condition=~Q(alliance=F("organization"))),
            never_twice("alliance_member_once", "alliance_id", "organization_id"),
            never_twice("alliance_one_secretary", "alliance_id", condition=Q(part="secretary")),
        ]

    def __str__(self) -> str:
        return f"{self.organization.name} · {self.get_part_display()}"


class CalendarEntryQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(cancelled_at__isnull=True)


class CalendarEntry(models.Model):
    """A date of an alliance that is no activity: a meeting, a deadline, an open house."""

    alliance = models.ForeignKey(Organization, models.CASCADE, db_index=False, related_name="calendar_entries")
    title = models.CharField(_("事项"), max_length=80)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    made_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("更新时间"))
    cancelled_at = models.DateTimeField(_("取消时间"), null=True)

    objects: ClassVar = CalendarEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("联盟日程")
        constraints = [models.CheckConstraint(name="calendar_entry_ends", condition=Q(ends_at__gt=F("begins_at")))]
        indexes = [models.Index(fields=["alliance", "begins_at"], name="calendar_entry_of_alliance")]

    def __str__(self) -> str:
        return self.title


class CalendarFeed(models.Model):
    """A secret address at which a calendar program reads an alliance's dates; only a print of its token is kept."""

    alliance = models.ForeignKey(Organization, models.CASCADE, related_name="calendar_feeds")
    principal = models.ForeignKey(Principal, models.CASCADE, related_name="calendar_feeds")
    token_print = models.BinaryField(unique=True)
    made_at = models.DateTimeField(_("生成时间"))
    ended_at = models.DateTimeField(_("作废时间"), null=True)

    class Meta:
        verbose_name = _("日程订阅")
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "principal"], name="calendar_feed_one_each", condition=Q(ended_at__isnull=True)
            )
        ]


class IndustryLine(Valid):
    """The one project line and brand of an industry, carried by its alliance (MHK-12)."""

    industry = models.CharField(_("行业"), max_length=40)
    # The key of the term, so that the database keeps one line to an industry.
    industry_key = models.BigIntegerField(editable=False)
    alliance = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="industry_lines", verbose_name=_("行业联盟")
    )
    name = models.CharField(_("项目主线"), max_length=60)
    brand = models.CharField(_("品牌"), max_length=60)
    text = models.CharField(_("特点"), max_length=500, blank=True)
    projects = models.ManyToManyField(Project, through="LineProject", related_name="industry_lines")
    set_at = models.DateTimeField(_("设立时间"))

    class Meta:
        verbose_name = _("行业主线")
        constraints = [
            ends_after_begin("industry_line_ends_after_begin"),
            never_twice("industry_one_line_a_day", "industry_key"),
            models.CheckConstraint(name="industry_line_named", condition=~Q(name="") & ~Q(brand="")),
        ]

    def __str__(self) -> str:
        return f"{self.industry_label} · {self.name}"

    @property
    def industry_label(self) -> str:
        return terms.label("industries", self.industry)


class LineProject(models.Model):
    """That a project stands under the line of an industry."""

    line = models.ForeignKey(IndustryLine, models.CASCADE, related_name="project_links")
    project = models.OneToOneField(Project, models.PROTECT, related_name="line_link")

    class Meta:
        verbose_name = _("主线项目")


class Happening:
    """One line of a shared calendar, whatever stands behind it."""

    def __init__(self, title: str, begins_at: datetime, ends_at: datetime, **more: Any) -> None:
        self.title, self.begins_at, self.ends_at = title, begins_at, ends_at
        self.place: str = more.get("place", "")
        self.host: str = more.get("host", "")
        self.url: str = more.get("url", "")
        self.key: str = more.get("key", "")
        self.changed_at: datetime = more.get("changed_at", begins_at)
        self.times_changed: int = more.get("times_changed", 0)
        self.entry_id: int = more.get("entry_id", 0)
        self.activity_id: int = more.get("activity_id", 0)
        self.cancelled: bool = more.get("cancelled", False)
