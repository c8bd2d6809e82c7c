from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.validity import Valid, ends_after_begin, never_twice
from tongxin.organizations.models import Organization
from tongxin.people.models import Person


class Spot(models.Model):
    """A flower bed, a bench, a corner that somebody may adopt (BL-02)."""

    scope = by_area()

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=30)
    text = models.CharField(_("要照看什么"), max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="spots", verbose_name=_("所在区域"))
    area_path = models.CharField(max_length=200, db_collation="C")
    is_active = models.BooleanField(_("可认养"), default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("认养点")
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="spot_once_per_area")]
        indexes = [models.Index(fields=["area_path", "-id"], name="spot_in_area")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        return terms.label("spot_kinds", self.kind)


class Adoption(Valid):
    """Who looks after a spot, and for how long; one at a time. The name is public only by own consent."""

    spot = models.ForeignKey(Spot, models.PROTECT, related_name="adoptions", verbose_name=_("认养点"))
    adopter = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, related_name="adoptions", verbose_name=_("认养人")
    )
    shows_name = models.BooleanField(_("同意公开称呼"), default=False)

    class Meta:
        verbose_name = _("认养")
        constraints = [
            ends_after_begin("adoption_ends_after_begin"),
            never_twice("adoption_one_at_a_time", "spot_id"),
        ]
        indexes = [models.Index(fields=["adopter", "valid_to"], name="adoption_of")]

    def __str__(self) -> str:
        return f"{self.adopter.name} · {self.spot}"

    @property
    def area_path(self) -> str:
        return self.spot.area_path


class Contribution(Travelling):
    """What a resident gives of his or her own accord: a plant, a bench, an hour of handiwork (BL-02)."""

    scope = by_area(owner="giver_id")

    giver = models.ForeignKey(
        Person, models.PROTECT, db_index=False, related_name="contributions", verbose_name=_("贡献人")
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("接收组织"))
    kind = models.CharField(_("类别"), max_length=30)
    text = models.CharField(_("是什么、有多少"), max_length=200)
    spot = models.ForeignKey(Spot, models.PROTECT, null=True, blank=True, related_name="contributions")
    shows_name = models.BooleanField(_("同意公开致谢"), default=False)
    offered_at = models.DateTimeField(_("提出时间"))
    thanks = models.CharField(_("致谢"), max_length=200, blank=True)
    answer = models.CharField(_("答复"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("居民贡献")
        constraints = [
            models.CheckConstraint(name="contribution_thanked_in_words", condition=~Q(step="thanked") | ~Q(thanks="")),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="contribution_in_area"),
            models.Index(fields=["giver", "-id"], name="contribution_of"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("volunteering:contribution", args=[self.pk])

    @property
    def number(self) -> str:
        return f"献 {self.offered_at.year}-{self.pk:04d}"

    @property
    def kind_label(self) -> str:
        return terms.label("gift_kinds", self.kind)

    @classmethod
    def thanked_in_public(cls) -> models.QuerySet["Contribution"]:
        return cls.objects.filter(step="thanked", shows_name=True).order_by("-step_at", "-pk")
