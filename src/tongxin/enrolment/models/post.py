from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Insurable
from tongxin.areas.models import Area
from tongxin.kernel import terms
from tongxin.kernel.access import ScopedQuerySet, by_area
from tongxin.kernel.clock import today
from tongxin.kernel.models import Principal
from tongxin.kernel.procedures import Travelling
from tongxin.kernel.validity import ends_after_begin
from tongxin.organizations.models import Organization

#: Steps at which a claim holds one of the post's places.
HELD = ("claimed", "active")


class ServicePostQuerySet(ScopedQuerySet):
    def open_on(self, day: date) -> Self:
        """Published, within their term and not closed."""
        begun = self.filter(valid_from__lte=day, closed_on__isnull=True)
        return begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def with_room(self) -> Self:
        return self.filter(taken__lt=F("places"))

    def in_state(self, state: str) -> Self:
        """`open`, `full` or `closed`, as a list page filters."""
        if state == "closed":
            return self.filter(closed_on__isnull=False)
        running = self.filter(closed_on__isnull=True)
        return running.with_room() if state == "open" else running.filter(taken=F("places"))


class ServicePost(Insurable):
    """A post that a community offers: what to do, how much time it takes, for how many, from when to when.

    `taken` counts the claims that hold a place; the database never lets it pass `places`, and lets nobody start at a
    dangerous post on a day on which no policy of it holds.
    """

    scope = by_area()

    title = models.CharField(_("岗位"), max_length=40)
    kind = models.CharField(_("类别"), max_length=30)
    duties = models.CharField(_("做什么"), max_length=300)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    hours = models.DecimalField(_("每次小时"), max_digits=4, decimal_places=1, default=0)
    at_junction = models.BooleanField(_("路口岗，按班次值守"), default=False)
    places = models.PositiveSmallIntegerField(_("名额"))
    taken = models.PositiveSmallIntegerField(_("已认领"), default=0)
    host = models.ForeignKey(Organization, models.PROTECT, related_name="service_posts", verbose_name=_("发布组织"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="service_posts", verbose_name=_("社区"))
    area_path = models.CharField(max_length=200, db_collation="C")
    published_at = models.DateTimeField(_("发布时间"))
    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True)
    closed_on = models.DateField(_("停止认领"), null=True)

    objects: ClassVar = ServicePostQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务岗位")
        constraints = [
            ends_after_begin("service_post_ends_after_begin"),
            models.CheckConstraint(name="service_post_has_places", condition=Q(places__gt=0)),
            models.CheckConstraint(name="service_post_never_over_its_places", condition=Q(taken__lte=F("places"))),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="service_post_in_area"),
            models.Index(fields=["-id"], name="service_post_open", condition=Q(closed_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("enrolment:post", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("岗 %(year)d-%(number)04d") % {"year": today(self.published_at).year, "number": self.pk}

    @property
    def kind_label(self) -> str:
        return terms.label("service_post_kinds", self.kind)

    @property
    def left(self) -> int:
        return self.places - self.taken

    def is_insured_on(self, day: date) -> bool:
        """Whether nobody serves here without insurance: there is no danger, or the policy holds on the day."""
        return not self.dangers or (self.policy is not None and self.policy.holds(day, day))

    def is_open_on(self, day: date) -> bool:
        return self.closed_on is None and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class PostClaimQuerySet(ScopedQuerySet):
    def held(self) -> Self:
        return self.filter(step__in=HELD)

    def active(self) -> Self:
        return self.filter(step="active")

    def of(self, principal_id: int) -> Self:
        return self.filter(subject_id=principal_id)

    def from_home(self, path: str) -> Self:
        return self.filter(home_organization__path__startswith=path)


class PostClaim(Travelling):
    """That somebody takes on a service post beside the post at home (MHK-29). One person may hold several (CD-35)."""

    scope = by_area(organization="home_organization__path", owner="subject_id")

    post = models.ForeignKey(ServicePost, models.PROTECT, db_index=False, related_name="claims", verbose_name=_("岗位"))
    subject = models.ForeignKey(
        Principal, models.PROTECT, db_index=False, related_name="post_claims", verbose_name=_("认领人")
    )
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("接收组织"))
    home_organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        db_index=False,
        null=True,
        related_name="service_of_members",
        verbose_name=_("派出党组织"),
    )
    claimed_at = models.DateTimeField(_("认领时间"))
    active_from = models.DateField(_("到岗"), null=True)
    active_to = models.DateField(_("离岗"), null=True)
    end_reason = models.CharField(_("结束原因"), max_length=120, blank=True)

    objects: ClassVar = PostClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("岗位认领")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "subject"], name="post_claimed_once_by_one", condition=Q(step__in=HELD)
            ),
        ]
        indexes = [
            models.Index(fields=["area_path", "-id"], name="post_claim_in_area"),
            models.Index(fields=["subject", "step"], name="post_claim_of_subject"),
            models.Index(fields=["home_organization", "-id"], name="post_claim_from_home"),
            models.Index(fields=["post", "step"], name="post_claim_of_post"),
        ]

    def __str__(self) -> str:
        return self.post.title

    def get_absolute_url(self) -> str:
        return reverse("enrolment:claim", args=[self.pk])

    @property
    def number(self) -> str:
        return _t("认 %(year)d-%(number)04d") % {"year": today(self.claimed_at).year, "number": self.pk}
