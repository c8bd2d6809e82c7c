from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Activity
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.actor import Actor
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.validity import Valid, ValidQuerySet, ends_after_begin
from tongxin.organizations.models import Organization

#: Steps at which two are paired or about to be: no second pairing of the same two beside it.
OPEN = ("proposed", "running", "review")
#: Steps at which both have agreed.
AGREED = ("running", "review", "closed", "ended")


class CampaignQuerySet(ValidQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """A campaign is no secret inside the house: whoever works below its area, or above it, sees it."""
        below = Q(area_path__startswith=actor.sees.path or "-") if actor.sees.along == "area" else Q(pk__in=())
        return self.filter(below | Q(area_path__in=_line(actor.area_path)))


def _line(path: str) -> list[str]:
    parts = path.rstrip("/").split("/")
    return ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


class Campaign(Valid):
    """A named run of pairings or of activities, with a target; its name is data (YX-09, MHK-31)."""

    class Kind(models.TextChoices):
        PAIRINGS = "pairings", _("结对行动")
        ACTIVITIES = "activities", _("品牌活动")

    scope = by_area()

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    owner = models.ForeignKey(
        Organization, models.PROTECT, db_index=False, related_name="campaigns", verbose_name=_("主办组织")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="campaigns", verbose_name=_("范围"))
    area_path = models.CharField(max_length=200, db_collation="C")
    target = models.PositiveIntegerField(_("目标数"), null=True, blank=True)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    activities = models.ManyToManyField(Activity, through="CampaignActivity", related_name="campaigns")

    objects: ClassVar = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("行动")
        constraints = [
            ends_after_begin("campaign_ends_after_begin"),
            models.UniqueConstraint(fields=["owner", "name", "valid_from"], name="campaign_once_per_owner"),
            models.CheckConstraint(name="campaign_target_positive", condition=Q(target__isnull=True) | Q(target__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("alliance:campaign", args=[self.pk])


class CampaignActivity(models.Model):
    """That an activity belongs to a campaign; it stays the activity of its hosts."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, db_index=False, related_name="activity_links")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="campaign_links")

    class Meta:
        verbose_name = _("行动中的活动")
        constraints = [models.UniqueConstraint(fields=["campaign", "activity"], name="campaign_activity_once")]


class PairingQuerySet(ScopedQuerySet):
    def visible_to(self, actor: Actor) -> Self:
        """As the area says, and for both sides their own."""
        own = Q(first_id__in=actor.own_ids) | Q(second_id__in=actor.own_ids)
        if actor.sees.along == "area":
            return self.filter(Pairing.scope.condition(actor) | own)
        return self.filter(own)

    def running(self) -> Self:
        return self.filter(step__in=("running", "review"))

    def of(self, principal_id: int) -> Self:
        return self.filter(Q(first_id=principal_id) | Q(second_id=principal_id))

    def over(self, day: date) -> Self:
        return self.filter(step="running", valid_to__lt=day)


class Pairing(Travelling):
    """Two organizations, or two members, that help each other for a term, by consent of both (CD-36, CD-37, MHK-16).

    `host` is the Party organization that looks after it. The two layers are told apart by `level`.
    """

    class Level(models.TextChoices):
        ORGANIZATION = "organization", _("组织结对")
        MEMBER = "member", _("党员结对")

    scope = by_area()

    level = models.CharField(_("层次"), max_length=12, choices=Level)
    kind = models.CharField(_("结对类型"), max_length=40)
    first = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, related_name="pairings_first", verbose_name=_("甲方")
    )
    second = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, related_name="pairings_second", verbose_name=_("乙方")
    )
    first_agreed_at = models.DateTimeField(_("甲方同意"), null=True)
    second_agreed_at = models.DateTimeField(_("乙方同意"), null=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="pairings", verbose_name=_("所属行动")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="pairings", verbose_name=_("所在区域"))
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("管理组织"))
    aim = models.CharField(_("目的"), max_length=200)
    plan = models.CharField(_("共同计划"), max_length=1000)
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"))
    proposed_by = models.ForeignKey(Principal, models.PROTECT, null=True, related_name="+", verbose_name=_("提出人"))
    proposed_at = models.DateTimeField(_("提出时间"))
    review = models.CharField(_("结对小结"), max_length=1000, blank=True)
    end_reason = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects: ClassVar = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("结对")
        constraints = [
            models.CheckConstraint(name="pairing_of_two", condition=~Q(first=F("second"))),
            models.CheckConstraint(name="pairing_ends_after_begin", condition=Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="pairing_has_aim_and_plan", condition=~Q(aim="") & ~Q(plan="")),
            models.CheckConstraint(
                name="pairing_runs_by_consent_of_both",
                condition=~Q(step__in=AGREED) | Q(first_agreed_at__isnull=False, second_agreed_at__isnull=False),
            ),
            models.UniqueConstraint(
                Least("first", "second"), Greatest("first", "second"), name="pairing_once", condition=Q(step__in=OPEN)
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="pairing_in_area"),
            models.Index(fields=["first", "step"], name="pairing_of_first"),
            models.Index(fields=["second", "step"], name="pairing_of_second"),
            models.Index(fields=["valid_to"], name="pairing_term", condition=Q(step="running")),
        ]

    def __str__(self) -> str:
        return f"{self.first.name} — {self.second.name}"

    def get_absolute_url(self) -> str:
        return reverse("alliance:pairing", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("结 %(year)d-%(number)04d") % {"year": today(self.proposed_at).year, "number": self.pk}

    @property
    def kind_label(self) -> str:
        return terms.label("pairing_kinds", self.kind)

    @property
    def brief(self) -> str:
        """As a list shows it: organizations by name, members by their family names."""
        if self.level == self.Level.MEMBER:
            return _t("%(one)s某 — %(other)s某") % {"one": self.first.name[:1], "other": self.second.name[:1]}
        return str(self)

    @property
    def waits_for_id(self) -> int:
        """Whose consent is asked next."""
        return self.first_id if self.first_agreed_at is None else self.second_id
